import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from core.model.people import SpaceDefaults
from storage.migrate import configuration, migrate
from storage.postgres import open_postgres
from storage.schema import metadata
from tests.fakes.clock import FakeClock
from tests.postgres import postgres_database


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Engine]:
    """Give an empty database of each kind."""
    if request.param == "sqlite":
        # Begins no transaction by itself, as the driver of the store does not.
        engine = create_engine(
            f"sqlite:///{tmp_path / 'teampl.db'}", connect_args={"isolation_level": None}
        )
        yield engine
        engine.dispose()
        return
    with postgres_database(request.getfixturevalue("postgres")) as address:
        engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
        yield engine
        engine.dispose()


def test_migrating_to_the_newest_form_makes_exactly_the_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_migrating_again_finds_nothing_to_do(engine: Engine) -> None:
    for _ in range(2):
        with engine.begin() as connection:
            migrate(connection)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("0006",)


def test_migrating_keeps_the_messages_of_an_older_database(engine: Engine) -> None:
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(text("INSERT INTO spaces VALUES (1, 'Class', 'ko', 'Asia/Seoul', '')"))
        connection.execute(
            text(
                "INSERT INTO messages VALUES (1, 'key', 1, 'console', '', '', '', 2, 1, NULL,"
                " true, 'refused', '2026-12-01')"
            )
        )
    with engine.begin() as connection:
        migrate(connection)
        kept = connection.execute(text("SELECT key, owner, pinned, told FROM messages")).one()
    assert tuple(kept) == ("key", None, False, False)


def test_an_interrupted_migration_leaves_nothing_behind(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate(connection)
        connection.rollback()
    assert inspect(engine).get_table_names() == []


async def test_processes_that_migrate_at_once_take_turns(postgres: str, clock: FakeClock) -> None:
    with postgres_database(postgres) as address:
        stores = [await open_postgres(address, SpaceDefaults(), clock) for _ in range(3)]
        await asyncio.gather(*(store.migrate() for store in stores))
        async with stores[0].work(write=False) as work:
            assert await work.jobs.unfinished() == 0
        for store in stores:
            await store.close()
