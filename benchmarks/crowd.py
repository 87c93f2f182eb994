"""The people of the load benchmark: classes with projects, and what they ask."""

import random
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from benchmarks.platform import NAME
from core.asks import Ask, Press, Reply, Sender
from core.cards import Card
from core.changes import NO_ID
from core.dispatch import Dispatch
from core.model.activity import ActivityDraft, Verb
from core.model.people import Account, Home
from core.model.projects import Project, ProjectId
from core.model.tasks import Status, Task
from core.ports import Ports
from core.ports.collections import ProjectDraft
from core.ports.storage import Work

CLASS = 200
"""People of a space."""
TEAMS = 20
TEAM = 5
TASKS = 24
_PLANS_BESIDE = 400
"""Projects whose plans are asked for among the mixed asks."""


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody with a project."""

    sender: Sender
    project: ProjectId


@dataclass(slots=True)
class Crowd:
    """Everybody: `waiting` have a project each to plan or report, `teams` work on theirs."""

    dispatch: Dispatch
    waiting: list[Student]
    teams: list[Student]
    beside: Iterator[Student]
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def ask(self, student: Student, command: str, **answers: str) -> Reply:
        """Ask for a command within the student's project."""
        within = {} if command == "me today" else {"project": f"project:{student.project}"}
        ask = Ask(f"ask:{next(self.ids)}", student.sender, command, within | answers)
        return await self.dispatch.ask(ask)

    async def press(self, student: Student, card: Card, message: str) -> Reply:
        """Press one of a card's buttons."""
        button = self.chance.choice(card.buttons[:2])
        press = Press(f"press:{next(self.ids)}", student.sender, button.id, message)
        return await self.dispatch.press(press)

    def something(self) -> tuple[str, Student, dict[str, str]]:
        """Choose what somebody asks next: mostly looking, sometimes changing."""
        kinds = ("task list", "task show", "me today", "project show", "task add", "task status",
                 "project plan")  # fmt: skip
        kind = self.chance.choices(kinds, (24, 20, 20, 10, 10, 15, 1))[0]
        student = self.chance.choice(self.teams)
        number = str(self.chance.randint(1, TASKS))
        match kind:
            case "task show" | "task status":
                return kind, student, {"task": f"#{number}"}
            case "task add":
                return kind, student, {"title": f"할 일 {number}", "due": "D-3"}
            case "project plan":
                return kind, next(self.beside), {}
            case _:
                return kind, student, {}


async def gathered(ports: Ports, dispatch: Dispatch, waiting: int) -> Crowd:
    """Give a crowd in which `waiting` people have a project of their own to wait for."""
    async with _changing(ports) as work:
        teams = [s for team in range(TEAMS) for s in await _team(work, ports, team)]
        alone = [await _alone(work, ports, f"기다림{n}", n // CLASS) for n in range(waiting)]
        beside = [await _alone(work, ports, f"사이{n}", n // CLASS) for n in range(_PLANS_BESIDE)]
    return Crowd(dispatch, alone, teams, iter(beside))


@asynccontextmanager
async def _changing(ports: Ports) -> AsyncGenerator[Work]:
    async with ports.store.work() as work:
        yield work
        await work.commit()


async def _team(work: Work, ports: Ports, number: int) -> list[Student]:
    senders = [_sender(f"팀{number}사람{each}", number * TEAM // CLASS) for each in range(TEAM)]
    project = await _project(work, ports, senders, f"프로젝트 {number}")
    for each in range(TASKS):
        await _task(work, ports, project, each)
    return [Student(sender, project.id) for sender in senders]


async def _alone(work: Work, ports: Ports, name: str, room: int) -> Student:
    sender = _sender(name, room)
    project = await _project(work, ports, [sender], f"{name}의 프로젝트")
    await _task(work, ports, project, 0)
    return Student(sender, project.id)


async def _project(work: Work, ports: Ports, senders: list[Sender], topic: str) -> Project:
    met = [await work.people.join(each.home, each.account, each.name) for each in senders]
    today = ports.clock.now().date()
    draft = ProjectDraft(
        space=met[0][0].id,
        topic=topic,
        description="학생 식당 메뉴를 추천하는 챗봇을 만들고 시험한다",
        goal="동작하는 챗봇과 사용 설명서",
        stack=("Python", "SQLite"),
        start=today,
        end=today + timedelta(days=45),
        members=tuple(person.id for _, person in met),
    )
    return await work.projects.open(draft, ports.clock.now())


async def _task(work: Work, ports: Ports, project: Project, number: int) -> None:
    member = project.members[number % len(project.members)]
    task = await work.tasks.add(
        Task(
            NO_ID, project.id, 0, f"할 일 {number}", Status.REQUESTED,
            description="무엇을 왜 하는지 한두 문장으로 적은 설명이에요.",
            done_when="팀원이 모두 확인했어요.", skills=("Python",), start=project.start,
            due=project.start + timedelta(days=number + 1), assignee=member.person,
        )
    )  # fmt: skip
    draft = ActivityDraft(
        project.space, project.id, member.person, Verb.CREATED, f"task:{task.id}",
        f"{member.name}님이 #{task.number}을 만들었어요",
    )  # fmt: skip
    await work.activity.add(draft, ports.clock.now())


def _sender(name: str, room: int) -> Sender:
    workspace = f"class{room}"
    home = Home(NAME, workspace, workspace)
    return Sender(home, Account(NAME, workspace, name), name, "general")
