"""One row of the load benchmark in a process of its own: `python -m benchmarks.load` runs it."""

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from benchmarks.crowd import Crowd, Student, gathered
from benchmarks.gauges import Stall, quantile, resident, watched
from benchmarks.platform import FarPlatform
from bot import configuration, log
from bot.app import App, compose
from bot.clock import SystemClock
from bot.settings import Settings
from bot.tokens import Tokens
from core.asks import Reply
from core.ports.outside import Brief, Listener, Writer

T = TypeVar("T")

RATE = 50
"""Mixed asks a second."""
ASKS = 500
"""Mixed asks."""
WARM = 50
"""Mixed asks before, that are not counted."""
JOINING = 100
"""Asks for a generation, a second, until all wait."""
_LAST_STEPS = {"project plan": "words", "report weekly": "prose"}
_LONGEST = 300
"""Seconds a run may take."""
_CALLS = {"project plan": 2, "report weekly": 1}
"""Model calls of a generation, one after the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one run showed; times in seconds, memory in MB.

    `half` and `most` are the quantiles 0.5 and 0.99 of the time from an ask to its reply while
    at least `in_flight` generations waited for the model; `joining` is 0.99 of the asks for the
    generations themselves. `answered` and `saved` are from the first ask for a generation to
    the last answer of the model that was kept and the last result that was saved; `ideal` is
    what the model alone takes.
    """

    generations: int
    command: str
    ideal: float
    in_flight: int
    asks: int
    half: float
    most: float
    joining: float
    answered: float
    saved: float
    stall: float
    stall_own: float
    memory: float
    failed: int
    slowest: dict[str, float]


class CountingWriter:
    """A writer that knows how many wait for it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.in_flight = 0
        self._asked = 0
        self._changed = asyncio.Condition()

    async def heard_from(self, count: int) -> None:
        """Return when it was asked `count` times."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._asked >= count)

    async def write(self, brief: Brief, read: Callable[[object], T], listener: Listener) -> T:
        """Have it written."""
        self.in_flight += 1
        async with self._changed:
            self._asked += 1
            self._changed.notify_all()
        try:
            return await self._writer.write(brief, read, listener)
        finally:
            self.in_flight -= 1


