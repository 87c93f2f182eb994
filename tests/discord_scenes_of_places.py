"""Scenes of calls about places, a project's home, and of those before anybody is heard."""

from contextlib import suppress
from dataclasses import replace

import discord

from adapters.discord.gateway import Site
from adapters.discord.homes import HomeKind
from core.errors import Unavailable, Undeliverable
from core.model.homes import ProjectHome
from core.model.people import SpaceId
from core.model.projects import ProjectId
from tests.discord_scene import TOPIC, Scene
from tests.discord_server.person import Person
from tests.discord_server.places import Channel
from tests.words import ko


class Housing(Scene):
    """Of calls that open a home: where none may be opened, one can be asked for again."""

    kind = HomeKind.CHANNEL

    def site(self, site: Site) -> Site:
        return replace(site, homes=self.kind)

    async def begin(self) -> None:
        await self.opened(self.seojun)

    async def act(self) -> None:
        await (await self.jimin.slash("project home")).said(ko("home.title"))

    async def whole(self) -> None:
        home = await self.home()
        assert self.may_enter(home, self.seojun)

    async def otherwise(self) -> None:
        await self.settled()
        assert self.homes() == []
        await self.act()
        await self.whole()

    async def home(self) -> Channel:
        """Give the home, once its card is pinned: there is one."""
        await self.server.until(lambda: [each for each in self.homes() if each.pins], "a home", 60)
        (home,) = self.homes()
        assert len(home.messages) == 1
        return home

    def homes(self) -> list[Channel]:
        """Give the homes there are."""
        general = self.jimin.channel
        return [each for each in self.guild.channels if each is not general]

    def may_enter(self, home: Channel, person: Person) -> bool:
        """Tell whether somebody was let in."""
        if home.kind != 0:
            return person.id in home.thread_members
        may = self.guild.place.permissions(person.account, home)
        return discord.Permissions(may).view_channel


class Pinning(Housing):
    """PIN: a card that may not be pinned stands in its home all the same."""

    async def otherwise(self) -> None:
        await self.settled()
        (home,) = self.homes()
        assert home.pins == []
        assert len(home.messages) == 1


class Threading(Housing):
    """The same as a private thread."""

    kind = HomeKind.THREAD


class LettingIn(Threading):
    """ADD_TO_THREAD: whoever cannot be let in keeps nobody out."""

    async def otherwise(self) -> None:
        home = await self.home()
        assert self.may_enter(home, self.seojun) != self.may_enter(home, self.jimin)


class LettingOut(Threading):
    """TAKE_FROM_THREAD: where somebody cannot be put out, the rest hear all the same who left."""

    async def begin(self) -> None:
        await super().begin()
        await super().act()
        await self.home()

    async def act(self) -> None:
        assert await (await self.seojun.slash("project leave")).said(ko("membership.left_title"))

    async def whole(self) -> None:
        assert not self.may_enter(await self._told(), self.seojun)

    async def otherwise(self) -> None:
        assert self.may_enter(await self._told(), self.seojun)

    async def _told(self) -> Channel:
        """Give the home, once it says who left: it says so once."""
        await self.settled()
        (home,) = self.homes()
        farewell = ko("home.farewell", name="서준")
        assert [farewell in post.text for post in home.messages] == [False, True]
        assert self.may_enter(home, self.jimin)
        return home


class Waking(Scene):
    """CHANGE_CHANNEL: a home that fell asleep is found and woken; one that may not be is not
    opened a second time."""

    first = ""
    second = ""

    def site(self, site: Site) -> Site:
        return replace(site, homes=HomeKind.THREAD)

    async def begin(self) -> None:
        self.first = await self._open(self.jimin)
        self.guild.threads[0].archived = True

    async def act(self) -> None:
        with suppress(Unavailable, Undeliverable):
            self.second = await self._open(self.jimin, self.seojun)

    async def whole(self) -> None:
        (thread,) = self.guild.threads
        self.second = self.second or await self._open(self.jimin, self.seojun)
        assert self.first == self.second == thread.id
        assert self.seojun.id in thread.thread_members
        assert not thread.archived

    async def otherwise(self) -> None:
        assert self.second == ""
        await self.whole()

    async def _open(self, *members: Person) -> str:
        """Open the home; whoever is answered knows that the bot knows its servers."""
        await self.jimin.slash("me settings")
        users = tuple(member.id for member in members)
        place = ("discord", self.guild.id, TOPIC, self.jimin.channel.id)
        home = ProjectHome(ProjectId(7), SpaceId(1), *place, users)
        return await self.bot.gateway.platform.open_home(home)


class Starting(Scene):
    """Of calls before anybody is heard. REGISTER: the bot goes on with the commands there are,
    and registers the new ones at the next start."""

    at_start = True

    async def whole(self) -> None:
        assert await (await self.jimin.slash("me settings")).said()

    async def otherwise(self) -> None:
        assert self.jimin.commands() == []


class StartingHere(Starting):
    """The same with the commands of one server."""

    def site(self, site: Site) -> Site:
        return replace(site, guild=int(self.guild.id))


class StartingWide(Starting):
    """The same with as many connections as recommended."""

    def site(self, site: Site) -> Site:
        return replace(site, shards=0)
