"""For every call the bot makes to Discord a scene in which it is made, and what to find then."""

from collections.abc import Callable

from tests import discord_calls as calls
from tests import discord_scenes_of_places as places
from tests.discord_scene import LONG, PROJECT, TOPIC, Cast, Scene, can_be_adopted
from tests.discord_server.interaction import Interaction
from tests.discord_server.message import Message
from tests.ground import Upload
from tests.words import ko

GONE = "a:000000000000000000000000"
"""A button that opened a form and is no more."""


class Asking(Scene):
    """THINKS: what was not acknowledged is not done; asked again, it is done once."""

    asked: Interaction

    async def act(self) -> None:
        self.asked = await self.jimin.hasty.slash("project new", **PROJECT)

    async def whole(self) -> None:
        assert await self.asked.said(TOPIC)
        assert await self.projects() == 1

    async def otherwise(self) -> None:
        assert await self.projects() == 0
        assert self.asked.answer is None
        await self.opened()
        assert await self.projects() == 1


class Showing(Asking):
    """FILL: an answer that cannot be shown where it was asked for is written to its asker."""

    async def whole(self) -> None:
        await super().whole()
        assert self.jimin.dms == []

    async def otherwise(self) -> None:
        assert await self.jimin.dm(TOPIC)
        assert await self.projects() == 1
        assert len(self.jimin.dms) == 1


class Pressing(Scene):
    """STANDS: a press that was not acknowledged did nothing; pressed again, it does it once."""

    asked: Interaction
    card: Message

    async def begin(self) -> None:
        self.card = await self.opened()

    async def act(self) -> None:
        self.asked = await self.jimin.hasty.press(self.card, self.card.buttons[0].label)

    async def whole(self) -> None:
        assert await self.planned()

    async def otherwise(self) -> None:
        await self.jimin.slash("project list")
        assert self.asked.answer is None
        assert not [post for post in self.jimin.channel.messages if post.silent]
        await self.jimin.press(self.card, self.card.buttons[0].label)
        assert await self.planned()


class Filling(Scene):
    """ASKS: a form that was not shown can be asked for again."""

    asked: Interaction

    async def act(self) -> None:
        self.asked = await self.jimin.hasty.slash("project new", topic=TOPIC)

    async def whole(self) -> None:
        await self.asked.answered()
        await self._filled(self.asked)

    async def otherwise(self) -> None:
        assert await self.projects() == 0
        assert self.asked.answer is None
        await self._filled(await self.jimin.slash("project new", topic=TOPIC))

    async def _filled(self, asked: Interaction) -> None:
        rest = {name: value for name, value in PROJECT.items() if name != "topic"}
        assert await (await self.jimin.submit(asked, rest)).said(TOPIC)
        assert await self.projects() == 1


class Refusing(Pressing):
    """SAYS: what was refused without an answer did nothing, and is refused again."""

    async def act(self) -> None:
        self.asked = await self.jimin.hasty.press_unseen(self.card, GONE)

    async def whole(self) -> None:
        assert await self.asked.said(ko("refused.button.gone"))

    async def otherwise(self) -> None:
        await self.jimin.slash("project list")
        assert self.asked.answer is None
        again = await self.jimin.press_unseen(self.card, GONE)
        assert await again.said(ko("refused.button.gone"))


class Typing(Scene):
    """OFFERS: where nothing was offered, the next letter typed is completed."""

    async def begin(self) -> None:
        await self.opened()

    async def act(self) -> None:
        await self.jimin.hasty.type("project show", "project", "학")

    async def whole(self) -> None:
        *_, asked = self.server.world.interactions.values()
        await asked.answered()
        assert [name for name, _ in asked.choices] == [TOPIC]

    async def otherwise(self) -> None:
        *_, asked = self.server.world.interactions.values()
        offered = await self.jimin.type("project show", "project", "학식")
        assert [name for name, _ in offered] == [TOPIC]
        assert asked.answer is None


class Missing(Scene):
    """FOLLOW: what is told beside an answer and cannot be is written to whom it belongs."""

    async def begin(self) -> None:
        self.seojun.refuse_dms()
        await self.opened(self.seojun)
        await self.settled()

    async def act(self) -> None:
        self.seojun.refuse_dms(None)
        await self.seojun.slash("project list")

    async def whole(self) -> None:
        *_, asked = self.server.world.interactions.values()
        assert await asked.said(ko("project.joined_title"))
        assert self.seojun.dms == []

    async def otherwise(self) -> None:
        assert await self.seojun.dm(ko("project.joined_title"))
        listed = await (await self.seojun.slash("project list")).said()
        assert ko("project.joined_title") not in listed.text
        assert len(self.seojun.dms) == 1


