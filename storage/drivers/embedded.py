"""Jobs run by the one process that has the database.

The rows are the truth; what waits, and for how long, is kept in memory and read from the
rows at the start and whenever memory may have missed a commit.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.jobs import JobId, JobState
from storage.lanes import unhurried
from storage.schema import UNFINISHED
from storage.work_tables import jobs

# The first steps of a job write rows. Starting a crowd slower than the one writer commits
# keeps the writer's queue short, so a command asked meanwhile is answered at once.
BETWEEN_STARTS = timedelta(milliseconds=10)

# A job that left its row unfinished would do so again at once: do not spin.
BEFORE_ANOTHER_TRY = timedelta(seconds=1)

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
Execute = Callable[[JobId], Awaitable[None]]


class EmbeddedJobs:
    """The order in which jobs run: by turn, then by age.

    Args:
        read: gives a connection with an open reading transaction.
        write: gives one that may commit.
    """

    def __init__(self, read: Begin, write: Begin) -> None:
        self._read = read
        self._write = write
        self._ages = count()
        self._queue: list[tuple[int, int, JobId]] = []
        self._queued: set[JobId] = set()
        self._timers: dict[JobId, asyncio.TimerHandle] = {}
        self._running: set[JobId] = set()
        self._rows_unread = True
        self._changed = asyncio.Event()

    def ask(self, job: JobId, turn: int, after: timedelta) -> None:
        """Have a committed job run in its turn, no sooner than `after` from now."""
        if timer := self._timers.pop(job, None):
            timer.cancel()
        if after <= timedelta():
            self._enqueue(job, turn)
            return
        loop = asyncio.get_running_loop()
        self._timers[job] = loop.call_later(after.total_seconds(), self._due, job, turn)

    def read_rows(self) -> None:
        """Have the rows read again: a commit may have happened that nobody told of."""
        self._rows_unread = True
        self._changed.set()

    async def run(self, execute: Execute, parallel: int) -> None:
        """Run jobs, at most `parallel` at a time, until cancelled."""
        self._forget()
        try:
            await self._make_ready()
            async with asyncio.TaskGroup() as group:
                while True:
                    self._changed.clear()
                    await self._catch_up()
                    async for job, turn in self._next_jobs(parallel):
                        group.create_task(self._run(job, turn, execute))
                    await self._changed.wait()
        finally:
            self._forget()

    async def _make_ready(self) -> None:
        """Make ready what was running when the last process ended."""
        ready = update(jobs).where(jobs.c.state == JobState.RUNNING).values(state=JobState.READY)
        async with self._write() as connection:
            await connection.execute(ready)
            await connection.commit()

    async def _catch_up(self) -> None:
        """Enqueue what the rows hold and memory does not.

        What waited for its time is ready: better early once than kept for days by a clock
        that was set back.
        """
        if not self._rows_unread:
            return
        self._rows_unread = False
        by_age = select(jobs.c.id, jobs.c.turn).where(UNFINISHED).order_by(jobs.c.created)
        async with self._read() as connection:
            rows = (await connection.execute(by_age)).all()
        for job, turn in rows:
            if not self._is_known(job):
                self._enqueue(job, turn)

    async def _next_jobs(self, parallel: int) -> AsyncGenerator[tuple[JobId, int]]:
        """Give the jobs to start now, at their pace."""
        while self._queue and len(self._running) < parallel:
            turn, _, job = heappop(self._queue)
            self._queued.discard(job)
            self._running.add(job)
            yield job, turn
            await asyncio.sleep(BETWEEN_STARTS.total_seconds())

    async def _run(self, job: JobId, turn: int, execute: Execute) -> None:
        try:
            with unhurried():
                await execute(job)
        finally:
            self._running.discard(job)
            self._changed.set()
        if await self._is_unfinished(job) and not self._is_known(job):
            self.ask(job, turn, BEFORE_ANOTHER_TRY)

    async def _is_unfinished(self, job: JobId) -> bool:
        row = select(jobs.c.id).where(jobs.c.id == job, UNFINISHED)
        async with self._read() as connection:
            return await connection.scalar(row) is not None

    def _is_known(self, job: JobId) -> bool:
        return job in self._queued or job in self._timers or job in self._running

    def _due(self, job: JobId, turn: int) -> None:
        del self._timers[job]
        self._enqueue(job, turn)

    def _enqueue(self, job: JobId, turn: int) -> None:
        # One that runs was asked again: at its end its row will tell.
        if job not in self._running and job not in self._queued:
            self._queued.add(job)
            heappush(self._queue, (turn, next(self._ages), job))
            self._changed.set()

    def _forget(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._queue.clear()
        self._queued.clear()
        self._rows_unread = True


class EmbeddedWakeup:
    """What one transaction asked for, told to the driver and the outbox once it is true."""

    def __init__(self, driver: EmbeddedJobs, outbox: asyncio.Event) -> None:
        self._driver = driver
        self._outbox = outbox
        self._jobs: list[tuple[JobId, int, timedelta]] = []
        self._has_message = False

    async def job(
        self, connection: AsyncConnection, job: JobId, *, turn: int, after: timedelta
    ) -> None:
        """Note a job."""
        del connection
        self._jobs.append((job, turn, after))

    async def message(self, connection: AsyncConnection) -> None:
        """Note that a message is not as wanted."""
        del connection
        self._has_message = True

    def committed(self) -> None:
        """Tell of what was noted."""
        for job, turn, after in self._jobs:
            self._driver.ask(job, turn, after)
        self._tell_outbox()
        self._jobs.clear()

    def ended(self) -> None:
        """Note the end of the transaction.

        What was noted and not told of was rolled back, or its commit was interrupted and
        may be true: only the rows know.
        """
        if self._jobs:
            self._driver.read_rows()
        self._tell_outbox()

    def _tell_outbox(self) -> None:
        if self._has_message:
            self._outbox.set()
        self._has_message = False
