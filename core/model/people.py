"""Spaces, people, their accounts, profiles and settings."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from core.model.free_time import FreeTime

SpaceId = NewType("SpaceId", int)
PersonId = NewType("PersonId", int)

LEVELS = range(6)
"""Skill levels: 0 never tried, 5 could teach it."""


class Locale(StrEnum):
    """A language the bot speaks."""

    KO = "ko"
    EN = "en"


class Role(StrEnum):
    """What a person may want to do in a team."""

    FRONTEND = "frontend"
    BACKEND = "backend"
    AI = "ai"
    DATA = "data"
    DESIGN = "design"
    DOCS = "docs"
    LEAD = "lead"


class Reach(StrEnum):
    """Where a person is told what they did not ask for, of several accounts."""

    FIRST = "first"
    """By the account they had first; also where they have none on the platform they chose."""
    LAST = "last"
    """On the platform they spoke on last."""
    DISCORD = "discord"
    SLACK = "slack"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The part of a day without notices, from `start` (inclusive) to `end` (exclusive).

    Wall-clock times in the person's zone; it may pass midnight; equal ends mean none.
    """

    start: time = time(22)
    end: time = time(8)

    def hold(self, at: time) -> bool:
        """Tell whether `at` is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Home:
    """Where a space lives: one workspace (a Discord server, a Slack team, the console)."""

    platform: str
    workspace: str
    name: str


@dataclass(frozen=True, slots=True)
class Space:
    """One class or club; nothing crosses its wall."""

    id: SpaceId
    name: str
    locale: Locale
    timezone: str
    quiet: QuietHours


@dataclass(frozen=True, slots=True)
class SpaceDefaults:
    """What a new space starts with."""

    locale: Locale = Locale.KO
    timezone: str = "Asia/Seoul"
    quiet: QuietHours = QuietHours()


@dataclass(frozen=True, slots=True)
class Account:
    """How a platform names a person."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a platform itself vouches for of an account, in small letters; empty: it does not say.

    Nobody chooses these freely, as they do the name they show: no two accounts of a platform have
    the same `handle`, and the platform has seen that mail to `email` reaches them.
    """

    handle: str = ""
    email: str = ""

    def over(self, kept: "Identity") -> "Identity":
        """Give what is known once this is said; what is not said stays as it was `kept`."""
        return Identity(self.handle or kept.handle, self.email or kept.email)


UNSAID = Identity()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a space. `None` settings follow the space."""

    id: PersonId
    space: SpaceId
    name: str
    staff: bool
    locale: Locale | None = None
    timezone: str | None = None
    quiet: QuietHours | None = None
    reminded_until: datetime | None = None
    """Deadline notices up to this instant are planned; `None`: none ever were."""
    reach: Reach = Reach.FIRST
    spoke: str | None = None
    """The platform they spoke on last; kept only while `reach` asks for it."""


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a person can do, and how well (`LEVELS`)."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person brings to a team.

    `roles` are the wanted ones, the first choice first. `github` is a name there, empty where
    none was given. `free` is `None` while nothing is known of their week.
    """

    person: PersonId
    skills: tuple[Skill, ...] = ()
    roles: tuple[Role, ...] = ()
    interests: str = ""
    github: str = ""
    free: FreeTime | None = None


def zone_of(person: Person, space: Space) -> ZoneInfo:
    """Give the zone a person's days are counted in."""
    return ZoneInfo(person.timezone or space.timezone)


def locale_of(person: Person, space: Space) -> Locale:
    """Give the language a person is spoken to in private."""
    return person.locale or space.locale


def quiet_of(person: Person, space: Space) -> QuietHours:
    """Give the hours in which a person is left alone."""
    return person.quiet or space.quiet
