"""A project's home in a server: a channel, or a private thread, for its members alone.

A channel is found again by a mark in its topic, a thread by one in its name, so that opening
twice gives one home also where the program died between opening and noting it; a thread also
where it was archived since nobody wrote for days. Members are let in and those who ceased to be
are put out; who was let in by others stays, and somebody with whom that fails, such as one who
left the server, changes nothing for the rest. A thread that was wanted from no channel hangs on
the server's system channel, or on the first that everybody sees.
"""

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

import discord

from adapters.discord import limits
from adapters.discord.outcomes import SERVICE
from core.errors import Unavailable, Undeliverable
from core.marks import one_line
from core.model.homes import ProjectHome

_log = logging.getLogger(__name__)

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
            Unavailable: it is not known yet where the bot is.
            Undeliverable: there is no place for it in Discord.
            discord.HTTPException: as Discord says.
        """
        guild = self._guild(home)
        match self.kind:
            case HomeKind.CHANNEL:
                return str((await self._channel(guild, home)).id)
            case HomeKind.THREAD:
                return str((await self._thread(guild, home)).id)

    def _guild(self, home: ProjectHome) -> discord.Guild:
        guild = self.client.get_guild(_id(home.workspace))
        if guild is not None:
            return guild
        if not self.client.is_ready():
            raise Unavailable(SERVICE, "servers not known yet")
        raise Undeliverable(f"not in server {home.workspace}")

    async def _channel(self, guild: discord.Guild, home: ProjectHome) -> discord.TextChannel:
        mark = f"teampl:project:{home.project}"
        for channel in await guild.fetch_channels():
            if isinstance(channel, discord.TextChannel) and (
                mark in (channel.topic or "").split() or str(channel.id) == home.external
            ):
                await _follow(channel, home)
                return channel
        everyone = discord.Object(guild.id, type=discord.Role)
        overwrites: Overwrites = {everyone: _HIDDEN, self._me(): _OWNS, **_members(home)}
        return await guild.create_text_channel(
            _name(home), topic=mark, overwrites=overwrites, reason=_REASON
        )

    async def _thread(self, guild: discord.Guild, home: ProjectHome) -> discord.Thread:
        thread = await self._standing(guild, home)
        if thread is None:
            near = await _near(guild, home)
            thread = await near.create_thread(
                name=f"{_name(home)}{_mark(home)}",
                type=discord.ChannelType.private_thread,
                invitable=False,
                reason=_REASON,
            )
        for user in home.gone:
            with _as_far_as_possible():
                await thread.remove_user(discord.Object(_id(user)))
        for user in home.users:
            with _as_far_as_possible():
                await thread.add_user(discord.Object(_id(user)))
        return thread

    async def _standing(self, guild: discord.Guild, home: ProjectHome) -> discord.Thread | None:
        for thread in await guild.active_threads():
            if self._is_ours(thread, home):
                return thread
        near = await _near(guild, home)
        asleep: list[discord.Thread] = []
        with suppress(discord.Forbidden):
            joined = near.archived_threads(private=True, joined=True)
            asleep = [thread async for thread in joined if self._is_ours(thread, home)]
        return await asleep[0].edit(archived=False, reason=_REASON) if asleep else None

    def _is_ours(self, thread: discord.Thread, home: ProjectHome) -> bool:
        marked = thread.owner_id == self._me().id and thread.name.endswith(_mark(home))
        return marked or str(thread.id) == home.external

    def _me(self) -> discord.Object:
        if self.client.user is None:
            raise Undeliverable("not logged in")
        return discord.Object(self.client.user.id, type=discord.User)


async def _near(guild: discord.Guild, home: ProjectHome) -> discord.TextChannel:
    near = await guild.fetch_channel(_id(home.near)) if home.near else _common(guild)
    if not isinstance(near, discord.TextChannel):
        raise Undeliverable(f"{home.near or 'the server'} has no threads")
    return near


def _common(guild: discord.Guild) -> discord.TextChannel | None:
    """Give the channel for what belongs to none: where the server greets, or the first for all."""
    everyone = guild.default_role
    for_all = [each for each in guild.text_channels if each.permissions_for(everyone).view_channel]
    first = (guild.system_channel, *for_all)
    return next((each for each in first if each is not None and _takes_threads(each)), None)


def _takes_threads(channel: discord.TextChannel) -> bool:
    may = channel.permissions_for(channel.guild.me)
    in_it = may.view_channel and may.create_private_threads and may.send_messages_in_threads
    return in_it and not channel.is_news()


@contextmanager
def _as_far_as_possible() -> Generator[None]:
    try:
        yield
    except (discord.Forbidden, discord.NotFound) as error:
        _log.warning("members differ", extra={"action": "members differ", "why": str(error.code)})


async def _follow(channel: discord.TextChannel, home: ProjectHome) -> None:
    """Let the members see the channel who do not, and take what those had who ceased to be."""
    given: Overwrites = {**channel.overwrites}
    standing = {target: rights for target, rights in given.items() if _stays(target.id, home)}
    seeing = {target.id for target, rights in standing.items() if rights.view_channel}
    new = {target: sees for target, sees in _members(home).items() if target.id not in seeing}
    if new or len(standing) < len(given):
        with _as_far_as_possible():
            await channel.edit(overwrites={**standing, **new}, reason=_REASON)


def _stays(target: int, home: ProjectHome) -> bool:
    return str(target) not in home.gone


def _members(home: ProjectHome) -> Mapping[discord.Object, discord.PermissionOverwrite]:
    return {discord.Object(_id(user), type=discord.User): _SEES for user in home.users}


def _mark(home: ProjectHome) -> str:
    return f" ·{home.project}"


def _name(home: ProjectHome) -> str:
    return limits.clip(one_line(home.name), _LONGEST_NAME) or str(home.project)


def _id(text: str) -> int:
    if not text.isdecimal():
        raise Undeliverable(f"{text[:40]!r} is nothing of Discord's")
    return int(text)
