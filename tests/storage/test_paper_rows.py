import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Stale
from core.model.activity import Activity, ActivityId, TaskChange
from core.model.plans import ProposalState
from core.model.reports import Report
from core.ports.storage import Store
from tests.storage.samples import CLUB, NOW, change, form, give, plan, report, task

NEXT_WEEK = {"first": date(2026, 12, 14), "last": date(2026, 12, 20)}


async def test_a_proposal_comes_back_as_it_was_added(store: Store) -> None:
    team = await form(store)
    wanted = plan(team.people[0].id)
    async with store.work() as work:
        kept = await work.proposals.add(team.project.id, "job-1", wanted, "짧게", NOW)
        await work.commit()
    assert (kept.number, kept.version, kept.state) == (1, 1, ProposalState.OPEN)
    assert (kept.plan, kept.wish, kept.created) == (wanted, "짧게", NOW)
    async with store.work(write=False) as work:
        assert await work.proposals.get(team.project.id, 1) == kept
        assert await work.proposals.get(team.project.id, 2) is None


async def test_one_job_makes_one_proposal(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        first = await work.proposals.add(team.project.id, "job-1", plan(team.people[0].id), "", NOW)
        await work.commit()
    async with store.work() as work:
        later = await work.proposals.add(team.project.id, "job-1", plan(team.people[1].id), "", NOW)
        await work.commit()
    assert later == first


async def test_one_job_run_twice_at_once_makes_one_proposal(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])

    async def propose(store: Store) -> int:
        async with store.work() as work:
            wanted = plan(team.people[0].id)
            kept = await work.proposals.add(team.project.id, "job-1", wanted, "", NOW)
            await work.commit()
        return kept.id

    assert len(set(await asyncio.gather(*(propose(store) for store in processes * 2)))) == 1


async def test_proposals_are_listed_by_number_within_their_project(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    async with store.work() as work:
        wanted = plan(team.people[0].id)
        kept = [
            await work.proposals.add(project.id, f"job-{turn}", wanted, "", NOW)
            for turn, project in enumerate((team.project, other.project, team.project))
        ]
        await work.commit()
    async with store.work(write=False) as work:
        listed = await work.proposals.all(team.project.id)
    assert listed == (kept[0], kept[2])
    assert listed[0].number < listed[1].number


async def test_a_proposal_that_was_settled_or_edited_first_is_stale(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        wanted = plan(team.people[0].id)
        seen = await work.proposals.add(team.project.id, "job-1", wanted, "", NOW)
        other = replace(wanted, by_ai=False)
        edited = await work.proposals.edit(seen, other)
        assert edited == replace(seen, plan=other, version=2)
        settled = await work.proposals.settle(edited, ProposalState.ADOPTED)
        assert settled == replace(edited, state=ProposalState.ADOPTED, version=3)
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.proposals.settle(edited, ProposalState.DROPPED)
        with pytest.raises(Stale):
            await work.proposals.edit(edited, wanted)
    async with store.work(write=False) as work:
        assert await work.proposals.get(team.project.id, 1) == settled


async def save(store: Store, *reports: Report) -> list[Report]:
    async with store.work() as work:
        kept = [await work.reports.save(each) for each in reports]
        await work.commit()
    return kept


async def test_a_report_comes_back_as_it_was_saved(store: Store) -> None:
    team = await form(store)
    wanted = report(team, "job-1")
    (kept,) = await save(store, wanted)
    assert kept == replace(wanted, id=kept.id, number=1, version=1)
    async with store.work(write=False) as work:
        assert await work.reports.get(team.project.id, 1) == kept
        assert await work.reports.by_id(kept.id) == kept
        assert await work.reports.get(team.project.id, 2) is None


async def test_one_job_saves_one_report(store: Store) -> None:
    team = await form(store)
    first, again = await save(store, report(team, "job-1"), report(team, "job-1", title="다른"))
    assert again == first


async def test_a_period_has_one_report_in_versions(store: Store) -> None:
    team = await form(store)
    first, second, other = await save(
        store,
        report(team, "job-1"),
        report(team, "job-2", title="고친 보고서"),
        report(team, "job-3", **NEXT_WEEK),
    )
    assert (second.number, second.version) == (first.number, 2)
    assert other.number != first.number
    async with store.work(write=False) as work:
        assert await work.reports.get(team.project.id, first.number) == second
        assert await work.reports.by_id(first.id) == first
        assert await work.reports.all(team.project.id) == (other, second)


async def test_reports_of_one_period_saved_at_once_are_versions_of_one(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    saving = (save(processes[turn % 2], report(team, f"job-{turn}")) for turn in range(4))
    kept = [each for (each,) in await asyncio.gather(*saving)]
    assert {each.number for each in kept} == {kept[0].number}
    assert sorted(each.version for each in kept) == [1, 2, 3, 4]


async def test_a_change_is_recorded_with_what_undo_needs(store: Store) -> None:
    team = await form(store)
    (before,) = await give(store, task(team.project.id, skills=("CSS",), due=date(2026, 12, 4)))
    after = replace(before, title="다른 이름", version=2)
    changes = (TaskChange(before, after), TaskChange(None, after), TaskChange(before, None))
    draft = change(team, "고침", *changes)
    async with store.work() as work:
        made = await work.proposals.add(team.project.id, "job-1", plan(team.people[0].id), "", NOW)
        draft = replace(draft, proposal=made.id, was=ProposalState.OPEN, actor=None)
        kept = await work.activity.add(draft, NOW)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.activity.get(kept) == Activity(kept, NOW, draft)
        assert await work.activity.get(ActivityId(kept + 1000)) is None


async def test_the_latest_changes_come_first(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    async with store.work() as work:
        for hour in range(4):
            await work.activity.add(change(team, f"{hour}시"), NOW + timedelta(hours=hour))
        await work.activity.add(change(other, "남의 일"), NOW + timedelta(hours=9))
        await work.commit()
    async with store.work(write=False) as work:
        recent = await work.activity.recent(team.project.id)
        assert [each.draft.summary for each in recent] == ["3시", "2시", "1시", "0시"]
        since = await work.activity.recent(team.project.id, since=NOW + timedelta(hours=2))
        assert since == recent[:2]
        assert await work.activity.recent(team.project.id, limit=3) == recent[:3]


async def test_a_change_is_marked_undone_once(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        kept = await work.activity.add(change(team, "고침"), NOW)
        assert await work.activity.mark_undone(kept)
        assert not await work.activity.mark_undone(kept)
        await work.commit()
    async with store.work(write=False) as work:
        found = await work.activity.get(kept)
    assert found is not None
    assert found.undone
