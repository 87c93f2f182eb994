import asyncio
from dataclasses import replace
from datetime import time

from core.model.people import (
    UNSAID,
    Identity,
    Locale,
    Person,
    Profile,
    QuietHours,
    Role,
    Skill,
    SpaceDefaults,
)
from core.ports.storage import Store
from tests.storage.samples import CLASS, CLUB, NOW, account, join


async def test_a_new_space_starts_with_the_defaults(store: Store) -> None:
    space, _ = await join(store, "지민")
    defaults = SpaceDefaults()
    assert (space.name, space.locale, space.timezone, space.quiet) == (
        CLASS.name,
        defaults.locale,
        defaults.timezone,
        defaults.quiet,
    )


async def test_only_the_first_manager_of_a_space_is_staff(store: Store) -> None:
    space, first = await join(store, "지민")
    same_space, second = await join(store, "서준")
    other_space, elsewhere = await join(store, "하은", CLUB)
    assert space == same_space != other_space
    assert [first.staff, second.staff, elsewhere.staff] == [True, False, True]


async def test_joining_again_gives_the_same_person(store: Store) -> None:
    assert await join(store, "지민") == await join(store, "지민")


async def test_a_new_name_of_a_known_account_is_kept(store: Store) -> None:
    space, jimin = await join(store, "지민")
    async with store.work() as work:
        _, renamed = await work.people.join(CLASS, account("지민"), "박지민")
        await work.commit()
    async with store.work(write=False) as work:
        assert renamed == replace(jimin, name="박지민") == await work.people.person(jimin.id)
        assert await work.people.everyone(space.id) == (renamed,)


async def test_what_is_said_of_an_account_is_kept_until_something_else_is_said(
    store: Store,
) -> None:
    space, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    for said, kept in (
        (Identity("jimin"), Identity("jimin")),
        (Identity(email="jimin@uni.ac.kr"), Identity("jimin", "jimin@uni.ac.kr")),
        (Identity("jimin.kim"), Identity("jimin.kim", "jimin@uni.ac.kr")),
        (UNSAID, Identity("jimin.kim", "jimin@uni.ac.kr")),
    ):
        async with store.work() as work:
            await work.people.join(CLASS, account("지민"), "지민", said)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.people.users(space.id) == (
                (jimin.id, "지민", kept), (seojun.id, "서준", UNSAID),
            )  # fmt: skip


async def test_who_is_known_is_not_known_as_something_else(store: Store) -> None:
    met = await join(store, "지민")
    said = Identity("jimin", "jimin@uni.ac.kr")
    async with store.work() as work:
        assert await work.people.known(CLASS, account("지민"), said) is None
        await work.people.join(CLASS, account("지민"), "지민", said)
        await work.commit()
    async with store.work(write=False) as work:
        for same in (said, UNSAID, Identity("jimin")):
            assert await work.people.known(CLASS, account("지민"), same) == met
        assert await work.people.known(CLASS, account("지민"), Identity("other")) is None


async def test_one_account_that_joins_twice_at_once_is_one_person(
    processes: tuple[Store, Store],
) -> None:
    joined = await asyncio.gather(*(join(processes[turn % 2], "지민") for turn in range(6)))
    assert len(set(joined)) == 1


async def test_a_newcomer_who_joins_an_open_space_twice_at_once_is_one_person(
    processes: tuple[Store, Store],
) -> None:
    _, first = await join(processes[0], "서준")
    joined = await asyncio.gather(*(join(processes[turn % 2], "지민") for turn in range(6)))
    assert len(set(joined)) == 1
    assert first not in {person for _, person in joined}


async def test_of_managers_who_open_a_space_at_once_exactly_one_is_staff(
    processes: tuple[Store, Store],
) -> None:
    joined = await asyncio.gather(*(join(processes[turn % 2], f"{turn}") for turn in range(6)))
    assert len({space.id for space, _ in joined}) == 1
    assert sorted(person.staff for _, person in joined) == [False] * 5 + [True]


