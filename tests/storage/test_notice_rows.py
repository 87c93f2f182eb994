import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.model.activity import Notice, NoticeKind, Spending
from core.model.people import PersonId
from core.model.tasks import Status, Task
from core.ports.storage import Reminded, Store
from tests.storage.samples import CLUB, NOW, Team, form, give, task

FRIDAY = date(2026, 12, 4)
DAY = timedelta(days=1)


def assigned(team: Team, member: int = 0, **cells: Any) -> Task:
    theirs = task(team.project.id, assignee=team.people[member].id, due=FRIDAY)
    return replace(theirs, **cells)


def notice(task: Task, person: PersonId, kind: NoticeKind = NoticeKind.AGAIN) -> Notice:
    return Notice(task.id, person, kind, FRIDAY)


async def due(store: Store, horizon: date) -> tuple[Reminded, ...]:
    async with store.work(write=False) as work:
        return await work.notices.due(horizon)


async def test_people_with_open_tasks_due_by_the_horizon_are_given(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    first, _, second, far = await give(
        store,
        assigned(team),
        assigned(team, due=FRIDAY + 2 * DAY),
        assigned(team, due=FRIDAY + DAY, status=Status.FEEDBACK),
        assigned(other, 1),
    )
    assert await due(store, FRIDAY + DAY) == (
        Reminded(team.space, team.people[0], (first, second), (team.project,)),
        Reminded(other.space, other.people[1], (far,), (other.project,)),
    )
    assert await due(store, FRIDAY - DAY) == ()


async def test_nobody_is_reminded_of_what_is_done_unassigned_undated_or_divided(
    store: Store,
) -> None:
    team = await form(store)
    (parent,) = await give(store, assigned(team))
    await give(
        store,
        assigned(team, status=Status.DONE),
        assigned(team, parent=parent.id, status=Status.DONE),
        assigned(team, due=None),
        task(team.project.id, due=FRIDAY),
    )
    assert await due(store, FRIDAY) == ()


async def test_a_notice_is_given_once(store: Store) -> None:
    team = await form(store)
    (kept,) = await give(store, assigned(team))
    wanted = notice(kept, team.people[0].id, NoticeKind.TODAY)
    for is_first in (True, False):
        async with store.work() as work:
            assert await work.notices.give(wanted) is is_first
            await work.commit()
    async with store.work() as work:
        assert await work.notices.give(replace(wanted, on=FRIDAY + DAY))
        assert await work.notices.give(replace(wanted, kind=NoticeKind.OVERDUE))


async def test_a_notice_is_given_once_when_two_processes_wake_together(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    (kept,) = await give(processes[0], assigned(team))

    async def tell(store: Store) -> bool:
        async with store.work() as work:
            is_first = await work.notices.give(notice(kept, team.people[0].id))
            await work.commit()
        return is_first

    assert sorted(await asyncio.gather(*map(tell, processes * 2))) == [False] * 3 + [True]


async def test_a_notice_that_was_not_committed_was_not_given(store: Store) -> None:
    team = await form(store)
    (kept,) = await give(store, assigned(team))
    for _ in range(2):
        async with store.work() as work:
            assert await work.notices.give(notice(kept, team.people[0].id))


async def test_a_notice_asked_for_again_waits_until_it_is_given(store: Store) -> None:
    team = await form(store)
    jimin = team.people[0]
    (kept,) = await give(store, assigned(team, due=FRIDAY + 9 * DAY))
    wanted = notice(kept, jimin.id)
    async with store.work() as work:
        await work.notices.ask_again(wanted)
        await work.notices.ask_again(wanted)
        await work.commit()
    assert await due(store, FRIDAY) == (Reminded(team.space, jimin, (kept,), (team.project,)),)
    async with store.work() as work:
        assert await work.notices.waiting(jimin.id) == (wanted,)
        assert await work.notices.waiting(team.people[1].id) == ()
        assert await work.notices.give(wanted)
        await work.notices.ask_again(wanted)
        assert await work.notices.waiting(jimin.id) == ()
        assert not await work.notices.give(wanted)
        await work.commit()
    assert await due(store, FRIDAY) == ()


async def test_waiting_notices_end_with_the_task(store: Store) -> None:
    team = await form(store)
    jimin = team.people[0]
    done, removed = await give(store, assigned(team), assigned(team))
    async with store.work() as work:
        for each in (done, removed):
            await work.notices.ask_again(notice(each, jimin.id))
        await work.tasks.change(replace(done, status=Status.DONE))
        await work.tasks.remove(removed)
        assert await work.notices.waiting(jimin.id) == ()
        await work.commit()
    assert await due(store, FRIDAY) == ()


async def test_waiting_notices_end_when_the_task_goes_to_somebody_else(store: Store) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    (kept,) = await give(store, assigned(team, due=FRIDAY + 9 * DAY))
    async with store.work() as work:
        await work.notices.ask_again(notice(kept, jimin.id))
        await work.tasks.change(replace(kept, assignee=seojun.id))
        assert await work.notices.waiting(jimin.id) == ()
        await work.commit()
    assert await due(store, FRIDAY) == ()


async def test_the_ledger_charges_each_call_once_and_sums_from_the_asked_instant(
    store: Store,
) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    calls = (
        Spending("call-1", team.space.id, jimin.id, "m", 10, 1, NOW - DAY),
        Spending("call-2", team.space.id, jimin.id, "m", 20, 2, NOW),
        Spending("call-3", team.space.id, seojun.id, "m", 40, 4, NOW + DAY),
        Spending("call-3", team.space.id, seojun.id, "m", 80, 8, NOW + DAY),
    )
    async with store.work() as work:
        for call in calls:
            await work.ledger.charge(call)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.ledger.person_since(jimin.id, NOW - DAY) == 33
        assert await work.ledger.person_since(jimin.id, NOW) == 22
        assert await work.ledger.space_since(team.space.id, NOW) == 66
        assert await work.ledger.space_since(team.space.id, NOW + 2 * DAY) == 0
