"""Where the posts of a course stand: in channels that staff names, without one in a DM."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.asks import Ask
from core.model.people import Locale
from core.model.places import Audience
from core.model.posts import PostState
from tests.everybody import appoint
from tests.fakes.platform import Shown
from tests.features.board_room import (
    AUTHOR,
    BOARD,
    POST,
    STAFF,
    apply,
    course_room,
    decide,
    enrol,
    live,
    name_board,
    post,
    recruit,
    standing,
)
from tests.features.classroom import listed
from tests.features.harness import Room, field_of, labels
from tests.features.two_sides import Sides
from tests.words import ko

ELSEWHERE = "class-only"
MOVED = ko("post.moved")


@pytest.fixture
async def bare() -> Room:
    """Give a room with a course whose posts stand in no channel."""
    room = Room()
    await room.person(STAFF)
    await enrol(room, AUTHOR, "서준", "하은")
    return room


@pytest.fixture
async def room() -> Room:
    return await course_room()


async def at(room: Room, channel: str) -> list[Shown]:
    """Give what stands in a channel, the oldest first."""
    await room.settle()
    return [each for each in room.platform.stands.values() if each.place.channel == channel]


async def edit(room: Room, number: int, **given: str) -> None:
    await room.say(AUTHOR, "team edit", post=str(number), **given)


async def end(room: Room) -> None:
    shown = await room.say(STAFF, "course show")
    await room.press(STAFF, "게시판 내리기", shown)


async def test_without_a_board_a_post_stands_in_its_authors_dm_only(bare: Room) -> None:
    card = await bare.say(AUTHOR, "team recruit", **POST)
    assert "`/team board`에서 볼 수 있어요" in card.text
    assert "채널" not in card.text
    (shown,) = await standing(bare, int(card.subject.removeprefix("post:")))
    author = await bare.person(AUTHOR)
    assert (shown.place.audience, shown.place.person) == (Audience.DM, author.id)
    assert labels(shown.card) == ("자세히 보기",)
    assert await at(bare, BOARD) == []


async def test_the_card_in_the_dm_follows_the_post_in_its_authors_language(bare: Room) -> None:
    author = await bare.person(AUTHOR)
    async with bare.store.work() as work:
        await work.people.save(replace(author, locale=Locale.EN))
        await work.commit()
    number = await recruit(bare)
    await edit(bare, number, title="새 제목")
    (shown,) = await standing(bare, number)
    assert shown.card.title == f"Post {number} · 새 제목"
    assert labels(await bare.press(AUTHOR, "Details", shown.card))[0] == "Edit post"
    await bare.say(AUTHOR, "team close", post=str(number))
    (shown,) = await standing(bare, number)
    assert field_of(shown.card, "Seats") == "closed"


async def test_the_answer_says_who_reads_the_posts_there(bare: Room) -> None:
    card = await name_board(bare)
    assert "이 채널을 읽을 수 있는 사람은 모두 글을 볼 수 있으니" in card.text
    assert labels(card) == ("게시판 내리기",)
    posted = await bare.say(AUTHOR, "team recruit", **POST)
    assert "게시판 채널에 올렸어요" in posted.text
    assert "`/team board`에서도" in posted.text


async def test_open_posts_are_brought_to_a_new_board_each_once(bare: Room) -> None:
    first = await recruit(bare)
    bare.later(hours=1)
    second = await recruit(bare, "서준", title="둘째")
    closed = await recruit(bare, "하은", title="셋째")
    await bare.say("하은", "team close", post=str(closed))
    for _ in range(2):
        await name_board(bare, ELSEWHERE)
    shown = await at(bare, ELSEWHERE)
    assert [each.card.subject for each in shown] == [f"post:{first}", f"post:{second}"]
    assert labels(shown[0].card) == ("지원하기", "자세히 보기")


async def test_an_ask_delivered_again_brings_nothing_again(bare: Room) -> None:
    await recruit(bare)
    ask = Ask("once", bare.sender(STAFF), "course board", {})
    for _ in range(2):
        await bare.dispatch.ask(ask)
    assert len(await at(bare, BOARD)) == 1


async def test_a_post_opened_again_comes_to_the_board_named_meanwhile(bare: Room) -> None:
    number = await recruit(bare)
    closed = await bare.say(AUTHOR, "team close", post=str(number))
    await name_board(bare)
    assert await at(bare, BOARD) == []
    await bare.press(AUTHOR, "다시 모집하기", closed)
    assert labels(await live(bare, number)) == ("지원하기", "자세히 보기")


async def test_a_board_that_moves_leaves_nothing_of_a_post_behind(room: Room) -> None:
    number = await recruit(room, text="비밀 내용")
    done = await recruit(room, "하은", title="끝난 글")
    await room.say("하은", "team close", post=str(done))
    await name_board(room, ELSEWHERE)
    await edit(room, number, title="고친 제목")
    await room.say("하은", "team edit", post=str(done), title="고친 끝난 글")
    left = [each.card for each in await at(room, BOARD)]
    assert [card.title for card in left] == [f"모집 {number}번", f"모집 {done}번"]
    for card in left:
        assert card.plain() == f"{card.title}\n{MOVED}"
        assert labels(card) == ("자세히 보기",)
    (there,) = await at(room, ELSEWHERE)
    assert there.card.title == f"모집 {number}번 · 고친 제목"


async def test_a_card_left_behind_leads_only_people_of_the_course_to_the_post(room: Room) -> None:
    number = await recruit(room)
    await name_board(room, ELSEWHERE)
    (left,) = await at(room, BOARD)
    assert (await room.press("서준", "자세히 보기", left.card)).title.startswith(
        f"모집 {number}번 · "
    )
    assert POST["title"] not in (await room.press("다른이", "자세히 보기", left.card)).plain()


async def test_a_board_that_comes_back_shows_its_posts_where_they_stood(room: Room) -> None:
    number = await recruit(room)
    for channel in (ELSEWHERE, BOARD):
        await name_board(room, channel)
    (here,), (there,) = await at(room, BOARD), await at(room, ELSEWHERE)
    assert labels(here.card) == ("지원하기", "자세히 보기")
    assert there.card.text == MOVED
    assert len(await standing(room, number)) == 2


async def test_an_ended_board_leaves_open_posts_to_the_dms_of_their_authors(room: Room) -> None:
    number = await recruit(room)
    closed = await recruit(room, "하은", title="끝난 글")
    await room.say("하은", "team close", post=str(closed))
    await end(room)
    assert all(each.card.text == MOVED for each in await at(room, BOARD))
    (own,) = await room.dms(AUTHOR)
    assert own.title == f"모집 {number}번 · {POST['title']}"
    assert await room.dms("하은") == ()
    await recruit(room, "서준", title="새 글")
    assert len(await at(room, BOARD)) == 2
    assert labels(await room.say(STAFF, "course show")) == ("명단",)


async def test_a_board_is_named_in_a_channel_only(bare: Room) -> None:
    for channel, direct in (("dm", True), ("", False)):
        card = await name_board(bare, channel, direct=direct)
        assert "채널로 가서 `/course board`를" in card.text
    await recruit(bare)
    assert await at(bare, "dm") == []


async def test_only_staff_names_and_ends_a_board(room: Room) -> None:
    named = await name_board(room)
    for who in (AUTHOR, "다른이"):
        refused = await room.say(who, "course board", course="CSE101")
        assert "운영진만" in refused.text
        assert "운영진만" in (await room.press(who, "게시판 내리기", named)).text
        assert "게시판 내리기" not in labels(await room.say(who, "course show", course="CSE101"))
    await recruit(room)
    assert len(await at(room, BOARD)) == 1


async def test_a_board_is_of_one_course(room: Room) -> None:
    await enrol(room, "하은", code="MATH1")
    await name_board(room, "math", course="MATH1")
    number = await recruit(room)
    other = await recruit(room, "하은", title="수학 모임", course="MATH1")
    assert [each.card.subject for each in await at(room, BOARD)] == [f"post:{number}"]
    assert [each.card.subject for each in await at(room, "math")] == [f"post:{other}"]


async def test_a_post_whose_board_is_gone_comes_to_its_author(room: Room) -> None:
    room.platform.shut(BOARD)
    number = await recruit(room)
    await edit(room, number, title="새 제목")
    (own,) = await room.dms(AUTHOR)
    assert own.title == f"모집 {number}번 · 새 제목"
    room.platform.open(BOARD)
    await name_board(room)
    assert (await live(room, number)).title == own.title


async def test_a_course_on_two_platforms_has_a_board_on_each() -> None:
    sides = Sides()
    await sides.one_space()
    await enrol(sides.discord, AUTHOR, "서준")
    for room in (sides.discord, sides.slack):
        await _named_by_staff(room)
    number = await recruit(sides.discord)
    rooms = (sides.discord, sides.slack)
    cards = [(await live(room, number)).title for room in rooms]
    assert cards == [f"모집 {number}번 · {POST['title']}"] * 2
    await edit(sides.discord, number, title="새 제목")
    assert {(await live(room, number)).title for room in rooms} == {f"모집 {number}번 · 새 제목"}
    shown = await sides.slack.say("ta", "course show")
    await sides.slack.press("ta", "게시판 내리기", shown)
    here, there = [await live(room, number) for room in rooms]
    assert here.title == f"모집 {number}번 · 새 제목"
    assert there.text == MOVED
    assert await sides.discord.dms(AUTHOR) == ()


async def test_posts_of_a_course_that_two_spaces_had_stand_on_the_boards_of_both() -> None:
    sides = Sides()
    rooms = (sides.discord, sides.slack)
    for room, staff in zip(rooms, (STAFF, "ta"), strict=True):
        appoint(sides.keep, (await room.person(staff)).id)
        await enrol(room, AUTHOR)
        await _named_by_staff(room)
    number = await recruit(sides.discord)
    await sides.one_space()
    cards = [(await live(room, number)).title for room in rooms]
    assert cards == [f"모집 {number}번 · {POST['title']}"] * 2


async def _named_by_staff(room: Room) -> None:
    who = "ta" if room.platform.name == "slack" else STAFF
    await room.say(who, "course board")


@pytest.mark.parametrize("by_roster", [False, True])
async def test_nobody_outside_a_course_is_applied_to(room: Room, *, by_roster: bool) -> None:
    course = await enrol(room, AUTHOR)
    await listed(room, "지민,지민,,", "서준,서준,,", "하은,하은,,")
    number = await recruit(room)
    await apply(room, "서준", number)
    if by_roster:
        await listed(room, "서준,서준,,", "하은,하은,,")
    else:
        await room.say(AUTHOR, "course leave")
    assert (await post(room, course, number)).state is PostState.CLOSED
    assert "모집이 끝난" in (await apply(room, "하은", number)).text
    before = await room.dms(AUTHOR)
    await room.say("서준", "team withdraw", post=str(number))
    assert await room.dms(AUTHOR) == before
    shown = await room.say(STAFF, "team post", post=str(number))
    refused = await room.press(STAFF, "다시 모집하기", shown)
    assert "이제 이 강의를 듣지 않아서" in refused.text


async def test_what_somebody_pressed_into_their_dm_tells_nothing_once_they_left(
    room: Room,
) -> None:
    number = await recruit(room)
    for name in ("서준", "하은"):
        await apply(room, name, number)
    await decide(room, "수락", "서준")
    full = (await room.dms("하은"))[-1]
    await room.press("하은", "지원 취소", full)
    await room.say("하은", "course leave")
    await edit(room, number, title="고친 제목", seats="3")
    assert not any("고친 제목" in card.plain() for card in await room.dms("하은"))


async def test_a_last_day_reaches_no_author_who_left(room: Room) -> None:
    await recruit(room, until="2026-12-04")
    await room.say(AUTHOR, "course leave")
    room.at(datetime(2026, 12, 5, 0, 1, tzinfo=UTC))
    await room.tick()
    assert await room.dms(AUTHOR) == ()
