import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import Misconfigured, Unavailable
from core.model.jobs import JobId
from core.model.messages import MessageId
from core.model.people import SpaceDefaults
from core.ports.storage import Store
from storage.drivers.procrastinate import ProcrastinateJobs
from storage.postgres import PostgresStore
from tests.postgres import postgres_database
from tests.storage.children import (
    assert_done_once,
    child,
    line,
    work_to_the_end,
    work_under_kills,
)
from tests.storage.labour import (
    Log,
    Office,
    RealClock,
    all_ended,
    begin,
    finish,
    open_at,
    retry,
    running,
    settle,
)
from tests.storage.samples import NOW, message

LONG = timedelta(seconds=20)
DROP_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def database(postgres: str, migrated_database: str) -> Generator[str]:
    with postgres_database(postgres, migrated_database) as address:
        yield address


@pytest.fixture
async def office(database: str) -> AsyncGenerator[Office]:
    store = await open_at(database)
    yield await settle(store)
    await store.close()


@pytest.fixture
async def beside(database: str) -> AsyncGenerator[Store]:
    """Give another process's store."""
    store = await open_at(database)
    yield store
    await store.close()


def engine_at(database: str, **options: Any) -> AsyncEngine:
    address = make_url(database).set(drivername="postgresql+psycopg")
    return create_async_engine(address, **options)


def execute(database: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


async def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Misconfigured, match="cannot reach PostgreSQL at") as refusal:
        await open_at("postgresql://jimin:secret@127.0.0.1:1/class")
    assert "secret" not in str(refusal.value)


async def test_processes_that_migrate_together_all_find_the_newest_form(postgres: str) -> None:
    with postgres_database(postgres) as address:
        stores = [await open_at(address) for _ in range(3)]
        await asyncio.gather(*(store.migrate() for store in stores))
        await settle(stores[0])
        for store in stores:
            await store.close()


async def test_two_processes_share_the_jobs_and_leave_no_trace_of_them(
    office: Office, beside: Store, database: str
) -> None:
    logs = Log(), Log()
    both = asyncio.Event()

    async def run(store: Store, log: Log, name: JobId) -> None:
        await log.write(name)
        if all(each.lines for each in logs):
            both.set()
        await both.wait()
        await finish(store, name)

    async with (
        running(office.store, lambda name: run(office.store, logs[0], name)),
        running(beside, lambda name: run(beside, logs[1], name)),
    ):
        await office.ask(*(f"job {number}" for number in range(20)))
        await logs[0].reach(1)
        await logs[1].reach(1)
        await all_ended(beside)
    assert sorted(logs[0].lines + logs[1].lines) == sorted(f"job {number}" for number in range(20))
    assert execute(database, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]


async def test_cancelled_work_goes_to_another_process_at_once(
    office: Office, beside: Store
) -> None:
    log = Log()

    async def hang(name: JobId) -> None:
        await log.write(name)
        await asyncio.Event().wait()

    async def take_over(name: JobId) -> None:
        await finish(beside, name)
        await log.write(name)

    await office.ask("plan")
    async with running(office.store, hang):
        await log.reach(1)
        async with running(beside, hang, parallel=1):
            pass
    async with running(beside, take_over):
        await log.reach(2, within=3)


