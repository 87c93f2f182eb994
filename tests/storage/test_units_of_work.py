import asyncio
from datetime import timedelta

import pytest

from core.errors import Repeated
from core.ports.storage import Store
from tests.storage.samples import NOW, form, give, message, task


class Interrupted(Exception):
    """What ends a unit of work early in these tests."""


async def test_what_is_not_committed_did_not_happen(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        await work.tasks.add(task(team.project.id))
        await work.messages.add(message(team, "key"), NOW)
    async with store.work(write=False) as work:
        assert await work.tasks.all(team.project.id) == ()
        assert await work.messages.unsent() == 0


async def test_an_error_undoes_everything_of_its_unit_of_work(store: Store) -> None:
    team = await form(store)

    async def add() -> None:
        async with store.work() as work:
            await work.tasks.add(task(team.project.id))
            raise Interrupted

    with pytest.raises(Interrupted):
        await add()
    async with store.work(write=False) as work:
        assert await work.tasks.all(team.project.id) == ()


async def test_a_reading_unit_of_work_cannot_commit(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.work(write=False) as work:
            await work.commit()


async def test_a_reading_unit_of_work_sees_one_state(store: Store) -> None:
    team = await form(store)
    async with store.work(write=False) as work:
        assert await work.tasks.all(team.project.id) == ()
        await give(store, task(team.project.id))
        assert await work.tasks.all(team.project.id) == ()


async def test_a_committed_ask_is_repeated(store: Store) -> None:
    async with store.work() as work:
        await work.once("interaction-1")
        await work.commit()
    async with store.work() as work:
        await work.once("interaction-2")
        with pytest.raises(Repeated):
            await work.once("interaction-1")


async def test_an_ask_that_was_not_committed_can_be_asked_again(store: Store) -> None:
    for _ in range(2):
        async with store.work() as work:
            await work.once("interaction-1")


async def test_an_ask_is_repeated_until_it_is_swept(store: Store) -> None:
    async with store.work() as work:
        await work.once("interaction-1")
        await work.sweep(NOW)
        with pytest.raises(Repeated):
            await work.once("interaction-1")
        await work.sweep(NOW + timedelta(days=1))
        await work.once("interaction-1")


async def test_an_ask_delivered_to_two_processes_at_once_is_answered_once(
    processes: tuple[Store, Store],
) -> None:
    async def answer(store: Store) -> bool:
        try:
            async with store.work() as work:
                await work.once("interaction-1")
                await work.commit()
        except Repeated:
            return False
        return True

    assert sorted(await asyncio.gather(*map(answer, processes * 2))) == [False] * 3 + [True]
