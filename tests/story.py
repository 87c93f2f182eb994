"""The first story, word for word, and what it leaves behind in the database."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from docx import Document

from bot.clock import SystemClock
from bot.settings import Data, Settings
from bot.stores import open_store
from core.model.people import Person, SpaceId
from core.model.plans import Outline, Proposal, ProposalState, Why, Worker
from core.model.projects import Project
from core.model.reports import Report
from core.model.tasks import Task
from core.planning.check import broken
from core.ports.outside import Pin, PlanProblem
from core.ports.storage import Store
from tests.seen import Seen

TOPIC = "학식 메뉴 추천 챗봇"
STORY = f"""\
@지민 /me profile skills:"Python 4, React 2" roles:backend
@서준 /me profile skills:"React 4, CSS 3" roles:frontend
@하은 /me profile skills:"문서 4, Figma 3" roles:design
@지민 /project new topic:"{TOPIC}" \
description:"학생 식당 메뉴를 추천하는 디스코드 챗봇을 만들고 시연한다" \
goal:"동작하는 챗봇과 사용 설명서" stack:"Python, discord.py, SQLite" \
start:2026-12-01 end:2027-01-15 members:"@서준 @하은"
@지민 /project plan
wait
@지민 press "적용" on last
wait
@서준 /task list
@서준 press "시작" on #2
@지민 /report weekly
wait
clock +40d
wait
"""

_SPACE = SpaceId(1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database holds of one project."""

    people: tuple[Person, ...]
    project: Project
    proposals: tuple[Proposal, ...]
    tasks: tuple[Task, ...]
    reports: tuple[Report, ...]
    """The latest version of each."""
    unfinished: int
    unsent: int

    @property
    def adopted(self) -> Proposal | None:
        """The proposal that became the tasks."""
        found = [each for each in self.proposals if each.state is ProposalState.ADOPTED]
        assert len(found) <= 1, "two plans were adopted"
        return found[0] if found else None


async def kept_in(folder: Path) -> Kept:
    """Give what the SQLite database of a data directory holds of its one project."""
    return await kept_at(Settings.model_construct(data=Data(directory=folder)))


async def kept_at(settings: Settings) -> Kept:
    """Give what a configured database holds of its one project."""
    store = await open_store(settings, SystemClock())
    try:
        (kept,) = await _projects(store)
    finally:
        await store.close()
    return kept


async def all_kept(store: Store) -> list[Kept]:
    """Give what an open database holds of each project, the newest first."""
    return await _projects(store)


def assert_sound(kept: Kept) -> None:
    """Judge what must hold in every database: rules, tasks as planned, nothing left over."""
    assert (kept.unfinished, kept.unsent) == (0, 0)
    for proposal in kept.proposals:
        assert_keeps_rules(kept.project, proposal)
    if kept.adopted is None:
        assert kept.tasks == ()
    else:
        assert list(_as_planned(kept.tasks)) == list(_planned(kept.adopted))
    jobs = [each.job for each in kept.proposals]
    assert len(jobs) == len(set(jobs)), "a job made two plans"


def assert_keeps_rules(project: Project, proposal: Proposal) -> None:
    """Judge a plan by every rule it does not name as relaxed."""
    plan = proposal.plan
    workers = tuple(Worker(each.person, each.name, (), ()) for each in project.members)
    outline = Outline(tuple(planned.chapter for planned in plan.chapters), plan.by_ai)
    pins = tuple(
        Pin(place, inner, piece.assignee)
        for place, chapter in enumerate(plan.chapters)
        for inner, piece in enumerate(chapter.pieces)
        if piece.reason.why is Why.CHOSEN
    )
    problem = PlanProblem(outline, workers, project.start, project.end, pins)
    assert broken(plan, problem) == ()


def assert_word_file(path: Path) -> str:
    """Judge that a Word file opens; give its text."""
    document = Document(io.BytesIO(path.read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.strip()
    return text


def edits_of(message: str, seen: Iterable[Seen]) -> list[Seen]:
    """Give the edits of one message."""
    return [each for each in seen if each.message == message and each.kind == "edit"]


def shares(kept: Kept) -> Counter[str]:
    """Count the tasks each member was given, parents aside."""
    parents = {task.parent for task in kept.tasks}
    given = (task.assignee for task in kept.tasks if task.id not in parents)
    return Counter(cast("str", kept.project.name_of(person)) for person in given)


Line = tuple[str, int | None, date | None, date | None]


def _as_planned(tasks: Iterable[Task]) -> Iterable[Line]:
    for task in sorted(tasks, key=lambda task: task.number):
        yield task.title, task.assignee, task.start, task.due


def _planned(proposal: Proposal) -> Iterable[Line]:
    for planned in proposal.plan.chapters:
        yield planned.chapter.title, planned.assignee, planned.start, planned.due
        for piece in planned.pieces:
            yield piece.piece.title, piece.assignee, piece.start, piece.due


async def _projects(store: Store) -> list[Kept]:
    async with store.work(write=False) as work:
        people = await work.people.everyone(_SPACE)
        unfinished, unsent = await work.jobs.unfinished(), await work.messages.unsent()
        return [
            Kept(
                people,
                project,
                await work.proposals.all(project.id),
                await work.tasks.all(project.id),
                await work.reports.all(project.id),
                unfinished,
                unsent,
            )
            for project in await work.projects.all(_SPACE)
        ]
