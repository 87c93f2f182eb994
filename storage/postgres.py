"""A PostgreSQL shared by any number of processes."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from sqlalchemy import URL, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import Misconfigured
from core.model.jobs import JobId
from core.model.messages import MessageId
from core.model.people import SpaceDefaults
from core.ports.outside import Clock
from storage.drivers.outbox import Claims, Notifications
from storage.drivers.procrastinate import ProcrastinateJobs, ProcrastinateWakeup, create_tables
from storage.migrate import migrate
from storage.work import SqlWork

CHANNEL = "teampl_messages"
CONNECTIONS = 10
CONNECT_SECONDS = 10


class PostgresStore:
    """The connections of this process, and its part in the work of all.

    Open it with `open_postgres`.
    """

    def __init__(
        self, engine: AsyncEngine, address: str, defaults: SpaceDefaults, clock: Clock
    ) -> None:
        self._engine = engine
        self._snapshots = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._defaults = defaults
        self._clock = clock
        self._jobs = ProcrastinateJobs(address, self._write)
        self._notifications = Notifications(address, CHANNEL)
        self._claims = Claims(address)

    def work(self, *, write: bool = True) -> SqlWork:
        """Give a unit of work."""
        wakeup = ProcrastinateWakeup(self._jobs, CHANNEL)
        begin = self._write if write else self._read
        return SqlWork(begin, wakeup, self._clock, self._defaults, write=write)

    async def outbox_changed(self, within: timedelta) -> None:
        """Return when messages may be pending, at the latest after `within`."""
        await self._notifications.wait(within)

    def claim(self, message: MessageId) -> AbstractAsyncContextManager[bool]:
        """Hold a message's delivery against all other holders, in every process.

        Raises:
            Unavailable: the database was lost.
        """
        return self._claims.hold(message)

    async def run_jobs(self, execute: Callable[[JobId], Awaitable[None]], *, parallel: int) -> None:
        """Run ready jobs until cancelled."""
        await self._jobs.run(execute, parallel)

    async def migrate(self) -> None:
        """Bring the tables to the newest form; processes that do it at once take turns."""
        async with self._write() as connection:
            # It takes the lock that everything here is done under.
            await connection.run_sync(migrate)
            await create_tables(connection)
            await connection.commit()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._notifications.close()
        await self._claims.close()
        await self._engine.dispose()

    def _write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return _transaction(self._engine)

    def _read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return _transaction(self._snapshots)


async def open_postgres(url: str, defaults: SpaceDefaults, clock: Clock) -> PostgresStore:
    """Open the database at `url`: `postgresql://user:password@host/database`.

    Raises:
        Misconfigured: it cannot be reached.
    """
    _quiet_libraries()
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_async_engine(
        parsed,
        # What people wrote must not stand in the log beside an error.
        hide_parameters=True,
        pool_size=CONNECTIONS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )
    try:
        async with engine.connect():
            pass
    except exc.OperationalError as error:
        await engine.dispose()
        raise Misconfigured(f"cannot reach PostgreSQL at {parsed}: {error.orig}") from error
    return PostgresStore(engine, _libpq(parsed), defaults, clock)


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _quiet_libraries() -> None:
    """Keep what these tell of every job, and of every lost connection, out of the log."""
    for library in ("procrastinate", "psycopg.pool"):
        logging.getLogger(library).setLevel(logging.ERROR)


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    async with engine.connect() as connection:
        await connection.begin()
        yield connection
