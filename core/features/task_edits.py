"""Adding tasks, changing what they say and when they are, giving them to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.changes import NO_ID, Deed, fresh, keep, record
from core.commands import Command, Option
from core.errors import Refused
from core.features.task_days import check_around, check_days, moved, widened
from core.features.undo import undo_button
from core.model.activity import ActivityId, TaskChange, Verb
from core.model.people import Person
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.tasks import Priority, Task, has_children
from core.ports.storage import Work
from core.task_cards import task_card

_MOST_SKILLS = 10


@dataclass(frozen=True, slots=True)
class AddTask:
    """Add a task."""

    title: Annotated[str, Option(longest=100, main=True)]
    due: date | None = None
    assignee: Person | None = None
    parent: Task | None = None
    description: Annotated[str, Option(longest=2000, long=True)] = ""
    priority: Priority = Priority.NORMAL
    start: Annotated[date | None, Option(past=True)] = None
    skills: Annotated[str, Option(longest=200)] = ""
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class EditTask:
    """Change a task; what is left out stays."""

    task: Annotated[Task, Option(main=True)]
    title: Annotated[str, Option(longest=100)] = ""
    due: date | None = None
    start: Annotated[date | None, Option(past=True)] = None
    description: Annotated[str, Option(longest=2000, long=True)] = ""
    priority: Priority | None = None
    skills: Annotated[str, Option(longest=200)] = ""
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class AssignTask:
    """Give a task to a member."""

    task: Annotated[Task, Option(main=True)]
    assignee: Person
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class UnassignTask:
    """Leave a task to nobody."""

    task: Annotated[Task, Option(main=True)]
    project: Project | None = None


async def add(call: Call, ask: AddTask) -> Card:
    """Add a task; a parent's days grow around it."""
    draft = Task(
        id=NO_ID, project=call.project.id, number=0, title=ask.title,
        description=ask.description, skills=_skills(ask.skills), priority=ask.priority,
        start=ask.start, due=ask.due, assignee=ask.assignee.id if ask.assignee else None,
    )  # fmt: skip
    _check_assignee(call, ask.assignee)
    check_days(call.project, draft)
    async with call.change() as work:
        parent = None if ask.parent is None else await fresh(work, call, ask.parent)
        everything = await work.tasks.all(call.project.id)
        draft = replace(draft, parent=parent.id if parent else None)
        made = await keep(work, [draft])
        grown = await keep(work, widened(draft, everything))
        task = _made(made)
        leaf = parent is not None and not has_children(parent, everything)
        changes = (*made, *grown, *_becoming_parent(parent, grown)) if leaf else (*made, *grown)
        activity = await _recorded(work, call, Verb.ADDED, task, changes)
    said = call.say("task.added", name=call.caller.name)
    return await task_card(call, task.number, said, undo_button(call, activity))


async def edit(call: Call, ask: EditTask) -> Card:
    """Change a task; moving a parent's start moves all below it by the same days."""
    async with call.change() as work:
        before = await fresh(work, call, ask.task)
        everything = await work.tasks.all(call.project.id)
        wanted = _edited(call.project, before, ask, everything)
        changes = await keep(work, wanted)
        activity = await _recorded(work, call, Verb.EDITED, wanted[0], changes) if changes else None
    if activity is None:
        return await task_card(call, before.number, call.say("task.unchanged"))
    said = call.say("task.edited", name=call.caller.name)
    return await task_card(call, before.number, said, undo_button(call, activity))


async def assign(call: Call, ask: AssignTask) -> Card:
    """Give a task to a member, who is told."""
    _check_assignee(call, ask.assignee)
    return await _give(call, ask.task, ask.assignee)


async def unassign(call: Call, ask: UnassignTask) -> Card:
    """Leave a task to nobody."""
    return await _give(call, ask.task, None)


async def _give(call: Call, asked: Task, person: Person | None) -> Card:
    async with call.change() as work:
        before = await fresh(work, call, asked)
        wanted = replace(before, assignee=person.id if person else None, reason="")
        changes = await keep(work, [wanted]) if wanted.assignee != before.assignee else ()
        activity = await _assigned(work, call, wanted, changes) if changes else None
    name = person.name if person else call.say("task.nobody")
    if activity is None:
        said = call.say("task.already_with", assignee=name)
        return await task_card(call, before.number, said)
    said = call.say("task.given", name=call.caller.name, assignee=name)
    return await task_card(call, before.number, said, undo_button(call, activity))


def _check_assignee(call: Call, person: Person | None) -> None:
    if person is not None and call.project.standing_of(person.id) is Standing.OUTSIDER:
        raise Refused("person.no_member", option="assignee", name=person.name)


def _skills(text: str) -> tuple[str, ...]:
    named = (skill.strip() for skill in text.replace("、", ",").split(","))
    skills = tuple(dict.fromkeys(skill for skill in named if skill))
    if len(skills) > _MOST_SKILLS:
        raise Refused("task.skills", option="skills", most=_MOST_SKILLS)
    return skills


def _edited(
    project: Project, before: Task, ask: EditTask, everything: Sequence[Task]
) -> tuple[Task, ...]:
    """Give the task as asked for, and those around it that follow; all checked."""
    task = replace(
        before, title=ask.title or before.title, description=ask.description or before.description,
        priority=ask.priority or before.priority, skills=_skills(ask.skills) or before.skills,
        start=ask.start or before.start, due=ask.due or before.due,
    )  # fmt: skip
    days = ask.start - before.start if ask.start and before.start else None
    below = tuple(moved(task, days, everything)) if days else ()
    if days and below and ask.due is None and before.due is not None:
        task = replace(task, due=before.due + days)
    known = {other.id: other for other in (*everything, task, *below)}
    for each in (task, *below):
        check_days(project, each)
    check_around(task, known.values())
    return task, *below, *widened(task, tuple(known.values()))


def _becoming_parent(parent: Task | None, grown: Sequence[TaskChange]) -> tuple[TaskChange, ...]:
    """Note how a task was before it got its first child, so that undo brings its status back."""
    if parent is None or any(change.before == parent for change in grown):
        return ()
    return (TaskChange(parent, parent),)


def _made(changes: Sequence[TaskChange]) -> Task:
    (task,) = (change.after for change in changes if change.after is not None)
    return task


async def _recorded(
    work: Work, call: Call, verb: Verb, task: Task, changes: Sequence[TaskChange]
) -> ActivityId:
    summary = call.ports.phrases.say(
        call.space.locale, f"task.record.{verb}", number=task.number, title=task.title
    )
    return await record(work, call, Deed(verb, task, summary), changes)


async def _assigned(
    work: Work, call: Call, task: Task, changes: Sequence[TaskChange]
) -> ActivityId:
    phrases, locale = call.ports.phrases, call.space.locale
    name = call.project.name_of(task.assignee) or phrases.say(locale, "task.nobody")
    summary = phrases.say(
        locale, "task.record.assigned", number=task.number, title=task.title, assignee=name
    )
    return await record(work, call, Deed(Verb.ASSIGNED, task, summary), changes)


COMMANDS = (
    Command("task add", AddTask, add, who=Standing.MEMBER, answer=Audience.CHANNEL),
    Command("task edit", EditTask, edit, who=Standing.MEMBER, answer=Audience.CHANNEL),
    Command("task assign", AssignTask, assign, who=Standing.MEMBER, answer=Audience.CHANNEL),
    Command("task unassign", UnassignTask, unassign, who=Standing.MEMBER, answer=Audience.CHANNEL),
)
