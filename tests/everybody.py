"""Everybody who may come to a project, and a project in which every command has something to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from core.asks import Ask, Press, Reply, Typing
from core.cards import Card
from core.commands import AnyCommand, Input, Kind, registry
from core.dispatch import Dispatch
from core.features import COMMANDS
from core.model.activity import ActivityId
from core.model.people import PersonId
from core.model.projects import Project, Standing
from core.model.tasks import Task, TaskId
from core.phrasebook import Phrasebook, load
from core.ports import Ports
from core.ports.collections import ProjectDraft
from core.ports.outside import File
from core.suggestions import Suggestion
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.fakes.rows import Rows
from tests.fakes.store import FakeStore, Keep
from tests.features.harness import END, START, Room

CLASS, OTHER = "class", "other"
TOPIC = "달빛정원 챗봇"
"""The project nobody else is to learn of."""
SECRETS = (TOPIC, "은하수", "별자리", "지그재그", "비밀업무", "지민", "서준")
"""Words of it: topic, description, goal, stack, titles, people."""

Dump = Mapping[str, Mapping[Any, Any]]


class Who(StrEnum):
    """What somebody is to the project; a stranger is staff of another space."""

    OUTSIDER = "outsider"
    MEMBER = "member"
    LEADER = "leader"
    STAFF = "staff"
    STRANGER = "stranger"


NAMES = MappingProxyType(
    {
        Who.STAFF: "조교",
        Who.LEADER: "지민",
        Who.MEMBER: "서준",
        Who.OUTSIDER: "도윤",
        Who.STRANGER: "나그네",
    }
)


def standing(who: Who) -> Standing:
    """Give what somebody is to the project."""
    return Standing.OUTSIDER if who is Who.STRANGER else Standing(who.value)


@dataclass(frozen=True, slots=True)
class World:
    """What is kept before anybody does anything.

    The project has tasks for everybody who may have some, an open proposal, a report, and a
    change by the member that can be undone; a second one has an adopted plan.
    """

    rows: Rows
    project: Project
    planned: Project
    people: Mapping[Who, PersonId]
    tasks: Mapping[Who, Task]
    undoable: ActivityId

    def answers(self, command: AnyCommand, who: Who) -> dict[str, str]:
        """Give valid answers to all options of a command but its project and files.

        Strangers name the people of the project where they try to get in, else themselves.
        """
        away = who is Who.STRANGER and not command.wants_project()
        team = (who, who) if away else (Who.MEMBER, Who.LEADER)
        people = tuple(f"person:{self.people[each]}" for each in team)
        return {
            given.name: self._answer(given, who, people)
            for given in command.inputs
            if given.kind not in (Kind.PROJECT, Kind.FILE)
        }

    def _answer(self, given: Input, who: Who, people: tuple[str, ...]) -> str:
        exact = {
            "activity": str(self.undoable),
            "line": "2",
            "parent": f"#{self.tasks[Who.OUTSIDER].number}",
            "start": str(START),
            "end": str(END),
            "skills": "Python 4, React 2",
            "timezone": "Asia/Tokyo",
            "quiet_start": "21:00",
            "quiet_end": "07:30",
        }
        choices = [choice.value for choice in given.choices or ()]
        by_kind = {
            Kind.TEXT: "새로운 글",
            Kind.LONG_TEXT: "새로운 글\n둘째 줄",
            Kind.NUMBER: "1",
            Kind.DATE: "2026-12-04",
            Kind.DATE_SPAN: f"{START}~{END}",
            Kind.CHOICE: "".join(choices[-1:]),
            Kind.CHOICES: ", ".join(choices),
            Kind.PERSON: people[0],
            Kind.PEOPLE: ", ".join(people),
            Kind.TASK: f"#{self.tasks[who].number}",
        }
        return exact[given.name] if given.name in exact else by_kind[given.kind]


@dataclass
class Visit:
    """Somebody in a copy of the world; `commands` are those that can be asked for."""

    world: World
    who: Who
    commands: tuple[AnyCommand, ...] = COMMANDS
    keep: Keep = field(init=False)
    room: Room = field(init=False)

    def __post_init__(self) -> None:
        self.room = Room(OTHER if self.who is Who.STRANGER else CLASS)
        self.keep = Keep(self.world.rows)
        store = FakeStore(self.room.clock, keep=self.keep)
        self.room.store = store
        self.room.open(ports(self.room.clock, store))
        self.room.dispatch = Dispatch(self.room.ports, registry(self.commands))

    async def ask(self, command: AnyCommand, project: str | None = None) -> Reply:
        """Run a command with valid answers; `project` says how it is named, `None` not at all."""
        answers = self.world.answers(command, self.who)
        sheet = File("과제.txt", "과제 안내".encode())
        named = [given.name for given in command.inputs if given.kind is Kind.PROJECT]
        files = {given.name: sheet for given in command.inputs if given.kind is Kind.FILE}
        answers |= {name: project for name in named if project is not None}
        sender = self.room.sender(NAMES[self.who])
        return await self.room.dispatch.ask(Ask("the ask", sender, command.name, answers, files))

    async def press(self, button: str) -> Reply:
        """Press a button, wherever its id comes from."""
        sender = self.room.sender(NAMES[self.who])
        return await self.room.dispatch.press(Press("the press", sender, cast("Any", button)))

    async def type(self, command: AnyCommand, option: str, typed: str) -> tuple[Suggestion, ...]:
        """Give what is offered for an option that is being typed, the project named by id."""
        answers = {"project": f"project:{self.world.project.id}"}
        sender = self.room.sender(NAMES[self.who])
        known = {} if option == "project" or not command.wants_project() else answers
        return await self.room.dispatch.suggest(Typing(sender, command.name, option, typed, known))

    async def outcome(self, reply: Reply) -> Card | None:
        """Give what a reply ends with, when all work is done."""
        await self.room.settle()
        if reply.message is None:
            return reply.card
        return self.room.platform.shown(reply.message)

    def kept(self) -> Dump:
        """Give everything kept now but the ids of asks."""
        return dump(self.keep.rows)


def dump(rows: Rows) -> Dump:
    """Give all rows by collection, but for the ids of answered asks."""
    return {item.name: getattr(rows, item.name) for item in fields(rows) if item.name != "asks"}


def ports(clock: FakeClock, store: FakeStore) -> Ports:
    """Give ports without a model; the phrases are read once."""
    return fake_ports(clock=clock, store=store, phrases=phrases(), writer=None)


@cache
def phrases() -> Phrasebook:
    """Give the phrases, which nobody changes."""
    return load()


def texts(value: object) -> Iterator[str]:
    """Give every text that stands anywhere in a value."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from texts(getattr(value, item.name))
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[object, object]", value).items():
            yield from (*texts(key), *texts(inner))
    elif isinstance(value, tuple | list):
        for inner in cast("tuple[object, ...]", value):
            yield from texts(inner)


