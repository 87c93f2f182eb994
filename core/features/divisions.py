"""Dividing the open tasks of a project again: the solver proposes, the leader decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from core.call import Call
from core.cards import Button, Card
from core.commands import Command, Option
from core.errors import Unavailable
from core.features.division_cards import Division, division_card
from core.features.plan_cards import reason_text
from core.features.plans import solve, workers_of
from core.features.requests import held, waiting
from core.features.team_proposals import names_of
from core.model.jobs import JobDraft, JobId
from core.model.messages import Draft
from core.model.people import Person
from core.model.plans import PlannedPiece, Worker
from core.model.projects import Project, Standing
from core.model.requests import Line, Request, RequestId, RequestKind, RequestState
from core.model.tasks import Task
from core.outgoing import dm_place, post
from core.planning.division import divided, division_problem, open_tasks
from core.ports.storage import Work
from core.progress import waiting as accepted
from core.readers import speaking_to
from core.task_cards import within

_READING, _SOLVING, _SAVING = range(3)
_STAGES = ("division.stage.reading", "division.stage.solving", "division.stage.saving")


class Cause(StrEnum):
    """Why tasks are divided again."""

    ASKED = "asked"
    LEFT = "left"
    JOINED = "joined"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DivideTasks:
    """Propose who takes which open task; what happened to `person` is the `cause`."""

    project: Project | None = None
    cause: Annotated[Cause, Option(hidden=True)] = Cause.ASKED
    person: Annotated[Person | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A division to propose to `reader`; `key` is unique for what happened to `person`."""

    reader: Person
    cause: Cause
    person: Person
    key: str


@dataclass(frozen=True, slots=True)
class _Scene:
    """Open tasks, and those among whom they are divided."""

    tasks: tuple[Task, ...]
    workers: tuple[Worker, ...]


async def divide(call: Call, ask: DivideTasks) -> Card:
    """Propose a division of the open tasks; what was proposed before is over."""
    progress = call.slow.progress
    progress.at(_READING)
    async with call.read() as work:
        scene = await _scene(work, call, ask)
    if not scene.tasks or not scene.workers:
        return _nothing(call, "nothing" if scene.workers else "nobody")
    progress.at(_SOLVING)
    solved = await solve(call, division_problem(scene.tasks, scene.workers, call.today))
    lines = lines_of(call, scene.tasks, divided(solved))
    if not lines:
        return _nothing(call, "level")
    progress.at(_SAVING)
    async with call.change() as work:
        call = await held(work, call)
        if await _scene(work, call, ask) != scene:
            raise Unavailable("project", "its tasks or members changed")
        for earlier in await waiting(work, call, RequestKind.DIVISION):
            await work.requests.change(replace(earlier, state=RequestState.OVER))
        wanted = Request(
            RequestId(0), call.project.id, RequestKind.DIVISION, call.caller.id,
            ask.person.id if ask.person else None, call.now, str(ask.cause), lines=lines,
        )  # fmt: skip
        request = await work.requests.add(wanted, f"division:{call.slow.job}")
        tasks = await work.tasks.all(call.project.id)
        names = await names_of(work, call)
    return division_card(call, Division(request, tasks, names))


async def divide_key(work: Work, call: Call, _ask: DivideTasks) -> str:
    """Give the identity of the ask: the next division of the project as it is now."""
    asked = await work.requests.all(call.project.id)
    changed = await work.activity.recent(call.project.id, limit=1)
    return ":".join(map(str, (call.project.id, len(asked), *(each.id for each in changed))))


async def want_division(work: Work, call: Call, wanted: Wanted) -> None:
    """Have open tasks divided again in a private message; the same key twice is one.

    Nothing is sent where nothing is open.
    """
    if not open_tasks(await work.tasks.all(call.project.id)):
        return
    place = await dm_place(work, wanted.reader)
    reader = speaking_to(call, wanted.reader)
    title = reader.say("commands.project.divide.working")
    card = accepted(title, tuple(map(reader.say, _STAGES)), reader.say("job.accepted"))
    draft = Draft(f"job:{wanted.key}", call.space.id, place, card, owner=wanted.reader.id)
    message = await post(work, draft, call.now)
    answers = within(call) | {"cause": wanted.cause.value, "person": f"person:{wanted.person.id}"}
    job = JobDraft(
        JobId(wanted.key), call.space.id, "project divide", answers, wanted.reader.id, place,
        message,
    )  # fmt: skip
    await work.jobs.add(job, call.now)


def lines_of(call: Call, tasks: Sequence[Task], pieces: Sequence[PlannedPiece]) -> tuple[Line, ...]:
    """Give a line for each task that the solver gives to somebody else, with the reason."""
    return tuple(
        Line(task.number, task.assignee, piece.assignee, reason_text(call, piece.reason))
        for task, piece in zip(tasks, pieces, strict=True)
        if task.assignee != piece.assignee
    )


async def _scene(work: Work, call: Call, ask: DivideTasks) -> _Scene:
    """Give what is divided; who is missing takes nothing."""
    missing = ask.person.id if ask.person and ask.cause is Cause.MISSING else None
    workers = await workers_of(work, call.project)
    tasks = open_tasks(await work.tasks.all(call.project.id))
    return _Scene(tasks, tuple(each for each in workers if each.person != missing))


def _nothing(call: Call, why: str) -> Card:
    return Card(
        call.say("division.title", topic=call.project.topic),
        text=call.say(f"division.{why}"),
        buttons=(Button(call.say("button.tasks"), "task list", within(call)),),
        subject=f"project:{call.project.id}",
    )


COMMANDS = (
    Command(
        "project divide", DivideTasks, divide, who=Standing.LEADER, stages=_STAGES,
        key=divide_key, in_place=True,
    ),
)  # fmt: skip
