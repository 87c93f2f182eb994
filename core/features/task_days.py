"""The days of tasks: inside the project, parents around their children, moves with all below."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.errors import Refused
from core.model.projects import Project
from core.model.tasks import Task


def check_days(project: Project, task: Task) -> None:
    """Let pass a task that starts before it ends, inside its project.

    Raises:
        Refused: it does not; names the option that is wrong.
    """
    for option, day in (("start", task.start), ("due", task.due)):
        if day is not None and not project.start <= day <= project.end:
            raise Refused(
                "task.outside", option=option, day=day, start=project.start, end=project.end
            )
    if task.start is not None and task.due is not None and task.due < task.start:
        raise Refused("task.order", option="due", start=task.start, due=task.due)


def check_around(task: Task, everything: Iterable[Task]) -> None:
    """Let pass a task whose days hold those of its children.

    Raises:
        Refused: a child lies outside; names it.
    """
    for child in everything:
        if child.parent == task.id and _around(task, child) != task:
            raise Refused(
                "task.child_outside", number=child.number, title=child.title,
                start=child.start or child.due, due=child.due or child.start,
            )  # fmt: skip


def widened(task: Task, everything: Sequence[Task]) -> Iterator[Task]:
    """Give those above `task` whose days must grow to hold it, as they should be.

    A child may be planned beyond its parent: the parent's days follow, as its status does.
    """
    known = {other.id: other for other in everything}
    while task.parent is not None and task.parent in known:
        parent = known[task.parent]
        task = _around(parent, task)
        if task != parent:
            yield task


def moved(task: Task, days: timedelta, everything: Sequence[Task]) -> Iterator[Task]:
    """Give all below `task` moved by `days`."""
    for child in everything:
        if child.parent == task.id:
            yield replace(
                child, start=_shifted(child.start, days), due=_shifted(child.due, days)
            )  # fmt: skip
            yield from moved(child, days, everything)


def _around(parent: Task, child: Task) -> Task:
    """Give `parent` with the days it has grown to hold those of `child`."""
    days = [day for day in (child.start, child.due) if day is not None]
    start = parent.start and min([parent.start, *days])
    due = parent.due and max([parent.due, *days])
    return replace(parent, start=start, due=due)


def _shifted(day: date | None, days: timedelta) -> date | None:
    return None if day is None else day + days
