"""Teams are formed in another process, which tells how far it is and can be stopped."""

import asyncio
from dataclasses import replace

import pytest

from benchmarks.classes import school_class
from bot.processes import Processes
from core.errors import Refused
from core.model.formation import Headway, RuleKind, TeamRule
from core.planning.teams.check import broken

SMALL = school_class(12)


def ignore(_: Headway) -> None:
    pass


async def test_teams_are_formed_explained_and_swapped_in_another_process() -> None:
    processes = Processes()
    formation = await processes.form(SMALL, ignore)
    assert broken(SMALL, formation) == ()
    assert len(await processes.explain(SMALL, formation)) == 12
    assert (await processes.judge(SMALL, formation)).teams == formation.teams
    one, other = formation.teams[0].people[0], formation.teams[1].people[0]
    change = await processes.swap(SMALL, formation, one, other)
    assert other in change.changes[0].before.people or one in change.changes[0].before.people


async def test_rules_that_clash_come_back_as_rules() -> None:
    with pytest.raises(Refused) as refused:
        await Processes().form(replace(SMALL, least=5, most=5), ignore)
    assert refused.value.params["rules"] == (TeamRule(RuleKind.SIZES),)


async def test_headway_is_heard_and_cancelling_stops_the_search() -> None:
    heard = asyncio.Event()
    formed: list[object] = []

    async def form() -> None:
        problem = replace(school_class(240), seconds=600.0)
        formed.append(await Processes().form(problem, lambda _: heard.set()))

    task = asyncio.ensure_future(form())
    async with asyncio.timeout(30):
        await heard.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not formed


async def test_a_search_that_is_stopped_gives_its_best_teams() -> None:
    heard: list[Headway] = []
    problem = replace(school_class(240), seconds=600.0)
    formation = await Processes().form(problem, heard.append, lambda: bool(heard))
    assert formation.cut_short
    assert broken(problem, formation) == ()


async def test_a_search_that_is_stopped_gives_the_best_so_far() -> None:
    heard: list[Headway] = []
    problem = replace(school_class(240), seconds=600.0)
    async with asyncio.timeout(60):
        formation = await Processes().form(problem, heard.append, lambda: bool(heard))
    assert formation.cut_short
    assert broken(problem, formation) == ()


async def test_a_search_ends_when_its_time_is_up() -> None:
    problem = replace(school_class(60), seconds=0.0)
    formation = await Processes().form(problem, ignore)
    assert formation.cut_short
    assert broken(problem, formation) == ()
