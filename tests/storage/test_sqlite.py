import asyncio
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import coroutine
from typing import Any

import pytest

from core.errors import Misconfigured
from core.model.jobs import JobId
from core.model.people import PersonId
from core.ports.storage import Store
from storage.sqlite import BUSY
from tests.storage.children import child, kill, line
from tests.storage.labour import all_ended, finish, open_at, running, settle


@pytest.fixture
def path(tmp_path: Path, migrated_file: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "teampl.db"))


@pytest.fixture
async def store(path: Path) -> AsyncGenerator[Store]:
    opened = await open_at(str(path))
    yield opened
    await opened.close()


async def test_a_second_process_is_refused_until_the_first_is_dead(path: Path) -> None:
    office = await settle(await open_at(str(path)))
    await office.store.close()
    async with child(str(path), "claim", str(office.live)) as process:
        assert await line(process) == "True"
        with pytest.raises(Misconfigured, match="another process is using the database"):
            await open_at(str(path))
        await kill(process)
        await (await open_at(str(path))).close()


async def test_a_store_that_is_closed_lets_the_next_one_open(path: Path) -> None:
    for _ in range(2):
        store = await open_at(str(path))
        with pytest.raises(Misconfigured):
            await open_at(str(path))
        await store.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("회의는 금요일" * 100, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Misconfigured, match=r"cannot use .*notes\.txt as database"):
            await open_at(str(path))


async def test_a_folder_that_cannot_be_made_is_named(path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot use"):
        await open_at(str(path / "inside" / "teampl.db"))


async def test_a_new_database_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "class" / "teampl.db"
    store = await open_at(str(path))
    await store.migrate()
    await settle(store)
    await store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_ten_writers_lose_no_update(store: Store) -> None:
    office = await settle(store)
    person = office.team.people[0].id

    async def count_up() -> None:
        for _ in range(10):
            async with store.work() as work:
                profile = await work.people.profile(person)
                more = str(int(profile.interests or "0") + 1)
                await work.people.save_profile(replace(profile, interests=more))
                await work.commit()

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(count_up())
    assert await interests(store, person) == "100"


async def test_readers_do_not_wait_for_the_writer(store: Store) -> None:
    office = await settle(store)
    person = office.team.people[0].id
    async with store.work() as work:
        profile = await work.people.profile(person)
        await work.people.save_profile(replace(profile, interests="chess"))
        assert await interests(store, person) == ""
        await work.commit()
        assert await interests(store, person) == "chess"


async def test_a_job_whose_asker_was_cancelled_runs_if_it_is_kept_and_nobody_waits(
    store: Store,
) -> None:
    office = await settle(store)
    ran = set[JobId]()
    # Whoever keeps the trace of a cancellation, and all it refers to, must not keep the lock.
    traces: list[asyncio.CancelledError] = []

    async def execute(name: JobId) -> None:
        ran.add(name)
        await finish(store, name)

    async with running(store, execute), asyncio.timeout(BUSY.total_seconds()):
        names = ["first"]
        # After a writer that was not cancelled, the next waits for nothing but its own steps.
        await office.ask("first")
        while await cancelled_at(len(names), office.ask(f"job {len(names)}"), traces):
            names.append(f"job {len(names)}")
            await office.ask("first")
        await all_ended(store)
    async with store.work(write=False) as work:
        kept = {name for name in map(JobId, names) if await work.jobs.get(name)}
    assert kept <= ran
    assert {"first"} < kept < set(names)


async def interests(store: Store, person: PersonId) -> str:
    async with store.work(write=False) as work:
        return (await work.people.profile(person)).interests


@coroutine
def cancelled_at(
    wait: int, asking: Coroutine[Any, Any, None], traces: list[asyncio.CancelledError]
) -> Generator[Any, Any, bool]:
    """Cancel `asking` while it waits for the `wait`-th time; tell whether it waited so often."""
    try:
        for _ in range(wait - 1):
            yield asking.send(None)
        asking.send(None)
        pending = asking.throw(asyncio.CancelledError())
        while True:
            yield pending
            pending = asking.send(None)
    except StopIteration:
        return False
    except asyncio.CancelledError as error:
        traces.append(error)
        return True