class Planning(Scene):
    """POST: what cannot be said in a channel is written to whoever asked for it."""

    async def begin(self) -> None:
        await self.opened()

    async def act(self) -> None:
        await self.jimin.slash("project plan")

    async def whole(self) -> None:
        assert await self.planned()
        assert self.jimin.dms == []

    async def otherwise(self) -> None:
        letter = await self.jimin.in_dms.channel.message(can_be_adopted, LONG)
        assert not [post for post in self.jimin.channel.messages if post.silent]
        await self.jimin.in_dms.press(letter, "적용")
        await letter.says(ko("plan.adopted_title"), LONG)


class Remembering(Planning):
    """HISTORY: a message is looked for after a sending that may have happened."""

    async def act(self) -> None:
        self.server.fail(calls.POST, 429, via=False, after=True)
        await super().act()

    async def otherwise(self) -> None:
        # The channel is not there any more, and what it shows not either.
        letter = await self.jimin.in_dms.channel.message(can_be_adopted, LONG)
        assert letter.buttons


class Dropping(Scene):
    """EDIT: what a message that is gone should show is written to whom it belongs."""

    plan: Message

    async def begin(self) -> None:
        await self.opened()
        await self.jimin.slash("project plan")
        self.plan = await self.planned()

    async def act(self) -> None:
        await self.jimin.press(self.plan, "버리기")

    async def whole(self) -> None:
        await self.plan.says(ko("plan.dropped_title"), LONG)
        assert self.jimin.dms == []

    async def otherwise(self) -> None:
        assert await self.jimin.dm(ko("plan.dropped_title"), LONG)


class Writing(Scene):
    """OPEN_DM: a letter that is refused is shown at the next use."""

    async def act(self) -> None:
        await self.opened(self.seojun)

    async def whole(self) -> None:
        assert await self.seojun.dm(ko("project.joined_title"), LONG)
        assert len(self.seojun.dms) == 1

    async def otherwise(self) -> None:
        await self.settled()
        listed = await self.seojun.slash("project list")
        assert (await listed.said(ko("project.joined_title"))).ephemeral
        assert self.seojun.dms == []


class Naming(Scene):
    """MEMBER: somebody whose name Discord does not tell cannot be named; asked again, they can."""

    asked: Interaction

    async def act(self) -> None:
        named = self.seojun.mention
        self.asked = await self.jimin.hasty.slash("project new", **PROJECT, members=named)

    async def whole(self) -> None:
        assert "서준" in (await self.asked.said(TOPIC)).text
        assert await self.projects() == 1

    async def otherwise(self) -> None:
        wrong = await self.asked.said(ko("form.wrong"))
        assert await self.projects() == 0
        again = await self.jimin.press(wrong, ko("form.again"))
        sent = await self.jimin.submit(again, {"members": [self.seojun]})
        assert "서준" in (await sent.said(TOPIC)).text
        assert await self.projects() == 1

    async def afterwards(self) -> None:
        assert await self.projects() == 0
        assert "서준" in (await self.opened(self.seojun)).text


class Uploading(Scene):
    """FILE: where a file that was given cannot be had, it is asked for again."""

    asked: Interaction

    async def act(self) -> None:
        sheet = Upload("과제.txt", "챗봇을 만든다".encode())
        self.asked = await self.jimin.hasty.slash("project new", **PROJECT, sheet=sheet)

    async def otherwise(self) -> None:
        wrong = await self.asked.said(ko("form.wrong"))
        assert await self.projects() == 0
        again = await self.jimin.press(wrong, ko("form.again"))
        sent = await self.jimin.submit(again, {})
        assert await sent.said(TOPIC)
        assert await self.projects() == 1


SCENES: dict[str, Callable[[Cast], Scene]] = {
    calls.THINKS: Asking,
    calls.FILL: Showing,
    calls.STANDS: Pressing,
    calls.ASKS: Filling,
    calls.SAYS: Refusing,
    calls.OFFERS: Typing,
    calls.FOLLOW: Missing,
    calls.TAKE_AWAY: Planning,
    calls.POST: Planning,
    calls.HISTORY: Remembering,
    calls.EDIT: Dropping,
    calls.OPEN_DM: Writing,
    calls.MEMBER: Naming,
    calls.CHANNELS: places.Housing,
    calls.MAKE_CHANNEL: places.Housing,
    calls.PIN: places.Pinning,
    calls.THREADS: places.Threading,
    calls.CHANNEL: places.Threading,
    calls.ARCHIVED: places.Threading,
    calls.MAKE_THREAD: places.Threading,
    calls.ADD_TO_THREAD: places.LettingIn,
    calls.TAKE_FROM_THREAD: places.LettingOut,
    calls.CHANGE_CHANNEL: places.Waking,
    calls.FILE: Uploading,
    calls.ME: places.Starting,
    calls.APPLICATION: places.Starting,
    calls.REGISTER: places.Starting,
    calls.REGISTER_HERE: places.StartingHere,
    calls.GATEWAY: places.StartingWide,
}