@dataclass(slots=True)
class Run:
    """One run; `times` holds what was asked and how long its reply took, in seconds."""

    crowd: Crowd
    writer: CountingWriter
    command: str
    database: Path
    times: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    joining: list[float] = field(default_factory=list[float])
    in_flight: int = 0
    answered: float = 0.0
    saved: float = 0.0
    failed: int = 0

    async def warm(self) -> None:
        """Ask what is not counted: who asks first pays for what is made once."""
        for _ in range(WARM):
            await self._something(time.perf_counter())
        self.times.clear()

    async def all(self) -> None:
        """Ask for all generations, for other things while they wait, and wait for their end."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            async for due, student in _paced(self.crowd.waiting, JOINING, self.crowd.chance):
                group.create_task(self._generation(due, student))
        await self.writer.heard_from(len(self.crowd.waiting))
        self.in_flight = self.writer.in_flight
        ending = asyncio.create_task(self._end(began))
        async with asyncio.TaskGroup() as group:
            async for due, _ in _paced(range(ASKS), RATE, self.crowd.chance):
                group.create_task(self._something(due))
        self.in_flight = min(self.in_flight, self.writer.in_flight)
        await ending

    async def _generation(self, due: float, student: Student) -> None:
        reply = await self.crowd.ask(student, self.command)
        self.joining.append(time.perf_counter() - due)
        if reply.message is None:
            raise SystemExit(f"not accepted: {reply.card}")

    async def _end(self, began: float) -> None:
        count = len(self.crowd.waiting)
        while count and not self.saved:
            await asyncio.sleep(0.1)
            answered, ended, self.failed = await asyncio.to_thread(self._progress)
            now = time.perf_counter() - began
            if answered + self.failed >= count and not self.answered:
                self.answered = now
            if ended >= count:
                self.saved = now

    def _progress(self) -> tuple[int, int, int]:
        """Count generations: answered, ended, failed."""
        projects = {student.project for student in self.crowd.waiting}
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            steps = connection.execute(
                "SELECT job FROM steps WHERE step = ?", (_LAST_STEPS[self.command],)
            ).fetchall()
            ended = connection.execute(
                "SELECT id, state FROM jobs WHERE state IN ('done', 'failed')"
            ).fetchall()
        ours = [state for job, state in ended if _project(job) in projects]
        answered = sum(_project(job) in projects for (job,) in steps)
        return answered, len(ours), ours.count("failed")

    async def _something(self, due: float) -> None:
        """Ask something, timed from when it was due: a loop that stands still is late itself."""
        kind, student, answers = self.crowd.something()
        shown = kind == "task status"
        reply = await self.crowd.ask(student, "task show" if shown else kind, **answers)
        self._note(due, "task show" if shown else kind, reply)
        if shown and reply.card is not None:
            again = time.perf_counter()
            pressed = await self.crowd.press(student, reply.card, f"reply:{due}")
            self._note(again, kind, pressed)

    def _note(self, due: float, kind: str, reply: Reply) -> None:
        if reply.card is None and reply.message is None:
            raise SystemExit(f"{kind}: not answered: {reply}")
        self.times.append((kind, time.perf_counter() - due))

    def row(self, latency: float, stall: Stall) -> Row:
        """Sum up."""
        times = [took for _, took in self.times]
        return Row(
            generations=len(self.crowd.waiting),
            command=self.command if self.crowd.waiting else "",
            ideal=latency * _CALLS[self.command],
            in_flight=self.in_flight,
            asks=len(times),
            half=quantile(times, 0.5),
            most=quantile(times, 0.99),
            joining=quantile(self.joining, 0.99),
            answered=self.answered,
            saved=self.saved,
            stall=stall.whole,
            stall_own=stall.own,
            memory=resident(),
            failed=self.failed,
            slowest={
                name: quantile([took for kind, took in self.times if kind == name], 0.99)
                for name in sorted({kind for kind, _ in self.times})
            },
        )


async def run(count: int, command: str, latency: float, base_url: str) -> Row:
    """Give what a run with `count` generations in flight shows."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), base_url)
        async with _started(settings) as (app, writer):
            crowd = await gathered(app.ports, app.dispatch, count)
            run = Run(crowd, writer, command, Path(folder) / "teampl.db")
            async with app.running(FarPlatform()), asyncio.timeout(_LONGEST):
                await run.warm()
                async with watched() as stall:
                    await run.all()
                return run.row(latency, stall)


@asynccontextmanager
async def _started(settings: Settings) -> AsyncGenerator[tuple[App, CountingWriter]]:
    held = Tokens(SecretStr("local"))
    async with compose(settings, held, SystemClock()) as app:
        if app.ports.writer is None:
            raise SystemExit("there is no writer")
        writer = CountingWriter(app.ports.writer)
        yield replace(app, ports=replace(app.ports, writer=writer)), writer


def _settings(folder: Path, base_url: str) -> Settings:
    settings = configuration.load(data=folder)
    ai = settings.ai.model_copy(
        update={"base_url": base_url, "model": "local", "parallel": 1000, "timeout": 600.0}
    )
    jobs = settings.jobs.model_copy(update={"parallel": 2000})
    return settings.model_copy(update={"ai": ai, "jobs": jobs})


async def _paced(
    items: Sequence[T], rate: float, chance: random.Random
) -> AsyncGenerator[tuple[float, T]]:
    """Give items when they are due, at random instants, `rate` a second, with that instant."""
    due = time.perf_counter()
    for item in items:
        due += chance.expovariate(rate)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        yield due, item


def _project(job: str) -> int:
    """Give the project a job's id names."""
    return int(job.split(":")[1])


def main() -> None:
    """Run one row and print it as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--command", choices=list(_CALLS), default="project plan")
    parser.add_argument("--latency", type=float, default=20.0)
    parser.add_argument("--base-url", required=True)
    chosen = parser.parse_args()
    log.start()
    row = asyncio.run(run(chosen.count, chosen.command, chosen.latency, chosen.base_url))
    sys.stdout.write(json.dumps(asdict(row)) + "\n")


if __name__ == "__main__":
    main()
