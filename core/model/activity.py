"""The append-only record of changes, the notices planned, and the tokens spent."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId, SpaceId
from core.model.plans import ProposalState
from core.model.projects import ProjectId
from core.model.tasks import Task, TaskId

ActivityId = NewType("ActivityId", int)


class Verb(StrEnum):
    """What was done."""

    CREATED = "created"
    ADOPTED = "adopted"
    ADDED = "added"
    EDITED = "edited"
    MOVED = "moved"
    """A status changed."""
    ASSIGNED = "assigned"
    DROPPED = "dropped"
    REPORTED = "reported"
    JOINED = "joined"
    """Somebody became a member."""
    LEFT = "left"
    """Somebody is no longer a member."""
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task before and after; `None` before means made, `None` after means removed."""

    before: Task | None
    after: Task | None


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """A change to record. `actor` is `None` for what followed by itself.

    `changes` hold what undo needs; `proposal` the number of the proposal whose state was `was`.
    `automatic` marks a parent that followed its children.
    """

    space: SpaceId
    project: ProjectId
    actor: PersonId | None
    verb: Verb
    subject: str
    summary: str
    changes: tuple[TaskChange, ...] = ()
    proposal: int | None = None
    was: ProposalState | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A recorded change."""

    id: ActivityId
    at: datetime
    draft: ActivityDraft
    undone: bool = False


class NoticeKind(StrEnum):
    """Which deadline notice of a task."""

    THREE_DAYS = "three_days"
    ONE_DAY = "one_day"
    TODAY = "today"
    OVERDUE = "overdue"
    AGAIN = "again"
    """The person asked to hear again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A deadline notice, planned for `on` (a day in the person's zone), given once.

    Its identity is all of it: another due date makes another notice.
    """

    task: TaskId
    person: PersonId
    kind: NoticeKind
    on: date


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens one model call used; `key` is unique, so that a call is charged once."""

    key: str
    space: SpaceId
    person: PersonId
    model: str
    tokens_in: int
    tokens_out: int
    at: datetime
