"""People are answered before jobs go on."""

import asyncio

from storage.lanes import AT_ONCE, Lanes, unhurried

TURNS = 50


async def settled() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def test_few_jobs_stand_in_the_queues_and_people_walk_past_them() -> None:
    lanes = Lanes()
    done = asyncio.Event()
    entered: list[str] = []

    async def work(who: str) -> None:
        async with lanes.mine():
            entered.append(who)
            await done.wait()

    async def job() -> None:
        with unhurried():
            await work("job")

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE + 3):
            group.create_task(job())
        await settled()
        group.create_task(work("person"))
        await settled()
        assert entered == [*(["job"] * AT_ONCE), "person"]
        done.set()
    assert entered.count("job") == AT_ONCE + 3


async def test_a_unit_of_work_within_another_does_not_wait_for_it() -> None:
    lanes = Lanes()
    met = asyncio.Barrier(AT_ONCE)

    async def job() -> None:
        with unhurried():
            async with lanes.mine():
                await met.wait()
                async with lanes.mine():
                    pass

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(job())
