"""Jobs run by any number of processes on one PostgreSQL, by procrastinate.

A job of ours has at least one procrastinate job while it is unfinished, written in the same
transaction. Procrastinate's jobs say who runs what; our rows say what became of it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import cast

import psycopg
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from procrastinate.tasks import configure_task
from procrastinate.worker import Worker
from sqlalchemy import exc, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Unavailable
from core.model.jobs import JobId
from storage.drivers.rescue import HEARTBEAT, HEARTBEAT_LOST, LOOK, Begin, Rescue

QUEUE = "teampl"
TASK = "teampl.run_job"

RECONNECT = timedelta(seconds=1)

CONNECTIONS = 4

_LOST = (
    ConnectorException,
    psycopg.OperationalError,
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    Unavailable,
)
Execute = Callable[[JobId], Awaitable[None]]


class ProcrastinateJobs:
    """The jobs of a PostgreSQL, asked and run.

    Args:
        address: the database, as libpq reads it.
        begin: gives a connection with an open transaction.
    """

    def __init__(self, address: str, begin: Begin) -> None:
        self._address = address
        self._begin = begin
        self._log = logging.getLogger(__name__)
        # Jobs are asked on the connection of a transaction; this one is never opened.
        self._manager = JobManager(PsycopgConnector(conninfo=address))

    async def ask(
        self, connection: AsyncConnection, job: JobId, *, turn: int, after: timedelta = timedelta()
    ) -> None:
        """Have a job run, once the transaction of `connection` is true.

        Raises:
            Unavailable: the database was lost.
        """
        asked = configure_task(
            name=TASK,
            job_manager=self._manager,
            queue=QUEUE,
            # One run at a time. No queueing lock: it would break the transaction of somebody
            # who asks again while a rescued run of the job still waits to find it ended.
            lock=job,
            priority=-turn,
            schedule_at=datetime.now(UTC) + after if after else None,
            connection=await _raw(connection),
        )
        try:
            await asked.defer_async(job=job)
        except ConnectorException as error:
            raise Unavailable("database", "connection") from error

    async def run(self, execute: Execute, parallel: int) -> None:
        """Run jobs, at most `parallel` at a time, until cancelled, also after an outage."""
        while True:
            try:
                await self._run_worker(execute, parallel)
            except* _LOST as lost:
                self._log.warning("jobs pause: %r", lost, extra={"action": "jobs_paused"})
            _raise_lost_cancellation()
            await asyncio.sleep(RECONNECT.total_seconds())

    async def _run_worker(self, execute: Execute, parallel: int) -> None:
        running = set[int | None]()

        async def run_job(context: JobContext, job: str) -> None:
            running.add(context.job.id)
            try:
                await execute(JobId(job))
            finally:
                running.discard(context.job.id)

        async with self._open_app() as app:
            app.task(name=TASK, queue=QUEUE, retry=_HandOver(), pass_context=True)(run_job)
            worker = _worker(app, parallel)
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(self._watch(worker, app.job_manager, running))
                await worker.run()
                watch.cancel()

    @asynccontextmanager
    async def _open_app(self) -> AsyncGenerator[App]:
        connector = PsycopgConnector(conninfo=self._address, min_size=1, max_size=CONNECTIONS)
        try:
            await connector.open_async()
            yield App(connector=connector)
        finally:
            await connector.close_async()

    async def _watch(
        self, worker: Worker, manager: JobManager, running: Collection[int | None]
    ) -> None:
        """Look after the living and the dead.

        The worker has a heartbeat of its own, but does not notice when it stops: procrastinate
        3.10 watches its side tasks only until the first of them ends, and the one for periodic
        tasks ends at once where there are none. Here a lost database ends the worker.
        """
        rescue = Rescue(manager, self._begin, self.ask)
        while True:
            # The group that ends cancels this once.
            _raise_lost_cancellation()
            await asyncio.sleep(LOOK.total_seconds())
            if worker.worker_id is not None:
                await manager.update_heartbeat(worker.worker_id)
                await rescue.own(worker.worker_id, running)
            await rescue.others(QUEUE)


class ProcrastinateWakeup:
    """What a transaction asks for, told by PostgreSQL once it is true."""

    def __init__(self, driver: ProcrastinateJobs, channel: str) -> None:
        self._driver = driver
        self._channel = channel

    async def job(
        self, connection: AsyncConnection, job: JobId, *, turn: int, after: timedelta
    ) -> None:
        """Note a job."""
        await self._driver.ask(connection, job, turn=turn, after=after)

    async def message(self, connection: AsyncConnection) -> None:
        """Note that a message is not as wanted."""
        await connection.execute(select(func.pg_notify(self._channel, "")))

    def committed(self) -> None:
        """PostgreSQL tells."""


async def create_tables(connection: AsyncConnection) -> None:
    """Make procrastinate's tables where they are not, in the transaction of `connection`."""
    if await connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        raw = await _raw(connection)
        await raw.execute(SchemaManager.get_schema())


class _HandOver(BaseRetryStrategy):
    """Whoever is free runs a cancelled job at once; a broken run waits to be rescued."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Give when to run `job` again, `None` to leave it to the rescue."""
        del job
        return RetryDecision() if isinstance(exception, asyncio.CancelledError) else None


def _worker(app: App, parallel: int) -> Worker:
    return Worker(
        app,
        queues=[QUEUE],
        concurrency=parallel,
        # Only new jobs are notified of; those handed over, rescued or due are looked for.
        fetch_job_polling_interval=LOOK.total_seconds(),
        shutdown_graceful_timeout=0,
        delete_jobs=DeleteJobCondition.ALWAYS,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT.total_seconds(),
        stalled_worker_timeout=HEARTBEAT_LOST.total_seconds(),
    )


async def _raw(connection: AsyncConnection) -> psycopg.AsyncConnection:
    return cast(
        "psycopg.AsyncConnection", (await connection.get_raw_connection()).driver_connection
    )


def _raise_lost_cancellation() -> None:
    """Be cancelled, also if the cancellation was lost.

    It is beside an error in a task group, and in `asyncio.wait_for`, which the pool uses, where
    a result comes with it before Python 3.12 (https://github.com/python/cpython/issues/86296).
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
