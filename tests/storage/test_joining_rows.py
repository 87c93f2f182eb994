import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from traceback import format_exception

import pytest

from core.cards import Attachment, Button, ButtonId
from core.errors import Repeated, Stale, Unavailable
from core.model.activity import Notice, NoticeKind, Spending, TaskChange
from core.model.homes import ProjectHome
from core.model.links import united
from core.model.messages import Draft, Message
from core.model.notes import Note, NoteId
from core.model.people import Home, Person, PersonId, Profile, Skill
from core.model.places import Audience, Place
from core.model.plans import ProposalState
from core.model.projects import Standing
from core.ports.storage import Store, Work
from tests.storage.samples import (
    CLASS,
    CLUB,
    NOW,
    Team,
    account,
    card,
    change,
    form,
    give,
    job,
    join,
    message,
    opening,
    plan,
    report,
    task,
)

DAY = date(2026, 12, 4)
WRITTEN = "우리끼리만 하는 말"


Writing = Callable[[Work], Awaitable[object]]


async def write(store: Store, writing: Writing) -> None:
    async with store.work() as work:
        await writing(work)
        await work.commit()


def dm(person: Person) -> Place:
    return Place("console", "class", "", Audience.DM, person.id, person.name)


async def unite(store: Store, first: Person, second: Person) -> Person:
    """Join two people as the feature does."""
    async with store.work() as work:
        now = [await work.people.person(each.id) for each in (first, second)]
        person = united(*now)
        await work.links.join(person, min(first.id, second.id))
        await work.commit()
    async with store.work(write=False) as work:
        return await work.people.person(person.id)


async def test_joined_people_are_one_person_with_all_accounts(store: Store) -> None:
    space, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    joined = await unite(store, jimin, seojun)
    assert (joined.name, joined.staff, joined.space) == ("지민", True, space.id)
    async with store.work(write=False) as work:
        assert await work.people.everyone(space.id) == (joined,)
        assert await work.people.accounts(joined.id) == (account("지민"), account("서준"))
        for name in ("지민", "서준"):
            assert await work.people.known(CLASS, account(name)) == (space, joined)
        for known in (jimin, seojun):
            assert await work.people.person(known.id) == joined
        gone = min(jimin.id, seojun.id)
        assert await work.people.joined(gone) == joined.id
        assert await work.people.joined(joined.id) is None


async def test_whoever_is_joined_again_is_found_under_every_earlier_id(store: Store) -> None:
    team = await form(store)
    joined = await unite(store, await unite(store, *team.people[:2]), team.people[2])
    async with store.work(write=False) as work:
        for person in team.people:
            assert await work.people.person(person.id) == joined
    _, newcomer = await join(store, "도윤")
    assert newcomer.id not in {person.id for person in team.people}


@pytest.mark.parametrize("first", [0, 1])
async def test_whoever_led_a_project_as_one_of_two_leads_it(store: Store, first: int) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    pair = (jimin, seojun) if first else (seojun, jimin)
    joined = await unite(store, *pair)
    async with store.work(write=False) as work:
        (project,) = await work.projects.of(joined.id)
    standings = {member.person: member.standing for member in project.members}
    assert standings == {joined.id: Standing.LEADER, haeun.id: Standing.MEMBER}


