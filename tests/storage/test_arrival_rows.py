import asyncio
from datetime import timedelta

from core.ports.storage import Store
from tests.storage.samples import NOW

DAY = timedelta(days=1)


async def arrive(store: Store, platform: str = "slack", delivery: str = "E1") -> bool:
    async with store.work() as work:
        is_first = await work.arrivals.first(platform, delivery, NOW)
        await work.commit()
    return is_first


async def test_a_delivery_is_the_first_once_on_each_platform(store: Store) -> None:
    assert [await arrive(store) for _ in range(3)] == [True, False, False]
    assert await arrive(store, "discord")
    assert await arrive(store, delivery="E2")


async def test_a_delivery_to_two_processes_at_once_is_the_first_once(
    processes: tuple[Store, Store],
) -> None:
    first = await asyncio.gather(*(arrive(processes[turn % 2]) for turn in range(6)))
    assert sorted(first) == [False] * 5 + [True]


async def test_a_delivery_whose_note_was_not_committed_is_the_first_again(store: Store) -> None:
    async with store.work() as work:
        assert await work.arrivals.first("slack", "E1", NOW)
    assert await arrive(store)


async def test_deliveries_of_before_an_instant_are_forgotten(store: Store) -> None:
    await arrive(store)
    for before, is_first in ((NOW, False), (NOW + DAY, True)):
        async with store.work() as work:
            await work.sweep(before)
            await work.commit()
        assert await arrive(store) is is_first
