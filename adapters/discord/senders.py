"""Who speaks, from which server: also in direct messages, which belong to none."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from adapters.discord.commands import Asked
from adapters.discord.delivery import NAME, external
from adapters.discord.outcomes import CONNECTION_LOST, translated
from core.asks import Mentioned, Sender
from core.errors import Undeliverable
from core.forms import Answered
from core.model.people import Account, Home

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_MOST = 25
"""Typed mentions, or servers, that are looked up for one interaction."""

WorkspaceOf = Callable[[str, str], Awaitable[str | None]]
"""Gives the workspace of a kept message: of a platform, by the platform's id."""


class Senders:
    """Tells who speaks; of direct messages it remembers in which server they last did."""

    def __init__(self, workspace_of: WorkspaceOf) -> None:
        self._workspace_of = workspace_of
        self._last: dict[int, int] = {}

    async def of(self, interaction: Asked) -> Sender | None:
        """Give who did this, `None` for somebody who shares no server with the bot.

        Raises:
            Unavailable: that cannot be found out now.
        """
        guild = await self._guild(interaction)
        if guild is None:
            return None
        self._last[interaction.user.id] = guild
        known = interaction.client.get_guild(guild)
        return Sender(
            Home(NAME, str(guild), known.name if known else ""),
            Account(NAME, str(guild), str(interaction.user.id)),
            interaction.user.display_name,
            str(interaction.channel_id),
            interaction.guild_id is not None and interaction.permissions.manage_guild,
        )

    async def _guild(self, interaction: Asked) -> int | None:
        """Give the server: this one, that of the message, the last one, or one they are in."""
        if interaction.guild_id is not None:
            return interaction.guild_id
        stood_on = message_of(interaction)
        if stood_on is not None:
            workspace = await self._workspace_of(NAME, stood_on)
            if workspace is not None:
                return int(workspace)
        last = self._last.get(interaction.user.id)
        return last or await _shared(interaction)


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


async def _shared(interaction: Asked) -> int | None:
    """Find a server that the person and the bot share; without the intent each must be asked.

    Raises:
        Unavailable: Discord does not say now.
    """
    for guild in interaction.client.guilds[:_MOST]:
        with suppress(Undeliverable), translated():
            await guild.fetch_member(interaction.user.id)
            return guild.id
    return None
