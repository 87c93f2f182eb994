import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from core.model.people import SpaceDefaults
from core.ports.storage import Store
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore
from tests.postgres import postgres_database
from tests.storage.samples import NOW

Processes = tuple[Store, Store]
Opening = Callable[[], Awaitable[Processes]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def opening(request: pytest.FixtureRequest, clock: FakeClock) -> Generator[Opening]:
    """Give what opens a migrated, empty database in two processes."""
    match request.param:
        case "fake":
            yield partial(_open_fake, clock)
        case "sqlite":
            path = request.getfixturevalue("tmp_path") / "teampl.db"
            shutil.copy(request.getfixturevalue("migrated_file"), path)
            yield partial(_open_file, path, clock)
        case _:
            template = request.getfixturevalue("migrated_database")
            with postgres_database(request.getfixturevalue("postgres"), template) as address:
                yield partial(_open_database, address, clock)


@pytest.fixture
async def processes(opening: Opening) -> AsyncGenerator[Processes]:
    """Give the stores of two processes on one database; SQLite has one process only."""
    opened = await opening()
    async with AsyncExitStack() as stack:
        for store in dict.fromkeys(opened):
            stack.push_async_callback(store.close)
        yield opened


@pytest.fixture
def store(processes: Processes) -> Store:
    """Give the one contract's every implementation, in turn."""
    return processes[0]


async def _open_fake(clock: FakeClock) -> Processes:
    store = FakeStore(clock)
    return store, store.beside()


async def _open_file(path: Path, clock: FakeClock) -> Processes:
    store = await open_sqlite(path, SpaceDefaults(), clock)
    return store, store


async def _open_database(address: str, clock: FakeClock) -> Processes:
    defaults = SpaceDefaults()
    return await open_postgres(address, defaults, clock), await open_postgres(
        address, defaults, clock
    )
