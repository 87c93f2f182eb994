"""Discord: logs in, registers the commands, hears what people do, and ends in good order."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.cards import quiet
from adapters.discord.commands import Asked, KoreanNames, Menu, build, build_menus
from adapters.discord.delivery import Delivery
from adapters.discord.homes import HomeKind, Homes
from adapters.discord.interactions import Door, Interactions
from adapters.discord.lock import REFUSED, Lock
from adapters.discord.outcomes import CONNECTION_LOST, SERVICE
from adapters.discord.sync import sync
from adapters.discord.uploads import Uploads
from core.arrivals import Arrivals
from core.attempts import until_reached
from core.errors import Misconfigured, Unavailable
from core.ports.outside import Clock, Platform

_log = logging.getLogger(__name__)

_QUIET_BEFORE_READY = 0.5
"""Seconds without news of another server after which the connection counts as ready."""
_LONGEST_LIMIT = 30.0
"""Seconds a rate limit is waited out within a request; a longer one is left to the sender."""
_LAST_ANSWERS = 5.0
"""Seconds that answers under way get when the program stops."""
_REGISTERING = 5.0
"""Seconds that people wait for the newest commands before they are heard without these."""
_BAD_TOKEN, _TOO_MANY_SERVERS = 4004, 4011
"""https://docs.discord.com/developers/topics/opcodes-and-status-codes"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where Discord is and how the bot stands in it.

    `shards` are the connections, 0 as many as recommended; `guild` is the one server to register
    commands in, 0 all; `folder` keeps what was registered.
    """

    api_url: str
    gateway_url: str
    shards: int
    guild: int
    homes: HomeKind
    folder: Path


class Discord:
    """The connection to Discord."""

    def __init__(self, site: Site, token: str, door: Door, clock: Clock) -> None:
        # The library keeps its addresses on classes; they are the same for the whole program.
        Route.BASE = site.api_url.rstrip("/")
        address = type(DiscordWebSocket.DEFAULT_GATEWAY)
        DiscordWebSocket.DEFAULT_GATEWAY = address(site.gateway_url)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._site = site
        self._token = token
        self._clock = clock
        self._lock = Lock()
        self._arrivals = Arrivals()
        interactions = Interactions(door, Uploads(site.api_url), self._arrivals, clock)
        self._client = _Client(site, interactions, self._arrivals, self._lock)
        _add_commands(self._client.tree, door, interactions)
        self._platform = Delivery(self._client, Homes(self._client, site.homes), clock)

    @property
    def platform(self) -> Platform:
        """What brings the bot's messages, once opened."""
        return self._platform

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Hold what a connection needs while the block runs; `serve` connects."""
        async with self._client:
            yield

    async def serve(self) -> None:
        """Connect, and hear and answer until cancelled; then finish what was begun.

        Discord is tried until it can be reached; until then what is to be sent waits.

        Raises:
            Misconfigured: Discord lets this bot in no more.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._lock.until_shut())
                group.create_task(self._connect(group))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        finally:
            await self._arrivals.finish(_LAST_ANSWERS)

    async def _connect(self, group: asyncio.TaskGroup) -> None:
        await until_reached(self._log_in, self._clock)
        await self._client.tree.set_translator(KoreanNames())
        registering = group.create_task(until_reached(self._register, self._clock))
        await asyncio.wait([registering], timeout=_REGISTERING)
        await until_reached(self._listen, self._clock)
        raise Unavailable(SERVICE, "connection closed")

    async def _log_in(self) -> None:
        try:
            await self._client.log_in(self._token)
        except discord.LoginFailure as error:
            raise Misconfigured(REFUSED) from error
        except discord.HTTPException as error:
            reason = f"no login at {self._site.api_url}, status {error.status}"
            raise Unavailable(SERVICE, reason) from error
        except (discord.RateLimited, *CONNECTION_LOST) as error:
            raise Unavailable(SERVICE, f"{self._site.api_url} cannot be reached") from error

    async def _register(self) -> None:
        await sync(self._client.tree, self._site.folder, self._site.guild or None)

    async def _listen(self) -> None:
        try:
            await self._client.connect()
        except discord.ConnectionClosed as error:
            raise _closed(error) from error
        except (discord.GatewayNotFound, *CONNECTION_LOST) as error:
            raise Unavailable(SERVICE, "no gateway") from error