async def test_the_work_of_a_killed_process_is_taken_over_within_ten_seconds(
    office: Office, database: str
) -> None:
    log = Log()

    async def take_over(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    await office.ask("one", "two")
    async with child(database, "hold") as process:
        assert {await line(process), await line(process)} == {"one", "two"}
        async with running(office.store, take_over):
            process.kill()
            await log.reach(2, within=10)
    assert sorted(log.lines) == ["one", "two"]


async def test_nothing_is_lost_and_nothing_happens_twice_when_two_processes_are_killed_in_turn(
    office: Office, database: str
) -> None:
    jobs = 60
    await office.ask(*(f"job {number}" for number in range(jobs)))
    await asyncio.gather(*(work_under_kills(database, seed, kills=3) for seed in (3, 4)))
    await work_to_the_end(database)
    await assert_done_once(office, jobs)


async def test_jobs_go_on_after_the_database_dropped_all_sessions(
    office: Office, database: str
) -> None:
    log = Log()

    async def run(name: JobId) -> None:
        try:
            await begin(office.store, name)
            await log.write(name)
            await finish(office.store, name)
        except Unavailable:
            return

    asked = 0
    async with running(office.store, run):
        for number in range(20):
            try:
                await office.ask(f"job {number}")
            except Unavailable:
                continue
            asked += 1
            if number % 5 == 0:
                await asyncio.to_thread(execute, database, DROP_SESSIONS)
        async with asyncio.timeout(20):
            await all_ended(office.store)
    assert len(log.lines) >= asked


async def test_jobs_end_when_told_though_a_cancellation_was_lost(database: str) -> None:
    engine, reached = engine_at(database), asyncio.Event()

    @asynccontextmanager
    async def begin_at_last() -> AsyncGenerator[AsyncConnection]:
        """Lose one cancellation, as `asyncio.wait_for` did before Python 3.12."""
        if not reached.is_set():
            reached.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        async with engine.connect() as connection:
            yield connection

    async def execute(_name: JobId) -> None: ...

    jobs = asyncio.create_task(ProcrastinateJobs(database, begin_at_last).run(execute, 1))
    await reached.wait()
    jobs.cancel()
    async with asyncio.timeout(10):
        await asyncio.wait([jobs])
    await engine.dispose()


async def test_no_free_connection_is_an_outage(database: str) -> None:
    engine = engine_at(database, pool_size=1, max_overflow=0, pool_timeout=0)
    store = PostgresStore(engine, database, SpaceDefaults(), RealClock())
    async with store.work():
        with pytest.raises(Unavailable, match="no free connection"):
            async with store.work(write=False):
                pass
    await store.close()


async def test_a_job_that_only_its_row_remembers_runs(office: Office, database: str) -> None:
    log = Log()

    async def run(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    await office.ask("plan")
    execute(database, "DELETE FROM procrastinate_jobs")
    async with running(office.store, run):
        await log.reach(1)


async def test_a_job_runs_again_though_the_end_of_its_run_could_not_be_told(
    office: Office, database: str
) -> None:
    log = Log()
    rename = "ALTER FUNCTION {} RENAME TO {}"
    told, hidden = "procrastinate_finish_job_v1", "hidden"

    async def run(name: JobId) -> None:
        if log.lines:
            await finish(office.store, name)
        else:
            await retry(office.store, name, timedelta())
            execute(database, rename.format(told, hidden))
        await log.write(name)

    await office.ask("plan")
    async with running(office.store, run):
        await log.reach(1)
        runs = (task for task in asyncio.all_tasks() if task.get_name().startswith("process job"))
        await asyncio.gather(*runs, return_exceptions=True)
        execute(database, rename.format(hidden, told))
        await log.reach(2, within=12)


async def test_the_outbox_wakes_in_every_process(office: Office, beside: Store) -> None:
    for store in (office.store, beside):
        await store.outbox_changed(LONG)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for store in (office.store, beside):
            group.create_task(store.outbox_changed(LONG))
        await tell(office, "hello")


async def test_what_was_told_before_somebody_waits_is_not_missed(
    office: Office, beside: Store
) -> None:
    await beside.outbox_changed(LONG)
    await tell(office, "hello")
    async with asyncio.timeout(5):
        await beside.outbox_changed(LONG)


async def test_the_outbox_is_looked_at_now_and_then_though_nobody_tells(beside: Store) -> None:
    for _ in range(2):
        async with asyncio.timeout(5):
            await beside.outbox_changed(timedelta(seconds=0.2))


async def test_the_outbox_wakes_again_after_the_database_dropped_all_sessions(
    office: Office, beside: Store, database: str
) -> None:
    await beside.outbox_changed(LONG)
    execute(database, DROP_SESSIONS)
    async with asyncio.timeout(5):
        await beside.outbox_changed(timedelta(seconds=1))
        await beside.outbox_changed(LONG)
        await tell(office, "hello")
        await beside.outbox_changed(LONG)


async def test_a_delivery_is_held_against_other_processes(office: Office, beside: Store) -> None:
    async with office.store.claim(MessageId(1)) as first, office.store.claim(MessageId(2)) as other:
        assert (first, other) == (True, True)
        async with beside.claim(MessageId(1)) as second, office.store.claim(MessageId(1)) as again:
            assert (second, again) == (False, False)
        async with beside.claim(MessageId(1)) as still:
            assert not still
    async with beside.claim(MessageId(1)) as later:
        assert later


async def test_a_holder_that_dies_holds_nothing(office: Office, database: str) -> None:
    async with child(database, "claim", "1") as process:
        assert await line(process) == "True"
        async with office.store.claim(MessageId(1)) as free:
            assert not free
    async with asyncio.timeout(5):
        while not free:
            async with office.store.claim(MessageId(1)) as free:
                pass


async def test_a_holder_whose_session_was_dropped_can_hold_again(
    office: Office, database: str
) -> None:
    async with office.store.claim(MessageId(1)) as free:
        assert free
        execute(database, DROP_SESSIONS)
    async with office.store.claim(MessageId(1)) as free:
        assert free


async def tell(office: Office, key: str) -> None:
    async with office.store.work() as work:
        await work.messages.add(message(office.team, key), NOW)
        await work.commit()
