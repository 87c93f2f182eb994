"""Tasks, their status, and how a parent follows its children."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId
from core.model.projects import ProjectId

TaskId = NewType("TaskId", int)


class Status(StrEnum):
    """How far a task is."""

    REQUESTED = "requested"
    PROGRESS = "progress"
    FEEDBACK = "feedback"
    DONE = "done"


class Priority(StrEnum):
    """How much a task matters."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work, `#number` within its project; dates are inclusive days."""

    id: TaskId
    project: ProjectId
    number: int
    title: str
    status: Status = Status.REQUESTED
    parent: TaskId | None = None
    description: str = ""
    done_when: str = ""
    first_step: str = ""
    skills: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    start: date | None = None
    due: date | None = None
    assignee: PersonId | None = None
    reason: str = ""
    """Why this assignee, one sentence; empty when a person chose."""
    version: int = 1


def follow(children: Iterable[Status]) -> Status | None:
    """Give the status a parent takes from its children, `None` without children."""
    held = set(children)
    if not held:
        return None
    for decisive in (Status.FEEDBACK, Status.PROGRESS):
        if decisive in held:
            return decisive
    return next(iter(held)) if len(held) == 1 else Status.PROGRESS


def leaves(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Give the tasks without children, in the given order."""
    kept = tuple(tasks)
    parents = parents_of(kept)
    return tuple(task for task in kept if task.id not in parents)


def has_children(task: Task, everything: Iterable[Task]) -> bool:
    """Tell whether a task follows others."""
    return task.id in parents_of(everything)


def parents_of(everything: Iterable[Task]) -> set[TaskId]:
    """Give the ids of the tasks that have children."""
    return {task.parent for task in everything if task.parent is not None}


def done_share(tasks: Iterable[Task]) -> tuple[int, int]:
    """Give how many of the tasks without children are done, and how many there are."""
    kept = leaves(tasks)
    return sum(task.status is Status.DONE for task in kept), len(kept)
