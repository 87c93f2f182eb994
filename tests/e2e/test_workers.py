"""Work on one PostgreSQL: a worker that is killed is replaced, and nobody sees it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.settings import Database, Settings
from tests.ai_behaviour import Kind
from tests.ai_server import AiServer
from tests.postgres import postgres_database
from tests.seen import assert_one_board
from tests.story import STORY, TOPIC, assert_sound, edits_of, kept_at
from tests.talk import Console, kill, start

TAKEN_OVER = 10.0
"""Seconds from a kill until another worker does the work."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A `teampl worker`; it alone asks its model server, which so tells what it does."""

    process: asyncio.subprocess.Process
    ai: AiServer


async def test_another_worker_takes_over_within_ten_seconds(
    tmp_path: Path, postgres: str, migrated_database: str
) -> None:
    with postgres_database(postgres, migrated_database) as address:
        environment = {"TEAMPL_DATABASE__URL": address}
        console = Console(tmp_path, environment | {"TEAMPL_JOBS__PARALLEL": "0"})
        async with AsyncExitStack() as stack:
            workers = [
                await stack.enter_async_context(_worker(tmp_path, environment)) for _ in range(2)
            ]
            await _registered(address, len(workers))
            talk = await stack.enter_async_context(console.talk())
            for line in STORY.splitlines()[:5]:
                talk.say(line)
            accepted = await talk.until(lambda seen: bool(seen.stages))
            dead, heir = await _generating(workers)
            await kill(dead.process)
            killed = time.monotonic()
            await heir.ai.until_asked(1)
            took = time.monotonic() - killed
            offered = await talk.until(lambda seen: "적용" in seen.buttons)
            await talk.settled("지민")
            assert await talk.end() == 0
        kept = await kept_at(Settings.model_construct(database=Database(url=address)))
    assert took < TAKEN_OVER, took
    assert (dead.ai.count, heir.ai.count) == (2, 1), "a finished model call was paid twice"
    assert offered.message == accepted.message
    assert [each.title for each in edits_of(accepted.message, talk.seen)][-1] == offered.title
    assert_one_board(talk.seen)
    assert_sound(kept)
    assert kept.project.topic == TOPIC
    assert [proposal.plan.by_ai for proposal in kept.proposals] == [True]


async def test_a_console_on_sqlite_cannot_leave_jobs_to_others(tmp_path: Path) -> None:
    ended = await Console(tmp_path, {"TEAMPL_JOBS__PARALLEL": "0"}).play("")
    assert ended.code == 2
    assert "parallel" in ended.errors


@asynccontextmanager
async def _worker(folder: Path, environment: Mapping[str, str]) -> AsyncGenerator[Worker]:
    """Start a worker whose model judges the project at once and then writes for ever."""
    ai = AiServer()
    await ai.start()
    ai.behave(Kind.GOOD, Kind.HANG)
    model = {"OPENAI_API_KEY": "any", "OPENAI_BASE_URL": ai.base_url}
    process = await start(
        "bot", "worker", "--data", str(folder),
        folder=folder, environment=model | dict(environment),
    )  # fmt: skip
    try:
        yield Worker(process, ai)
    finally:
        await kill(process)
        await ai.close()


async def _generating(workers: list[Worker]) -> tuple[Worker, Worker]:
    """Give the worker that has its model write, and the other one, whose model would answer."""
    one, two = workers
    asked = {
        asyncio.create_task(each.ai.until_asked(2)): (each, other)
        for each, other in ((one, two), (two, one))
    }
    done, pending = await asyncio.wait(asked, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    dead, heir = asked[done.pop()]
    heir.ai.script.clear()
    return dead, heir


async def _registered(address: str, count: int) -> None:
    """Return once so many workers said in the database that they are there."""
    async with (
        asyncio.timeout(60),
        await psycopg.AsyncConnection.connect(address, autocommit=True) as connection,
    ):
        while await _workers(connection) < count:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.05)


async def _workers(connection: psycopg.AsyncConnection) -> int:
    row = await (await connection.execute("SELECT count(*) FROM procrastinate_workers")).fetchone()
    return row[0] if row else 0
