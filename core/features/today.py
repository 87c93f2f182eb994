"""A person's day: projects, tasks, what happened last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.call import Call
from core.cards import Button, Card, Field
from core.commands import Command
from core.features.projects import days_left, progress
from core.features.task_cards import actor_name, status_word
from core.model.projects import Project, Standing
from core.model.tasks import Status, Task, leaves
from core.ports.storage import Work

_URGENT = timedelta(days=3)
_MOST_TASKS = 12
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Today:
    """Show the caller's day."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A project with its tasks, and those of them that are the caller's."""

    project: Project
    tasks: tuple[Task, ...]
    mine: tuple[Task, ...]


async def today(call: Call, _ask: Today) -> Card:
    """Show projects with their progress, one's open tasks by deadline, and what happened last."""
    async with call.read() as work:
        parts = [await _part(work, call, project) for project in await _current(work, call)]
        news = [line for part in parts for line in await _news(work, call, part.project)]
    title = call.say("me.today_title", day=call.today)
    if not parts:
        return Card(title, text=call.say("me.no_projects"))
    open_tasks = sorted(
        ((part, task) for part in parts for task in part.mine if task.status is not Status.DONE),
        key=lambda held: (held[1].due or date.max, held[1].id),
    )
    latest = [line for _, line in sorted(news, reverse=True)[:_LATEST]]
    return Card(
        title,
        text=_counts(call, [task for part in parts for task in part.mine]),
        fields=tuple(_fields(call, parts, latest)),
        columns=tuple(call.say(f"me.column.{n}") for n in ("task", "project", "status", "due")),
        rows=tuple(_row(call, part, task) for part, task in open_tasks[:_MOST_TASKS]),
        buttons=tuple(_button(call, part.project) for part in parts[:3]),
        footer=_rest(call, len(open_tasks)),
    )


def due_text(call: Call, task: Task) -> str:
    """Say until when, and how near that is; "" without a due day."""
    if task.due is None:
        return ""
    left = (task.due - call.today).days
    if left < 0:
        return call.say("me.overdue", day=task.due, days=-left)
    return call.say("me.due_today" if left == 0 else "me.due_in", day=task.due, days=left)


async def _current(work: Work, call: Call) -> list[Project]:
    projects = await work.projects.of(call.caller.id)
    return [project for project in projects if project.end >= call.today]


async def _part(work: Work, call: Call, project: Project) -> _Part:
    tasks = await work.tasks.all(project.id)
    mine = tuple(task for task in leaves(tasks) if task.assignee == call.caller.id)
    return _Part(project, tasks, mine)


async def _news(work: Work, call: Call, project: Project) -> list[tuple[tuple[float, int], str]]:
    """Give the latest changes with what orders them."""
    recent = await work.activity.recent(project.id, limit=_LATEST)
    return [
        (
            (activity.at.timestamp(), activity.id),
            call.say(
                "me.news",
                name=actor_name(call, project, activity.draft.actor),
                summary=activity.draft.summary,
            ),
        )
        for activity in recent
    ]


def _counts(call: Call, mine: Sequence[Task]) -> str:
    waiting = [task for task in mine if task.status is not Status.DONE]
    urgent = [task for task in waiting if task.due and task.due <= call.today + _URGENT]
    feedback = [task for task in waiting if task.status is Status.FEEDBACK]
    return call.say(
        "me.counts", mine=len(mine), done=len(mine) - len(waiting), open=len(waiting),
        feedback=len(feedback), urgent=len(urgent),
    )  # fmt: skip


def _fields(call: Call, parts: Sequence[_Part], latest: Sequence[str]) -> Iterator[Field]:
    for part in parts:
        value = f"{progress(call, part.tasks)} · {days_left(call, part.project)}"
        yield Field(part.project.topic, value)
    if latest:
        yield Field(call.say("me.latest"), "\n".join(f"- {line}" for line in latest))


def _row(call: Call, part: _Part, task: Task) -> tuple[str, ...]:
    title = f"#{task.number} {task.title}"
    return title, part.project.topic, status_word(call, task.status), due_text(call, task)


def _button(call: Call, project: Project) -> Button:
    answers = {"project": f"project:{project.id}", "assignee": f"person:{call.caller.id}"}
    return Button(call.say("me.tasks_of", topic=project.topic), "task list", answers)


def _rest(call: Call, count: int) -> str:
    return call.say("me.more", count=count - _MOST_TASKS) if count > _MOST_TASKS else ""


COMMANDS = (Command("me today", Today, today, who=Standing.OUTSIDER),)
