"""Everybody who may come to a project, and a project in which every command has something to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from core.asks import Ask, Press, Reply, Typing
from core.cards import Card
from core.class_lists import read_list
from core.commands import AnyCommand, Input, Kind, registry
from core.dispatch import Dispatch
from core.features import COMMANDS
from core.model.activity import ActivityId
from core.model.courses import Course, CourseId
from core.model.people import PersonId
from core.model.projects import Project, Standing
from core.model.requests import Line, Request, RequestId, RequestKind
from core.model.tasks import Task, TaskId
from core.phrasebook import Phrasebook, load
from core.ports import Ports
from core.ports.collections import ProjectDraft
from core.ports.outside import File
from core.rosters import digest_of
from core.suggestions import Suggestion
from tests.boards import CODE, SECRET, Board, boards
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.fakes.rows import Rows
from tests.fakes.store import FakeStore, Keep
from tests.features.harness import END, START, Room
from tests.lineups import ABOUT_TEAMS, Lineup, lineups

CLASS, OTHER = "class", "other"
TOPIC = "달빛정원 챗봇"
"""The project nobody else is to learn of."""
SECRETS = (TOPIC, "은하수", "별자리", "지그재그", "비밀업무", SECRET, "지민", "서준")
"""Words of it and of its people's board: topic, description, goal, stack, titles, people."""

WEEKLY = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260907T103000\r\nDTEND:20260907T120000\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
"""A timetable of one lesson."""

Dump = Mapping[str, Mapping[Any, Any]]
_NEW = RequestId(0)


def wants_course(command: AnyCommand) -> bool:
    """Tell whether a command works within a course."""
    return any(given.within and given.kind is Kind.COURSE for given in command.inputs)


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


SHEET = File("과제.txt", "과제 안내".encode())
FILES: Mapping[str, File] = MappingProxyType(
    {
        "me free": File("시간표.ics", WEEKLY.encode()),
        "course roster": File("명단.csv", "이름,분반\n하윤,1반\n".encode()),
    }
)
"""What is uploaded where any text will not do."""
OF_COMMANDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "me hours": {"week": "f" * 84, "zone": "Asia/Seoul"},
        "course add": {"code": "NEW101"},
        "course apply": {
            "digest": digest_of(read_list(CourseId(0), FILES["course roster"].content).entries)
        },
    }
)
"""Answers that only one command takes."""


def standing(who: Who) -> Standing:
    """Give what somebody is to the project."""
    return Standing.OUTSIDER if who is Who.STRANGER else Standing(who.value)


