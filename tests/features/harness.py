"""A room in which people speak to the bot and press its buttons."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from core.asks import Ask, Mentioned, Pick, Press, Reply, Sender
from core.cards import Card, Form
from core.commands import Picked, registry
from core.courier import Courier
from core.dispatch import Dispatch
from core.features import COMMANDS, MENUS
from core.jobs import Runner
from core.model.activity import Activity
from core.model.people import UNSAID, Account, Home, Identity, Person
from core.model.projects import Project
from core.model.tasks import Task
from core.ports import Ports
from core.ports.collections import ProjectDraft
from core.ports.outside import File
from core.reminders import Reminders
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform, Shown
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore

START = date(2026, 12, 1)
END = date(2027, 1, 15)
_TURNS = 20_000
"""How often everybody may take a turn before a room counts as stuck."""
_PATIENCE = 500
"""After how many turns in which nothing ends the clock is moved on by a second."""


@dataclass
class Room:
    """One channel of one workspace; names are people, `say` and `press` are what they do.

    Answers of the bot come back as cards with ids on their buttons. `settle` lets jobs run
    and messages arrive; it moves the clock only for what waits for it.
    """

    workspace: str = "class"
    clock: FakeClock = field(default_factory=FakeClock)
    platform: FakePlatform = field(default_factory=FakePlatform)
    others: tuple[FakePlatform, ...] = ()
    """Further platforms of the same process, which other rooms are on."""
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """The platform's ids of people, where they are not called the same."""
    said: dict[str, Identity] = field(default_factory=dict[str, Identity])
    """What the platform says of people beside."""
    ports: Ports = field(init=False)
    store: FakeStore = field(init=False)
    dispatch: Dispatch = field(init=False)
    asked: int = 0

    def __post_init__(self) -> None:
        self.store = FakeStore(self.clock)
        self.open(fake_ports(clock=self.clock, store=self.store))

    def open(self, ports: Ports) -> None:
        """Use these ports from now on."""
        self.ports = ports
        self.dispatch = Dispatch(ports, registry(COMMANDS), MENUS)

    def beside(self, platform: FakePlatform, workspace: str) -> "Room":
        """Give a room on another platform of the same process; both bring what is for either."""
        room = Room(workspace, self.clock, platform, (self.platform,))
        self.others = (platform,)
        room.store = self.store
        room.open(self.ports)
        return room

    def kill(self) -> None:
        """Go on as a new process does after `kill -9`: with what is committed and what stands.

        Whatever still runs in the tasks of the old one no longer reaches the room.
        """
        old = self.platform
        self.platform = FakePlatform(
            old.name,
            old.interval,
            events=list(old.events),
            stands=dict(old.stands),
            homes=dict(old.homes),
        )
        self.store = self.store.after_kill()
        self.open(replace(self.ports, store=self.store))

    def at(self, when: datetime) -> None:
        """Move the clock to an instant."""
        self.clock.set(when)

    def later(self, **length: float) -> None:
        """Move the clock on."""
        self.clock.advance(timedelta(**length))

    def sender(self, who: str) -> Sender:
        """Give a person as the platform names them; the first to come is staff."""
        home = Home(self.platform.name, self.workspace, self.workspace)
        said = self.said.get(who, UNSAID)
        return Sender(
            home, self._account(who), who, "general",
            manages=True, handle=said.handle, email=said.email,
        )  # fmt: skip

    async def hear(self, who: str, command: str, **answers: str | File) -> Reply:
        """Give the whole reply to a command; `@name` in an answer is a mention."""
        words = {name: value for name, value in answers.items() if isinstance(value, str)}
        files = {name: value for name, value in answers.items() if isinstance(value, File)}
        names = {name.strip(",") for text in words.values() for name in _mentions(text)}
        mentioned = tuple(Mentioned(self._account(name), name) for name in sorted(names))
        ask = Ask(self._id(), self.sender(who), command, words, files, mentioned)
        return await self.dispatch.ask(ask)

    async def say(self, who: str, command: str, **answers: str | File) -> Card:
        """Give the card that answers a command, of slow work the one it ends with."""
        return await self._card(await self.hear(who, command, **answers))

    async def press(self, who: str, label: str, on: Card) -> Card:
        """Press a button and give the card that answers, or stands there then."""
        return await self._card(await self.touch(who, label, on))

    async def touch(self, who: str, label: str, on: Card) -> Reply:
        """Press a button and give the whole reply."""
        button = next((button for button in on.buttons if button.label == label), None)
        assert button is not None, f"no button {label!r} on {on}"
        shown = self.find(on, await self.person(who))
        message = shown.external if shown else f"reply-{on.subject}"
        return await self.dispatch.press(Press(self._id(), self.sender(who), button.id, message))

    async def pick(self, who: str, menu: str, picked: Picked) -> Reply:
        """Choose a menu on somebody's message and give the whole reply."""
        return await self.dispatch.pick(Pick(self._id(), self.sender(who), menu, picked))

    async def form(self, who: str, command: str, **answers: str) -> Form:
        """Give the form that asks for what is missing or wrong."""
        reply = await self.hear(who, command, **answers)
        assert reply.form is not None, reply
        return reply.form

    async def settle(self) -> None:
        """Run jobs and bring messages until there is nothing left to do."""
        platforms = {each.name: each for each in (self.platform, *self.others)}
        courier = Courier(self.ports, platforms)
        runner = Runner(self.ports, registry(COMMANDS), courier)
        async with asyncio.TaskGroup() as group:
            working = [
                group.create_task(courier.run()),
                group.create_task(self.store.run_jobs(runner.execute, parallel=4)),
            ]
            await self._until_idle()
            for task in working:
                task.cancel()

    async def tick(self) -> None:
        """Let the reminders look, and bring what they have to say."""
        await Reminders(self.ports).tick()
        await self.settle()

    async def dms(self, who: str) -> tuple[Card, ...]:
        """Give the cards in a person's DM, the oldest first."""
        await self.settle()
        return self.platform.dms((await self.person(who)).id)

    async def person(self, who: str) -> Person:
        """Give somebody of the room, who enters it if they have not."""
        return (await self.dispatch.meet(self.sender(who)))[1]

    async def project(self, *members: str, topic: str = "챗봇") -> Project:
        """Open a project; the first member leads."""
        people = [await self.person(name) for name in members]
        draft = ProjectDraft(
            space=people[0].space, topic=topic, description="메뉴를 추천한다", goal="동작하는 챗봇",
            stack=("Python",), start=START, end=END, members=tuple(each.id for each in people),
        )  # fmt: skip
        async with self.store.work() as work:
            opened = await work.projects.open(draft, self.clock.now())
            await work.commit()
        return opened

    async def tasks(self, project: Project) -> dict[int, Task]:
        """Give the tasks of a project by number."""
        async with self.store.work(write=False) as work:
            return {task.number: task for task in await work.tasks.all(project.id)}

    async def history(self, project: Project) -> tuple[Activity, ...]:
        """Give what was recorded of a project, the newest first."""
        async with self.store.work(write=False) as work:
            return await work.activity.recent(project.id, limit=1000)

    def find(self, card: Card, reader: Person | None = None) -> Shown | None:
        """Give where a card stands as a message of the bot's own, first of all to its reader."""
        standing = [shown for shown in self.platform.stands.values() if shown.card == card]
        theirs = (shown for shown in standing if reader and shown.place.person == reader.id)
        return next(theirs, next(iter(standing), None))

    async def _card(self, reply: Reply) -> Card:
        if reply.card is not None:
            return reply.card
        assert reply.message is not None, reply
        await self.settle()
        card = self.platform.shown(reply.message)
        assert card is not None, reply
        return card

    async def _until_idle(self) -> None:
        for turn in range(_TURNS):
            if not await self.dispatch.busy():
                return
            if turn % _PATIENCE == _PATIENCE - 1:
                self.clock.advance(timedelta(seconds=1))
            await asyncio.sleep(0)
        raise AssertionError("the room never comes to rest")

    def _account(self, who: str) -> Account:
        return Account(self.platform.name, self.workspace, self.ids.get(who, who))

    def _id(self) -> str:
        self.asked += 1
        return f"{self.workspace}:{self.asked}"


def field_of(card: Card, name: str) -> str:
    """Give the value a card shows under a name."""
    return next(field.value for field in card.fields if field.name == name)


def labels(card: Card) -> tuple[str, ...]:
    """Give what is written on a card's buttons."""
    return tuple(button.label for button in card.buttons)


def _mentions(text: str) -> list[str]:
    return [word.lstrip("@") for word in text.split() if word.startswith("@")]
