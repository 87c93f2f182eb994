"""A project's home in a server: a channel, or a private thread, for its members alone.

A channel is found again by a mark in its topic, a thread by one in its name, so that opening
twice gives one home also where the program died between opening and noting it. Members are let
in; who was let in by others stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import discord

from adapters.discord import limits
from adapters.discord.markdown import one_line
from core.errors import Undeliverable
from core.model.homes import ProjectHome

_REASON = "Teampl: the home of a project"
_LONGEST_NAME = 80
_SEES = discord.PermissionOverwrite(view_channel=True)
_OWNS = discord.PermissionOverwrite(
    view_channel=True, send_messages=True, attach_files=True, read_message_history=True
)
_HIDDEN = discord.PermissionOverwrite(view_channel=False)

Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


class HomeKind(StrEnum):
    """What a project gets."""

    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Homes:
    """Opens homes of one kind."""

    client: discord.Client
    kind: HomeKind

    async def open(self, home: ProjectHome) -> str:
        """Give the channel of a home, opened or found as it stands.

        Raises:
            Undeliverable: there is no place for it in Discord.
            discord.HTTPException: as Discord says.
        """
        guild = await self._guild(home)
        match self.kind:
            case HomeKind.CHANNEL:
                return str((await self._channel(guild, home)).id)
            case HomeKind.THREAD:
                return str((await self._thread(guild, home)).id)

    async def _guild(self, home: ProjectHome) -> discord.Guild:
        guild = _id(home.workspace)
        return self.client.get_guild(guild) or await self.client.fetch_guild(guild)

    async def _channel(self, guild: discord.Guild, home: ProjectHome) -> discord.TextChannel:
        mark = f"teampl:project:{home.project}"
        for channel in await guild.fetch_channels():
            if isinstance(channel, discord.TextChannel) and (
                mark in (channel.topic or "").split() or str(channel.id) == home.external
            ):
                await _let_in(channel, home)
                return channel
        everyone = discord.Object(guild.id, type=discord.Role)
        overwrites: Overwrites = {everyone: _HIDDEN, self._me(): _OWNS, **_members(home)}
        return await guild.create_text_channel(
            _name(home), topic=mark, overwrites=overwrites, reason=_REASON
        )

    async def _thread(self, guild: discord.Guild, home: ProjectHome) -> discord.Thread:
        mark = f" ·{home.project}"
        for thread in await guild.active_threads():
            ours = thread.owner_id == self._me().id and thread.name.endswith(mark)
            if ours or str(thread.id) == home.external:
                break
        else:
            near = await guild.fetch_channel(_id(home.near))
            if not isinstance(near, discord.TextChannel):
                raise Undeliverable(f"{home.near} has no threads")
            thread = await near.create_thread(
                name=f"{_name(home)}{mark}",
                type=discord.ChannelType.private_thread,
                invitable=False,
                reason=_REASON,
            )
        for user in home.users:
            await thread.add_user(discord.Object(_id(user)))
        return thread

    def _me(self) -> discord.Object:
        if self.client.user is None:
            raise Undeliverable("not logged in")
        return discord.Object(self.client.user.id, type=discord.User)


async def _let_in(channel: discord.TextChannel, home: ProjectHome) -> None:
    """Give the members who do not see the channel the permission to."""
    standing: Overwrites = {**channel.overwrites}
    seeing = {target.id for target, given in standing.items() if given.view_channel}
    new = {target: given for target, given in _members(home).items() if target.id not in seeing}
    if new:
        await channel.edit(overwrites={**standing, **new}, reason=_REASON)


def _members(home: ProjectHome) -> Mapping[discord.Object, discord.PermissionOverwrite]:
    return {discord.Object(_id(user), type=discord.User): _SEES for user in home.users}


def _name(home: ProjectHome) -> str:
    return limits.clip(one_line(home.name), _LONGEST_NAME) or str(home.project)


def _id(text: str) -> int:
    if not text.isdecimal():
        raise Undeliverable(f"{text[:40]!r} is nothing of Discord's")
    return int(text)
