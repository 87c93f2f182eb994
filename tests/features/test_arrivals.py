"""Who comes to a space, and who of them is its staff."""

from dataclasses import replace

from tests.features.harness import Room


async def staff(room: Room, who: str, *, manages: bool) -> bool:
    sender = replace(room.sender(who), manages=manages)
    return (await room.dispatch.meet(sender))[1].staff


async def test_a_space_waits_for_somebody_who_manages_it_and_then_has_one_staff() -> None:
    room = Room()
    assert not await staff(room, "지민", manages=False)
    assert await staff(room, "조교", manages=True)
    assert not await staff(room, "지민", manages=True)
    assert await staff(room, "조교", manages=False)


async def test_a_known_person_becomes_staff_at_the_first_word_as_a_manager() -> None:
    room = Room()
    assert not await staff(room, "지민", manages=False)
    assert await staff(room, "지민", manages=True)


async def test_a_space_is_called_as_its_place_is_now() -> None:
    room = Room()
    sender = room.sender("조교")
    await room.dispatch.meet(sender)
    renamed = replace(sender, home=replace(sender.home, name="새\n이름"))
    assert (await room.dispatch.meet(renamed))[0].name == "새 이름"
    nameless = replace(sender, home=replace(sender.home, name=""))
    assert (await room.dispatch.meet(nameless))[0].name == "새 이름"
