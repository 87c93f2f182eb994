"""The one way in which tasks are changed, and what follows from every change.

A change is kept, recorded for undo, and followed: parents take the status of their children up
to the root, messages about what is over are withdrawn, who was given a task is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.call import Call
from core.cards import Button, Card, Emphasis, Field
from core.deadlines import deadline_of, morning_of, notices_of
from core.errors import Refused
from core.live_cards import is_over, reshow
from core.model.activity import ActivityDraft, ActivityId, TaskChange, Verb
from core.model.messages import Draft
from core.model.people import locale_of, zone_of
from core.model.projects import Project
from core.model.tasks import Status, Task, TaskId, follow
from core.options import label
from core.outgoing import dm_place, post
from core.ports.collections import TaskQuery
from core.ports.storage import Work

NO_ID = TaskId(0)
"""The id of a task that is not kept yet."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a task, as it is recorded; `summary` in the language of the space."""

    verb: Verb
    task: Task
    summary: str


async def fresh(work: Work, call: Call, task: Task) -> Task:
    """Give a task as it is now, and keep others from changing its project's tasks meanwhile.

    Raises:
        Refused: it is no longer there.
    """
    await work.projects.hold(call.project.id)
    found = await work.tasks.by_id(task.id)
    if found is None or found.project != call.project.id:
        raise Refused("task.unknown", number=task.number)
    return found


async def keep(work: Work, wanted: Iterable[Task]) -> tuple[TaskChange, ...]:
    """Keep tasks as they are wanted: new ones (`NO_ID`) are added, unchanged ones left alone.

    Raises:
        Stale: somebody changed one of them first.
    """
    changes: list[TaskChange] = []
    for task in wanted:
        before = None if task.id == NO_ID else await work.tasks.by_id(task.id)
        if task == before:
            continue
        new = task.id == NO_ID
        after = await (work.tasks.add(task) if new else work.tasks.change(task))
        changes.append(TaskChange(before, after))
    return tuple(changes)


async def record(work: Work, call: Call, deed: Deed, changes: Sequence[TaskChange]) -> ActivityId:
    """Record changes that were kept as one deed of the caller, and let follow what follows."""
    activity = await work.activity.add(
        ActivityDraft(
            space=call.space.id,
            project=call.project.id,
            actor=call.caller.id,
            verb=deed.verb,
            subject=f"task:{deed.task.id}",
            summary=deed.summary,
            changes=tuple(changes),
        ),
        call.now,
    )
    await settle(work, call, changes, f"activity:{activity}")
    return activity


async def settle(
    work: Work, call: Call, changes: Sequence[TaskChange], cause: str, *, told: bool = False
) -> None:
    """Let follow what follows from changes that were kept; `cause` is unique for the deed.

    Who was given a task is told of it, unless they are `told` in another way.
    """
    await _roll_up(work, call, changes)
    for change in changes:
        if change.before is not None:
            await _withdraw(work, change.before, change.after)
    await hush(work, call, changes)
    for change in () if told else changes:
        await _tell(work, call, change, cause)
    await reshow(work, call, changes)


async def hush(work: Work, call: Call, changes: Iterable[TaskChange]) -> None:
    """Count those notices as given whose morning was over when the deadline was set.

    Whoever gets a task due tomorrow knows it from the task; "in 3 days" was never missed.
    """
    for change in changes:
        after = change.after
        if after is None or after.assignee is None or not _is_set_anew(change.before, after):
            continue
        zone = zone_of(await work.people.person(after.assignee), call.space)
        for notice in notices_of(after):
            if morning_of(notice.on, zone) <= call.now:
                await work.notices.give(notice)


def status_summary(call: Call, before: Task, after: Task, key: str = "task.record.moved") -> str:
    """Say for the record which status became which, in the language of the space."""
    phrases, locale = call.ports.phrases, call.space.locale
    return phrases.say(
        locale, key, number=after.number, title=after.title,
        before=label(phrases, locale, before.status), after=label(phrases, locale, after.status),
    )  # fmt: skip


async def _roll_up(work: Work, call: Call, changes: Sequence[TaskChange]) -> None:
    """Let parents follow their children; what was changed may be a parent itself."""
    states = [state for change in changes for state in (change.before, change.after) if state]
    touched = dict.fromkeys(found for task in states for found in (task.id, task.parent) if found)
    for task in touched:
        await _follow(work, call, task)


async def _follow(work: Work, call: Call, task_id: TaskId | None) -> None:
    while task_id is not None:
        before = await work.tasks.by_id(task_id)
        if before is None:
            return
        children = await work.tasks.all(before.project, TaskQuery(parent=before.id))
        status = follow(child.status for child in children)
        if status is None or status is before.status:
            return
        after = await work.tasks.change(replace(before, status=status))
        await _record_step(work, call, TaskChange(before, after), before, after)
        task_id = before.parent


async def _record_step(
    work: Work, call: Call, change: TaskChange, before: Task, after: Task
) -> None:
    await work.activity.add(
        ActivityDraft(
            space=call.space.id,
            project=after.project,
            actor=None,
            verb=Verb.MOVED,
            subject=f"task:{after.id}",
            summary=status_summary(call, before, after, "task.record.followed"),
            changes=(change,),
        ),
        call.now,
    )


async def _withdraw(work: Work, before: Task, after: Task | None) -> None:
    """Forget unsent messages about a task that are no longer true."""
    done = after is not None and after.status is Status.DONE
    if after is None or done or after.assignee != before.assignee:
        await work.messages.withdraw(f"task:{before.id}")
    if is_over(before, after):
        await work.messages.withdraw(deadline_of(before.id))


def _is_set_anew(before: Task | None, after: Task) -> bool:
    """Tell whether the assignee has reason to know the deadline from the change itself."""
    if before is None or (before.status is Status.DONE and after.status is not Status.DONE):
        return True
    return (before.assignee, before.due) != (after.assignee, after.due)


async def _tell(work: Work, call: Call, change: TaskChange, cause: str) -> None:
    """Tell who was given a task, unless they took it themselves."""
    before, task = change.before, change.after
    if task is None or task.assignee in (None, call.caller.id, before and before.assignee):
        return
    person = await work.people.person(task.assignee)
    place = await dm_place(work, person)
    card = _assigned(replace(call, locale=locale_of(person, call.space)), call.project, task)
    key = f"assigned:{cause}:{task.id}:{person.id}"
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


def _assigned(call: Call, project: Project, task: Task) -> Card:
    """Give the card for the assignee; `call` speaks their language."""
    day = call.say("task.day", day=task.due) if task.due else ""
    answers = {
        "project": f"project:{project.id}",
        "task": f"#{task.number}",
        "status": Status.PROGRESS.value,
    }
    start = Button(call.say("button.start"), "task status", answers, emphasis=Emphasis.PRIMARY)
    return Card(
        call.say("task.assigned_title", number=task.number, title=task.title),
        text=call.say("task.assigned", name=call.caller.name, topic=project.topic),
        fields=(Field(call.say("task.field.due"), day),) if day else (),
        buttons=(start,) if task.status is Status.REQUESTED else (),
        subject=f"task:{task.id}",
    )
