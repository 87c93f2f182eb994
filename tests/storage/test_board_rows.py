"""The live card of a project over every store: no change at once is missed by the last card."""

import asyncio
from dataclasses import replace

from core.dashboard import refresh, standing
from core.model.homes import ProjectHome
from core.model.tasks import Status, Task
from core.ports import Ports
from core.ports.storage import Store
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.storage.samples import Team, form, give, task

TASKS = 8


def home(team: Team) -> ProjectHome:
    return ProjectHome(team.project.id, team.space.id, "discord", "guild", "챗봇", "", ())


async def show(ports: Ports, team: Team, *changed: Task) -> None:
    async with ports.store.work() as work:
        for each in changed:
            await work.tasks.change(each)
        await refresh(work, ports, team.space, team.project.id)
        await work.commit()


async def test_of_changes_at_once_the_card_shows_all(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    stores = [fake_ports(clock=clock, store=store) for store in processes]
    team = await form(processes[0])
    tasks = await give(processes[0], *(task(team.project.id, f"{n}") for n in range(TASKS)))
    async with processes[0].work() as work:
        await work.homes.want(home(team))
        await work.commit()
    done = [replace(each, status=Status.DONE) for each in tasks]
    await asyncio.gather(*(show(stores[n % 2], team, each) for n, each in enumerate(done)))
    async with processes[0].work(write=False) as work:
        kept = await standing(work, home(team))
    assert kept is not None
    assert f"({TASKS}/{TASKS})" in kept.card.text


async def test_a_card_that_is_as_it_was_stays_unsent(store: Store, clock: FakeClock) -> None:
    team, ports = await form(store), fake_ports(clock=clock, store=store)
    await give(store, task(team.project.id))
    async with store.work() as work:
        await work.homes.want(home(team))
        await work.commit()
    for _ in range(2):
        await show(ports, team)
    async with store.work(write=False) as work:
        kept = await standing(work, home(team))
    assert kept is not None
    assert (kept.revision, kept.pinned, kept.owner) == (1, True, None)


async def test_without_a_home_nothing_is_posted(store: Store, clock: FakeClock) -> None:
    team = await form(store)
    await show(fake_ports(clock=clock, store=store), team)
    async with store.work(write=False) as work:
        assert await work.messages.unsent() == 0
