"""One row of the load benchmark in a process of its own: `python -m benchmarks.load` runs it."""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
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
"""Mixed asks, at least."""
_LAST_STEPS = {"project plan": "words", "report weekly": "prose"}
_CALLS = {"project plan": 2, "report weekly": 1}
"""Model calls of a generation, one after the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one run showed; times in seconds, memory in MB.

    `first` and `second` are quantiles 0.5 and 0.99 of the time from an ask to its reply while
    all generations were waiting for the model, `whole` those over the whole run with the
    bursts in which they were asked for, answered and saved. `acknowledged`, `answered` and
    `saved` are from the first ask for a generation to the last reply, the last answer of the
    model that was kept, the last result that was saved.
    """

    generations: int
    command: str
    ideal: float
    asks: int
    half: float
    most: float
    whole_half: float
    whole_most: float
    acknowledged: float
    answered: float
    saved: float
    stall: float
    stall_own: float
    memory: float
    most_in_flight: int
    failed: int
    slowest: dict[str, float]


class CountingWriter:
    """A writer that knows how many wait for it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.in_flight = 0
        self.most = 0

    async def write(self, brief: Brief, read: Callable[[object], T], listener: Listener) -> T:
        """Have it written."""
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            return await self._writer.write(brief, read, listener)
        finally:
            self.in_flight -= 1


@dataclass(slots=True)
class Run:
    """One run: `times` holds when an ask was due, what it was and how long its reply took."""

    crowd: Crowd
    writer: CountingWriter
    command: str
    database: Path
    times: list[tuple[float, str, float]] = field(default_factory=list[tuple[float, str, float]])
    began: float = 0.0
    acknowledged: float = 0.0
    all_in_flight: float = 0.0
    answered: float = 0.0
    saved: float = 0.0
    failed: int = 0

    async def all(self) -> None:
        """Ask for all generations at once, and for other things until they are saved."""
        count = len(self.crowd.waiting)
        async with asyncio.TaskGroup() as group:
            mixed = group.create_task(self._mixed(group))
            await asyncio.sleep(1)
            self.began = time.perf_counter()
            await asyncio.gather(*(self._generation(each) for each in self.crowd.waiting))
            self.acknowledged = time.perf_counter()
            while self.writer.in_flight < count:  # noqa: ASYNC110  watched from outside
                await asyncio.sleep(0.01)
            self.all_in_flight = time.perf_counter()
            await self._end(count)
            while len(self.times) < ASKS:  # noqa: ASYNC110  watched from outside
                await asyncio.sleep(0.1)
            mixed.cancel()

    async def _generation(self, student: Student) -> None:
        reply = await self.crowd.ask(student, self.command)
        if reply.message is None:
            raise SystemExit(f"not accepted: {reply.card}")

    async def _end(self, count: int) -> None:
        while count and not self.saved:
            await asyncio.sleep(0.1)
            answered, ended, self.failed = await asyncio.to_thread(self._progress)
            now = time.perf_counter()
            if answered + self.failed >= count and not self.answered:
                self.answered = now
            if ended >= count:
                self.saved = now

    def _progress(self) -> tuple[int, int, int]:
        """Count generations of those waiting: answered, ended, failed."""
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

    async def _mixed(self, group: asyncio.TaskGroup) -> None:
        due = time.perf_counter()
        while True:
            due += self.crowd.chance.expovariate(RATE)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(self._something(due))

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
        self.times.append((due, kind, time.perf_counter() - due))

    def row(self, latency: float, stall: Stall) -> Row:
        """Sum up."""
        waiting = bool(self.crowd.waiting)
        until = min(self.answered, self.all_in_flight + latency * _CALLS[self.command] * 0.9)
        steady = [
            took for due, _, took in self.times if not waiting or self.all_in_flight <= due <= until
        ]
        everything = [took for *_, took in self.times]
        kinds = {kind for _, kind, _ in self.times}
        return Row(
            generations=len(self.crowd.waiting),
            command=self.command if waiting else "",
            ideal=latency * _CALLS[self.command],
            asks=len(everything),
            half=quantile(steady, 0.5),
            most=quantile(steady, 0.99),
            whole_half=quantile(everything, 0.5),
            whole_most=quantile(everything, 0.99),
            acknowledged=self.acknowledged - self.began if waiting else 0.0,
            answered=self.answered - self.began if waiting else 0.0,
            saved=self.saved - self.began if waiting else 0.0,
            stall=stall.whole,
            stall_own=stall.own,
            memory=resident(),
            most_in_flight=self.writer.most,
            failed=self.failed,
            slowest={
                name: quantile([t for _, kind, t in self.times if kind == name], 0.99)
                for name in sorted(kinds)
            },
        )


async def run(count: int, command: str, latency: float, base_url: str) -> Row:
    """Give what a run with `count` generations in flight shows."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), base_url)
        async with _started(settings) as (app, writer):
            crowd = await gathered(app.ports, app.dispatch, count)
            run = Run(crowd, writer, command, Path(folder) / "teampl.db")
            async with app.running(FarPlatform()), watched() as stall:
                await run.all()
                return run.row(latency, stall)


@asynccontextmanager
async def _started(settings: Settings) -> AsyncGenerator[tuple[App, CountingWriter]]:
    held = Tokens(SecretStr("local"), None, None, None, None)
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