async def test_all_that_is_of_either_is_of_the_one(store: Store) -> None:
    team = await form(store)
    _, jimin, seojun = team.people
    (held,) = await give(store, task(team.project.id, assignee=jimin.id))
    async with store.work() as work:
        await _keep_everything(work, team, jimin)
        await work.activity.add(change(team, "한 일", TaskChange(None, held)), NOW)
        await work.commit()
    joined = await unite(store, seojun, jimin)
    async with store.work(write=False) as work:
        (kept,) = await work.tasks.all(team.project.id)
        assert kept == replace(held, assignee=joined.id, version=2)
        (proposal,) = await work.proposals.all(team.project.id)
        planned = proposal.plan.chapters[0]
        assert {planned.assignee, planned.pieces[0].assignee} == {joined.id}
        assert (await work.notes.all(team.project.id))[0].keeper == joined.id
        assert (await work.reports.all(team.project.id))[0].author == joined.id
        (recorded,) = await work.activity.recent(team.project.id)
        assert recorded.draft.changes == (TaskChange(None, replace(held, assignee=joined.id)),)
        asked = await work.jobs.get(job(team, "job", team_message := (await _private(work)).id).id)
        assert asked is not None
        assert (asked.caller, asked.place.person, asked.message) == (
            joined.id, joined.id, team_message,
        )  # fmt: skip
        told = await _private(work)
        assert (told.owner, told.place) == (joined.id, replace(dm(jimin), person=joined.id))
        assert await work.ledger.person_since(joined.id, NOW) == 12


async def _keep_everything(work: Work, team: Team, person: Person) -> None:
    project = team.project.id
    await work.proposals.add(project, "j", plan(person.id), "", NOW)
    await work.notes.add(Note(NoteId(0), project, "말", "지민", "", person.id, NOW))
    await work.reports.save(report(team, "r", author=person.id))
    live = await work.messages.add(
        Draft("dm", team.space.id, dm(person), card("d"), "private"), NOW
    )
    wanted = replace(job(team, "job", live), caller=person.id, place=dm(person))
    await work.jobs.add(wanted, NOW)
    for key, tokens in (("a", 5), ("b", 1)):
        spent = Spending(key, team.space.id, person.id, "m", tokens, tokens, NOW)
        await work.ledger.charge(spent)


async def _private(work: Work) -> Message:
    return (await work.messages.about("private"))[0]


async def test_a_notice_given_to_either_is_not_given_again(store: Store) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    (held,) = await give(store, task(team.project.id, assignee=jimin.id, due=DAY))
    kinds = tuple(NoticeKind)[:3]

    def notice(person: PersonId, kind: NoticeKind) -> Notice:
        return Notice(held.id, person, kind, DAY)

    async with store.work() as work:
        await work.notices.give(notice(jimin.id, kinds[0]))
        await work.notices.ask_again(notice(seojun.id, kinds[0]))
        await work.notices.ask_again(notice(jimin.id, kinds[1]))
        await work.notices.give(notice(seojun.id, kinds[1]))
        await work.notices.ask_again(notice(seojun.id, kinds[2]))
        await work.commit()
    joined = await unite(store, jimin, seojun)
    async with store.work() as work:
        assert await work.notices.waiting(joined.id) == (notice(joined.id, kinds[2]),)
        given = [await work.notices.give(notice(joined.id, kind)) for kind in kinds]
    assert given == [False, False, True]


async def test_the_profile_that_stays_is_of_the_one(store: Store) -> None:
    team = await form(store)
    pair = team.people[:2]
    async with store.work() as work:
        for person in pair:
            await work.people.save_profile(Profile(person.id, (Skill(person.name, 3),)))
        await work.commit()
    joined = await unite(store, *pair)
    async with store.work(write=False) as work:
        assert len((await work.people.profile(joined.id)).skills) == 1


async def test_what_was_seen_before_a_joining_is_stale(store: Store) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    mine, other = await give(
        store, *(task(team.project.id, assignee=each.id) for each in (jimin, haeun))
    )
    async with store.work() as work:
        proposal = await work.proposals.add(team.project.id, "j", plan(jimin.id), "", NOW)
        await work.commit()
    await unite(store, jimin, seojun)
    stale: tuple[Writing, ...] = (
        lambda work: work.tasks.change(replace(mine, title="늦은 글")),
        lambda work: work.proposals.settle(proposal, ProposalState.ADOPTED),
        lambda work: work.people.save(min(jimin, seojun, key=lambda each: each.id)),
    )
    for writing in stale:
        with pytest.raises(Stale):
            await write(store, writing)
    async with store.work() as work:
        await work.tasks.change(replace(other, title="그대로"))