async def enter(store: Store, user: str, *, manages: bool) -> Person:
    async with store.work() as work:
        _, person = await work.people.join(CLASS, account(user), user, manages=manages)
        await work.commit()
    return person


async def test_a_space_has_no_staff_until_somebody_comes_who_manages_it(store: Store) -> None:
    jimin = await enter(store, "지민", manages=False)
    ta = await enter(store, "조교", manages=True)
    assert [jimin.staff, ta.staff] == [False, True]
    assert not (await enter(store, "지민", manages=True)).staff


async def test_a_known_person_who_now_manages_becomes_the_missing_staff(store: Store) -> None:
    jimin = await enter(store, "지민", manages=False)
    async with store.work(write=False) as work:
        assert await work.people.known(CLASS, account("지민"))
        assert await work.people.known(CLASS, account("지민"), manages=True) is None
    risen = await enter(store, "지민", manages=True)
    assert risen == replace(jimin, staff=True)
    async with store.work(write=False) as work:
        known = await work.people.known(CLASS, account("지민"), manages=True)
        assert known == (await work.people.space(jimin.space), risen)


async def test_of_known_people_who_manage_at_once_exactly_one_becomes_staff(
    processes: tuple[Store, Store],
) -> None:
    names = [f"{turn}" for turn in range(6)]
    for name in names:
        await enter(processes[0], name, manages=False)
    risen = await asyncio.gather(
        *(enter(processes[turn % 2], name, manages=True) for turn, name in enumerate(names))
    )
    assert sorted(person.staff for person in risen) == [False] * 5 + [True]


async def test_a_space_bears_the_name_its_place_has_now(store: Store) -> None:
    space, jimin = await join(store, "지민")
    renamed, nameless = replace(CLASS, name="새 이름"), replace(CLASS, name="")
    async with store.work(write=False) as work:
        assert await work.people.known(renamed, account("지민")) is None
    assert await join(store, "지민", renamed) == (replace(space, name="새 이름"), jimin)
    async with store.work(write=False) as work:
        known = await work.people.known(nameless, account("지민"))
        assert known == (replace(space, name="새 이름"), jimin)
        assert await work.people.space(space.id) == replace(space, name="새 이름")


async def test_only_who_joined_is_known(store: Store) -> None:
    joined = await join(store, "지민")
    await join(store, "서준", CLUB)
    async with store.work(write=False) as work:
        assert await work.people.known(CLASS, account("지민")) == joined
        assert await work.people.known(CLASS, account("서준")) is None
        assert await work.people.known(CLUB, account("지민", CLUB)) is None
        nowhere = replace(CLASS, workspace="nowhere")
        assert await work.people.known(nowhere, account("지민")) is None


async def test_people_are_listed_by_name_within_their_space(store: Store) -> None:
    space, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    await join(store, "가온", CLUB)
    async with store.work(write=False) as work:
        assert await work.people.everyone(space.id) == (seojun, jimin)
        assert await work.people.space(space.id) == space
        assert await work.people.accounts(jimin.id) == (account("지민"),)


async def test_settings_are_kept_and_taken_back(store: Store) -> None:
    _, jimin = await join(store, "지민")
    chosen = replace(
        jimin,
        locale=Locale.EN,
        timezone="Europe/Berlin",
        quiet=QuietHours(time(23, 30), time(6)),
        reminded_until=NOW,
    )
    for wanted in (chosen, jimin):
        async with store.work() as work:
            await work.people.save(wanted)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.people.person(jimin.id) == wanted


async def test_a_profile_is_empty_until_it_is_written_and_can_be_replaced(store: Store) -> None:
    _, jimin = await join(store, "지민")
    written = Profile(jimin.id, (Skill("Python", 4),), (Role.BACKEND, Role.LEAD), "게임")
    newer = Profile(jimin.id, (Skill("React", 2),))
    async with store.work() as work:
        assert await work.people.profile(jimin.id) == Profile(jimin.id)
        await work.people.save_profile(written)
        assert await work.people.profile(jimin.id) == written
        await work.people.save_profile(newer)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.people.profile(jimin.id) == newer
