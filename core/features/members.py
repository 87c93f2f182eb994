"""Becoming a member of a project, and ceasing to be: in its record, tasks, homes, its board."""

from dataclasses import replace
from functools import partial

from core.call import Call
from core.changes import Deed, keep, record
from core.day import refresh
from core.errors import Refused
from core.features.homes import let_in, let_out
from core.features.takings import end_without
from core.model.activity import ActivityDraft, Verb
from core.model.people import Person
from core.model.projects import MOST_MEMBERS, Project, Standing
from core.model.requests import RequestKind, RequestState
from core.model.tasks import Status
from core.planning.division import open_tasks
from core.ports.storage import Work


async def join(work: Work, call: Call, project: Project, person: Person) -> Project:
    """Make somebody a member, and give the project with them; who is one already stays one.

    Raises:
        Refused: the project has as many members as it may have.
    """
    await work.projects.hold(project.id)
    held = await work.projects.get(call.space.id, project.id)
    if held is None:
        raise Refused("project.unknown")
    if held.standing_of(person.id) is not Standing.OUTSIDER:
        return held
    if len(held.members) >= MOST_MEMBERS:
        raise Refused("project.full", most=MOST_MEMBERS)
    await work.projects.join(held.id, person.id)
    joined = await work.projects.get(call.space.id, held.id) or held
    within = replace(call, within=joined)
    await _record(work, within, person)
    await let_in(work, within, person)
    await refresh(work, call.ports, call.space, joined.id)
    return joined


async def leave(work: Work, call: Call, person: Person) -> int:
    """End somebody's membership of the call's project; what they finished stays theirs.

    Gives how many open tasks have nobody now.
    """
    words = partial(call.ports.phrases.say, call.space.locale)
    tasks = await work.tasks.all(call.project.id)
    theirs = [task for task in tasks if task.assignee == person.id]
    waiting = [task for task in theirs if task.status is not Status.DONE]
    changes = await keep(work, [replace(task, assignee=None, reason="") for task in waiting])
    if changes:
        summary = words("membership.record.unassigned", name=person.name, count=len(changes))
        await record(work, call, Deed(Verb.ASSIGNED, waiting[0], summary), changes)
    await _end_requests(work, call, person)
    await work.projects.leave(call.project.id, person.id)
    draft = ActivityDraft(
        call.space.id, call.project.id, call.caller.id, Verb.LEFT, f"project:{call.project.id}",
        words("membership.record.left", name=person.name),
    )  # fmt: skip
    await work.activity.add(draft, call.now)
    rest = await work.projects.get(call.space.id, call.project.id)
    if rest is not None:
        await let_out(work, replace(call, within=rest), person)
    await refresh(work, call.ports, call.space, call.project.id)
    return sum(task.assignee == person.id for task in open_tasks(tasks))


async def _end_requests(work: Work, call: Call, person: Person) -> None:
    """Let nobody wait for an answer of who left; what stands shows so when it is pressed."""
    for request in await work.requests.all(call.project.id):
        waits = request.state in (RequestState.OPEN, RequestState.AGREED)
        offered = request.kind is RequestKind.SWAP
        theirs = (request.person, request.author) if offered else (request.person,)
        others = (RequestKind.DIVISION, RequestKind.TAKING)
        if waits and request.kind not in others and person.id in theirs:
            await work.requests.change(replace(request, state=RequestState.OVER))
    await end_without(work, call, person.id)


async def _record(work: Work, call: Call, person: Person) -> None:
    words = partial(call.ports.phrases.say, call.space.locale)
    draft = ActivityDraft(
        space=call.space.id,
        project=call.project.id,
        actor=call.caller.id,
        verb=Verb.JOINED,
        subject=f"project:{call.project.id}",
        summary=words("project.record.joined", name=person.name),
    )
    await work.activity.add(draft, call.now)
