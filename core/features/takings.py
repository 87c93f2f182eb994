"""A task that was declined goes to somebody else: the solver proposes, the leader asks, they agree.

Until they do, the task stays with who declined it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.changes import Deed, keep, record
from core.commands import Command, Option
from core.errors import Refused
from core.features.plan_cards import reason_text
from core.features.plans import solve, workers_of
from core.features.requests import (
    HIGHEST,
    Decide,
    Wording,
    answer,
    card_of,
    find,
    held,
    settle,
    tell,
)
from core.features.requests import bring as bring_to
from core.features.requests import keep as keep_request
from core.features.taking_cards import WAITING, taking_card
from core.features.team_proposals import names_of
from core.model.activity import Verb
from core.model.people import Person, PersonId
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
from core.model.tasks import Status, Task, has_children
from core.planning.division import divided, division_problem, led, open_tasks
from core.ports.storage import Work
from core.share_cards import share_card


@dataclass(frozen=True, slots=True)
class ChooseTaker:
    """Ask another member than was proposed."""

    request: Annotated[int, Option(most=HIGHEST, hidden=True)]
    assignee: Person
    project: Annotated[Project | None, Option(hidden=True)] = None


async def substitute(call: Call, number: int, author: PersonId) -> Line:
    """Give who takes a task best that `author` declined, all else left alone.

    Nobody who declined it is proposed; the line is for nobody where nobody is left. No unit of
    work may be open meanwhile.

    Raises:
        Refused: the task is done or gone.
    """
    async with call.read() as work:
        tasks = open_tasks(await work.tasks.all(call.project.id))
        workers = await workers_of(work, call.project)
        unwilling = {author, *await _unwilling(work, call, number)}
    task = next((each for each in tasks if each.number == number), None)
    if task is None:
        raise Refused("task.unknown", number=number)
    willing = tuple(each for each in workers if each.person not in unwilling)
    if not willing:
        return Line(number, task.assignee, None)
    crew = {each.person for each in willing}
    rest = [each for each in tasks if each.number == number or each.assignee in crew]
    solved = await solve(call, division_problem(rest, willing, call.today, level=False))
    piece = divided(solved)[rest.index(task)]
    return Line(number, task.assignee, piece.assignee, reason_text(call, piece.reason))


async def pass_on(work: Work, call: Call, line: Line, reason: str, author: PersonId) -> None:
    """Propose to the leader who takes a task that `author` declined for a reason."""
    for other in await work.requests.all(call.project.id):
        same = other.kind is RequestKind.TAKING and other.lines[0].task == line.task
        if same and other.state in WAITING:
            await settle(work, call, other, RequestState.OVER, await _wording(work, call))
    wanted = Request(
        RequestId(0), call.project.id, RequestKind.TAKING, author, line.person, call.now, reason,
        lines=(line,),
    )  # fmt: skip
    request = await work.requests.add(wanted, f"taking:{call.space.id}:{call.id}")
    await _tell_leader(work, call, request, "leader")


async def ask(call: Call, ask: Decide) -> Card:
    """Ask who was proposed; a leader who was proposed takes it at once."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.TAKING)
        if request.state is not RequestState.OPEN or request.person is None:
            return await card_of(work, call, request, await _wording(work, call))
        return await _asked(work, call, request)


async def choose(call: Call, ask: ChooseTaker) -> Card:
    """Ask somebody else; whoever was asked before is no longer."""
    standing = call.project.standing_of(ask.assignee.id)
    if standing is Standing.OUTSIDER:
        raise Refused("person.no_member", option="assignee", name=ask.assignee.name)
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.TAKING)
        (line,) = request.lines
        if request.state not in WAITING or ask.assignee.id == line.was:
            return await card_of(work, call, request, await _wording(work, call))
        chosen = replace(line, person=ask.assignee.id, reason=call.say("plan.reason.chosen"))
        return await _asked(
            work, call, replace(request, person=ask.assignee.id, lines=(chosen,))
        )  # fmt: skip


async def accept(call: Call, ask: Decide) -> Card:
    """Take the task; one that changed meanwhile is shown to be over."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.TAKING)
        if request.state is not RequestState.AGREED or request.person != call.caller.id:
            return await card_of(work, call, request, await _wording(work, call))
        return await _taken(work, call, request)


async def decline(call: Call, ask: Decide) -> Card:
    """Leave the task to somebody else: another is proposed to the leader."""
    async with call.read() as work:
        request = await find(work, call, ask.request, RequestKind.TAKING)
        if request.state is not RequestState.AGREED or request.person != call.caller.id:
            return await card_of(work, call, request, await _wording(work, call))
    proposed = await substitute(call, request.lines[0].task, call.caller.id)
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.TAKING)
        wording = await _wording(work, call)
        if request.state is not RequestState.AGREED or request.person != call.caller.id:
            return await card_of(work, call, request, wording)
        card = await settle(work, call, request, RequestState.DECLINED, wording)
        await pass_on(work, call, proposed, request.note, request.author)
        return card


async def drop(call: Call, ask: Decide) -> Card:
    """Leave the task where it is, and tell who declined it."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.TAKING)
        wording = await _wording(work, call)
        if request.state not in WAITING:
            return await card_of(work, call, request, wording)
        await _ask_again(work, call, request)
        over = replace(request, state=RequestState.OVER)
        return await answer(work, call, over, wording, request.author)