class _Client(discord.AutoShardedClient):
    """The library's client with the least it can hear: servers, and what is done to the bot."""

    def __init__(
        self, site: Site, interactions: Interactions, arrivals: Arrivals, lock: Lock
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=quiet(),
            shard_count=site.shards or None,
            max_messages=None,
            guild_ready_timeout=_QUIET_BEFORE_READY,
            max_ratelimit_timeout=_LONGEST_LIMIT,
            http_trace=lock.watching(),
        )
        self.tree = _Tree(self, interactions, arrivals)
        self._interactions = interactions
        self._arrivals = arrivals

    async def log_in(self, token: str) -> None:
        """Log in; where that fails it can be tried again.

        Raises:
            discord.LoginFailure: the token is refused.
            discord.DiscordException: as the library says.
        """
        try:
            await self.login(token)
        except (discord.DiscordException, *CONNECTION_LOST):
            # The library opens a session for every login and closes the last one alone.
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise

    async def on_ready(self) -> None:
        """Tell that people are heard."""
        _log.info("ready: Discord, %s servers", len(self.guilds), extra={"action": "ready"})

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Tell of a new server; it becomes a space when somebody there first speaks."""
        _log.info("server %s joined", guild.id, extra={"action": "joined"})

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Tell of a server that is no more; what belongs to it is kept."""
        _log.info("server %s left", guild.id, extra={"action": "left"})

    async def on_interaction(self, interaction: Asked) -> None:
        """Answer what the tree of commands does not."""
        kinds = (discord.InteractionType.component, discord.InteractionType.modal_submit)
        if interaction.type in kinds and self._arrivals.new(interaction.id):
            await self._interactions.other(interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002  the vendor's signature
        """Answer whoever met a bug."""
        error = sys.exception()
        if error is not None and args and isinstance(args[0], discord.Interaction):
            await self._interactions.failed(cast("Asked", args[0]), error)
        else:
            _log.error("%s failed", event_method, exc_info=error, extra={"action": "event"})


class _Tree(app_commands.CommandTree[discord.Client]):
    """The commands, each call of which is answered once."""

    def __init__(
        self, client: discord.Client, interactions: Interactions, arrivals: Arrivals
    ) -> None:
        super().__init__(client)
        self._interactions = interactions
        self._arrivals = arrivals

    async def interaction_check(self, interaction: Asked, /) -> bool:
        """Let an interaction in that was not here yet."""
        return self._arrivals.new(interaction.id)

    async def on_error(self, interaction: Asked, error: app_commands.AppCommandError, /) -> None:
        """Answer whoever met a bug."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self._interactions.failed(interaction, cause)


def _add_commands(
    tree: app_commands.CommandTree[discord.Client], door: Door, interactions: Interactions
) -> None:
    for top in build(door.commands, door.phrases, interactions.ask, interactions.suggest):
        tree.add_command(top)
    menus = [Menu(menu.words) for menu in door.menus]
    for entry in build_menus(menus, door.phrases, interactions.choose):
        tree.add_command(entry)


def _closed(error: discord.ConnectionClosed) -> Misconfigured:
    match error.code:
        case code if code == _BAD_TOKEN:
            return Misconfigured(REFUSED)
        case code if code == _TOO_MANY_SERVERS:
            return Misconfigured("too many servers for one connection: set [discord] shards to 0")
        case _:
            return Misconfigured(f"Discord closed the connection for good, with code {error.code}")
