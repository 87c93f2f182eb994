"""A database file of one process."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import (
    ExitStack,
    asynccontextmanager,
    closing,
    suppress,
)
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import Misconfigured
from core.model.jobs import JobId
from core.model.messages import MessageId
from core.model.people import SpaceDefaults
from core.ports.outside import Clock
from storage.drivers.embedded import EmbeddedJobs, EmbeddedWakeup
from storage.lanes import Lanes, unhurried
from storage.migrate import migrate
from storage.trips import Trips
from storage.work import SqlWork

READERS = 4
BUSY = timedelta(seconds=10)
"""How long to wait for a lock: only tools beside the bot, such as a backup, ever hold one."""


class SqliteStore:
    """The file, its one writer, its readers, and the jobs of this process.

    Open it with `open_sqlite`.
    """

    def __init__(
        self, path: Path, defaults: SpaceDefaults, clock: Clock, lock: sqlite3.Connection
    ) -> None:
        self._defaults = defaults
        self._clock = clock
        self._lock = lock
        # Immediate, since a transaction that reads first and then finds another writer's
        # commit cannot write any more.
        self._writer = _engine(path, "BEGIN IMMEDIATE", connections=1)
        self._readers = _engine(path, "BEGIN", connections=READERS)
        event.listen(self._readers.sync_engine, "connect", _only_read)
        self._writing = asyncio.Lock()
        self._reading = asyncio.Semaphore(READERS)
        self._lanes = Lanes()
        self._claimed = set[MessageId]()
        self._outbox = asyncio.Event()
        self._jobs = EmbeddedJobs(self._read, self._write)

    def work(self, *, write: bool = True) -> SqlWork:
        """Give a unit of work; writers go one after the other, in the order they came."""
        wakeup = EmbeddedWakeup(self._jobs, self._outbox)
        begin = partial(self._write, wakeup) if write else self._read
        return SqlWork(begin, wakeup, self._clock, self._defaults, write=write)

    async def outbox_changed(self, within: timedelta) -> None:
        """Return when messages may be pending, for one caller at a time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self._outbox.wait()
        self._outbox.clear()

    @asynccontextmanager
    async def claim(self, message: MessageId) -> AsyncGenerator[bool]:
        """Hold a message's delivery; there is no other process to hold it against."""
        if message in self._claimed:
            yield False
            return
        self._claimed.add(message)
        try:
            with unhurried():
                yield True
        finally:
            self._claimed.discard(message)

    async def run_jobs(self, execute: Callable[[JobId], Awaitable[None]], *, parallel: int) -> None:
        """Run ready jobs until cancelled."""
        await self._jobs.run(execute, parallel)

    async def migrate(self) -> None:
        """Bring the tables to the newest form."""
        async with self._write() as connection:
            await connection.run_sync(migrate)
            await connection.commit()

    async def close(self) -> None:
        """Close the file and let other processes have it."""
        await self._readers.dispose()
        await self._writer.dispose()
        self._lock.close()

    @asynccontextmanager
    async def _write(self, wakeup: EmbeddedWakeup | None = None) -> AsyncGenerator[AsyncConnection]:
        async with self._lanes.mine(), self._writing:
            try:
                async with _transaction(self._writer) as connection:
                    yield connection
            finally:
                if wakeup:
                    wakeup.ended()

    @asynccontextmanager
    async def _read(self) -> AsyncGenerator[AsyncConnection]:
        # The pool's own queue gives up waiting after a while.
        async with self._lanes.mine(), self._reading, _transaction(self._readers) as connection:
            yield connection


async def open_sqlite(path: Path, defaults: SpaceDefaults, clock: Clock) -> SqliteStore:
    """Open the database file at `path`, new if it is not there, for this process alone.

    Raises:
        Misconfigured: another process has it, or it cannot be made or read.
    """
    lock = await asyncio.to_thread(_take, path)
    return SqliteStore(path, defaults, clock, lock)


def _take(path: Path) -> sqlite3.Connection:
    """Make the file, and give the lock on it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            lock = stack.enter_context(closing(_lock(path)))
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            stack.pop_all()
    except (OSError, sqlite3.Error) as error:
        raise Misconfigured(f"cannot use {path} as database: {error}") from error
    return lock


def _lock(path: Path) -> sqlite3.Connection:
    """Keep other processes out until what this gives is closed, or this process dies.

    An empty database beside `path`, locked by SQLite itself, which knows how on every
    system. The data's own lock cannot serve: it would keep our readers out.
    """
    beside = path.with_name(f"{path.name}.lock")
    lock = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise Misconfigured(
            f"another process is using the database {path}: stop it first, "
            "or keep the data in PostgreSQL to run several"
        ) from error
    return lock


def _engine(path: Path, begin: str, *, connections: int) -> AsyncEngine:
    # The driver's own transactions begin too late: ours begin in `start`.
    connect = partial(
        sqlite3.connect, path, timeout=BUSY.total_seconds(), isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip

    async def connected() -> Trips:
        connection = Trips(connect)
        await connection
        return connection

    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        async_creator=connected,
        # What people wrote must not stand in the log beside an error.
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        # Every transaction is ended in `_transaction`.
        pool_reset_on_return=None,
    )

    def start(connection: Connection) -> None:
        cast("Trips", connection.connection.driver_connection).begin(begin)

    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _roll_back(connection: Any, _record: object, _error: object) -> None:
    """End the transaction of a connection that is given up, as when its task is cancelled.

    Closing alone would not: while anything refers to one of its cursors, such as the trace
    of the cancellation, SQLite keeps it open behind our back, and its lock with it.
    """
    connection.rollback()


def _only_read(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    async with engine.connect() as connection:
        await connection.begin()
        yield connection