def check_early(task: Task | None, tasks: Sequence[Task]) -> Task:
    """Give a task that may still go from one member to another.

    Raises:
        Refused: it is gone, begun, done, or follows the tasks below it.
    """
    if task is None:
        raise Refused("share.gone")
    if task.status is not Status.REQUESTED or has_children(task, tasks):
        raise Refused("share.begun", number=task.number, title=task.title)
    return task


async def end_without(work: Work, call: Call, person: PersonId) -> None:
    """Let nobody wait for somebody who left: the leader is asked whom to ask instead."""
    for request in await work.requests.all(call.project.id):
        if request.kind is not RequestKind.TAKING or request.state not in WAITING:
            continue
        wording = await _wording(work, call)
        if request.author == person:
            await settle(work, call, request, RequestState.OVER, wording)
        elif request.person == person:
            lines = tuple(replace(line, person=None, reason="") for line in request.lines)
            free = replace(request, person=None, state=RequestState.OPEN, lines=lines)
            await keep_request(work, call, free, wording)
            await _tell_leader(work, call, free, f"without:{person}")


async def _tell_leader(work: Work, call: Call, request: Request, occasion: str) -> None:
    leader = call.project.leader
    if leader is not None:
        names, wording = await names_of(work, call), await _wording(work, call)
        key = f"{about(request.id)}:{occasion}:{leader}"
        await tell(work, call, leader, key, lambda reader: wording(reader, names, request))


async def _ask_again(work: Work, call: Call, taking: Request) -> None:
    """Let who declined a task that stays theirs answer for it once more."""
    (left,) = taking.lines
    tasks = await work.tasks.all(call.project.id)
    for share in await work.requests.all(call.project.id):
        if share.kind is not RequestKind.SHARE or share.person != taking.author:
            continue
        lines = tuple(
            replace(line, answer=Answer.OPEN)
            if line.task == left.task and line.answer is Answer.DECLINED
            else line
            for line in share.lines
        )
        if lines != share.lines:
            wanted = replace(share, lines=lines, state=RequestState.OPEN)
            await keep_request(work, call, wanted, partial(share_card, tasks))


async def _asked(work: Work, call: Call, request: Request) -> Card:
    """Keep that the leader agreed, and ask.

    Raises:
        Refused: who is to be asked left meanwhile.
    """
    if call.project.name_of(request.person) is None:
        raise Refused("division.gone", number=request.lines[0].task)
    if request.person == call.caller.id:
        return await _taken(work, call, request)
    agreed = replace(request, state=RequestState.AGREED)
    wording = await _wording(work, call)
    card = await keep_request(work, call, agreed, wording)
    await bring_to(work, call, agreed, wording)
    return card


async def _taken(work: Work, call: Call, request: Request) -> Card:
    """Give the task to the caller, and tell who declined it."""
    (line,) = request.lines
    tasks = await work.tasks.all(call.project.id)
    task = next((each for each in tasks if each.number == line.task), None)
    movable = task is not None and task.assignee == line.was and task in open_tasks(tasks)
    if task is None or not movable or task.status is not Status.REQUESTED:
        return await settle(
            work, call, request, RequestState.OVER, await _wording(work, call)
        )  # fmt: skip
    given = replace(task, assignee=line.person, reason=line.reason)
    changes = await keep(work, (given, *led([given], tasks)))
    words = partial(call.ports.phrases.say, call.space.locale)
    summary = words(
        "task.record.assigned", number=task.number, title=task.title, assignee=call.caller.name
    )
    await record(work, call, Deed(Verb.ASSIGNED, given, summary), changes)
    accepted = replace(request, state=RequestState.ACCEPTED)
    return await answer(work, call, accepted, await _wording(work, call), request.author)


async def _unwilling(work: Work, call: Call, number: int) -> set[PersonId | None]:
    """Give who declined a task, whether it was theirs or proposed to them."""
    unwilling: set[PersonId | None] = set()
    for request in await work.requests.all(call.project.id):
        for line in request.lines:
            if line.task != number:
                continue
            if request.kind is RequestKind.TAKING:
                unwilling.add(request.author)
            refused = request.kind is RequestKind.TAKING and request.state is RequestState.DECLINED
            if refused or line.answer is Answer.DECLINED:
                unwilling.add(request.person)
    return unwilling


async def _wording(work: Work, call: Call) -> Wording:
    return partial(taking_card, await work.tasks.all(call.project.id))


COMMANDS = (
    Command("taking ask", Decide, ask, who=Standing.LEADER, in_place=True, hidden=True),
    Command("taking choose", ChooseTaker, choose, who=Standing.LEADER, in_place=True, hidden=True),
    Command("taking drop", Decide, drop, who=Standing.LEADER, in_place=True, hidden=True),
    Command("taking accept", Decide, accept, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("taking decline", Decide, decline, who=Standing.MEMBER, in_place=True, hidden=True),
)
