"""Jobs to ask and people to do them, for the tests of the drivers."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.model.jobs import JobId
from core.model.messages import MessageId
from core.model.people import SpaceDefaults
from core.ports.storage import Store
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from tests.storage.samples import CLASS, NOW, Team, card, form, job, message

STEPS = ("think", "write", "tell")

Open = Callable[[], Awaitable[Store]]
Execute = Callable[[JobId], Awaitable[None]]


class RealClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Give this instant."""
        return datetime.now(UTC)

    async def sleep(self, length: timedelta) -> None:
        """Let `length` pass."""
        await asyncio.sleep(length.total_seconds())


async def open_at(address: str) -> Store:
    """Open a PostgreSQL by its address, anything else as the path of a file."""
    if address.startswith("postgresql"):
        return await open_postgres(address, SpaceDefaults(), RealClock())
    return await open_sqlite(Path(address), SpaceDefaults(), RealClock())


@dataclass(frozen=True, slots=True)
class Office:
    """A store, a team that asks in it, and the live message of its jobs."""

    store: Store
    team: Team
    live: MessageId

    async def ask(self, *names: str, commit: bool = True) -> None:
        """Ask for jobs, each in a unit of work of its own."""
        for name in names:
            async with self.store.work() as work:
                await work.jobs.add(job(self.team, name, self.live), NOW)
                if commit:
                    await work.commit()


async def settle(store: Store, home: str = CLASS.workspace) -> Office:
    """Form a team that asks."""
    team = await form(store, type(CLASS)(CLASS.platform, home, home))
    async with store.work() as work:
        live = await work.messages.add(message(team, f"live:{home}"), NOW)
        await work.commit()
    return Office(store, team, live)


@asynccontextmanager
async def running(store: Store, execute: Execute, parallel: int = 4) -> AsyncGenerator[None]:
    """Run jobs meanwhile."""
    runner = asyncio.create_task(store.run_jobs(execute, parallel=parallel))
    try:
        yield
    finally:
        runner.cancel()
        with suppress(asyncio.CancelledError):
            await runner


class Log:
    """What happened so far; waits for more."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._grown = asyncio.Condition()

    async def write(self, line: str) -> None:
        """Add a line."""
        async with self._grown:
            self.lines.append(line)
            self._grown.notify_all()

    async def reach(self, count: int, within: float = 10) -> None:
        """Wait until there are `count` lines.

        Raises:
            TimeoutError: there are fewer after `within` seconds.
        """
        async with asyncio.timeout(within), self._grown:
            await self._grown.wait_for(lambda: len(self.lines) >= count)


async def all_ended(store: Store) -> None:
    """Wait until every job has ended, in whatever process."""
    while await unfinished(store):  # noqa: ASYNC110  # no event tells of other processes
        await asyncio.sleep(0.01)


async def unfinished(store: Store) -> int:
    """Count the jobs that have not ended."""
    async with store.work(write=False) as work:
        return await work.jobs.unfinished()


async def begin(store: Store, name: JobId) -> bool:
    """Start a job; tell whether it had not ended."""
    async with store.work() as work:
        started = await work.jobs.start(name)
        await work.commit()
    return started is not None


async def finish(store: Store, name: JobId) -> None:
    """End a job."""
    async with store.work() as work:
        await work.jobs.finish(name)
        await work.commit()


async def retry(store: Store, name: JobId, after: timedelta) -> None:
    """Have a job run once more."""
    async with store.work() as work:
        await work.jobs.retry(name, after)
        await work.commit()


async def step(store: Store, name: JobId, what: str) -> None:
    """Do a step of a job if it is not done: show its message once more."""
    async with store.work() as work:
        started = await work.jobs.get(name)
        if started is None or await work.jobs.recall(name, what, bool):
            return
        await work.messages.show(started.message, card(what))
        await work.jobs.checkpoint(name, what, value=True)
        await work.commit()
