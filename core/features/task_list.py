"""Tasks in a list: searched, filtered, in order, page by page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from core.call import Call
from core.cards import Button, Card
from core.commands import Command, DateSpan, Option
from core.model.people import Person
from core.model.projects import Project, Standing
from core.model.tasks import Status, Task, TaskId, done_share
from core.options import write
from core.ports.collections import TaskQuery
from core.task_cards import status_word, within

PAGE = 12
"""Rows a page."""

_COLUMNS = ("number", "title", "assignee", "status", "due")


class Order(StrEnum):
    """In which order to list tasks."""

    PLAN = "plan"
    """Children under their parents, by number."""
    DUE = "due"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class ListTasks:
    """List tasks; every filter that is given must fit."""

    words: Annotated[str, Option(main=True)] = ""
    assignee: Person | None = None
    status: tuple[Status, ...] = ()
    due: DateSpan | None = None
    parent: Task | None = None
    order: Order = Order.PLAN
    page: Annotated[int, Option(most=1000)] = 1
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class TurnPage(ListTasks):
    """Show another page of a list in its place: the same options, filled by its buttons."""

    words: Annotated[str, Option(hidden=True)] = ""
    assignee: Annotated[Person | None, Option(hidden=True)] = None
    status: Annotated[tuple[Status, ...], Option(hidden=True)] = ()
    due: Annotated[DateSpan | None, Option(hidden=True)] = None
    parent: Annotated[Task | None, Option(hidden=True)] = None
    order: Annotated[Order, Option(hidden=True)] = Order.PLAN
    page: Annotated[int, Option(hidden=True, most=1000)] = 1
    project: Annotated[Project | None, Option(hidden=True)] = None


async def listing(call: Call, ask: ListTasks) -> Card:
    """List the project's tasks."""
    async with call.read() as work:
        found = await work.tasks.all(call.project.id, _query(ask))
    rows = list(_ordered(found, ask.order))
    pages = max(1, -(-len(rows) // PAGE))
    page = min(ask.page, pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    if not rows:
        return Card(_title(call), text=call.say("task.none"), subject=_subject(call))
    footer = call.say("task.page", page=page, pages=pages, count=len(rows))
    return Card(
        _title(call),
        text=_share(call, found) if _query(ask) == TaskQuery() else "",
        columns=tuple(call.say(f"task.column.{name}") for name in _COLUMNS),
        rows=tuple(_row(call, task, depth) for task, depth in shown),
        buttons=tuple(_page_buttons(call, replace(ask, page=page), pages)),
        footer=footer,
        subject=_subject(call),
    )


def in_tree(tasks: Sequence[Task]) -> Iterator[tuple[Task, int]]:
    """Give tasks with their depth, children under those parents that are in the list."""
    held = {task.id for task in tasks}
    below: defaultdict[TaskId | None, list[Task]] = defaultdict(list)
    for task in tasks:
        below[task.parent if task.parent in held else None].append(task)
    waiting = [(task, 0) for task in reversed(below[None])]
    while waiting:
        task, depth = waiting.pop()
        yield task, depth
        waiting += [(child, depth + 1) for child in reversed(below[task.id])]


def _query(ask: ListTasks) -> TaskQuery:
    return TaskQuery(
        words=ask.words,
        assignee=ask.assignee.id if ask.assignee else None,
        statuses=ask.status,
        due_from=ask.due.first if ask.due else None,
        due_to=ask.due.last if ask.due else None,
        parent=ask.parent.id if ask.parent else None,
    )


def _ordered(tasks: Sequence[Task], order: Order) -> Iterator[tuple[Task, int]]:
    if order is Order.PLAN:
        yield from in_tree(tasks)
        return
    statuses = list(Status)
    by_due = sorted(tasks, key=lambda task: (task.due or date.max, task.number))
    if order is Order.STATUS:
        by_due.sort(key=lambda task: statuses.index(task.status))
    yield from ((task, 0) for task in by_due)


def _title(call: Call) -> str:
    return call.say("task.list_title", topic=call.project.topic)


def _subject(call: Call) -> str:
    return f"tasks:{call.project.id}"


def _share(call: Call, tasks: Sequence[Task]) -> str:
    done, total = done_share(tasks)
    return call.say("task.done_share", done=done, total=total)


def _row(call: Call, task: Task, depth: int) -> tuple[str, ...]:
    return (
        f"#{task.number}",
        f"{'　' * (depth - 1)}└ {task.title}" if depth else task.title,
        call.project.name_of(task.assignee) or call.say("task.nobody"),
        status_word(call, task.status),
        call.say("task.day", day=task.due) if task.due else "",
    )


def _page_buttons(call: Call, ask: ListTasks, pages: int) -> Iterator[Button]:
    if ask.page > 1:
        yield _page_button(call, "button.previous", replace(ask, page=ask.page - 1))
    if ask.page < pages:
        yield _page_button(call, "button.next", replace(ask, page=ask.page + 1))


def _page_button(call: Call, words: str, ask: ListTasks) -> Button:
    given = {
        part.name: write(part, value)
        for part in PAGES.inputs
        if (value := getattr(ask, part.name)) not in ((), None, "")
    }
    return Button(call.say(words), PAGES.name, given | within(call))


PAGES = Command("task page", TurnPage, listing, who=Standing.MEMBER, in_place=True, hidden=True)

COMMANDS = (Command("task list", ListTasks, listing, who=Standing.MEMBER), PAGES)
