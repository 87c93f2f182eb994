import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Stale
from core.model.links import LIFE, Link, LinkKind, digest_of
from core.model.people import Person, PersonId
from core.ports.storage import Store
from tests.storage.samples import CLASS, NOW, account, join

DIGEST = digest_of("ACDE-3467")


def link(person: Person, digest: str = DIGEST, **cells: object) -> Link:
    return replace(Link(digest, LinkKind.PERSON, person.id, NOW + LIFE), **cells)


async def offer(store: Store, *offered: Link) -> None:
    async with store.work() as work:
        for each in offered:
            await work.links.offer(each, NOW)
        await work.commit()


async def find(store: Store, digest: str = DIGEST) -> Link | None:
    async with store.work() as work:
        return await work.links.find(digest)


async def redeem(store: Store) -> bool:
    async with store.work() as work:
        found = await work.links.find(DIGEST)
        assert found is not None
        if not found.used:
            await work.links.use(DIGEST)
            await work.commit()
        return not found.used


async def try_once(store: Store, person: PersonId, minutes: int = 0) -> int:
    now = NOW + timedelta(minutes=minutes)
    async with store.work() as work:
        made = await work.links.tried(person, now, now - LIFE)
        await work.commit()
    return made


async def test_a_code_is_found_as_it_was_offered(store: Store) -> None:
    _, jimin = await join(store, "지민")
    await offer(store, link(jimin))
    assert await find(store) == link(jimin)
    assert await find(store, digest_of("ACDE-3469")) is None


async def test_a_new_code_makes_the_earlier_one_of_its_kind_void(store: Store) -> None:
    _, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    space = link(jimin, "space", kind=LinkKind.SPACE)
    theirs = link(seojun, "theirs")
    await offer(store, link(jimin), space, theirs, link(jimin, "new"))
    assert await find(store) is None
    assert [await find(store, each.digest) for each in (space, theirs)] == [space, theirs]


async def test_a_used_code_is_known_as_used_until_it_is_long_over(store: Store) -> None:
    _, jimin = await join(store, "지민")
    await offer(store, link(jimin))
    assert await redeem(store)
    await offer(store, link(jimin, "new"))
    assert await find(store) == link(jimin, used=True)
    async with store.work() as work:
        await work.links.offer(link(jimin, "later"), NOW + timedelta(days=2))
        await work.commit()
    assert await find(store) is None


async def test_of_those_who_use_a_code_at_once_one_does(processes: tuple[Store, Store]) -> None:
    _, jimin = await join(processes[0], "지민")
    await offer(processes[0], link(jimin))
    used = await asyncio.gather(*(redeem(processes[turn % 2]) for turn in range(4)))
    assert sorted(used) == [False] * 3 + [True]


async def test_tries_are_counted_for_a_while_and_can_be_forgiven(store: Store) -> None:
    _, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    assert [await try_once(store, jimin.id, minute) for minute in (0, 1, 10)] == [1, 2, 3]
    assert await try_once(store, seojun.id) == 1
    assert await try_once(store, jimin.id, 11) == 1
    async with store.work() as work:
        await work.links.forgive(jimin.id)
        await work.commit()
    assert await try_once(store, jimin.id, 11) == 1


async def test_tries_made_at_once_are_all_counted(processes: tuple[Store, Store]) -> None:
    _, jimin = await join(processes[0], "지민")
    made = await asyncio.gather(*(try_once(processes[turn % 2], jimin.id) for turn in range(6)))
    assert sorted(made) == [1, 2, 3, 4, 5, 6]


async def test_whoever_is_known_in_two_spaces_by_one_account_is_found(store: Store) -> None:
    space, jimin = await join(store, "지민")
    club = replace(CLASS, workspace="club")
    other, _ = await join(store, "하은", club)
    async with store.work() as work:
        _, guest = await work.people.join(club, account("지민"), "지민")
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.links.doubles(space.id, other.id) == ((jimin.id, guest.id),)


async def test_of_those_who_join_the_same_people_at_once_one_does(
    processes: tuple[Store, Store],
) -> None:
    _, jimin = await join(processes[0], "지민")
    _, seojun = await join(processes[0], "서준")

    async def unite(store: Store) -> bool:
        try:
            async with store.work() as work:
                await work.links.join(seojun, jimin.id)
                await work.commit()
        except Stale:
            return False
        return True

    joined = await asyncio.gather(*(unite(processes[turn % 2]) for turn in range(4)))
    assert sorted(joined) == [False] * 3 + [True]
    with pytest.raises(Stale):
        async with processes[0].work() as work:
            await work.people.save(jimin)
