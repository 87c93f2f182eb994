"""Time, chance, the model, the solver, documents and platforms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from core.cards import Card
from core.model.formation import Formation, Headway, TeamProblem
from core.model.homes import ProjectHome
from core.model.messages import Message, MessageId
from core.model.people import PersonId
from core.model.placements import Placement, Rearrangement
from core.model.plans import Outline, Plan, Worker
from core.model.projects import Project
from core.model.reports import Report

T = TypeVar("T")


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Give this instant, aware, in UTC."""
        ...

    async def sleep(self, length: timedelta) -> None:
        """Let `length` pass."""
        ...


class Chance(Protocol):
    """The only source of what cannot be foreseen."""

    def token(self) -> str:
        """Give a new identifier nobody can guess."""
        ...

    def fraction(self) -> float:
        """Give a number from 0 (inclusive) to 1 (exclusive)."""
        ...


@dataclass(frozen=True, slots=True)
class Brief:
    """What to ask of the model.

    `schema` is a JSON Schema object the answer must fit; `counted` names the property
    (anywhere in it) whose occurrences are progress.
    """

    purpose: str
    instructions: str
    material: str
    schema: Mapping[str, object]
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request to the model used."""

    model: str
    tokens_in: int
    tokens_out: int


class Listener(Protocol):
    """Who follows a model call."""

    def heard(self, count: int) -> None:
        """Note that `count` counted items are written so far (never blocks)."""
        ...

    def used(self, usage: Usage) -> None:
        """Note what a request used; also called for requests whose answer is not used."""
        ...


class Writer(Protocol):
    """The language model."""

    async def write(self, brief: Brief, read: Callable[[object], T], listener: Listener) -> T:
        """Give what `read` makes of the model's JSON answer.

        `read` raises `Unusable` on an answer it cannot take; the model is then asked once
        more, told why.

        Raises:
            Unavailable: no answer now (`retry_after` where the service said).
            Unusable: refused, truncated or nonsense, also after the repair round.
        """
        ...


@dataclass(frozen=True, slots=True)
class Pin:
    """A piece somebody fixed by hand: chapter and piece index, and what is fixed."""

    chapter: int
    piece: int
    assignee: PersonId | None = None
    start: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What the solver is given: words, people, and the days from `start` to `end` (inclusive)."""

    outline: Outline
    workers: tuple[Worker, ...]
    start: date
    end: date
    pins: tuple[Pin, ...] = ()
    near: Plan | None = None
    """Stay as close to this plan as the rules and pins allow."""
    seed: int = 1


class Planner(Protocol):
    """The plan solver, off the event loop."""

    async def plan(self, problem: PlanProblem) -> Plan:
        """Give dates and assignees that keep every rule not named in `relaxed`.

        Raises:
            Refused: no plan exists even with every rule relaxed (too few days, a pin that
                cannot be kept).
        """
        ...


class TeamFormer(Protocol):
    """The team solver, off the event loop."""

    async def form(
        self,
        problem: TeamProblem,
        on_progress: Callable[[Headway], None],
        stopped: Callable[[], bool] = ...,
    ) -> Formation:
        """Give teams that keep every rule; cancelling the task gives the search up.

        `on_progress` hears now and then how far it is. `stopped` is asked now and then; once it
        is true the best teams so far are given. Neither may block.

        Raises:
            Refused: `teams.impossible`, `rules` (of `TeamRule`) naming a smallest set of them
                that clash.
            Unavailable: whether the rules can be kept could not be told.
        """
        ...

    async def swap(
        self, problem: TeamProblem, formation: Formation, one: PersonId, other: PersonId
    ) -> Rearrangement:
        """Give what it changes when two people of different teams take each other's places."""
        ...

    async def judge(self, problem: TeamProblem, formation: Formation) -> Formation:
        """Give the same teams, in their order, with the scores they have in this class."""
        ...

    async def explain(self, problem: TeamProblem, formation: Formation) -> tuple[Placement, ...]:
        """Give why everybody is in their team, in the order of the members."""
        ...


class Dates(Protocol):
    """Reads days as people write them."""

    def day(self, text: str, today: date, *, past: bool = False) -> date:
        """Give the day `text` means, seen from `today`; only with `past` may it lie before.

        Raises:
            Refused: past, impossible, a whole week, or not a date; with a suggestion.
        """
        ...

    def span(self, text: str, today: date) -> tuple[date, date]:
        """Give the first and last day `text` means, seen from `today`.

        Raises:
            Refused: not a span of days, or it ends before it starts.
        """
        ...


@dataclass(frozen=True, slots=True)
class File:
    """A file's name and content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Timetable:
    """Slots of a week (`core.model.free_time`) that are taken, by so many lessons."""

    taken: frozenset[int]
    lessons: int


class Timetables(Protocol):
    """Reads calendar files, off the event loop."""

    async def week(self, file: File, zone: str, today: date) -> Timetable:
        """Give the week of `zone` that an `.ics` file repeats; what was over before is left out.

        Raises:
            Refused: it is no calendar, is too large, or nothing in it comes back every week.
        """
        ...


class Documents(Protocol):
    """Renders files, off the event loop."""

    async def report(self, project: Project, report: Report, words: Mapping[str, str]) -> bytes:
        """Give the report as a Word document; `words` are its fixed words by key."""
        ...


class Platform(Protocol):
    """A chat platform this process is connected to."""

    @property
    def name(self) -> str:
        """The platform's name in accounts and places."""
        ...

    @property
    def interval(self) -> timedelta:
        """The least time between two edits of one message."""
        ...

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        """Send `card` to `message.place`; give the platform's id of it.

        A message that was `tried` before may already stand there: it is then found and made
        to show `card`, not repeated.

        Raises:
            Unavailable: try again later.
            Undeliverable: never.
        """
        ...

    async def open_home(self, home: ProjectHome) -> str:
        """Give the channel of a project's home, opened for its members or found as it stands.

        Members are let in and those who are gone put out, as far as the platform lets the bot.
        Asking again gives the same channel, also after a crash between opening and noting.

        Raises:
            Unavailable: try again later.
            Undeliverable: the bot may not open channels there.
        """
        ...

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Make `card` stand where `message.external` stands.

        Raises:
            Unavailable: try again later.
            Undeliverable: it is gone.
        """
        ...


class Live(Protocol):
    """Shows how slow work goes in its message."""

    def show(self, message: MessageId, card: Card) -> None:
        """Show `card` soon; a newer one may take its place before it is shown. Never blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the model may be used, in tokens (in and out)."""

    person_daily: int
    space_monthly: int
    attempts: int = 4
    """How often a job is tried while a service is unavailable."""
