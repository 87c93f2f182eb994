import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Stale
from core.model.activity import ActivityDraft, Verb
from core.model.people import PersonId
from core.model.projects import Standing
from core.model.requests import Answer, Line, Request, RequestId, RequestKind, RequestState
from core.ports.storage import Store
from tests.storage.samples import CLUB, NOW, Team, form, join

LATER = NOW + timedelta(days=2)


def draft(team: Team, kind: RequestKind = RequestKind.DIVISION) -> Request:
    jimin, seojun, haeun = (person.id for person in team.people)
    lines = (
        Line(3, seojun, haeun, "React 4단계예요"),
        Line(1, None, jimin, answer=Answer.ACCEPTED),
        Line(2, jimin, None),
    )
    return Request(
        RequestId(0), team.project.id, kind, jimin, seojun, NOW, "left", LATER, lines
    )  # fmt: skip


async def asked(store: Store, request: Request, key: str = "key") -> Request:
    async with store.work() as work:
        kept = await work.requests.add(request, key)
        await work.commit()
    return kept


async def test_a_request_is_kept_whole_and_a_key_makes_one(store: Store) -> None:
    team = await form(store)
    kept = await asked(store, draft(team))
    assert await asked(store, replace(draft(team), note="else")) == kept
    other = await asked(store, replace(draft(team), person=None, until=None, lines=()), "other")
    elsewhere = await form(store, CLUB)
    async with store.work(write=False) as work:
        assert await work.requests.get(team.project.id, kept.id) == kept
        assert await work.requests.get(elsewhere.project.id, kept.id) is None
        assert await work.requests.all(team.project.id) == (kept, other)
        assert await work.requests.all(elsewhere.project.id) == ()
    assert replace(kept, id=RequestId(0)) == draft(team)


async def test_a_request_somebody_changed_first_stays_as_they_left_it(store: Store) -> None:
    team = await form(store)
    kept = await asked(store, draft(team))
    async with store.work() as work:
        changed = await work.requests.change(
            replace(kept, state=RequestState.ACCEPTED, lines=kept.lines[1:])
        )
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.requests.change(replace(kept, state=RequestState.DECLINED))
    async with store.work(write=False) as work:
        assert await work.requests.get(team.project.id, kept.id) == changed
    assert changed.lines == draft(team).lines[1:]


async def test_of_two_answers_at_once_one_counts(processes: tuple[Store, Store]) -> None:
    team = await form(processes[0])
    kept = await asked(processes[0], draft(team))

    async def answer(store: Store, state: RequestState) -> bool:
        try:
            async with store.work() as work:
                await work.requests.change(replace(kept, state=state))
                await work.commit()
        except Stale:
            return False
        return True

    answered = await asyncio.gather(
        answer(processes[0], RequestState.ACCEPTED), answer(processes[1], RequestState.DECLINED)
    )
    assert sorted(answered) == [False, True]


async def test_what_waits_too_long_is_found_in_all_spaces_while_it_is_open(store: Store) -> None:
    team, club = await form(store), await form(store, CLUB)
    ours = await asked(store, draft(team))
    theirs = await asked(store, replace(draft(club), until=LATER + timedelta(hours=1)), "theirs")
    await asked(store, replace(draft(team), until=None), "endless")
    done = await asked(store, replace(draft(team), state=RequestState.ACCEPTED), "done")
    async with store.work(write=False) as work:
        assert await work.requests.over(LATER - timedelta(seconds=1)) == ()
        assert await work.requests.over(LATER) == (ours,)
        assert await work.requests.over(LATER + timedelta(days=1)) == (ours, theirs)
        assert done.until == LATER


async def test_whoever_is_joined_to_another_is_named_so_throughout_a_request(store: Store) -> None:
    team = await form(store)
    kept = await asked(store, draft(team))
    _, newcomer = await join(store, "도윤")
    seojun = team.people[1]
    stays, gone = max(seojun.id, newcomer.id), min(seojun.id, newcomer.id)
    async with store.work() as work:
        await work.links.join(replace(newcomer, id=PersonId(stays)), PersonId(gone))
        await work.commit()
    async with store.work(write=False) as work:
        found = await work.requests.get(team.project.id, kept.id)
    assert found is not None
    assert (found.person, found.lines[0].was) == (stays, stays)


async def test_whoever_is_to_lead_leads_alone(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        await work.projects.lead(team.project.id, team.people[2].id)
        await work.commit()
    async with store.work(write=False) as work:
        project = await work.projects.get(team.space.id, team.project.id)
    assert project is not None
    leads = [each.person for each in project.members if each.standing is Standing.LEADER]
    assert leads == [team.people[2].id]
    assert [each.name for each in project.members] == ["지민", "서준", "하은"]


async def test_the_last_change_of_somebody_is_found_in_whichever_project(store: Store) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    async with store.work() as work:
        for actor, at in ((jimin.id, NOW), (jimin.id, LATER), (None, LATER + timedelta(1))):
            deed = ActivityDraft(
                team.space.id, team.project.id, actor, Verb.EDITED, "task:1", "고침"
            )
            await work.activity.add(deed, at)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.activity.latest(jimin.id) == LATER
        assert await work.activity.latest(seojun.id) is None
