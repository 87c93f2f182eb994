"""Homes of projects, notes, and messages that cannot arrive."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from core.model.homes import ProjectHome
from core.model.messages import Delivery, Draft, Message, MessageId
from core.model.notes import Note, NoteId
from core.model.people import PersonId
from core.model.places import Audience, Place
from core.ports.storage import Store
from tests.storage.samples import CHANNEL, CLUB, NOW, Team, card, form, message, private

LATER = NOW + timedelta(hours=1)


def home(team: Team, platform: str = "discord", **cells: object) -> ProjectHome:
    made = ProjectHome(
        team.project.id, team.space.id, platform, "guild", "챗봇", "general", ("1", "2")
    )
    return replace(made, **cells)


def note(team: Team, text: str, link: str = "", **cells: object) -> Note:
    made = Note(NoteId(0), team.project.id, text, "서준", link, team.people[0].id, NOW)
    return replace(made, **cells)


async def want(store: Store, wanted: ProjectHome) -> bool:
    async with store.work() as work:
        is_new = await work.homes.want(wanted)
        await work.commit()
    return is_new


async def keep(store: Store, draft: Note) -> tuple[Note, bool]:
    async with store.work() as work:
        kept = await work.notes.add(draft)
        await work.commit()
    return kept


async def refuse(store: Store, draft: Draft) -> MessageId:
    async with store.work() as work:
        kept = await work.messages.add(draft, NOW)
        await work.messages.refused(kept)
        await work.commit()
    return kept


async def untold(store: Store, person: PersonId) -> list[MessageId]:
    async with store.work(write=False) as work:
        return [each.id for each in await work.messages.untold(person)]


async def test_a_home_comes_back_as_it_was_wanted(store: Store) -> None:
    team = await form(store)
    far, near = home(team, "slack"), home(team)
    assert await want(store, far)
    assert await want(store, near)
    async with store.work(write=False) as work:
        assert await work.homes.of(team.project.id) == (near, far)
        assert await work.homes.get(team.project.id, "slack", "guild") == far
        assert await work.homes.get(team.project.id, "slack", "elsewhere") is None


async def test_a_home_wanted_by_several_at_once_is_new_once(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    wanted = await asyncio.gather(*(want(processes[turn % 2], home(team)) for turn in range(4)))
    assert sorted(wanted) == [False, False, False, True]


async def test_a_home_wanted_again_keeps_its_channel_and_takes_the_rest(store: Store) -> None:
    team = await form(store)
    await want(store, home(team))
    async with store.work() as work:
        await work.homes.opened(home(team), "c-1")
        await work.commit()
    grown = home(team, name="새 챗봇", near="random", users=("1", "2", "3"))
    assert not await want(store, grown)
    async with store.work(write=False) as work:
        assert await work.homes.of(team.project.id) == (replace(grown, external="c-1"),)


async def open_as(store: Store, opened: ProjectHome) -> bool:
    async with store.work() as work:
        settled = await work.homes.opened(opened, "c-1")
        await work.commit()
    return settled


async def kept(store: Store, team: Team) -> ProjectHome:
    async with store.work(write=False) as work:
        (found,) = await work.homes.of(team.project.id)
    return found


async def test_who_left_waits_to_be_put_out_unless_they_come_back(store: Store) -> None:
    team = await form(store)
    await want(store, home(team, users=("1", "2", "3"), gone=("3", "4")))
    assert (await kept(store, team)).gone == ("4",)
    await want(store, home(team, users=("1",), gone=("3", "2")))
    await want(store, home(team, users=("1",), gone=("2",)))
    assert (await kept(store, team)).gone == ("4", "3", "2")
    await want(store, home(team, users=("1", "3")))
    assert (await kept(store, team)).gone == ("4", "2")


async def test_only_who_was_put_out_is_out_also_when_the_channel_is_gone(store: Store) -> None:
    team = await form(store)
    await want(store, home(team, users=("1",), gone=("2",)))
    opened = await kept(store, team)
    async with store.work() as work:
        await work.homes.opened(opened, None)
        await work.commit()
    assert await kept(store, team) == opened
    assert await open_as(store, opened)
    assert await kept(store, team) == replace(opened, gone=(), external="c-1")


async def test_whoever_comes_or_leaves_while_a_home_opens_has_it_opened_again(store: Store) -> None:
    team = await form(store)
    await want(store, home(team, users=("1", "2", "3"), gone=("9",)))
    first = await kept(store, team)
    await want(store, home(team, users=("1", "2", "9"), gone=("3",)))
    assert not await open_as(store, first)
    second = await kept(store, team)
    assert (second.users, second.gone) == (("1", "2", "9"), ("3",))
    assert await open_as(store, second)
    assert (await kept(store, team)).gone == ()


async def test_whom_a_late_opening_let_in_again_is_put_out_again(store: Store) -> None:
    team = await form(store)
    await want(store, home(team))
    late = await kept(store, team)
    await want(store, home(team, users=("1",), gone=("2",)))
    assert await open_as(store, await kept(store, team))
    assert not await open_as(store, late)
    assert (await kept(store, team)).gone == ("2",)


async def test_who_leaves_at_the_instant_a_home_was_opened_is_not_forgotten(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    users = ("1", *map(str, range(10, 14)))
    await want(processes[0], home(team, users=users, gone=("2",)))
    opened = await kept(processes[0], team)
    await asyncio.gather(
        *(
            want(processes[turn % 2], home(team, users=("1",), gone=(user,)))
            for turn, user in enumerate(users[1:])
        ),
        open_as(processes[1], opened),
    )
    assert {*(await kept(processes[0], team)).gone} == {*users[1:]}


async def test_a_home_that_is_gone_has_no_channel(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    for each in (team, other):
        await want(store, home(each))
        async with store.work() as work:
            await work.homes.opened(home(each), "c-1")
            await work.commit()
    async with store.work() as work:
        await work.homes.opened(home(team), None)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.homes.of(team.project.id) == (home(team),)
        assert await work.homes.of(other.project.id) == (home(other, external="c-1"),)
        assert await work.homes.all() == (home(team), home(other, external="c-1"))


async def test_a_link_is_kept_once_in_a_project_and_typed_words_each_time(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    first, is_new = await keep(store, note(team, "회의는 금요일", "https://x/1"))
    assert is_new
    assert replace(first, id=NoteId(0)) == note(team, "회의는 금요일", "https://x/1")
    assert await keep(store, note(team, "다른 글", "https://x/1")) == (first, False)
    assert (await keep(store, note(other, "다른 팀", "https://x/1")))[1]
    assert [(await keep(store, note(team, "적은 말")))[1] for _ in range(2)] == [True, True]


async def test_a_link_kept_twice_at_once_is_one_note(processes: tuple[Store, Store]) -> None:
    team = await form(processes[0])
    draft = note(team, "회의는 금요일", "https://x/1")
    kept = await asyncio.gather(*(keep(processes[turn % 2], draft) for turn in range(4)))
    assert len({each.id for each, _ in kept}) == 1
    assert sorted(is_new for _, is_new in kept) == [False, False, False, True]


async def test_notes_come_newest_first_from_an_instant_on(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    early, late = note(team, "먼저"), note(team, "나중", at=LATER)
    kept = [(await keep(store, draft))[0] for draft in (late, early, replace(early, text="또"))]
    await keep(store, note(other, "다른 팀"))
    async with store.work(write=False) as work:
        assert await work.notes.all(team.project.id) == (kept[0], kept[2], kept[1])
        assert await work.notes.all(team.project.id, LATER) == (kept[0],)


async def test_a_moved_message_waits_as_if_it_had_never_been_sent(store: Store) -> None:
    team = await form(store)
    draft = message(team, "key")
    there = Place("discord", "guild", "", Audience.DM, team.people[1].id, "2")
    async with store.work() as work:
        kept = await work.messages.add(draft, NOW)
        await work.messages.try_first(kept)
        await work.messages.sent(kept, 1, "x-1")
        await work.messages.show(kept, card("결과"))
        await work.messages.refused(kept)
        await work.messages.move(kept, there)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.messages.pending(("discord",), 9) == (kept,)
        assert await work.messages.pending(("console",), 9) == ()
        waiting = await work.messages.get(kept)
        assert await work.messages.find("console", "x-1") is None
    assert waiting == Message(
        kept, "key", team.space.id, there, card("결과"), revision=2, created=NOW
    )


async def test_an_owned_and_pinned_message_comes_back_so(store: Store) -> None:
    team = await form(store)
    whose = team.people[1].id
    async with store.work() as work:
        draft = replace(message(team, "key"), owner=whose, pinned=True)
        kept = await work.messages.get(await work.messages.add(draft, NOW))
    assert kept is not None
    assert (kept.owner, kept.pinned, kept.told) == (whose, True, False)


async def test_a_person_is_told_of_their_own_refused_messages_once(store: Store) -> None:
    team = await form(store)
    leader, member = team.people[0].id, team.people[1].id
    dms = [await refuse(store, message(team, key, place=private(team))) for key in ("a", "b")]
    owned = await refuse(store, replace(message(team, "c", place=CHANNEL), owner=member))
    await refuse(store, message(team, "nobody's"))
    assert await untold(store, leader) == dms
    assert await untold(store, member) == [owned]
    async with store.work() as work:
        await work.messages.tell(dms[:1])
        await work.commit()
    assert await untold(store, leader) == dms[1:]


async def test_another_card_of_a_refused_message_is_told_again(store: Store) -> None:
    team = await form(store)
    kept = await refuse(store, message(team, "a", place=private(team)))
    async with store.work() as work:
        await work.messages.tell([kept])
        assert await work.messages.untold(team.people[0].id) == ()
        await work.messages.show(kept, card("결과"))
        (missed,) = await work.messages.untold(team.people[0].id)
        await work.commit()
    assert (missed.card, missed.delivery) == (card("결과"), Delivery.REFUSED)
