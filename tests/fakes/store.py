"""The store in memory: units of work, the outbox signal, claims and the job driver."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from core.errors import Repeated, Unavailable
from core.model.jobs import Job, JobId, JobState
from core.model.messages import MessageId
from core.model.people import SpaceDefaults
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
from core.ports.outside import Clock
from core.ports.requests import Requests
from core.ports.storage import Arrivals, Buttons, JobRows, Ledger, Messages, Notices
from tests.fakes.accounting import FakeLedger, FakeNotices
from tests.fakes.alarm import Alarm
from tests.fakes.boards import FakePosts, FakeTeamProposals
from tests.fakes.courses import FakeCourses
from tests.fakes.errands import ENDED, FakeArrivals, FakeButtons, FakeJobRows, FakeMessages
from tests.fakes.links import FakeLinks, dangling
from tests.fakes.papers import FakeActivities, FakeProposals, FakeReports
from tests.fakes.requests import FakeRequests
from tests.fakes.rows import Rows, View
from tests.fakes.settled import FakeHomes, FakeNotes
from tests.fakes.society import FakePeople, FakeProjects, FakeTasks

BEFORE_ANOTHER_TRY = timedelta(seconds=1)


@dataclass(slots=True)
class Signals:
    """What wakes one process; each stays set until somebody took notice."""

    jobs: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Keep:
    """What all processes share: the committed rows, and who holds what."""

    rows: Rows = field(default_factory=Rows)
    writer: asyncio.Lock = field(default_factory=asyncio.Lock)
    claimed: set[MessageId] = field(default_factory=set[MessageId])
    running: set[JobId] = field(default_factory=set[JobId])
    processes: list[Signals] = field(default_factory=list[Signals])

    def wake(self, *, jobs: bool = False, outbox: bool = False) -> None:
        """Wake every process."""
        for signals in self.processes:
            if jobs:
                signals.jobs.set()
            if outbox:
                signals.outbox.set()


class FakeWork:
    """A unit of work: writers go one after the other, readers see the state they began with.

    It ends with `commit`; using it after that, or changing anything in a reading one, is a
    `RuntimeError`.
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

    def __init__(self, keep: Keep, clock: Clock, defaults: SpaceDefaults, *, write: bool) -> None:
        self._keep = keep
        self._clock = clock
        self._defaults = defaults
        self._write = write
        self._holds = False

    async def __aenter__(self) -> Self:
        """Begin, after the writer before."""
        if self._write:
            self._holds = await self._keep.writer.acquire()
        view = self._view = View(self._keep.rows, write=self._write)
        self.people = FakePeople(view, self._defaults)
        self.projects = FakeProjects(view)
        self.homes = FakeHomes(view)
        self.notes = FakeNotes(view)
        self.tasks = FakeTasks(view)
        self.proposals = FakeProposals(view)
        self.reports = FakeReports(view)
        self.activity = FakeActivities(view)
        self.jobs = FakeJobRows(view, self._clock)
        self.messages = FakeMessages(view)
        self.buttons = FakeButtons(view)
        self.notices = FakeNotices(view)
        self.ledger = FakeLedger(view)
        self.arrivals = FakeArrivals(view)
        self.links = FakeLinks(view)
        self.courses = FakeCourses(view)
        self.posts = FakePosts(view)
        self.team_proposals = FakeTeamProposals(view)
        self.requests = FakeRequests(view)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget what was not committed."""
        self._end()

    async def once(self, ask: str) -> None:
        """Note that this ask is being answered.

        Raises:
            Repeated: it was already answered.
        """
        if ask in self._view.rows.asks:
            raise Repeated
        self._view.changing.asks[ask] = self._clock.now()

    async def sweep(self, before: datetime) -> None:
        """Forget what is only of use for a while, where it is from before an instant."""
        rows = self._view.changing
        rows.arrivals = {key: at for key, at in rows.arrivals.items() if at >= before}
        rows.asks = {ask: at for ask, at in rows.asks.items() if at >= before}
        done = {
            job.id
            for job in rows.jobs.values()
            if job.state is JobState.DONE and job.created < before
        }
        rows.steps = {key: value for key, value in rows.steps.items() if key[0] not in done}

    async def commit(self) -> None:
        """Make it true, all at once."""
        if not self._write:
            raise RuntimeError("a reading unit of work cannot commit")
        if dangling(self._keep.rows, self._view.rows):
            raise Unavailable("database", "a row names somebody who is no more")
        # Others may commit between any two awaits of a real database: give them the chance.
        await asyncio.sleep(0)
        self._keep.rows = self._view.rows
        self._end()
        self._keep.wake(jobs="jobs" in self._view.woken, outbox="outbox" in self._view.woken)

    def _end(self) -> None:
        self._view.end()
        if self._holds:
            self._holds = False
            self._keep.writer.release()


class FakeStore:
    """A store of one process; `beside` gives other processes on the same rows."""

    def __init__(
        self, clock: Clock, defaults: SpaceDefaults | None = None, keep: Keep | None = None
    ) -> None:
        self._clock = clock
        self._defaults = defaults or SpaceDefaults()
        self._keep = keep or Keep()
        self._signals = Signals()
        self._resting: dict[JobId, Alarm] = {}
        self._keep.processes.append(self._signals)

    def beside(self) -> "FakeStore":
        """Give the store of another process on the same database."""
        return FakeStore(self._clock, self._defaults, self._keep)

    def after_kill(self) -> "FakeStore":
        """Give what a new process finds if all were killed now: what is committed, no locks.

        Whatever the killed ones still do in their tasks no longer reaches it.
        """
        return FakeStore(self._clock, self._defaults, Keep(self._keep.rows))

    def work(self, *, write: bool = True) -> FakeWork:
        """Give a unit of work."""
        return FakeWork(self._keep, self._clock, self._defaults, write=write)

    async def outbox_changed(self, within: timedelta) -> None:
        """Return when messages may be pending, at the latest after `within`."""
        await self._noticed(self._signals.outbox, Alarm.after(within, self._clock))
        self._signals.outbox.clear()

    @asynccontextmanager
    async def claim(self, message: MessageId) -> AsyncGenerator[bool]:
        """Hold a message's delivery; give whether it was free."""
        if message in self._keep.claimed:
            yield False
            return
        self._keep.claimed.add(message)
        try:
            yield True
        finally:
            self._keep.claimed.discard(message)

    async def run_jobs(self, execute: Callable[[JobId], Awaitable[None]], *, parallel: int) -> None:
        """Run ready jobs, at most `parallel` at a time, until cancelled."""
        mine: set[JobId] = set()
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._signals.jobs.clear()
                    for job in self._ready()[: parallel - len(mine)]:
                        mine.add(job.id)
                        self._keep.running.add(job.id)
                        group.create_task(self._run(job.id, execute, mine))
                    await self._noticed(self._signals.jobs, self._next_alarm())
        finally:
            # A task cancelled before its first step never comes to its own `finally`.
            self._keep.running -= mine

    async def migrate(self) -> None:
        """There are no tables."""

    async def close(self) -> None:
        """Nothing is held."""

    async def _run(
        self, job: JobId, execute: Callable[[JobId], Awaitable[None]], mine: set[JobId]
    ) -> None:
        try:
            await execute(job)
            # A job left as it was would be left again at once: do not spin.
            self._resting[job] = Alarm.after(BEFORE_ANOTHER_TRY, self._clock)
        finally:
            mine.discard(job)
            self._keep.running.discard(job)
            self._keep.wake(jobs=True)

    def _ready(self) -> list[Job]:
        """Give the jobs to run now, the next one first."""
        ready = (job for job, alarm in self._waiting() if not alarm or alarm.is_over(self._clock))
        return sorted(ready, key=lambda job: (job.turn, job.created))

    def _next_alarm(self) -> Alarm | None:
        alarms = (alarm for _, alarm in self._waiting() if alarm)
        coming = (alarm for alarm in alarms if not alarm.is_over(self._clock))
        return min(coming, key=lambda alarm: alarm.at, default=None)

    def _waiting(self) -> Iterator[tuple[Job, Alarm | None]]:
        """Give the unfinished jobs that nobody runs, and what they wait for."""
        rows = self._keep.rows
        for job in rows.jobs.values():
            if job.state not in ENDED and job.id not in self._keep.running:
                yield job, rows.asked_later.get(job.id) or self._resting.get(job.id)

    async def _noticed(self, signal: asyncio.Event, alarm: Alarm | None) -> None:
        """Wait for a signal; an alarm gives it too."""
        async with asyncio.TaskGroup() as group:
            ringing = group.create_task(self._give(signal, alarm)) if alarm else None
            await signal.wait()
            if ringing:
                ringing.cancel()

    async def _give(self, signal: asyncio.Event, alarm: Alarm) -> None:
        await alarm.ring(self._clock)
        signal.set()
