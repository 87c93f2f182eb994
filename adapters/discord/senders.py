"""Who speaks, from which server: also in direct messages, which belong to none."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from adapters.discord.commands import Asked
from adapters.discord.delivery import NAME, external
from adapters.discord.outcomes import CONNECTION_LOST, translated
from core.asks import Mentioned, Sender
from core.errors import Undeliverable
from core.forms import Answered
from core.model.people import Account, Home
from core.ports.outside import Clock

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_UNIQUE = "0"
"""The discriminator of who has none."""
_MOST = 25
"""Typed mentions, or servers, that are looked up for one interaction."""

_KNOWN_FOR = timedelta(minutes=10)
"""How long somebody counts as a member of a server after Discord last told so.

Whoever leaves is not told of without a privileged intent.
"""

WorkspaceOf = Callable[[str, str], Awaitable[str | None]]
"""Gives the workspace of a kept message: of a platform, by the platform's id."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where somebody last spoke, and until when they count as a member there."""

    guild: int
    until: datetime


class Senders:
    """Tells who speaks; of direct messages it remembers in which server they last did."""

    def __init__(self, workspace_of: WorkspaceOf, clock: Clock) -> None:
        self._workspace_of = workspace_of
        self._clock = clock
        self._last: dict[int, _Seen] = {}

    async def of(self, interaction: Asked) -> Sender | None:
        """Give who did this, `None` for somebody who shares no server with the bot.

        Raises:
            Unavailable: that cannot be found out now.
        """
        guild = await self._guild(interaction)
        if guild is None:
            return None
        known = interaction.client.get_guild(guild)
        return Sender(
            Home(NAME, str(guild), known.name if known else ""),
            Account(NAME, str(guild), str(interaction.user.id)),
            interaction.user.display_name,
            str(interaction.channel_id),
            manages=interaction.guild_id is not None and interaction.permissions.manage_guild,
            direct=interaction.guild_id is None,
            handle=_handle(interaction.user),
        )

    async def _guild(self, interaction: Asked) -> int | None:
        """Give the server: this one, that of the message, the last one, or one they are in."""
        user, now = interaction.user, self._clock.now()
        if interaction.guild_id is not None:
            self._last[user.id] = _Seen(interaction.guild_id, now + _KNOWN_FOR)
            return interaction.guild_id
        last = self._last.get(user.id)
        guild = await self._stood_in(interaction) or (last and last.guild)
        if last is not None and last.guild == guild and now < last.until:
            return guild
        if guild is None or not await _is_in(interaction.client.get_guild(guild), user):
            guild = await _shared(interaction)
        if guild is not None:
            self._last[user.id] = _Seen(guild, now + _KNOWN_FOR)
        return guild

    async def _stood_in(self, interaction: Asked) -> int | None:
        """Give the server that the message belongs to which this was done on."""
        stood_on = message_of(interaction)
        workspace = stood_on and await self._workspace_of(NAME, stood_on)
        return int(workspace) if workspace else None


def message_of(interaction: Asked) -> str | None:
    """Give the id of the message that an interaction stood on."""
    if interaction.message is None or interaction.channel_id is None:
        return None
    return external(interaction.channel_id, interaction.message.id)


async def mentioned(
    interaction: Asked, sender: Sender, answered: Answered
) -> tuple[Mentioned, ...]:
    """Give the people that answers name: Discord tells their names, but not of typed mentions."""
    workspace = sender.account.workspace
    people = dict(answered.people)
    typed = {user for words in answered.answers.values() for user in _MENTION.findall(words)}
    guild = interaction.client.get_guild(int(workspace))
    if guild is not None:
        for user in sorted(typed - people.keys())[:_MOST]:
            with suppress(discord.HTTPException, discord.RateLimited, *CONNECTION_LOST):
                people[user] = (await guild.fetch_member(int(user))).display_name
    return tuple(Mentioned(Account(NAME, workspace, user), name) for user, name in people.items())


def _handle(user: discord.User | discord.Member) -> str:
    """Give somebody's user name, which nobody else has; those with a discriminator are shared.

    https://docs.discord.com/developers/resources/user: "not unique across the platform", because
    bots still have one (https://github.com/discordjs/discord-api-types/discussions/1617).
    """
    return user.name if user.discriminator == _UNIQUE else ""


async def _shared(interaction: Asked) -> int | None:
    """Find a server that the person and the bot share; without the intent each must be asked.

    Raises:
        Unavailable: Discord does not say now.
    """
    guilds = interaction.client.guilds[:_MOST]
    try:
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(_is_in(guild, interaction.user)) for guild in guilds]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    shared = (guild.id for guild, task in zip(guilds, asked, strict=True) if task.result())
    return next(shared, None)


async def _is_in(guild: discord.Guild | None, user: discord.User | discord.Member) -> bool:
    """Tell whether somebody is a member of a server that the bot is in.

    Raises:
        Unavailable: Discord does not say now.
    """
    if guild is not None:
        with suppress(Undeliverable), translated():
            await guild.fetch_member(user.id)
            return True
    return False
