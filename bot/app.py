"""Puts the parts together and runs them."""

import asyncio
import gc
import secrets
import signal
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from adapters.calendars.files import CalendarFiles
from adapters.dates.reader import KoreanDates
from adapters.documents.files import WordDocuments
from adapters.openai.writer import OpenAIWriter
from bot import ticks
from bot.processes import Processes
from bot.settings import Settings
from bot.stores import open_store
from bot.tokens import Tokens
from core.commands import AnyCommand, Registry, registry
from core.courier import Courier
from core.dispatch import Dispatch
from core.errors import Misconfigured, TeamplError
from core.features import COMMANDS, MENUS
from core.jobs import Runner
from core.phrasebook import load
from core.ports import Ports
from core.ports.outside import Clock, Platform
from core.reminders import Reminders

_HOMES = frozenset({"discord", "slack"})
"""Platforms on which adopting a plan opens a home for the project."""

_LAST_WORK = 10.0
"""Seconds after which a service that was told to end is told again."""

_FRACTIONS = 2**53
"""How many fractions a float tells apart."""

_COLLECT = (2_000, 10, 1_000)
"""How much may be made before young, middle and old objects are looked through.

With a thousand jobs in flight the old ones take 0.3 s, in which nobody is answered.
"""


class Secrets:
    """Chance nobody can guess (`core.ports.outside.Chance`)."""

    def token(self) -> str:
        """Give 32 hexadecimal digits."""
        return secrets.token_hex(16)

    def fraction(self) -> float:
        """Give a number from 0 (inclusive) to 1 (exclusive)."""
        return secrets.randbelow(_FRACTIONS) / _FRACTIONS


@dataclass(frozen=True, slots=True)
class App:
    """All parts, put together and not yet running."""

    ports: Ports
    commands: Registry
    dispatch: Dispatch
    reminders: Reminders
    parallel: int

    @asynccontextmanager
    async def running(self, *platforms: Platform) -> AsyncGenerator[None]:
        """Run jobs, deliveries and reminders while the block runs; what is unfinished is kept."""
        courier = Courier(self.ports, {platform.name: platform for platform in platforms})
        runner = Runner(self.ports, self.commands, courier)
        await self.reminders.tick()
        failure: TeamplError | None = None
        async with asyncio.TaskGroup() as group:
            store = self.ports.store
            services = [
                group.create_task(courier.run()),
                group.create_task(ticks.tick(self.reminders.tick)),
            ]
            if self.parallel:
                jobs = store.run_jobs(runner.execute, parallel=self.parallel)
                services.append(group.create_task(jobs))
            try:
                # What is loaded stays: a collection that looks through it all takes 0.1 s.
                gc.collect()
                gc.freeze()
                gc.set_threshold(*_COLLECT)
                yield
            except TeamplError as error:
                failure = error  # a group would wrap what is meant for the caller
            finally:
                await _end(services)
        if failure is not None:
            raise failure


@asynccontextmanager
async def compose(
    settings: Settings,
    held: Tokens,
    clock: Clock,
    features: tuple[AnyCommand, ...] = COMMANDS,
) -> AsyncGenerator[App]:
    """Give the app of this configuration, its tables as new as they can be; close it after.

    Raises:
        Misconfigured: it cannot be started so.
    """
    if not settings.jobs.parallel and settings.database_url.startswith("sqlite"):
        raise Misconfigured("[jobs] parallel is 0, and with SQLite no other process runs jobs")
    async with AsyncExitStack() as stack:
        store = await open_store(settings, clock)
        stack.push_async_callback(store.close)
        await store.migrate()
        writer = _writer(settings, held)
        if writer is not None:
            stack.push_async_callback(writer.close)
        processes = Processes()
        ports = Ports(
            clock=clock,
            chance=Secrets(),
            store=store,
            phrases=load(),
            dates=KoreanDates(),
            planner=processes,
            former=processes,
            documents=WordDocuments(processes),
            timetables=CalendarFiles(processes),
            limits=settings.limits,
            writer=writer,
            homes=_HOMES,
        )
        commands = registry(features)
        dispatch = Dispatch(ports, commands, MENUS)
        yield App(ports, commands, dispatch, Reminders(ports), settings.jobs.parallel)


async def _end(services: Iterable[asyncio.Task[None]]) -> None:
    """Cancel services until they have ended.

    A cancellation can get lost: `asyncio.wait_for`, which drivers use, gave a result instead
    before Python 3.12 (https://github.com/python/cpython/issues/86296). That of a task in a
    group of a service is not repeated by this: a task that goes on for ever has to look for it.
    """
    running = set(services)
    while running:
        for service in running:
            service.cancel()
        _, running = await asyncio.wait(running, timeout=_LAST_WORK)


@contextmanager
def stoppable() -> Generator[None]:
    """Let SIGTERM and SIGINT end the block early, with all that has to be done at its end.

    Raises:
        RuntimeError: not within a task.
    """
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("only a task can be stopped")
    told: list[bool] = []

    def stop() -> None:
        if not told:
            told.append(True)
            task.cancel()

    with _on_signals(stop):
        try:
            yield
        except asyncio.CancelledError:
            if not told:
                raise
            task.uncancel()


@contextmanager
def _on_signals(stop: Callable[[], None]) -> Generator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for each in signals:
            loop.add_signal_handler(each, stop)
    except NotImplementedError:
        # Windows: Ctrl-C arrives as KeyboardInterrupt, which ends the program as well.
        yield
        return
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)


def _writer(settings: Settings, held: Tokens) -> OpenAIWriter | None:
    if held.openai is None:
        return None
    return OpenAIWriter(
        base_url=settings.ai_base_url,
        api_key=held.openai.get_secret_value(),
        model=settings.ai.model,
        timeout=settings.ai.timeout,
        parallel=settings.ai.parallel,
        stream_below=settings.ai.stream_below,
    )
