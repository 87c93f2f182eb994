import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta

import pytest

from core.model.jobs import JobId, JobState
from core.model.people import SpaceDefaults
from core.ports.storage import Store
from tests.fakes.store import FakeStore
from tests.postgres import postgres_database
from tests.storage.children import assert_done_once, work_to_the_end, work_under_kills
from tests.storage.labour import (
    Log,
    Office,
    Open,
    RealClock,
    begin,
    finish,
    open_at,
    retry,
    running,
    settle,
    unfinished,
)

FAKE, SQLITE, POSTGRES = "fake", "sqlite", "postgres"
NO_TIME = timedelta()


@pytest.fixture(params=[FAKE, SQLITE, POSTGRES])
def any_store(request: pytest.FixtureRequest) -> Generator[str]:
    """Give the address of an empty database of each kind, or `FAKE`."""
    match request.param:
        case "sqlite":
            path = request.getfixturevalue("tmp_path") / "teampl.db"
            yield str(shutil.copy(request.getfixturevalue("migrated_file"), path))
        case "postgres":
            template = request.getfixturevalue("migrated_database")
            with postgres_database(request.getfixturevalue("postgres"), template) as address:
                yield address
        case _:
            yield FAKE


@pytest.fixture
async def reopen(any_store: str) -> AsyncGenerator[Open]:
    """Give what opens one database, each time as a new process would after the last one."""
    last: Store = FakeStore(RealClock(), SpaceDefaults())

    async def reopen() -> Store:
        nonlocal last
        await last.close()
        last = last.after_kill() if isinstance(last, FakeStore) else await open_at(any_store)
        return last

    if any_store != FAKE:
        last = await open_at(any_store)
    yield reopen
    await last.close()


@pytest.fixture
async def office(reopen: Open) -> Office:
    return await settle(await reopen())


async def test_an_asked_job_runs(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    async with running(office.store, execute):
        await office.ask("plan")
        await log.reach(1)
    assert await unfinished(office.store) == 0


async def test_a_job_asked_before_anybody_works_runs(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    await office.ask("plan")
    async with running(office.store, execute):
        await log.reach(1)


async def test_a_job_that_was_not_committed_never_runs(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    async with running(office.store, execute, parallel=1):
        await office.ask("taken back", commit=False)
        await office.ask("meant")
        await log.reach(1)
    assert log.lines == ["meant"]


async def test_a_job_asked_twice_runs_once(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    await office.ask("plan", "plan")
    async with running(office.store, execute, parallel=1):
        await office.ask("plan", "last")
        await log.reach(2)
    assert log.lines == ["plan", "last"]


async def test_a_retried_job_runs_again_once_its_time_has_come(office: Office) -> None:
    log = Log()
    now = asyncio.get_running_loop().time
    runs: list[float] = []

    async def execute(name: JobId) -> None:
        runs.append(now())
        if len(runs) == 1:
            await retry(office.store, name, timedelta(seconds=0.3))
        else:
            await finish(office.store, name)
        await log.write(name)

    await office.ask("plan")
    async with running(office.store, execute):
        await log.reach(2)
    assert runs[1] - runs[0] >= 0.3


async def test_a_retried_job_never_runs_beside_itself(office: Office) -> None:
    log = Log()
    another_ran = asyncio.Event()

    async def execute(name: JobId) -> None:
        if name == "other":
            another_ran.set()
        elif not log.lines:
            await log.write("first begins")
            await retry(office.store, name, NO_TIME)
            await office.ask("other")
            await another_ran.wait()
            await log.write("first ends")
            return
        else:
            await log.write("second")
        await finish(office.store, name)

    await office.ask("plan")
    async with running(office.store, execute):
        await log.reach(3)
    assert log.lines == ["first begins", "first ends", "second"]


async def test_a_job_that_was_neither_ended_nor_retried_runs_again(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await begin(office.store, name)
        if log.lines:
            await finish(office.store, name)
        await log.write(name)

    await office.ask("plan")
    async with running(office.store, execute):
        await log.reach(2)


async def test_a_failed_job_that_is_asked_again_runs(office: Office) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        async with office.store.work() as work:
            await work.jobs.finish(name, failed=not log.lines)
            await work.commit()
        await log.write(name)

    async with running(office.store, execute):
        await office.ask("plan")
        await log.reach(1)
        async with office.store.work() as work:
            assert await work.jobs.again(JobId("plan"), office.team.people[0].id)
            await work.commit()
        await log.reach(2)
    async with office.store.work(write=False) as work:
        job = await work.jobs.get(JobId("plan"))
    assert job is not None
    assert job.state is JobState.DONE


async def test_no_more_jobs_run_at_once_than_allowed(office: Office) -> None:
    log = Log()
    at_once = 0
    most = 0
    full = asyncio.Event()

    async def execute(name: JobId) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        if at_once == 3:
            full.set()
        await full.wait()
        await finish(office.store, name)
        at_once -= 1
        await log.write(name)

    await office.ask(*(f"job {number}" for number in range(12)))
    async with running(office.store, execute, parallel=3):
        await log.reach(12)
    assert most == 3


async def test_one_job_of_a_space_is_not_kept_waiting_by_the_crowd_of_another(
    office: Office,
) -> None:
    log = Log()

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write(name)

    other = await settle(office.store, "club")
    await office.ask(*(f"crowd {number}" for number in range(50)))
    await other.ask("lonely")
    async with running(office.store, execute, parallel=1):
        await log.reach(51)
    assert log.lines.index("lonely") == 1
    crowd = [name for name in log.lines if name != "lonely"]
    assert crowd == [f"crowd {number}" for number in range(50)]


async def test_cancelled_work_is_told_and_ready_again(office: Office) -> None:
    log = Log()

    async def hang(name: JobId) -> None:
        await begin(office.store, name)
        await log.write("begun")
        try:
            await asyncio.Event().wait()
        finally:
            log.lines.append("stopped")

    async def execute(name: JobId) -> None:
        await finish(office.store, name)
        await log.write("done")

    await office.ask("plan")
    async with running(office.store, hang):
        await log.reach(1)
    assert log.lines == ["begun", "stopped"]
    async with running(office.store, execute):
        await log.reach(3, within=3)
    assert log.lines[2:] == ["done"]


async def test_work_goes_on_after_a_restart(office: Office, reopen: Open) -> None:
    log = Log()

    async def hang(name: JobId) -> None:
        await begin(office.store, name)
        await log.write(name)
        await asyncio.Event().wait()

    await office.ask("running", "waiting")
    async with running(office.store, hang, parallel=1):
        await log.reach(1)
    later = await reopen()

    async def execute(name: JobId) -> None:
        await finish(later, name)
        await log.write(name)

    async with running(later, execute, parallel=1):
        await log.reach(3)
    assert log.lines == ["running", "running", "waiting"]


@pytest.mark.parametrize("any_store", [SQLITE, POSTGRES], indirect=True)
async def test_nothing_is_lost_and_nothing_happens_twice_under_kills(any_store: str) -> None:
    jobs = 30
    store = await open_at(any_store)
    office = await settle(store)
    await office.ask(*(f"job {number}" for number in range(jobs)))
    await store.close()

    await work_under_kills(any_store, seed=7, kills=4)
    said = await work_to_the_end(any_store)

    store = await open_at(any_store)
    await assert_done_once(Office(store, office.team, office.live), jobs)
    await store.close()
    assert said == ""
