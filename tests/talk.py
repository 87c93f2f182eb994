"""The program as a child process: somebody types lines and reads what appears."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.seen import Seen, seen_in, seen_of
from tests.words import is_incident, said

ROOT = Path(__file__).parents[1]
START = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
_PATIENCE = 90.0
"""Seconds until what does not appear counts as missing; a busy machine is slow."""
_LONGEST_LINE = 2**22


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ran to its end."""

    code: int
    seen: tuple[Seen, ...]
    errors: str


class Gone(Exception):
    """The process says no more; the text is what it complained of."""


@dataclass(slots=True)
class Console:
    """Starts console processes on one directory.

    `environment` is all they get beside what Python needs; `everything` is what all of them
    showed, in order.
    """

    folder: Path
    environment: Mapping[str, str]
    arguments: tuple[str, ...] = ()
    everything: list[Seen] = field(default_factory=list[Seen])

    @property
    def data(self) -> Path:
        """Where the processes keep their data."""
        return self.folder / "data"

    def board(self) -> list[Seen]:
        """Give all that ever stood on the board, also what a kill kept from being read."""
        lines = (self.data / "console.jsonl").read_text("utf-8").splitlines()
        records = [json.loads(line) for line in lines]
        return [
            seen_of({name: value for name, value in record.items() if name != "ids"})
            for record in records
            if record["kind"] != "answered"
        ]

    async def play(self, script: str, now: datetime = START) -> Ended:
        """Run a script to its end."""
        path = self.folder / "script.txt"
        path.write_text(script, "utf-8")
        process = await self._start("--script", str(path), now=now)
        try:
            async with asyncio.timeout(4 * _PATIENCE):
                shown, errors = await process.communicate()
        finally:
            await kill(process)
        seen = [seen_in(line) for line in shown.splitlines()]
        self.everything += seen
        return Ended(process.returncode or 0, tuple(seen), errors.decode())

    @asynccontextmanager
    async def talk(self, now: datetime = START) -> AsyncGenerator["Talk"]:
        """Start a process that is told line by line; it is dead afterwards."""
        process = await self._start("--script", "-", now=now)
        try:
            yield Talk(process, self.everything)
        finally:
            await kill(process)

    async def _start(self, *arguments: str, now: datetime) -> Process:
        self.folder.mkdir(parents=True, exist_ok=True)
        return await start(
            "bot", "console", "--jsonl", "--now", now.isoformat(), "--data", str(self.data),
            *arguments, *self.arguments, folder=self.folder, environment=self.environment,
        )  # fmt: skip


@dataclass(slots=True)
class Talk:
    """One running console process; `seen` is what it showed so far."""

    process: Process
    everything: list[Seen]
    seen: list[Seen] = field(default_factory=list[Seen])

    def say(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())

    async def next(self) -> Seen:
        """Give what appears next.

        Raises:
            Gone: nothing will.
        """
        assert self.process.stdout
        async with asyncio.timeout(_PATIENCE):
            line = await self.process.stdout.readline()
        if not line.endswith(b"\n"):  # of a line that was torn off nobody saw anything
            raise Gone(await self._complaint())
        seen = seen_in(line)
        assert not is_incident(seen.plain), seen
        self.seen.append(seen)
        self.everything.append(seen)
        return seen

    async def until(self, wanted: Callable[[Seen], bool]) -> Seen:
        """Give the next thing to appear that is wanted."""
        while True:
            seen = await self.next()
            if wanted(seen):
                return seen

    async def asked(self, line: str, wanted: Callable[[Seen], bool]) -> Seen:
        """Type a line and give the wanted answer."""
        self.say(line)
        return await self.until(wanted)

    async def settled(self, person: str) -> None:
        """Return when no work is left; `person` then asks for help, which always answers."""
        self.say("wait")
        await self.asked(f'@"{person}" /help', is_help)

    async def kill(self) -> None:
        """Kill the process as if the power went; what it showed before was seen."""
        self.process.kill()
        with suppress(Gone):
            while True:
                await self.next()

    async def end(self) -> int:
        """Type no more and read the rest; give the exit code."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            while True:
                await self.next()
        except Gone:
            return await self.process.wait()

    async def _complaint(self) -> str:
        assert self.process.stderr
        return (await self.process.stderr.read()).decode()


async def start(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str]
) -> Process:
    """Start a Python module as a process that gets nothing of this one's settings."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEAMPL_", "OPENAI_", "DISCORD_", "SLACK_", "COV_"))
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | dict(environment),
        stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE,
    )  # fmt: skip


async def kill(process: Process) -> None:
    """Kill a process as if the power went, and let go of its pipes."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


def is_help(seen: Seen) -> bool:
    """Tell whether this is the answer to `/help`."""
    return seen.title in said("help.title")
