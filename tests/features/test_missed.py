"""What cannot arrive reaches the person another way."""

import pytest

from core.cards import Card
from core.model.messages import Delivery, Draft
from core.outgoing import dm_place, post
from tests.everybody import phrases
from tests.fakes.platform import Doing
from tests.fakes.ports import fake_ports
from tests.features.harness import Room


@pytest.fixture
def room() -> Room:
    room = Room()
    room.open(fake_ports(clock=room.clock, store=room.store, phrases=phrases(), writer=None))
    return room


async def write_to(room: Room, who: str, *titles: str) -> None:
    person = await room.person(who)
    async with room.store.work() as work:
        place = await dm_place(work, person)
        for title in titles:
            await post(work, Draft(title, person.space, place, Card(title)), room.clock.now())
        await work.commit()
    await room.settle()


async def missed(room: Room, who: str) -> list[str]:
    return [card.title for card in (await room.hear(who, "me today")).missed]


async def test_a_refused_dm_is_shown_at_the_persons_next_word_once(room: Room) -> None:
    room.platform.shut("서준")
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    await room.settle()
    assert await missed(room, "지민") == []
    assert await missed(room, "서준") == ["새로 맡은 업무: #1 발표"]
    assert await missed(room, "서준") == []


async def test_a_press_shows_what_was_missed_too(room: Room) -> None:
    room.platform.shut("서준")
    await room.project("서준")
    card = await room.say("서준", "task add", title="발표")
    await write_to(room, "서준", "하나")
    reply = await room.touch("서준", "시작", card)
    assert [each.title for each in reply.missed] == ["하나"]


async def test_a_form_stands_alone_and_the_next_answer_shows_what_was_missed(room: Room) -> None:
    room.platform.shut("서준")
    await room.project("서준")
    await write_to(room, "서준", "하나")
    assert (await room.hear("서준", "task add")).missed == ()
    assert await missed(room, "서준") == ["하나"]


async def test_of_many_missed_ones_five_are_shown_at_a_time(room: Room) -> None:
    room.platform.shut("서준")
    await write_to(room, "서준", *"가나다라마바사")
    assert await missed(room, "서준") == list("가나다라마")
    assert await missed(room, "서준") == list("바사")


async def test_after_three_refusals_no_dm_is_tried_until_the_person_was_told(room: Room) -> None:
    room.platform.shut("서준")
    for title in "가나다":
        await write_to(room, "서준", title)
    room.platform.open("서준")
    await write_to(room, "서준", "라")
    assert await room.dms("서준") == ()
    assert await missed(room, "서준") == list("가나다라")
    await write_to(room, "서준", "마")
    assert [card.title for card in await room.dms("서준")] == ["마"]


async def test_the_result_of_work_whose_channel_was_deleted_comes_by_dm(room: Room) -> None:
    await room.project("지민", "서준")
    reply = await room.hear("서준", "project plan")
    assert reply.message is not None
    room.platform.shut("general")
    await room.settle()
    (plan,) = await room.dms("서준")
    assert plan.buttons[0].label == "적용"
    assert room.platform.shown(reply.message) == plan


async def test_the_result_of_work_whose_message_was_deleted_comes_by_dm(room: Room) -> None:
    await room.project("지민")
    card = await room.say("지민", "project plan")
    shown = room.find(card)
    assert shown is not None
    room.platform.delete(shown.message)
    async with room.store.work() as work:
        await work.messages.show(shown.message, Card("결과"))
        await work.commit()
    assert await room.dms("지민") == (Card("결과"),)


async def test_a_result_that_finds_neither_channel_nor_dm_waits_for_the_person(room: Room) -> None:
    for where in ("general", "서준"):
        room.platform.shut(where)
    await room.project("지민", "서준")
    reply = await room.hear("서준", "project plan")
    await room.settle()
    assert [event for event in room.platform.events if event.doing is Doing.POST] == []
    assert reply.message is not None
    async with room.store.work(write=False) as work:
        kept = await work.messages.get(reply.message)
    assert kept is not None
    assert kept.delivery is Delivery.REFUSED
    reply = await room.hear("서준", "me today")
    assert [card.buttons[0].label for card in reply.missed] == ["적용"]
