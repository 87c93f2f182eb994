"""Deciding on a proposed division: adopt it, change a line, drop it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.changes import keep, settle
from core.commands import Command, Option
from core.errors import Refused
from core.features.division_cards import Division, division_card
from core.features.requests import HIGHEST, Decide, find, held
from core.features.shares import share
from core.features.team_proposals import names_of
from core.features.undo import undo_button
from core.model.activity import ActivityDraft, ActivityId, TaskChange, Verb
from core.model.people import Person
from core.model.projects import Project, Standing
from core.model.requests import Line, Request, RequestKind, RequestState, about
from core.model.tasks import Status, Task, leaves
from core.planning.division import led, open_tasks
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class EditDivision:
    """Give one task to another member than was proposed."""

    request: Annotated[int, Option(most=HIGHEST, hidden=True)]
    task: Task
    assignee: Person
    project: Annotated[Project | None, Option(hidden=True)] = None


async def adopt(call: Call, ask: Decide) -> Card:
    """Give the tasks to others, all at once; press again and it shows what became of it."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.DIVISION)
        if request.state is not RequestState.OPEN:
            return await _card(work, call, request)
        tasks = await work.tasks.all(call.project.id)
        given = [_given(call, line, tasks) for line in request.lines]
        changes = await keep(work, (*given, *led(given, tasks)))
        settled = await work.requests.change(replace(request, state=RequestState.ACCEPTED))
        activity = await _record(work, call, settled, changes)
        await settle(work, call, changes, f"activity:{activity}", told=True)
        await share(work, call, given, f"activity:{activity}")
        card = await _card(work, call, settled)
    return replace(card, buttons=(*card.buttons, undo_button(call, activity)))


async def drop(call: Call, ask: Decide) -> Card:
    """Put a division away: everybody keeps what they have."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.DIVISION)
        if request.state is RequestState.OPEN:
            request = await work.requests.change(replace(request, state=RequestState.DECLINED))
        return await _card(work, call, request)


async def edit(call: Call, ask: EditDivision) -> Card:
    """Change a line, or add one; who keeps a task has none."""
    if call.project.standing_of(ask.assignee.id) is Standing.OUTSIDER:
        raise Refused("person.no_member", option="assignee", name=ask.assignee.name)
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.DIVISION)
        if request.state is not RequestState.OPEN:
            return await _card(work, call, request)
        everything = await work.tasks.all(call.project.id)
        task = next((each for each in open_tasks(everything) if each.id == ask.task.id), None)
        if task is None:
            raise Refused("division.not_open", option="task", number=ask.task.number)
        reason = call.say("plan.reason.chosen")
        chosen = Line(task.number, task.assignee, ask.assignee.id, reason)
        lines = {line.task: line for line in request.lines} | {task.number: chosen}
        moving = tuple(lines[number] for number in sorted(lines) if _moves(lines[number]))
        return await _card(work, call, await work.requests.change(replace(request, lines=moving)))


def _moves(line: Line) -> bool:
    return line.was != line.person


def _given(call: Call, line: Line, tasks: Sequence[Task]) -> Task:
    """Give a task as a line wants it.

    Raises:
        Refused: it is not as it was when this was proposed, or who is to have it left.
    """
    task = next((each for each in leaves(tasks) if each.number == line.task), None)
    if task is None or task.status is Status.DONE or task.assignee != line.was:
        raise Refused("division.changed", number=line.task)
    if call.project.name_of(line.person) is None:
        raise Refused("division.gone", number=line.task)
    return replace(task, assignee=line.person, reason=line.reason)


async def _record(
    work: Work, call: Call, request: Request, changes: Sequence[TaskChange]
) -> ActivityId:
    words = partial(call.ports.phrases.say, call.space.locale)
    draft = ActivityDraft(
        call.space.id, call.project.id, call.caller.id, Verb.ASSIGNED, about(request.id),
        words("division.record", count=len(request.lines)), tuple(changes),
    )  # fmt: skip
    return await work.activity.add(draft, call.now)


async def _card(work: Work, call: Call, request: Request) -> Card:
    tasks = await work.tasks.all(call.project.id)
    return division_card(call, Division(request, tasks, await names_of(work, call)))


COMMANDS = (
    Command("division adopt", Decide, adopt, who=Standing.LEADER, in_place=True, hidden=True),
    Command("division edit", EditDivision, edit, who=Standing.LEADER, in_place=True, hidden=True),
    Command("division drop", Decide, drop, who=Standing.LEADER, in_place=True, hidden=True),
)
