"""Giving work that nobody does any more to somebody else, on PostgreSQL."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol

from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg.errors import RaiseException
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.jobs import JobId
from storage.schema import UNFINISHED
from storage.work_tables import jobs

# Dead for HEARTBEAT_LOST, found within LOOK, fetched within LOOK: under ten seconds in all.
HEARTBEAT = timedelta(seconds=2)
HEARTBEAT_LOST = timedelta(seconds=6)
LOOK = timedelta(seconds=1)

_ONE_RESCUER = select(func.pg_try_advisory_xact_lock(func.hashtextextended("teampl rescue", 0)))
_NOBODY_RUNS = text(
    "NOT EXISTS (SELECT FROM procrastinate_jobs"
    " WHERE lock = jobs.id AND status IN ('todo', 'doing'))"
)

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class Ask(Protocol):
    """Have a job run, once the transaction of `connection` is true."""

    def __call__(self, connection: AsyncConnection, job: JobId, *, turn: int) -> Awaitable[None]:
        """Ask."""
        ...


class Rescue:
    """What one worker does for the dead, and for what it lost itself."""

    def __init__(self, manager: JobManager, begin: Begin, ask: Ask) -> None:
        self._manager = manager
        self._begin = begin
        self._ask = ask
        self._looks: dict[int | None, int] = {}

    async def others(self, queue: str) -> None:
        """Have the work of dead processes, and work that nobody was asked to do, done again.

        One process at a time: between two that found the same dead job, the later one would
        take it from whoever already runs it for the earlier one.
        """
        async with self._begin() as connection:
            if not await connection.scalar(_ONE_RESCUER):
                return
            seconds = HEARTBEAT_LOST.total_seconds()
            stalled = self._manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=seconds)
            await self._make_ready(await stalled)
            nobodys = select(jobs.c.id, jobs.c.turn).where(UNFINISHED, _NOBODY_RUNS)
            for job, turn in (await connection.execute(nobodys)).all():
                await self._ask(connection, job, turn=turn)
            await connection.commit()

    async def own(self, worker: int, running: Collection[int | None]) -> None:
        """Have done again what the database says `worker` runs, and what it does not run.

        The worker says so only once that a run ended. If the connection breaks just then,
        the run would seem to go on, and keep later runs of its job away, while `worker` lives.
        """
        seeming = await self._manager.list_jobs_async(status=Status.DOING.value, worker_id=worker)
        ended = [job for job in seeming if job.id not in running]
        self._looks = {job.id: self._looks.get(job.id, 0) + 1 for job in ended}
        patience = HEARTBEAT_LOST / LOOK
        await self._make_ready(job for job in ended if self._looks[job.id] > patience)

    async def _make_ready(self, dead: Iterable[Job]) -> None:
        for job in dead:
            try:
                await self._manager.retry_job(job)
            except ConnectorException as error:
                # It raises for a job that is no longer running: its end was told after all.
                if not isinstance(error.__cause__, RaiseException):
                    raise
