"""Values to keep, and the space, people and project they belong to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.cards import Button, Card, Emphasis, Field, Stage, StageState, Tone
from core.model.activity import ActivityDraft, TaskChange, Verb
from core.model.jobs import JobDraft, JobId
from core.model.messages import Draft, MessageId
from core.model.people import Account, Home, Person, PersonId, Space
from core.model.places import Audience, Place
from core.model.plans import (
    Chapter,
    Piece,
    Plan,
    PlannedChapter,
    PlannedPiece,
    Reason,
    Rule,
    Why,
)
from core.model.projects import Project, ProjectId
from core.model.reports import (
    Evidence,
    Facts,
    Report,
    ReportId,
    ReportKind,
    Section,
    Sentence,
)
from core.model.tasks import Task, TaskId
from core.ports.collections import ProjectDraft
from core.ports.storage import Store

NOW = datetime(2026, 12, 1, 3, 4, 5, 678901, tzinfo=UTC)
CLASS = Home("console", "class", "소프트웨어 공학")
CLUB = Home("console", "club", "로봇 동아리")
CHANNEL = Place("console", "class", "general")


@dataclass(frozen=True, slots=True)
class Team:
    """A space, three people of it (the first is staff and leads), and their project."""

    space: Space
    people: tuple[Person, Person, Person]
    project: Project


async def join(store: Store, user: str, home: Home = CLASS) -> tuple[Space, Person]:
    """Have somebody who manages the place join, named as their account."""
    async with store.work() as work:
        joined = await work.people.join(home, account(user, home), user, manages=True)
        await work.commit()
    return joined


async def form(store: Store, home: Home = CLASS) -> Team:
    """Open a project of 지민, 서준 and 하은."""
    space, jimin = await join(store, "지민", home)
    _, seojun = await join(store, "서준", home)
    _, haeun = await join(store, "하은", home)
    async with store.work() as work:
        project = await work.projects.open(opening(jimin, seojun, haeun), NOW)
        await work.commit()
    return Team(space, (jimin, seojun, haeun), project)


async def give(store: Store, *tasks: Task) -> tuple[Task, ...]:
    """Keep tasks."""
    async with store.work() as work:
        kept = [await work.tasks.add(each) for each in tasks]
        await work.commit()
    return tuple(kept)


def account(user: str, home: Home = CLASS) -> Account:
    """Give somebody's account."""
    return Account(home.platform, home.workspace, user)


def opening(*people: Person, topic: str = "학식 메뉴 추천 챗봇") -> ProjectDraft:
    """Give a project to open."""
    return ProjectDraft(
        space=people[0].space,
        topic=topic,
        description="학생 식당 메뉴를 추천한다",
        goal="동작하는 챗봇",
        stack=("Python", "SQLite"),
        start=date(2026, 12, 1),
        end=date(2027, 1, 15),
        members=tuple(person.id for person in people),
    )


def task(project: ProjectId, title: str = "로그인 화면", **cells: Any) -> Task:
    """Give a task to add."""
    return Task(TaskId(0), project, 0, title, **cells)


def plan(person: PersonId) -> Plan:
    """Give a plan of one chapter with everything filled in."""
    piece = Piece("조사", "무엇을", "언제 끝", "첫걸음", ("Python",), 1, 3)
    chapter = Chapter("설계", "무엇을", "언제 끝", (piece,), (0,))
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    planned = PlannedPiece(piece, first, last, person, Reason(Why.SKILL, "Python", 4))
    whole = PlannedChapter(chapter, first, last, person, (planned,))
    return Plan((whole,), by_ai=True, relaxed=(Rule.EFFORT,))


def report(team: Team, job: str, **cells: Any) -> Report:
    """Give a weekly report to save."""
    filled: dict[str, Any] = {
        "id": ReportId(0),
        "project": team.project.id,
        "number": 0,
        "kind": ReportKind.WEEKLY,
        "first": date(2026, 12, 7),
        "last": date(2026, 12, 13),
        "title": "주간 보고서",
        "facts": Facts(1, 4, 1, 0, 33),
        "sections": (Section("진행", (Sentence("끝냈다.", ("task:1",)),)),),
        "evidence": (Evidence("task:1", "조사"),),
        "by_ai": True,
        "author": team.people[0].id,
        "created": NOW,
        "job": job,
        "fingerprint": "f",
    }
    return Report(**(filled | cells))


def change(team: Team, summary: str, *changes: TaskChange) -> ActivityDraft:
    """Give a change to record."""
    return ActivityDraft(
        space=team.space.id,
        project=team.project.id,
        actor=team.people[0].id,
        verb=Verb.EDITED,
        subject="task:1",
        summary=summary,
        changes=changes,
    )


def card(title: str) -> Card:
    """Give a card with everything that is nested in one."""
    return Card(
        title,
        tone=Tone.BUSY,
        fields=(Field("마감", "금요일"),),
        columns=("업무", "담당"),
        rows=(("조사", "지민"),),
        stages=(Stage("생성", StageState.RUNNING, "7개"),),
        buttons=(Button("완료", "task status", {"task": "1"}, emphasis=Emphasis.PRIMARY),),
    )


def message(team: Team, key: str, *, place: Place = CHANNEL, subject: str = "") -> Draft:
    """Give a message to send."""
    return Draft(key, team.space.id, place, card(key), subject)


def private(team: Team) -> Place:
    """Give the private place of the team's leader."""
    leader = team.people[0]
    return Place("console", "class", "dm", Audience.DM, leader.id, leader.name)


def job(team: Team, name: str, live: MessageId) -> JobDraft:
    """Give a job to keep."""
    return JobDraft(
        id=JobId(name),
        space=team.space.id,
        command="project plan",
        answers={"wish": "더 짧게"},
        caller=team.people[0].id,
        place=CHANNEL,
        message=live,
    )
