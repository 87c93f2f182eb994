"""Databases for tests of any folder, made once a session."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path

import pytest

from core.model.people import SpaceDefaults
from core.ports.storage import Store
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from tests.fakes.clock import FakeClock
from tests.postgres import postgres_database, postgres_server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file that only needs to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "teampl.db"
    asyncio.run(_migrate(lambda: open_sqlite(path, SpaceDefaults(), FakeClock())))
    return path


@pytest.fixture(scope="session")
def postgres() -> Generator[str]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgres: str) -> Generator[str]:
    """Give the address of a database that only needs to be copied."""
    with postgres_database(postgres) as address:
        asyncio.run(_migrate(lambda: open_postgres(address, SpaceDefaults(), FakeClock())))
        yield address


async def _migrate(opening: Callable[[], Awaitable[Store]]) -> None:
    store = await opening()
    await store.migrate()
    await store.close()
