"""Processes to kill."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from tests.storage.labour import STEPS, Office, unfinished

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def child(database: str, *what: str) -> AsyncGenerator[Process]:
    """Start a labourer; it is dead afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.storage.labourer", database, *what),
        cwd=ROOT,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        await kill(process)


async def kill(process: Process) -> None:
    """Kill a process as if the power went, and read the rest of what it said."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def line(process: Process, within: float = 20) -> str:
    """Give the next line a labourer says, `""` when it says no more."""
    async with asyncio.timeout(within):
        said = process.stdout and await process.stdout.readline()
    return (said or b"").decode().strip()


async def work_under_kills(database: str, seed: int, kills: int) -> None:
    """Kill labourers after seeded numbers of things they did."""
    chance = Random(seed)
    for _ in range(kills):
        async with child(database) as process:
            for _ in range(chance.randint(0, 20)):
                await line(process)


async def work_to_the_end(database: str) -> str:
    """Let a labourer finish; give what it said on standard error."""
    async with child(database) as process, asyncio.timeout(40):
        _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def assert_done_once(office: Office, jobs: int) -> None:
    """Judge that nothing is left, and that each step of each job had its effect once."""
    async with office.store.work(write=False) as work:
        live = await work.messages.get(office.live)
    assert await unfinished(office.store) == 0
    assert live is not None
    assert live.revision == 1 + jobs * len(STEPS)