async def test_what_names_somebody_who_is_no_more_is_not_kept(store: Store) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    await unite(store, jimin, seojun)
    gone = min(jimin.id, seojun.id)
    late: tuple[Writing, ...] = (
        lambda work: work.tasks.add(task(team.project.id, assignee=gone)),
        lambda work: work.activity.add(replace(change(team, "늦음"), actor=gone), NOW),
        lambda work: work.messages.add(replace(message(team, "늦음"), owner=gone), NOW),
    )
    for writing in late:
        with pytest.raises(Unavailable):
            await write(store, writing)
    async with store.work(write=False) as work:
        assert await work.tasks.all(team.project.id) == ()
        assert await work.activity.recent(team.project.id) == ()


async def test_what_people_wrote_does_not_stand_in_the_trace_of_an_error(store: Store) -> None:
    team = await form(store)
    jimin, seojun, _ = team.people
    await unite(store, jimin, seojun)
    lost = task(team.project.id, WRITTEN, assignee=min(jimin.id, seojun.id))
    with pytest.raises(Unavailable) as raised:
        await write(store, lambda work: work.tasks.add(lost))
    assert WRITTEN not in "".join(format_exception(raised.value))


async def test_changes_and_a_joining_at_once_leave_nobody_behind(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    jimin, seojun, _ = team.people

    async def work_on(store: Store, name: str) -> None:
        try:
            async with store.work() as work:
                await work.projects.hold(team.project.id)
                added = await work.tasks.add(task(team.project.id, name, assignee=jimin.id))
                await work.activity.add(
                    replace(change(team, name, TaskChange(None, added)), actor=jimin.id), NOW
                )
                await work.messages.add(
                    Draft(name, team.space.id, dm(jimin), card(name), "private"), NOW
                )
                await work.commit()
        except Unavailable:
            pass  # it is asked for again

    names = [f"{turn}" for turn in range(8)]
    working = [work_on(processes[turn % 2], name) for turn, name in enumerate(names)]
    joining = unite(processes[1], seojun, jimin)
    await asyncio.gather(*working[:4], joining, *working[4:])
    async with processes[0].work(write=False) as work:
        joined = await work.people.person(jimin.id)
        tasks = await work.tasks.all(team.project.id)
        assert {each.assignee for each in tasks} <= {joined.id}
        for message in await work.messages.about("private"):
            assert (message.owner, message.place.person) == (joined.id, joined.id)
        for each in await work.activity.recent(team.project.id):
            assert each.draft.actor == joined.id
            assert all(it.after and it.after.assignee == joined.id for it in each.draft.changes)


async def merge(store: Store, first: Team, second: Team) -> None:
    async with store.work() as work:
        await work.links.merge(first.space.id, second.space.id)
        await work.commit()


@pytest.mark.parametrize("turned", [False, True])
async def test_merged_spaces_are_one_with_all_that_was_in_both(
    store: Store, *, turned: bool
) -> None:
    made = [await form(store, home) for home in (CLASS, CLUB)]
    first, second = reversed(made) if turned else made
    for team in made:
        async with store.work() as work:
            await _fill(work, team)
            await work.commit()
    await merge(store, first, second)
    async with store.work(write=False) as work:
        known = [await work.people.known(home, account("지민", home)) for home in (CLASS, CLUB)]
        spaces = [found[0] for found in known if found]
        assert len(spaces) == 2
        assert spaces[0] == spaces[1] == replace(first.space, id=spaces[0].id)
        space = spaces[0].id
        assert len(await work.people.everyone(space)) == 6
        assert {each.id for each in await work.projects.all(space)} == {
            each.project.id for each in made
        }
        assert await work.ledger.space_since(space, NOW) == 4
        for team in made:
            (home,) = await work.homes.of(team.project.id)
            (recorded,) = await work.activity.recent(team.project.id)
            assert home.space == recorded.draft.space == space
            key = f"m{team.space.id}"
            (told,) = await work.messages.about(key)
            assert told.space == space
            assert told.card.files[0].source == f"report:{space}:1:ko"
            assert await work.buttons.get(space, ButtonId(key)) is not None
        assert await work.buttons.get(space, ButtonId("same")) is not None


async def _fill(work: Work, team: Team) -> None:
    space, project = team.space.id, team.project.id
    key = f"m{space}"
    filed = replace(card(key), files=(Attachment("r.docx", f"report:{space}:1:ko"),))
    await work.messages.add(replace(message(team, key, subject=key), card=filed), NOW)
    await work.buttons.keep(
        space, [Button("완료", "task status", id=ButtonId(each)) for each in (key, "same")]
    )
    await work.homes.want(ProjectHome(project, space, "discord", key, "챗봇", "", ()))
    await work.activity.add(change(team, "한 일"), NOW)
    await work.ledger.charge(Spending(key, space, team.people[0].id, "m", 1, 1, NOW))


async def test_a_merged_space_keeps_its_name_whoever_speaks(store: Store) -> None:
    first, second = await form(store), await form(store, CLUB)
    await merge(store, first, second)
    renamed = Home(CLUB.platform, CLUB.workspace, "새 동아리")
    space, _ = await join(store, "지민", renamed)
    assert space.name == CLASS.name
    async with store.work(write=False) as work:
        assert await work.people.known(renamed, account("지민", CLUB)) is not None
    space, _ = await join(store, "지민", replace(CLASS, name="새 이름"))
    assert space.name == "새 이름"


async def test_a_third_space_is_as_it_was(store: Store) -> None:
    third = await form(store, Home("console", "third", "셋째"))
    (held,) = await give(store, task(third.project.id))
    first, second = await form(store), await form(store, CLUB)
    await merge(store, first, second)
    async with store.work(write=False) as work:
        assert await work.people.space(third.space.id) == third.space
        assert await work.projects.all(third.space.id) == (third.project,)
        assert await work.people.everyone(third.space.id) == tuple(
            sorted(third.people, key=lambda each: each.name)
        )
        assert await work.tasks.all(third.project.id) == (held,)


async def test_an_ask_answered_before_a_merge_is_not_answered_after_it(store: Store) -> None:
    first, second = await form(store), await form(store, CLUB)
    asks = [f"{team.space.id}:ask-{team.space.id}" for team in (first, second)]
    async with store.work() as work:
        for ask in asks:
            await work.once(ask)
        await work.commit()
    await merge(store, first, second)
    async with store.work(write=False) as work:
        known = await work.people.known(CLASS, account("지민"))
    assert known is not None
    for ask in asks:
        with pytest.raises(Repeated):
            async with store.work() as work:
                await work.once(f"{known[0].id}:{ask.partition(':')[2]}")


async def test_a_project_opened_in_a_space_that_is_merged_meanwhile_is_not_lost(
    processes: tuple[Store, Store],
) -> None:
    first, second = await form(processes[0]), await form(processes[0], CLUB)

    async def open_one(store: Store, team: Team, topic: str) -> bool:
        try:
            async with store.work() as work:
                await work.projects.open(opening(*team.people, topic=topic), NOW)
                await work.commit()
        except Unavailable:
            return False
        return True

    opened = await asyncio.gather(
        *(open_one(processes[turn % 2], (first, second)[turn % 2], f"{turn}") for turn in range(4)),
        merge(processes[0], first, second),
        *(open_one(processes[turn % 2], (first, second)[turn % 2], f"{turn}") for turn in range(4)),
    )
    async with processes[0].work(write=False) as work:
        known = await work.people.known(CLASS, account("지민"))
        assert known is not None
        assert len(await work.projects.all(known[0].id)) == 2 + sum(map(bool, opened))


async def test_a_merge_of_what_is_no_more_is_stale(store: Store) -> None:
    first, second = await form(store), await form(store, CLUB)
    await merge(store, first, second)
    with pytest.raises(Stale):
        await merge(store, first, second)
