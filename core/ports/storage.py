"""What is kept of the bot's own work, the unit of work, and the store it comes from."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self, TypeVar

from core.cards import Button, ButtonId, Card
from core.model.activity import Notice, Spending
from core.model.jobs import Job, JobDraft, JobId
from core.model.messages import Draft, Message, MessageId
from core.model.people import Person, PersonId, Space, SpaceId
from core.model.places import Place
from core.model.projects import Project
from core.model.tasks import Task
from core.ports.collections import (
    Activities,
    Notes,
    People,
    Projects,
    Proposals,
    Reports,
    Tasks,
)
from core.ports.courses import Courses, Posts, TeamProposals
from core.ports.homes import Homes
from core.ports.links import Links
from core.ports.requests import Requests

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reminded:
    """A person with open assigned tasks that are due by the asked day, and their projects."""

    space: Space
    person: Person
    tasks: tuple[Task, ...]
    projects: tuple[Project, ...]


class JobRows(Protocol):
    """Slow work, kept."""

    async def add(self, draft: JobDraft, now: datetime) -> bool:
        """Keep a job and have a driver woken once this is committed.

        Gives whether it is new; the same id twice is asked once.
        """
        ...

    async def get(self, job: JobId) -> Job | None:
        """Give a job."""
        ...

    async def start(self, job: JobId) -> Job | None:
        """Mark a job as running, count the attempt; `None` when it has already ended."""
        ...

    async def recall(self, job: JobId, step: str, shape: type[T]) -> T | None:
        """Give what a finished step gave, `None` where it has not finished."""
        ...

    async def checkpoint(self, job: JobId, step: str, value: object) -> None:
        """Keep what a step gave; `value` is a value of `core.model` or plain JSON."""
        ...

    async def retry(self, job: JobId, after: timedelta) -> None:
        """Make a job ready again, to be run no sooner than `after` from now."""
        ...

    async def finish(self, job: JobId, *, failed: bool = False) -> None:
        """Mark a job as ended for good."""
        ...

    async def again(self, job: JobId, caller: PersonId) -> bool:
        """Make a failed job ready as if it were new and the caller's; tell whether it had failed.

        Its steps are kept.
        """
        ...

    async def unfinished(self) -> int:
        """Count the jobs that have not ended, in all spaces."""
        ...


class Messages(Protocol):
    """Messages the bot owns; the rows are the outbox."""

    async def add(self, draft: Draft, now: datetime) -> MessageId:
        """Keep a message to send; the same key twice gives the first one.

        A private one without an owner is owned by whom it is for.
        """
        ...

    async def get(self, message: MessageId) -> Message | None:
        """Give a message."""
        ...

    async def find(self, platform: str, external: str) -> Message | None:
        """Give the message a platform knows as `external`."""
        ...

    async def about(self, subject: str) -> tuple[Message, ...]:
        """Give the messages about `subject`, the newest first."""
        ...

    async def standing(self, subjects: Sequence[str], most: int) -> tuple[Message, ...]:
        """Give the newest messages about any of `subjects` that a platform shows."""
        ...

    async def show(self, message: MessageId, card: Card, *, seen: int | None = None) -> None:
        """Want `card` to stand there from now on; with `seen`, only while that is its revision.

        A message that was about nothing is about what its card is from then on.
        What was told of an earlier card is not told of this one.
        """
        ...

    async def pending(self, platforms: Sequence[str], limit: int) -> tuple[MessageId, ...]:
        """Name messages of these platforms that are not as wanted, the oldest first."""
        ...

    async def try_first(self, message: MessageId) -> None:
        """Note that a first sending begins."""
        ...

    async def sent(self, message: MessageId, revision: int, external: str) -> None:
        """Note that a platform shows `revision`."""
        ...

    async def refused(self, message: MessageId) -> None:
        """Note that a message can never arrive."""
        ...

    async def move(self, message: MessageId, place: Place) -> None:
        """Want a message at another place, where nothing of it was sent yet."""
        ...

    async def untold(self, person: PersonId) -> tuple[Message, ...]:
        """Give a person's own refused messages they were not told of, the oldest first."""
        ...

    async def tell(self, told: Sequence[MessageId]) -> None:
        """Note that the owners of refused messages were shown them."""
        ...

    async def withdraw(self, subject: str) -> None:
        """Forget messages about `subject` of which no sending has begun."""
        ...

    async def unsent(self) -> int:
        """Count the messages that are not as wanted, on all platforms."""
        ...


