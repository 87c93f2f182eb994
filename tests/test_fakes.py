"""The fakes keep the promises that other tests lean on."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.cards import Card
from core.errors import Repeated, Stale, Unavailable, Undeliverable, Unusable
from core.model.jobs import JobDraft, JobId, JobState
from core.model.messages import Draft, Message, MessageId
from core.model.people import Account, Home, Locale, PersonId, SpaceId
from core.model.places import Audience, Place
from core.model.projects import Project
from core.model.tasks import Status, Task, TaskId
from core.ports.collections import ProjectDraft
from core.ports.outside import Brief, Usage
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.platform import Doing, FakePlatform
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore
from tests.fakes.writer import ScriptedWriter

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLACE = Place("console", "class", "general")
DM = Place("console", "class", "", Audience.DM, PersonId(7), "jimin")
BRIEF = Brief("plan", "", "", {}, counted="title")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def store(clock: FakeClock) -> FakeStore:
    return FakeStore(clock)


class Ear:
    """Listens to a model call."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.usages: list[Usage] = []

    def heard(self, count: int) -> None:
        self.counts.append(count)

    def used(self, usage: Usage) -> None:
        self.usages.append(usage)


async def opened(store: FakeStore) -> Project:
    async with store.work() as work:
        home = Home("console", "class", "Class")
        space, person = await work.people.join(home, Account("console", "class", "j"), "지민")
        draft = ProjectDraft(
            space.id, "Bot", "", "", (), date(2026, 12, 1), date(2027, 1, 15), (person.id,)
        )
        project = await work.projects.open(draft, NOW)
        await work.commit()
    return project


def asked(name: str, space: int = 1) -> JobDraft:
    return JobDraft(
        JobId(name), SpaceId(space), "project plan", {}, PersonId(2), PLACE, MessageId(3)
    )


async def ask(store: FakeStore, *drafts: JobDraft) -> None:
    async with store.work() as work:
        for draft in drafts:
            await work.jobs.add(draft, NOW)
        await work.commit()


def posted(place: Place = PLACE, *, tried: bool = False, card: str = "hello") -> Message:
    return Message(MessageId(1), "greeting", SpaceId(1), place, Card(card), tried=tried)


async def test_what_is_not_committed_did_not_happen(store: FakeStore) -> None:
    async with store.work() as work:
        await work.once("ask 1")
        await work.people.join(Home("console", "class", "Class"), Account("a", "b", "c"), "지민")
    async with store.work() as work:
        await work.once("ask 1")
        assert await work.people.everyone(SpaceId(1)) == ()


