"""What all scenes with the bot share: who plays, and what everybody can do and find."""

import asyncio
from dataclasses import dataclass

from adapters.discord.gateway import Site
from tests.discord_server.guild import Guild
from tests.discord_server.message import Message
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import Bot

TOPIC = "학식 메뉴 추천 챗봇"
PROJECT = {
    "topic": TOPIC,
    "description": "학생 식당 메뉴를 추천하는 디스코드 챗봇을 만들고 시연한다",
    "goal": "동작하는 챗봇과 사용 설명서",
    "start": "내일",
    "end": "다음 달 28일",
}
LONG = 30


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and where."""

    server: DiscordServer
    guild: Guild
    jimin: Person
    seojun: Person


class Scene:
    """A call within what people do. `bot` is there once it connected."""

    bot: Bot
    at_start = False
    """Whether the call is made before anybody can do anything."""

    def __init__(self, cast: Cast) -> None:
        self.server, self.guild = cast.server, cast.guild
        self.jimin, self.seojun = cast.jimin, cast.seojun

    def site(self, site: Site) -> Site:
        """Give where the bot connects to."""
        return site

    async def begin(self) -> None:
        """Bring everybody to where the call comes next."""

    async def act(self) -> None:
        """Do what makes the call."""

    async def whole(self) -> None:
        """Find all as though nothing had failed, and once."""
        raise NotImplementedError

    async def otherwise(self) -> None:
        """Find what is stated for a failure that nothing helps against."""
        raise NotImplementedError

    async def afterwards(self) -> None:
        """Find, at the next start after the token was refused, that nothing was lost."""
        await self.whole()

    async def opened(self, *members: Person) -> Message:
        """Open the project; give its card."""
        named = " ".join(member.mention for member in members)
        return await (await self.jimin.slash("project new", **PROJECT, members=named)).said(TOPIC)

    async def planned(self) -> Message:
        """Give the plan, once it can be adopted; it stands in the channel once."""
        found = await self.jimin.channel.message(can_be_adopted, LONG)
        assert len([post for post in self.jimin.channel.messages if can_be_adopted(post)]) == 1
        return found

    async def settled(self) -> None:
        """Wait until everything that was to be brought was, or was given up."""
        async with asyncio.timeout(LONG):
            while await self._pending():
                continue

    async def _pending(self) -> bool:
        async with self.bot.app.ports.store.work(write=False) as work:
            return bool(await work.messages.pending(("discord",), 1))

    async def projects(self) -> int:
        """Count the projects of this topic that there are."""
        listed = await (await self.jimin.slash("project list")).said()
        return sum(TOPIC in line for line in listed.text.splitlines())


def can_be_adopted(post: Message) -> bool:
    """Tell whether it shows a plan that can be adopted."""
    return any(button.label == "적용" for button in post.buttons)
