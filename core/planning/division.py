"""Dividing open tasks again: the plan solver, with all days as they are.

Who works on a task keeps it. What nobody has begun stays where it is as long as the numbers of
tasks differ by at most two; what nobody has goes to whom it suits best.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from core.model.people import PersonId
from core.model.plans import (
    Chapter,
    Outline,
    Piece,
    Plan,
    PlannedChapter,
    PlannedPiece,
    Reason,
    Why,
    Worker,
)
from core.model.tasks import Status, Task, leaves
from core.ports.outside import Pin, PlanProblem

_NOBODY = PersonId(0)
_Span = tuple[date, date]


def open_tasks(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Give the tasks that can be divided: those without children that are not done."""
    return tuple(task for task in leaves(tasks) if task.status is not Status.DONE)


def division_problem(
    tasks: Sequence[Task], workers: Sequence[Worker], today: date, *, level: bool = True
) -> PlanProblem:
    """Give the problem of dividing at least one task among at least one worker.

    A task without days counts as one of `today`. Only where the rest is to be `level` too,
    tasks of the workers move to make their numbers more alike.
    """
    spans = [_span(task, today) for task in tasks]
    chapter = Chapter("", "", "", tuple(map(_piece, tasks, spans)))
    crew = {worker.person for worker in workers}
    pins = tuple(
        Pin(0, place, _kept(task, crew, level=level), start, due)
        for place, (task, (start, due)) in enumerate(zip(tasks, spans, strict=True))
    )
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    pieces = tuple(map(_earlier, chapter.pieces, tasks, spans))
    near = Plan((PlannedChapter(chapter, first, last, _NOBODY, pieces),), by_ai=False)
    outline = Outline((chapter,), by_ai=False)
    return PlanProblem(outline, tuple(workers), first, last, pins, near)


def divided(plan: Plan) -> tuple[PlannedPiece, ...]:
    """Give what the solver made of each task, in their order."""
    return plan.chapters[0].pieces


def led(given: Sequence[Task], tasks: Iterable[Task]) -> list[Task]:
    """Give the parents of `given` tasks that nobody of their own tasks leads any more, led anew.

    Who has most of them leads; of several, who has the first.
    """
    now = {task.id: task for task in (*tasks, *given)}
    parents = dict.fromkeys(task.parent for task in given if task.parent is not None)
    led: list[Task] = []
    for parent in (now[task_id] for task_id in parents):
        below = [task.assignee for task in now.values() if task.parent == parent.id]
        if parent.assignee not in below:
            most = max(filter(None, below), key=below.count)
            led.append(replace(parent, assignee=most))
    return led


def _span(task: Task, today: date) -> _Span:
    start, due = task.start or task.due or today, task.due or task.start or today
    return min(start, due), due


def _piece(task: Task, span: _Span) -> Piece:
    """Give a task in the words of a plan; the number tells tasks of one title apart."""
    days = (span[1] - span[0]).days + 1
    return Piece(f"{task.title} #{task.number}", "", "", "", task.skills, 1, days)


def _kept(task: Task, crew: Collection[PersonId], *, level: bool) -> PersonId | None:
    if task.assignee not in crew or (level and task.status is Status.REQUESTED):
        return None
    return task.assignee


def _earlier(piece: Piece, task: Task, span: _Span) -> PlannedPiece:
    """Say where a task is now, so that it had best stay there."""
    return PlannedPiece(piece, *span, task.assignee or _NOBODY, Reason(Why.BALANCE))