async def test_an_error_undoes_the_whole_unit_of_work(store: FakeStore) -> None:
    project = await opened(store)

    async def break_off() -> None:
        async with store.work() as work:
            await work.tasks.add(Task(TaskId(0), project.id, 0, "half"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    async with store.work(write=False) as work:
        assert await work.tasks.all(project.id) == ()


async def test_an_ask_is_answered_once(store: FakeStore) -> None:
    async with store.work() as work:
        await work.once("ask 1")
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Repeated):
            await work.once("ask 1")


async def test_a_reader_sees_one_state_while_a_writer_commits(store: FakeStore) -> None:
    project = await opened(store)
    async with store.work(write=False) as reader:
        async with store.work() as writer:
            await writer.tasks.add(Task(TaskId(0), project.id, 0, "new"))
            await writer.commit()
        assert await reader.tasks.all(project.id) == ()
    async with store.work(write=False) as reader:
        assert [task.title for task in await reader.tasks.all(project.id)] == ["new"]


async def test_a_reader_can_neither_change_nor_commit(store: FakeStore) -> None:
    async with store.work(write=False) as reader:
        with pytest.raises(RuntimeError):
            await reader.once("ask 1")
        with pytest.raises(RuntimeError):
            await reader.commit()


async def test_a_unit_of_work_ends_with_its_commit(store: FakeStore) -> None:
    async with store.work() as work:
        await work.commit()
        with pytest.raises(RuntimeError):
            await work.once("ask 1")
        async with store.work() as next_work:
            await next_work.commit()


async def test_writers_go_one_after_the_other(store: FakeStore) -> None:
    project = await opened(store)

    async def add() -> None:
        async with store.work() as work:
            held = await work.tasks.all(project.id)
            await asyncio.sleep(0)
            await work.tasks.add(Task(TaskId(0), project.id, 0, f"task {len(held) + 1}"))
            await work.commit()

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(add())
    async with store.work(write=False) as work:
        titles = [task.title for task in await work.tasks.all(project.id)]
    assert titles == [f"task {number}" for number in range(1, 11)]


async def test_the_second_of_two_editors_is_told(store: FakeStore) -> None:
    project = await opened(store)
    async with store.work() as work:
        seen = await work.tasks.add(Task(TaskId(0), project.id, 0, "login"))
        await work.commit()
    async with store.work() as work:
        await work.tasks.change(replace(seen, status=Status.DONE))
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.tasks.change(replace(seen, title="log in"))
        with pytest.raises(Stale):
            await work.tasks.remove(seen)


async def test_after_a_kill_only_what_was_committed_is_there(store: FakeStore) -> None:
    project = await opened(store)
    async with store.work() as work, store.claim(MessageId(1)):
        await work.tasks.add(Task(TaskId(0), project.id, 0, "lost"))
        survivor = store.after_kill()
        await work.commit()
    async with survivor.work() as work, survivor.claim(MessageId(1)) as free:
        assert free
        assert await work.tasks.all(project.id) == ()
        assert await work.projects.get(project.space, project.id) == project


async def test_a_claim_holds_against_another_process(store: FakeStore) -> None:
    other = store.beside()
    async with store.claim(MessageId(1)) as mine, other.claim(MessageId(1)) as theirs:
        assert (mine, theirs) == (True, False)
    async with other.claim(MessageId(1)) as free:
        assert free


async def test_the_outbox_wakes_every_process_at_the_commit(store: FakeStore) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(store.outbox_changed(MINUTE))
        group.create_task(store.beside().outbox_changed(MINUTE))
        async with store.work() as work:
            await work.messages.add(Draft("greeting", SpaceId(1), PLACE, Card("hello")), NOW)
            await work.commit()


async def test_the_outbox_wakes_by_itself_in_the_end(store: FakeStore, clock: FakeClock) -> None:
    waiting = asyncio.ensure_future(store.outbox_changed(MINUTE))
    await clock.asleep()
    assert not waiting.done()
    clock.advance(MINUTE)
    await waiting


async def test_a_small_space_does_not_wait_behind_a_crowd(store: FakeStore) -> None:
    await ask(store, asked("a1"), asked("a2"), asked("a3"), asked("b1", space=2))
    ran: list[str] = []

    async def execute(job: JobId) -> None:
        ran.append(job)
        async with store.work() as work:
            await work.jobs.finish(job)
            await work.commit()
        if len(ran) == 4:
            driver.cancel()

    driver = asyncio.ensure_future(store.run_jobs(execute, parallel=1))
    await asyncio.wait([driver])
    assert ran == ["a1", "b1", "a2", "a3"]


async def test_no_more_jobs_run_at_a_time_than_allowed(store: FakeStore) -> None:
    await ask(store, *(asked(f"job {number}") for number in range(9)))
    running, most, left = 0, 0, 9

    async def execute(job: JobId) -> None:
        nonlocal running, most, left
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        async with store.work() as work:
            await work.jobs.finish(job)
            await work.commit()
        running, left = running - 1, left - 1
        if not left:
            driver.cancel()

    driver = asyncio.ensure_future(store.run_jobs(execute, parallel=4))
    await asyncio.wait([driver])
    assert (most, left) == (4, 0)


async def test_a_job_is_retried_when_the_clock_says_so(store: FakeStore, clock: FakeClock) -> None:
    await ask(store, asked("plan"))
    starts: list[datetime] = []

    async def execute(job: JobId) -> None:
        starts.append(clock.now())
        async with store.work() as work:
            await work.jobs.start(job)
            if len(starts) == 1:
                await work.jobs.retry(job, MINUTE)
            else:
                await work.jobs.finish(job)
            await work.commit()
        if len(starts) == 2:
            driver.cancel()

    driver = asyncio.ensure_future(store.run_jobs(execute, parallel=2))
    await clock.asleep()
    clock.advance(MINUTE)
    await asyncio.wait([driver])
    assert starts == [NOW, NOW + MINUTE]
    async with store.work(write=False) as work:
        job = await work.jobs.get(JobId("plan"))
    assert job is not None
    assert (job.state, job.attempts) == (JobState.DONE, 2)


async def test_cancelled_work_is_ready_again_at_once(store: FakeStore) -> None:
    await ask(store, asked("plan"))
    started = asyncio.Event()

    async def execute(job: JobId) -> None:
        async with store.work() as work:
            await work.jobs.start(job)
            await work.commit()
        started.set()
        await asyncio.Event().wait()

    for _ in range(3):
        driver = asyncio.ensure_future(store.run_jobs(execute, parallel=1))
        await started.wait()
        started.clear()
        driver.cancel()
        await asyncio.wait([driver])
    async with store.work(write=False) as work:
        job = await work.jobs.get(JobId("plan"))
    assert job is not None
    assert job.attempts == 3


async def test_a_job_left_unfinished_is_run_again(store: FakeStore, clock: FakeClock) -> None:
    await ask(store, asked("plan"))
    runs = 0

    async def execute(job: JobId) -> None:
        nonlocal runs
        runs += 1
        async with store.work() as work:
            await work.jobs.start(job)
            if runs == 2:
                await work.jobs.finish(job)
                driver.cancel()
            await work.commit()

    driver = asyncio.ensure_future(store.run_jobs(execute, parallel=1))
    await clock.asleep()
    clock.advance(MINUTE)
    await asyncio.wait([driver])
    assert runs == 2


async def test_a_new_job_and_one_asked_again_wake_a_waiting_driver(store: FakeStore) -> None:
    runs: asyncio.Queue[JobId] = asyncio.Queue()

    async def execute(job: JobId) -> None:
        async with store.work() as work:
            await work.jobs.finish(job, failed=True)
            await work.commit()
        runs.put_nowait(job)

    driver = asyncio.ensure_future(store.run_jobs(execute, parallel=1))
    await asyncio.sleep(0)
    await ask(store, asked("plan"))
    assert await runs.get() == "plan"
    async with store.work() as work:
        assert await work.jobs.again(JobId("plan"), PersonId(2))
        await work.commit()
    assert await runs.get() == "plan"
    driver.cancel()
    await asyncio.wait([driver])


async def test_a_step_comes_back_as_the_value_it_was(store: FakeStore) -> None:
    project = await opened(store)
    await ask(store, asked("plan"))
    async with store.work() as work:
        await work.jobs.checkpoint(JobId("plan"), "project", project)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.jobs.recall(JobId("plan"), "project", Project) == project
        assert await work.jobs.recall(JobId("plan"), "other", Project) is None


async def test_an_interrupted_post_is_found_and_not_repeated() -> None:
    platform = FakePlatform()
    platform.forget()
    with pytest.raises(Unavailable):
        await platform.post(posted(), Card("hello"), ())
    external = await platform.post(posted(tried=True), Card("hello"), ())
    assert [event.shown.external for event in platform.events] == [external]
    assert platform.shown(MessageId(1)) == Card("hello")


async def test_a_careless_second_post_is_seen_as_a_double() -> None:
    platform = FakePlatform()
    await platform.post(posted(), Card("hello"), ())
    await platform.post(posted(), Card("hello"), ())
    with pytest.raises(AssertionError):
        platform.shown(MessageId(1))


async def test_an_edit_takes_the_place_of_what_stands() -> None:
    platform = FakePlatform()
    external = await platform.post(posted(DM), Card("hello"), ())
    message = replace(posted(DM), external=external)
    await platform.edit(message, Card("bye"), ())
    assert [event.doing for event in platform.events] == [Doing.POST, Doing.EDIT]
    assert platform.dms(PersonId(7)) == (Card("bye"),)
    platform.delete(message.id)
    with pytest.raises(Undeliverable):
        await platform.edit(message, Card("gone"), ())


async def test_a_platform_fails_as_often_as_told_and_shows_nothing() -> None:
    platform = FakePlatform()
    platform.fail(Unavailable("console", "down"), Undeliverable("closed"))
    with pytest.raises(Unavailable):
        await platform.post(posted(), Card("hello"), ())
    with pytest.raises(Undeliverable):
        await platform.post(posted(), Card("hello"), ())
    assert platform.events == []
    await platform.post(posted(), Card("hello"), ())


async def test_a_scripted_answer_is_counted_and_charged() -> None:
    writer, ear = ScriptedWriter(), Ear()
    writer.says("plan", {"tasks": [{"title": "a"}, {"title": "b"}]})
    assert await writer.write(BRIEF, str, ear) == str({"tasks": [{"title": "a"}, {"title": "b"}]})
    assert ear.counts == [1, 2]
    assert len(ear.usages) == 1


async def test_a_bad_answer_is_asked_for_once_more() -> None:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Unusable("nonsense")
        return value

    writer, ear = ScriptedWriter(), Ear()
    writer.says("plan", 1, "good", 2, 3)
    assert await writer.write(BRIEF, read, ear) == "good"
    with pytest.raises(Unusable):
        await writer.write(BRIEF, read, ear)
    assert (writer.calls("plan"), len(ear.usages)) == (4, 4)


async def test_a_scripted_error_is_raised_and_only_an_answer_costs() -> None:
    writer, ear = ScriptedWriter(), Ear()
    writer.says("plan", Unavailable("ai", "timeout"), Unusable("refusal"))
    with pytest.raises(Unavailable):
        await writer.write(BRIEF, str, ear)
    assert ear.usages == []
    with pytest.raises(Unusable):
        await writer.write(BRIEF, str, ear)
    assert len(ear.usages) == 1


async def test_sleepers_wake_in_the_order_of_their_time(clock: FakeClock) -> None:
    woken: list[int] = []

    async def nap(minutes: int) -> None:
        await clock.sleep(minutes * MINUTE)
        woken.append(minutes)

    async with asyncio.TaskGroup() as group:
        for minutes in (3, 1, 2):
            group.create_task(nap(minutes))
        await clock.asleep(3)
        clock.advance(3 * MINUTE)
    assert woken == [1, 2, 3]
    assert clock.now() == NOW + 3 * MINUTE


def test_chance_repeats_itself_for_a_seed() -> None:
    first, second = FakeChance(5), FakeChance(5)
    assert [first.token() for _ in range(3)] == [second.token() for _ in range(3)]
    assert first.token() != second.fraction()
    assert FakeChance(6).token() != FakeChance(5).token()


async def test_the_fakes_fit_their_ports() -> None:
    clock = FakeClock(NOW)
    ports = fake_ports(clock=clock, writer=None)
    clock.advance(MINUTE)
    async with ports.store.work() as work:
        await work.jobs.add(asked("plan"), ports.clock.now())
        await work.jobs.retry(JobId("plan"), MINUTE)
        await work.commit()
    assert ports.writer is None
    assert ports.phrases.has(Locale.KO, "button.retry")
    assert ports.dates.day("2026-12-03", NOW.date()) == date(2026, 12, 3)
