"""What somebody is asked in a project and may say yes or no to.

A request is known by its id; its messages are about `request:<id>`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId
from core.model.projects import ProjectId

RequestId = NewType("RequestId", int)


class RequestKind(StrEnum):
    """What is asked."""

    HANDOVER = "handover"
    """`person` is to lead in the place of `author`."""
    SEARCH = "search"
    """`person` gave no sign for long and has until `until` to answer."""
    DIVISION = "division"
    """The leader is to give open tasks to others, a line each; `note` says what happened."""
    SHARE = "share"
    """`person` is to agree to the tasks that were given to them, a line each."""
    TAKING = "taking"
    """`person` is to take a task that `author` declined, its one line; `note` says why."""
    SWAP = "swap"
    """`person` is to change tasks with `author`: the author's, and theirs."""


class RequestState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    AGREED = "agreed"
    """The leader agreed, and `person` is asked; only of a task that was declined."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OVER = "over"
    """Something else came first."""


class Answer(StrEnum):
    """What somebody said to one line."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Line:
    """A task of the project by its number: who has it, who is to have it, and why."""

    task: int
    was: PersonId | None
    person: PersonId | None
    reason: str = ""
    answer: Answer = Answer.OPEN


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked of `person` in a project; `author` asked, or had it asked.

    `person` is for a division whom it is about, `None` where it is about nobody. Each task
    is in one line at most. `version` counts the changes.
    """

    id: RequestId
    project: ProjectId
    kind: RequestKind
    author: PersonId
    person: PersonId | None
    created: datetime
    note: str = ""
    until: datetime | None = None
    lines: tuple[Line, ...] = ()
    state: RequestState = RequestState.OPEN
    version: int = 1


def about(request: RequestId) -> str:
    """Give the subject of what shows a request."""
    return f"request:{request}"


def naming(request: Request) -> dict[str, str]:
    """Give the answers by which a button means a request."""
    return {"project": f"project:{request.project}", "request": str(request.id)}