class Buttons(Protocol):
    """What the buttons on cards stand for."""

    async def keep(self, space: SpaceId, buttons: Sequence[Button]) -> None:
        """Keep buttons under their ids; a known id is left as it is."""
        ...

    async def get(self, space: SpaceId, button: ButtonId) -> Button | None:
        """Give a button of one's own space."""
        ...

    async def have(self, space: SpaceId, buttons: Sequence[Button]) -> bool:
        """Tell whether all these are kept."""
        ...


class Notices(Protocol):
    """Deadline notices: each is given once."""

    async def due(self, horizon: date) -> tuple[Reminded, ...]:
        """Give everybody who may need a deadline notice.

        That is: an assigned task that is not done and due by `horizon` (inclusive), or a notice
        asked for again; parents with children do not count.
        """
        ...

    async def give(self, notice: Notice) -> bool:
        """Note that a notice is given; tell whether it was not before."""
        ...

    async def ask_again(self, notice: Notice) -> None:
        """Plan a notice somebody asked for; asking twice is asking once."""
        ...

    async def waiting(self, person: PersonId) -> tuple[Notice, ...]:
        """Give a person's planned notices that were not given, for tasks that are not done."""
        ...


class Ledger(Protocol):
    """Tokens spent."""

    async def charge(self, spending: Spending) -> None:
        """Record a call; the same key twice is charged once."""
        ...

    async def person_since(self, person: PersonId, since: datetime) -> int:
        """Sum a person's tokens, in and out, from `since` on."""
        ...

    async def space_since(self, space: SpaceId, since: datetime) -> int:
        """Sum a space's tokens, in and out, from `since` on."""
        ...


class Arrivals(Protocol):
    """What platforms delivered."""

    async def first(self, platform: str, delivery: str, at: datetime) -> bool:
        """Note a delivery by the platform's id of it; tell whether it was not here before."""
        ...


class Work(Protocol):
    """A unit of work: `async with` it; what is not committed did not happen.

    Attributes that are collections read and write inside the one transaction.
    """

    people: People
    projects: Projects
    homes: Homes
    notes: Notes
    tasks: Tasks
    proposals: Proposals
    reports: Reports
    activity: Activities
    jobs: JobRows
    messages: Messages
    buttons: Buttons
    notices: Notices
    ledger: Ledger
    arrivals: Arrivals
    links: Links
    courses: Courses
    posts: Posts
    team_proposals: TeamProposals
    requests: Requests

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back what was not committed."""
        ...

    async def once(self, ask: str) -> None:
        """Note that this ask is being answered.

        Raises:
            Repeated: it was already answered in a committed unit of work.
        """
        ...

    async def sweep(self, before: datetime) -> None:
        """Forget what is only of use for a while, where it is from before an instant.

        That is: what was delivered, which asks were answered, and the steps of jobs that ended
        well.
        """
        ...

    async def commit(self) -> None:
        """Make it true, durably."""
        ...


class Store(Protocol):
    """Where units of work come from, and how the outbox is shared between processes."""

    def work(self, *, write: bool = True) -> Work:
        """Give a unit of work; `write=False` reads one consistent state and cannot commit."""
        ...

    async def outbox_changed(self, within: timedelta) -> None:
        """Return when messages may be pending, at the latest after `within`."""
        ...

    def claim(self, message: MessageId) -> AbstractAsyncContextManager[bool]:
        """Hold a message's delivery against all other holders, in every process.

        Gives whether it was free. A holder that dies holds nothing.
        """
        ...

    async def run_jobs(self, execute: Callable[[JobId], Awaitable[None]], *, parallel: int) -> None:
        """Run ready jobs, at most `parallel` at a time, until cancelled.

        `execute` never raises but for cancellation; a job it did not end or retry, and a
        job whose process died, is run again. Cancelled work is ready again at once.
        """
        ...

    async def migrate(self) -> None:
        """Bring the tables to the newest form."""
        ...

    async def close(self) -> None:
        """Let go of connections and locks."""
        ...
