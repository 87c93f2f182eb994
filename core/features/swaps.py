"""Changing tasks with somebody: one offers, the other agrees, both tasks change hands at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card, Tone
from core.changes import keep
from core.changes import settle as follow
from core.commands import Command, Option
from core.errors import Refused
from core.features.requests import (
    Decide,
    Names,
    answer,
    card_of,
    find,
    held,
    waiting,
    yes_and_no,
)
from core.features.requests import ask as ask_for
from core.features.takings import check_early
from core.model.activity import ActivityDraft, TaskChange, Verb
from core.model.projects import Project, Standing
from core.model.requests import Line, Request, RequestId, RequestKind, RequestState, about
from core.model.tasks import Status, Task
from core.planning.division import led, open_tasks
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class OfferSwap:
    """Offer a task of one's own for somebody's."""

    task: Annotated[Task, Option(main=True)]
    other: Task
    project: Project | None = None


async def offer(call: Call, ask: OfferSwap) -> Card:
    """Ask whose the other task is; the same offer again is the one that waits."""
    async with call.change() as work:
        call = await held(work, call)
        tasks = await work.tasks.all(call.project.id)
        lines = _lines(call, ask, tasks)
        wording = partial(swap_card, tasks)
        for same in await waiting(work, call, RequestKind.SWAP):
            if same.lines == lines:
                return await card_of(work, call, same, wording)
        wanted = Request(
            RequestId(0), call.project.id, RequestKind.SWAP, call.caller.id, lines[1].was,
            call.now, lines=lines,
        )  # fmt: skip
        return await ask_for(work, call, wanted, wording)


async def accept(call: Call, ask: Decide) -> Card:
    """Change the tasks, both at once; an offer that no longer fits is shown to be over."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.SWAP)
        tasks = await work.tasks.all(call.project.id)
        if request.state is not RequestState.OPEN or request.person != call.caller.id:
            return await card_of(work, call, request, partial(swap_card, tasks))
        given = _given(request, tasks)
        members = all(call.project.name_of(line.person) for line in request.lines)
        if len(given) < len(request.lines) or not members:
            return await _answered(work, call, request, RequestState.OVER)
        changes = await keep(work, (*given, *led(given, tasks)))
        await _record(work, call, request, changes)
        return await _answered(work, call, request, RequestState.ACCEPTED)


async def decline(call: Call, ask: Decide) -> Card:
    """Keep one's own task."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.SWAP)
        if request.state is not RequestState.OPEN or request.person != call.caller.id:
            tasks = await work.tasks.all(call.project.id)
            return await card_of(work, call, request, partial(swap_card, tasks))
        return await _answered(work, call, request, RequestState.DECLINED)


def swap_card(tasks: Sequence[Task], call: Call, names: Names, request: Request) -> Card:
    """Give the card of an offer, as its reader sees it."""
    titles = {task.number: f"#{task.number} {task.title}" for task in tasks}
    mine, other = (titles.get(line.task, f"#{line.task}") for line in request.lines)
    asked = request.person == call.caller.id and request.state is RequestState.OPEN
    said = call.say(
        f"swap.{'asked' if asked else request.state}", author=names.get(request.author, ""),
        name=names.get(request.person, "") if request.person else "", mine=mine, other=other,
    )  # fmt: skip
    return Card(
        call.say("swap.title", topic=call.project.topic),
        text=said,
        tone=Tone.GOOD if request.state is RequestState.ACCEPTED else Tone.PLAIN,
        buttons=yes_and_no(call, request, "swap"),
        subject=about(request.id),
    )


def _lines(call: Call, ask: OfferSwap, tasks: Sequence[Task]) -> tuple[Line, Line]:
    """Give what an offer changes: the caller's task first.

    Raises:
        Refused: the first is not theirs, the other nobody's or theirs, or one is begun.
    """
    now = {task.id: task for task in tasks}
    mine = check_early(now.get(ask.task.id), tasks)
    other = check_early(now.get(ask.other.id), tasks)
    if mine.assignee != call.caller.id:
        raise Refused("swap.not_yours", option="task", number=mine.number)
    if other.assignee is None or other.assignee == call.caller.id:
        raise Refused("swap.nobody", option="other", number=other.number)
    return (
        Line(mine.number, mine.assignee, other.assignee),
        Line(other.number, other.assignee, mine.assignee),
    )


def _given(request: Request, tasks: Sequence[Task]) -> list[Task]:
    """Give the tasks as they change hands, but for those that are not as they were."""
    now = {task.number: task for task in open_tasks(tasks) if task.status is Status.REQUESTED}
    return [
        replace(now[line.task], assignee=line.person, reason="")
        for line in request.lines
        if line.task in now and now[line.task].assignee == line.was
    ]


async def _record(work: Work, call: Call, request: Request, changes: Sequence[TaskChange]) -> None:
    """Record the swap; both know of it from its own messages."""
    words = partial(call.ports.phrases.say, call.space.locale)
    mine, other = (line.task for line in request.lines)
    draft = ActivityDraft(
        call.space.id, call.project.id, call.caller.id, Verb.ASSIGNED, about(request.id),
        words("swap.record", mine=mine, other=other), tuple(changes),
    )  # fmt: skip
    activity = await work.activity.add(draft, call.now)
    await follow(work, call, changes, f"activity:{activity}", told=True)


async def _answered(work: Work, call: Call, request: Request, state: RequestState) -> Card:
    """Settle an offer, and tell who made it."""
    wording = partial(swap_card, await work.tasks.all(call.project.id))
    return await answer(work, call, replace(request, state=state), wording, request.author)


COMMANDS = (
    Command("task swap", OfferSwap, offer, who=Standing.MEMBER),
    Command("swap accept", Decide, accept, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("swap decline", Decide, decline, who=Standing.MEMBER, in_place=True, hidden=True),
)