async def prepared() -> World:
    """Let everybody come and the projects begin."""
    room = Room(CLASS, FakeClock())
    keep = Keep()
    room.store = FakeStore(room.clock, keep=keep)
    room.open(ports(room.clock, room.store))
    people = {who: (await room.person(name)).id for who, name in NAMES.items() if name != "나그네"}
    people[Who.STRANGER] = await _stranger(room)
    for who in (Who.STAFF, Who.STRANGER):
        appoint(keep, people[who])
    team = (people[Who.LEADER], people[Who.MEMBER])
    project = await _opened(room, TOPIC, team)
    planned = await _opened(room, "햇살부엌 지도", team)
    tasks = {who: await _task(room, project, who, people[who]) for who in Who}
    here = {"project": f"project:{project.id}"}
    await room.say("서준", "task add", title="비밀업무 되돌림", **here)
    undoable = (await room.history(project))[0].id
    await room.say("지민", "project plan", **here)
    await room.say("지민", "report weekly", **here)
    plan = await room.say("지민", "project plan", project=f"project:{planned.id}")
    await room.press("지민", "적용", plan)
    await room.settle()
    return World(keep.rows, project, planned, people, tasks, undoable)


def appoint(keep: Keep, person: PersonId) -> None:
    """Make somebody staff of their space."""
    keep.rows.people[person] = replace(keep.rows.people[person], staff=True)


async def _stranger(room: Room) -> PersonId:
    elsewhere = Room(OTHER, room.clock)
    elsewhere.store = room.store
    elsewhere.open(room.ports)
    return (await elsewhere.person(NAMES[Who.STRANGER])).id


async def _opened(room: Room, topic: str, team: tuple[PersonId, ...]) -> Project:
    space = (await room.person("지민")).space
    draft = ProjectDraft(
        space, topic, "은하수를 세는 챗봇을 만든다", "별자리 도감", ("지그재그",), START, END, team
    )
    async with room.store.work() as work:
        opened = await work.projects.open(draft, room.clock.now())
        await work.commit()
    return opened


async def _task(room: Room, project: Project, who: Who, person: PersonId) -> Task:
    assignee = None if standing(who) is Standing.OUTSIDER else person
    draft = Task(TaskId(0), project.id, 0, f"비밀업무 {who.value}", assignee=assignee)
    async with room.store.work() as work:
        task = await work.tasks.add(draft)
        await work.commit()
    return task
