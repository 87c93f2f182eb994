"""How a post ends: closed by hand, by its last seat, by its last day; and how it opens again."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from core.model.posts import PostState
from core.reminders import Reminders
from tests.fakes.ports import fake_ports
from tests.features.board_room import (
    AUTHOR,
    apply,
    course_room,
    decide,
    enrol,
    live,
    post,
    projects,
    recruit,
)
from tests.features.harness import Room, field_of, labels

LAST = date(2026, 12, 4)
AFTER = datetime(2026, 12, 5, 0, 1, tzinfo=UTC)
"""One minute past nine on the next morning in Seoul."""


@pytest.fixture
async def room() -> Room:
    return await course_room()


async def test_a_post_is_changed_by_its_author(room: Room) -> None:
    number = await recruit(room)
    shown = await room.say(AUTHOR, "team post", post=str(number))
    reply = await room.touch(AUTHOR, "모집 글 고치기", shown)
    assert reply.form is not None
    values = {field.option: field.value for field in reply.form.fields}
    assert values["title"] == "챗봇 같이 만들어요"
    changed = await room.say(
        AUTHOR, "team edit", post=str(number), title="새 제목", roles="AI", seats="3", until="12/20"
    )
    assert "모집 글을 고쳤어요" in changed.text
    card = await live(room, number)
    assert card.title == f"모집 {number}번 · 새 제목"
    assert [field.value for field in card.fields][:3] == [
        "3자리 중 3자리 남음", "AI", "12월 20일(일)까지",
    ]  # fmt: skip
    same = await room.say(AUTHOR, "team edit", post=str(number), title="새 제목")
    assert "바뀐 것이 없어요" in same.text


@pytest.mark.parametrize("command", ["team edit", "team close"])
async def test_only_its_author_and_staff_change_a_post(room: Room, command: str) -> None:
    number = await recruit(room)
    refused = await room.say("서준", command, post=str(number))
    assert "지민 님만 할 수 있어요" in refused.text
    assert (await room.say("조교", command, post=str(number))).subject == f"post:{number}"


async def test_seats_are_never_fewer_than_those_taken(room: Room) -> None:
    number = await recruit(room, seats="3")
    for name in ("서준", "하은"):
        await apply(room, name, number)
        await decide(room, "수락", name)
    form = await room.form(AUTHOR, "team edit", post=str(number), seats="1")
    assert "이미 2명을 받았어요" in "".join(field.error for field in form.fields)
    await room.say(AUTHOR, "team edit", post=str(number), seats="2")
    assert field_of(await live(room, number), "자리") == "2자리가 모두 찼어요"
    await room.say(AUTHOR, "team edit", post=str(number), seats="4")
    assert field_of(await live(room, number), "자리") == "4자리 중 2자리 남음"


async def test_a_closed_post_is_opened_again_by_a_press(room: Room) -> None:
    number = await recruit(room)
    shown = await room.say(AUTHOR, "team post", post=str(number))
    closed = await room.press(AUTHOR, "모집 마감", shown)
    assert labels(await live(room, number)) == ("자세히 보기",)
    assert "이미 모집이 끝난" in (await room.say(AUTHOR, "team close", post=str(number))).text
    opened = await room.press(AUTHOR, "다시 모집하기", closed)
    assert "모집 마감" in labels(opened)
    assert labels(await live(room, number)) == ("지원하기", "자세히 보기")


async def test_who_waits_at_a_closed_post_is_shown_to_its_author(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    card = await room.say(AUTHOR, "team close", post=str(number))
    assert "아직 답하지 않은 지원" in card.text
    await room.press(AUTHOR, "수락", await room.press(AUTHOR, "서준 님의 지원서", card))
    assert len(await projects(room, "서준")) == 1
    assert field_of(await live(room, number), "자리") == "1자리가 모두 찼어요"


async def test_an_edit_leaves_a_post_closed_that_was_closed_by_hand(room: Room) -> None:
    number = await recruit(room)
    await room.say(AUTHOR, "team close", post=str(number))
    await room.say(AUTHOR, "team edit", post=str(number), title="고친 제목", until="12/20")
    assert field_of(await live(room, number), "자리") == "모집이 끝났어요"


async def test_a_post_is_closed_on_the_morning_after_its_last_day(room: Room) -> None:
    number = await recruit(room, until=str(LAST))
    await apply(room, "서준", number)
    before = len(await room.dms(AUTHOR))
    room.at(AFTER.replace(hour=15, day=4))
    await room.tick()
    assert labels(await live(room, number)) == ("지원하기", "자세히 보기")
    late = await apply(room, "하은", number)
    assert "지원 기한(12월 4일(금))이 지났어요" in late.text
    assert "지원하기" not in labels(await room.say("하은", "team post", post=str(number)))
    room.at(AFTER)
    for _ in range(2):
        await room.tick()
    assert field_of(await live(room, number), "자리") == "모집이 끝났어요"
    told = (await room.dms(AUTHOR))[before:]
    assert [card.title for card in told] == ["지원 기한이 지났어요 · 챗봇 같이 만들어요"]
    assert "아직 답하지 않은 지원이 1개" in told[0].text
    await room.press(AUTHOR, "수락", await room.press(AUTHOR, "서준 님의 지원서", told[0]))
    assert len(await projects(room, "서준")) == 1


async def test_a_post_is_closed_once_by_processes_that_tick_together(room: Room) -> None:
    number = await recruit(room, until=str(LAST))
    room.at(AFTER)
    stores = (room.store, room.store.beside())
    ticking = (Reminders(fake_ports(clock=room.clock, store=store)).tick() for store in stores)
    await asyncio.gather(*ticking)
    assert len(await room.dms(AUTHOR)) == 1
    assert "다시 모집하기" in labels(await room.say(AUTHOR, "team post", post=str(number)))


async def test_a_later_last_day_opens_a_post_again(room: Room) -> None:
    course = await enrol(room, AUTHOR)
    number = await recruit(room, until=str(LAST))
    room.at(AFTER)
    await room.tick()
    shown = await room.say(AUTHOR, "team post", post=str(number))
    refused = await room.press(AUTHOR, "다시 모집하기", shown)
    assert f"`/team edit post:{number}`로 기한을 늘리면" in refused.text
    await room.say(AUTHOR, "team edit", post=str(number), until="12/10")
    assert (await post(room, course, number)).state is PostState.OPEN
    room.at(datetime(2026, 12, 11, 0, 1, tzinfo=UTC))
    await room.tick()
    assert (await post(room, course, number)).state is PostState.CLOSED
    assert len(await room.dms(AUTHOR)) == 2


async def test_a_full_post_is_no_longer_told_of_its_last_day(room: Room) -> None:
    number = await recruit(room, until=str(LAST))
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    before = await room.dms(AUTHOR)
    room.at(AFTER)
    await room.tick()
    assert await room.dms(AUTHOR) == before
    assert field_of(await live(room, number), "자리") == "1자리가 모두 찼어요"


async def test_what_becomes_of_a_teams_post_is_recorded(room: Room) -> None:
    project = await room.project(AUTHOR, topic="학식 챗봇")
    number = await recruit(room, project="학식", until=str(LAST))
    closed = await room.say(AUTHOR, "team close", post=str(number))
    await room.press(AUTHOR, "다시 모집하기", closed)
    room.at(AFTER)
    await room.tick()
    history = await room.history(project)
    assert [each.draft.summary.rsplit(" ", 1)[-1] for each in history] == [
        "마감", "엶", "마감", "올림",
    ]  # fmt: skip
    assert [each.draft.actor is None for each in history] == [True, False, False, False]
