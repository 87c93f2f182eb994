"""A member's share of the tasks: one message with the reasons, to accept or to decline from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.commands import Command, Option
from core.errors import Refused
from core.features.requests import HIGHEST, bring, card_of, find, held, keep
from core.features.takings import check_early, pass_on, substitute
from core.model.activity import ActivityDraft, Verb
from core.model.people import PersonId
from core.model.projects import Project, Standing
from core.model.requests import (
    Answer,
    Line,
    Request,
    RequestId,
    RequestKind,
    RequestState,
    about,
)
from core.model.tasks import Task
from core.ports.storage import Work
from core.share_cards import share_card, task_of


@dataclass(frozen=True, slots=True)
class AcceptShare:
    """Accept one task of a share, or all that wait."""

    request: Annotated[int, Option(most=HIGHEST, hidden=True)]
    task: Task | None = None
    project: Annotated[Project | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class DeclineTask:
    """Decline a task of a share."""

    request: Annotated[int, Option(most=HIGHEST, hidden=True)]
    task: Task
    reason: Annotated[str, Option(longest=200, long=True)]
    project: Annotated[Project | None, Option(hidden=True)] = None


async def share(work: Work, call: Call, tasks: Iterable[Task], cause: str) -> None:
    """Bring everybody what is theirs, also who decided on it: one message each.

    `cause` is unique for the deed.
    """
    shares: defaultdict[PersonId, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.assignee is not None:
            shares[task.assignee].append(task)
    wording = partial(share_card, await work.tasks.all(call.project.id))
    for person, given in shares.items():
        lines = tuple(Line(task.number, None, person, task.reason) for task in given)
        wanted = Request(
            RequestId(0), call.project.id, RequestKind.SHARE, call.caller.id, person, call.now,
            lines=lines,
        )  # fmt: skip
        request = await work.requests.add(wanted, f"share:{cause}:{person}")
        await bring(work, call, request, wording)


async def accept(call: Call, ask: AcceptShare) -> Card:
    """Keep that somebody takes their tasks; what was answered before stays so."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.SHARE)
        tasks = await work.tasks.all(call.project.id)
        wording = partial(share_card, tasks)
        if request.person != call.caller.id:
            return await card_of(work, call, request, wording)
        waiting = [line for line in request.lines if _waits(tasks, line)]
        taken = waiting if ask.task is None else [_undeclined(request, tasks, ask.task)]
        wanted = _answered(request, taken, Answer.ACCEPTED)
        if wanted == request:
            return await card_of(work, call, request, wording)
        await _record(work, call, request, "share.record.accepted", count=len(taken))
        return await keep(work, call, wanted, wording)


async def decline(call: Call, ask: DeclineTask) -> Card:
    """Keep that somebody declines a task, and propose another person to the leader.

    Until somebody else takes it, it stays theirs.
    """
    async with call.read() as work:
        request = await find(work, call, ask.request, RequestKind.SHARE)
        tasks = await work.tasks.all(call.project.id)
        if request.person != call.caller.id:
            return await card_of(work, call, request, partial(share_card, tasks))
    _declinable(request, tasks, ask.task)
    proposed = await substitute(call, ask.task.number, call.caller.id)
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.SHARE)
        tasks = await work.tasks.all(call.project.id)
        declined = _declinable(request, tasks, ask.task)
        await _record(work, call, request, "share.record.declined", number=declined.task)
        await pass_on(work, call, proposed, ask.reason, call.caller.id)
        wanted = _answered(request, [declined], Answer.DECLINED)
        return await keep(work, call, wanted, partial(share_card, tasks))


def _waits(tasks: Sequence[Task], line: Line) -> bool:
    return line.answer is Answer.OPEN and task_of(tasks, line) is not None


def _undeclined(request: Request, tasks: Sequence[Task], task: Task) -> Line:
    """Give the line of a task that is still of the share.

    Raises:
        Refused: it is not, or was declined before.
    """
    held = (line for line in request.lines if line.task == task.number and task_of(tasks, line))
    line = next(held, None)
    if line is None:
        raise Refused("share.not_yours", option="task", number=task.number)
    if line.answer is Answer.DECLINED:
        raise Refused("share.declined", option="task", number=task.number)
    return line


def _declinable(request: Request, tasks: Sequence[Task], task: Task) -> Line:
    """Give the line of a task that can be declined.

    Raises:
        Refused: it is not of the share, was declined before, or is begun.
    """
    line = _undeclined(request, tasks, task)
    check_early(task_of(tasks, line), tasks)
    return line


def _answered(request: Request, lines: Sequence[Line], answer: Answer) -> Request:
    """Give a share with an answer to some of its lines; it is settled once all have one."""
    said = tuple(replace(line, answer=answer) if line in lines else line for line in request.lines)
    waits = any(line.answer is Answer.OPEN for line in said)
    state = RequestState.OPEN if waits else RequestState.ACCEPTED
    return replace(request, lines=said, state=state)


async def _record(work: Work, call: Call, request: Request, key: str, /, **params: object) -> None:
    words = partial(call.ports.phrases.say, call.space.locale)
    draft = ActivityDraft(
        call.space.id, call.project.id, call.caller.id, Verb.ASSIGNED, about(request.id),
        words(key, name=call.caller.name, **params),
    )  # fmt: skip
    await work.activity.add(draft, call.now)


COMMANDS = (
    Command("share accept", AcceptShare, accept, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("share decline", DeclineTask, decline, who=Standing.MEMBER, in_place=True, hidden=True),
)
