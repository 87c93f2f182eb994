"""The recruiting board of a course: posts, and those who want to join.

A post is known by its id, which people see as its number. Its live messages are about
`post:<id>`, an application's are about `application:<post>:<person>`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.model.courses import CourseId
from core.model.people import PersonId, Role
from core.model.projects import ProjectId

PostId = NewType("PostId", int)


class PostState(StrEnum):
    """Whether people may still apply."""

    OPEN = "open"
    FULL = "full"
    """As many were accepted as there were seats."""
    CLOSED = "closed"
    """Its author closed it, or its last day is over."""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody of a course looks for people.

    `seats` is how many are looked for in all. `until` is the last day on which one may apply;
    `None`: until it is full or closed. `project` is what accepted people join; `None`: there is
    none yet. `version` counts the changes.
    """

    id: PostId
    course: CourseId
    author: PersonId
    title: str
    text: str
    roles: tuple[Role, ...]
    seats: int
    until: date | None
    project: ProjectId | None
    created: datetime
    state: PostState = PostState.OPEN
    version: int = 1


class ApplicationState(StrEnum):
    """What became of an application."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody wants to join by a post, once each; `line` is what they say of themselves."""

    post: PostId
    person: PersonId
    line: str
    state: ApplicationState
    at: datetime
