"""A plan: what the model proposes (outline) and what the solver makes of it (plan)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId, Skill
from core.model.projects import ProjectId

ProposalId = NewType("ProposalId", int)


@dataclass(frozen=True, slots=True)
class Piece:
    """One subtask in words. Effort in whole days of one person, `effort_low <= effort_high`."""

    title: str
    description: str
    done_when: str
    first_step: str
    skills: tuple[str, ...]
    effort_low: int
    effort_high: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """One top task in words. `after` are indices of chapters that must end before it starts."""

    title: str
    description: str
    done_when: str
    pieces: tuple[Piece, ...]
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What the model, or a template, proposes: words without dates and names."""

    chapters: tuple[Chapter, ...]
    by_ai: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """A member as the solver sees them."""

    person: PersonId
    name: str
    skills: tuple[Skill, ...]
    roles: tuple[str, ...]


class Rule(StrEnum):
    """The rules of a plan, in the order in which they are given up (first goes first)."""

    DISTINCT_SPANS = "distinct_spans"
    EFFORT = "effort"
    DEPENDENCIES = "dependencies"
    BALANCE = "balance"


class Why(StrEnum):
    """Why somebody got a piece."""

    SKILL = "skill"
    ROLE = "role"
    BALANCE = "balance"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody got a piece; `skill` and `level` when it was for a skill."""

    why: Why
    skill: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class PlannedPiece:
    """A subtask with days (inclusive) and a name."""

    piece: Piece
    start: date
    due: date
    assignee: PersonId
    reason: Reason


@dataclass(frozen=True, slots=True)
class PlannedChapter:
    """A top task with days (inclusive) and the assignee of one of its pieces."""

    chapter: Chapter
    start: date
    due: date
    assignee: PersonId
    pieces: tuple[PlannedPiece, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan; `relaxed` names the rules that could not be kept."""

    chapters: tuple[PlannedChapter, ...]
    by_ai: bool
    relaxed: tuple[Rule, ...] = ()


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ADOPTED = "adopted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A saved suggestion, `number` within the project, unique by the job that made it."""

    id: ProposalId
    project: ProjectId
    number: int
    job: str
    plan: Plan
    state: ProposalState
    wish: str
    created: datetime
    version: int = 1