@dataclass(frozen=True, slots=True)
class World:
    """What is kept before anybody does anything.

    The project has tasks for everybody who may have some, an open proposal, a report, open
    requests, and a change by the member that can be undone; a second one has an adopted plan.
    All but the outsider are of a course, with the stranger's in the other space, and recruit there.
    """

    rows: Rows
    project: Project
    planned: Project
    people: Mapping[Who, PersonId]
    tasks: Mapping[Who, Task]
    undoable: ActivityId
    requests: Mapping[str, Request]
    boards: Mapping[str, Board]
    lineups: Mapping[str, Lineup]

    @property
    def course(self) -> Course:
        """The course of the project's people."""
        return self.boards[NAMES[Who.LEADER]].course

    def answers(self, command: AnyCommand, who: Who) -> dict[str, str]:
        """Give valid answers to all options of a command but where it works and files.

        Strangers name the people of the project where they try to get in, else themselves.
        """
        away = who is Who.STRANGER and not command.wants_project()
        team = (who, who) if away else (Who.MEMBER, Who.LEADER)
        people = tuple(f"person:{self.people[each]}" for each in team)
        named = {given.name for given in command.inputs if not given.within}
        answers = {
            given.name: self._answer(given, who, people)
            for given in command.inputs
            if given.name in named and given.kind is not Kind.FILE
        }
        board = self.boards.get(NAMES[who], self.boards[NAMES[Who.LEADER]])
        found = board.answers(command.name).items()
        answers |= {name: value for name, value in found if name in named and "post" in named}
        if command.name in ABOUT_TEAMS:
            lineup = self.lineups.get(NAMES[who], self.lineups[NAMES[Who.LEADER]])
            found = lineup.answers(command.name).items()
            answers |= {name: value for name, value in found if name in named}
        noun = command.name.split()[0]
        if "request" in named and noun in self.requests:
            answers["request"] = str(self.requests[noun].id)
        return {**answers, **OF_COMMANDS.get(command.name, {})}

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
            "reach": "last",
            "code": "",
            "project": "",
            "github": "octocat",
            "times": "월 13-18",
            "days": "7",
            "other": f"#{self.tasks[Who.LEADER if who is Who.MEMBER else Who.MEMBER].number}",
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
            Kind.COURSE: CODE,
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

    async def ask(self, command: AnyCommand, where: str | None = None) -> Reply:
        """Run a command with valid answers; `where` names its project or course, `None` not."""
        answers = self.world.answers(command, self.who)
        sheet = FILES.get(command.name, SHEET)
        named = [given.name for given in command.inputs if given.within]
        files = {given.name: sheet for given in command.inputs if given.kind is Kind.FILE}
        answers |= {name: where for name in named if where is not None}
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
    elsewhere = _elsewhere(room)
    found = {
        **await boards(room, [NAMES[who] for who in (Who.LEADER, Who.MEMBER, Who.STAFF)], SECRET),
        **await boards(elsewhere, [NAMES[Who.STRANGER], "동행"], "먼 모집"),
    }
    for staff, place in ((Who.STAFF, room), (Who.STRANGER, elsewhere)):
        await place.say(NAMES[staff], "course roster", file=FILES["course roster"], course=CODE)
    await room.settle()
    requests = await _asked(room, project)
    await room.settle()
    lined = {
        **await lineups(room, found[NAMES[Who.LEADER]].course,
                        [NAMES[who] for who in (Who.LEADER, Who.MEMBER, Who.STAFF)], SECRET),
        **await lineups(elsewhere, found[NAMES[Who.STRANGER]].course,
                        [NAMES[Who.STRANGER], "동행"], "먼 팀"),
    }  # fmt: skip
    await room.settle()
    return World(keep.rows, project, planned, people, tasks, undoable, requests, found, lined)


async def _asked(room: Room, project: Project) -> dict[str, Request]:
    """Let everything be asked of the member and the leader; the noun of the answer names each."""
    here = {"project": f"project:{project.id}"}
    await room.say("지민", "project handover", person="@서준", **here)
    await room.say("지민", "project divide", **here)
    member = (await room.person("서준")).id
    leader = (await room.person("지민")).id
    numbers = {task.assignee: task.number for task in (await room.tasks(project)).values()}
    mine, other = f"#{numbers[member]}", f"#{numbers[leader]}"
    await room.say("서준", "task swap", task=mine, other=other, **here)
    lines = (Line(numbers[member], None, member, "비밀업무라서"),)
    now = room.clock.now()
    until = now + timedelta(days=2)
    async with room.store.work() as work:
        for request in (
            Request(_NEW, project.id, RequestKind.SEARCH, leader, member, now, until=until),
            Request(_NEW, project.id, RequestKind.SHARE, leader, member, now, lines=lines),
            Request(_NEW, project.id, RequestKind.TAKING, leader, member, now, lines=lines),
        ):
            await work.requests.add(request, str(request.kind))
        requests = await work.requests.all(project.id)
        await work.commit()
    return {str(request.kind): request for request in requests}


def appoint(keep: Keep, person: PersonId, *, staff: bool = True) -> None:
    """Make somebody staff of their space, or no longer."""
    keep.rows.people[person] = replace(keep.rows.people[person], staff=staff)


async def _stranger(room: Room) -> PersonId:
    return (await _elsewhere(room).person(NAMES[Who.STRANGER])).id


def _elsewhere(room: Room) -> Room:
    elsewhere = Room(OTHER, room.clock, asked=room.asked)
    elsewhere.store = room.store
    elsewhere.open(room.ports)
    return elsewhere


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
