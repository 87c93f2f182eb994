"""Reports: prose whose every sentence names its evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId
from core.model.projects import ProjectId

ReportId = NewType("ReportId", int)


class ReportKind(StrEnum):
    """What a report is for."""

    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something in the database that a sentence may stand on; `key` like `task:12`."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the keys of the evidence it stands on."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a report."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The counts of a report, from the database."""

    done: int
    total: int
    finished: int
    """Done within the period."""
    overdue: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Report:
    """A saved report, `number` within the project; a period has one, in versions."""

    id: ReportId
    project: ProjectId
    number: int
    kind: ReportKind
    first: date
    last: date
    """The period's days, both inclusive."""
    title: str
    facts: Facts
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    by_ai: bool
    author: PersonId
    created: datetime
    job: str
    fingerprint: str
    """A digest of what was known; equal means nothing new to say."""
    version: int = 1
