"""Discord: logs in, registers the commands, hears what people do, and ends in good order."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from core.arrivals import Arrivals
from adapters.discord.cards import quiet
from adapters.discord.commands import Asked, KoreanNames, Menu, build, build_menus
from adapters.discord.delivery import Delivery
from adapters.discord.homes import HomeKind, Homes
from adapters.discord.interactions import Door, Interactions
from adapters.discord.outcomes import CONNECTION_LOST, SERVICE
from adapters.discord.sync import sync
from adapters.discord.uploads import Uploads
from core.errors import Misconfigured, Unavailable
from core.ports.outside import Clock, Platform

_log = logging.getLogger(__name__)

_QUIET_BEFORE_READY = 0.5
"""Seconds without news of another server after which the connection counts as ready."""
_LONGEST_LIMIT = 30.0
"""Seconds a rate limit is waited out within a request; a longer one is left to the sender."""
_LAST_ANSWERS = 5.0
"""Seconds that answers under way get when the program stops."""
_BAD_TOKEN, _TOO_MANY_SERVERS = 4004, 4011
"""https://docs.discord.com/developers/topics/opcodes-and-status-codes"""
_REFUSED = "Discord does not accept the token: copy it anew into DISCORD_TOKEN from the \
application's page Bot (Reset Token)"


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
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(site.gateway_url)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self._site = site
        self._token = token
        self._locked = _Lock()
        self._arrivals = Arrivals()
        interactions = Interactions(door, Uploads(site.api_url), self._arrivals)
        self._client = _Client(site, interactions, self._arrivals)
        _add_commands(self._client.tree, door, interactions)
        homes = Homes(self._client, site.homes)
        self._platform = Delivery(self._client, homes, self._locked, clock)

    @property
    def platform(self) -> Platform:
        """What brings the bot's messages, once opened."""
        return self._platform

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Be logged in, with commands registered, while the block runs.

        Raises:
            Misconfigured: the token is refused.
            Unavailable: Discord cannot be reached.
        """
        try:
            await self._log_in()
            yield
        finally:
            await self._client.close()

    async def serve(self) -> None:
        """Hear and answer until cancelled; then finish what was begun.

        Raises:
            Misconfigured: Discord lets this bot in no more.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._locked.until_closed())
                group.create_task(self._connect())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        finally:
            await self._arrivals.finish(_LAST_ANSWERS)

    async def _log_in(self) -> None:
        try:
            await self._client.login(self._token)
        except discord.LoginFailure as error:
            raise Misconfigured(_REFUSED) from error
        except discord.HTTPException as error:
            raise Unavailable(SERVICE, f"no login: status {error.status}") from error
        except CONNECTION_LOST as error:
            raise Unavailable(SERVICE, f"{self._site.api_url} cannot be reached") from error
        await self._client.tree.set_translator(KoreanNames())
        await sync(self._client.tree, self._site.folder, self._site.guild or None)

    async def _connect(self) -> None:
        try:
            await self._client.connect()
        except discord.ConnectionClosed as error:
            raise _closed(error) from error
        raise Unavailable(SERVICE, "connection closed")


class _Lock:
    """Falls shut when Discord knows the token no more."""

    def __init__(self) -> None:
        self._shut = asyncio.Event()

    def close(self) -> None:
        """End the program, everything kept."""
        self._shut.set()

    async def until_closed(self) -> None:
        """Wait for that.

        Raises:
            Misconfigured: it happened.
        """
        await self._shut.wait()
        raise Misconfigured(_REFUSED)


class _Client(discord.AutoShardedClient):
    """The library's client with the least it can hear: servers, and what is done to the bot."""

    def __init__(self, site: Site, interactions: Interactions, arrivals: Arrivals) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=quiet(),
            shard_count=site.shards or None,
            max_messages=None,
            guild_ready_timeout=_QUIET_BEFORE_READY,
            max_ratelimit_timeout=_LONGEST_LIMIT,
        )
        self.tree = _Tree(self, arrivals)
        self._interactions = interactions
        self._arrivals = arrivals

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


class _Tree(app_commands.CommandTree[discord.Client]):
    """The commands, each call of which is answered once."""

    def __init__(self, client: discord.Client, arrivals: Arrivals) -> None:
        super().__init__(client)
        self._arrivals = arrivals

    async def interaction_check(self, interaction: Asked, /) -> bool:
        """Let an interaction in that was not here yet."""
        return self._arrivals.new(interaction.id)

    async def on_error(self, interaction: Asked, error: app_commands.AppCommandError, /) -> None:
        """Note a bug; the person is told by Discord that nothing was answered."""
        del interaction
        _log.error("command failed", exc_info=error, extra={"action": "command"})


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
            return Misconfigured(_REFUSED)
        case code if code == _TOO_MANY_SERVERS:
            return Misconfigured("too many servers for one connection: set [discord] shards to 0")
        case _:
            return Misconfigured(f"Discord closed the connection for good, with code {error.code}")
