"""Courses of a space, who takes them, and the rosters staff gave.

A course's code and name are known to everybody of its space; its people, board and teams only to
those who are enrolled, and to staff. A roster entry is a line of the class list: it lets in the
person it means. An enrolment is a person's place in the course, however they came to it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId, SpaceId
from core.model.places import Audience, Place

CourseId = NewType("CourseId", int)


@dataclass(frozen=True, slots=True)
class Course:
    """A course of a space; no two of a space have the same `code`, which is in capitals.

    `names`: a line of the roster lets in whoever goes by its name, however they came to it.
    """

    id: CourseId
    space: SpaceId
    code: str
    name: str
    created: datetime
    names: bool = False


@dataclass(frozen=True, slots=True)
class CourseBoard:
    """The channel in which the posts of a course stand; a workspace has one of a course at most.

    Whoever reads the channel reads the posts: staff answers for who that is.
    """

    course: CourseId
    platform: str
    workspace: str
    channel: str

    @property
    def place(self) -> Place:
        """Give where it is."""
        return Place(self.platform, self.workspace, self.channel, Audience.CHANNEL)


class EnrolmentState(StrEnum):
    """How far somebody is with getting into a course."""

    ASKED = "asked"
    """Staff has to decide."""
    ENROLLED = "enrolled"
    DECLINED = "declined"
    """Staff said no; they may still change their mind."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person's place in a course; who left has none. `section` is empty where there are none."""

    course: CourseId
    person: PersonId
    state: EnrolmentState
    section: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A line of a course's class list; at least the name stands there, the rest may be empty.

    `account` is a platform's id of a user, or a handle there, as typed; `email` is in small
    letters. `person` is who came in by this line: it lets in nobody else.
    """

    course: CourseId
    name: str
    account: str = ""
    email: str = ""
    section: str = ""
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class RosterDraft:
    """A class list that staff uploaded and has not confirmed; a course has one at most.

    `digest` is of the entries, so that nobody confirms another list than the one they saw.
    `whole` tells that no line was left out as wrong; who is missing from it then leaves.
    """

    course: CourseId
    digest: str
    entries: tuple[RosterEntry, ...]
    whole: bool
