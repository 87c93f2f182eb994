"""A page of one's own, which shows the day as it is now."""

from core.cards import Card
from core.day import stand
from core.errors import Undeliverable
from core.model.places import Audience
from tests.features.harness import Room


async def opened(room: Room, who: str) -> None:
    """Have somebody open their page."""
    sender = room.sender(who)
    space, person = await room.dispatch.meet(sender)
    await stand(room.ports, space, person, sender.account)


async def pages(room: Room) -> list[Card]:
    """Give what stands on all pages."""
    await room.settle()
    shown = room.platform.stands.values()
    return [each.card for each in shown if each.place.audience is Audience.PAGE]


async def test_a_page_shows_what_others_did_since_it_was_opened() -> None:
    room = Room()
    await room.project("지민", "서준")
    await opened(room, "서준")
    (before,) = await pages(room)
    assert not before.rows
    await room.say("지민", "task add", title="발표", due="2026-12-04", assignee="@서준")
    (after,) = await pages(room)
    assert after.rows[0][0] == "#1 발표"
    await room.say("지민", "task status", task="1", status="완료")
    (done,) = await pages(room)
    assert not done.rows


async def test_a_page_opened_twice_is_one_page() -> None:
    room = Room()
    await room.project("지민", "서준")
    await opened(room, "서준")
    await opened(room, "서준")
    assert len(await pages(room)) == 1


async def test_a_page_that_was_refused_is_shown_when_it_is_opened_again() -> None:
    room = Room()
    await room.project("지민", "서준")
    room.platform.fail(Undeliverable("no page"))
    await opened(room, "서준")
    assert await pages(room) == []
    await opened(room, "서준")
    assert len(await pages(room)) == 1


async def test_nobody_has_a_page_who_opened_none() -> None:
    room = Room()
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    assert await pages(room) == []
