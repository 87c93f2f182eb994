"""Looking for people on a course's board, and looking around there."""

from datetime import date

import pytest

from core.features.board import PAGE
from core.model.places import Audience
from tests.features.board_room import (
    AUTHOR,
    POST,
    apply,
    course_room,
    decide,
    enrol,
    live,
    projects,
    recruit,
)
from tests.features.harness import Room, field_of, labels


@pytest.fixture
async def room() -> Room:
    return await course_room()


async def test_from_recruiting_to_a_full_team(room: Room) -> None:
    number = await recruit(room, seats="2", roles="백엔드, 디자인", until="2026-12-20")
    card = await live(room, number)
    assert card.title == f"모집 {number}번 · 챗봇 같이 만들어요"
    assert [field.value for field in card.fields] == [
        "2자리 중 2자리 남음", "백엔드, 디자인", "12월 20일(일)까지", "지민", "CSE101 수업",
    ]  # fmt: skip
    assert labels(card) == ("지원하기", "자세히 보기")
    for name in ("서준", "하은", "도윤"):
        await apply(room, name, number)
    await decide(room, "수락", "서준")
    assert field_of(await live(room, number), "자리") == "2자리 중 1자리 남음"
    await decide(room, "거절", "하은")
    assert field_of(await live(room, number), "자리") == "2자리 중 1자리 남음"
    await decide(room, "수락", "도윤")
    card = await live(room, number)
    assert field_of(card, "자리") == "2자리가 모두 찼어요"
    assert labels(card) == ("자세히 보기",)
    (project,) = await projects(room, AUTHOR)
    assert [member.name for member in project.members] == ["지민", "서준", "도윤"]
    assert project.topic == POST["title"]


async def test_a_posts_card_stands_once_on_the_board(room: Room) -> None:
    number = await recruit(room)
    (shown,) = room.platform.stands.values()
    assert (shown.place.channel, shown.place.audience) == ("general", Audience.CHANNEL)
    before = len(room.platform.events)
    await room.say(AUTHOR, "team edit", post=str(number), text="더 자세한 내용")
    assert (await live(room, number)).text == "더 자세한 내용"
    assert len(room.platform.events) == before + 1
    assert len(room.platform.stands) == 1


async def test_the_same_open_post_is_made_once(room: Room) -> None:
    number = await recruit(room)
    again = await room.say(AUTHOR, "team recruit", **POST)
    assert "새로 올리지 않았어요" in again.text
    assert again.subject == f"post:{number}"


async def test_a_post_shows_each_what_they_can_do(room: Room) -> None:
    number = await recruit(room)
    shown = {name: await room.press(name, "자세히 보기", await live(room, number))
             for name in (AUTHOR, "서준", "조교")}  # fmt: skip
    assert labels(shown["서준"]) == ("지원하기",)
    assert labels(shown[AUTHOR]) == ("모집 글 고치기", "모집 마감")
    assert labels(shown["조교"]) == ("지원하기", "모집 글 고치기", "모집 마감")
    await apply(room, "서준", number)
    card = await room.say("서준", "team post", post=str(number))
    assert labels(card) == ("지원 취소",)
    assert field_of(card, "내 지원") == "답을 기다리고 있어요"
    card = await room.say(AUTHOR, "team post", post=str(number))
    assert card.rows == (("서준", "백엔드를 해 봤어요"),)
    assert labels(card)[0] == "서준 님의 지원서"
    assert (await room.press(AUTHOR, "서준 님의 지원서", card)).text == "백엔드를 해 봤어요"
    assert (await room.say("하은", "team post", post=str(number))).rows == ()


async def test_the_board_lists_open_posts_newest_first(room: Room) -> None:
    first = await recruit(room, roles="백엔드")
    room.later(hours=1)
    second = await recruit(room, "서준", title="지도 앱", seats="3", until="12/20")
    closed = await recruit(room, "하은", title="게임")
    await room.say("하은", "team close", post=str(closed))
    card = await room.say("도윤", "team board")
    assert card.title == "팀원 모집 · CSE101 수업"
    assert card.rows == (
        (str(second), "지도 앱", "누구나", "3자리 중 3자리 남음", "12월 20일(일)까지"),
        (str(first), POST["title"], "백엔드", "1자리 중 1자리 남음", "자리가 찰 때까지"),
    )
    assert labels(card) == (f"{second}번 보기", f"{first}번 보기", "팀원 모집하기")
    found = await room.press("도윤", f"{first}번 보기", card)
    assert found.subject == f"post:{first}"


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"role": "백엔드"}, {"지도", "누구나"}),
        ({"role": "디자인"}, {"그림", "누구나"}),
        ({"words": "지도"}, {"지도"}),
        ({"words": "학식", "role": "디자인"}, {"그림", "누구나"}),
        ({"words": "없는 말"}, set[str]()),
        ({"shown": "모두"}, {"지도", "그림", "누구나", "끝난"}),
    ],
)
async def test_filters_of_the_board_must_all_fit(
    room: Room, filters: dict[str, str], titles: set[str]
) -> None:
    await recruit(room, title="지도", roles="백엔드, 프론트엔드", text="동네")
    await recruit(room, title="그림", roles="디자인")
    await recruit(room, title="누구나")
    closed = await recruit(room, title="끝난")
    await room.say(AUTHOR, "team close", post=str(closed))
    card = await room.say("서준", "team board", **filters)
    assert {row[1] for row in card.rows} == titles
    assert bool(card.text) is not bool(titles)


async def test_the_board_is_turned_page_by_page(room: Room) -> None:
    for turn in range(PAGE + 1):
        room.later(minutes=1)
        await recruit(room, title=f"{turn}째")
    first = await room.say("서준", "team board", words="째")
    assert len(first.rows) == PAGE
    assert first.footer == f"1/2쪽 · 모두 {PAGE + 1}개"
    second = await room.press("서준", "다음 ▶", first)
    assert [row[1] for row in second.rows] == ["0째"]
    assert (await room.press("서준", "◀ 이전", second)).rows == first.rows


async def test_a_team_that_stands_looks_for_people(room: Room) -> None:
    await room.project(AUTHOR, "하은", topic="학식 챗봇")
    number = await recruit(room, project="학식")
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    (project,) = await projects(room, "서준")
    assert project.topic == "학식 챗봇"
    assert [member.name for member in project.members] == ["지민", "하은", "서준"]
    summaries = [each.draft.summary for each in await room.history(project)]
    assert summaries == ["서준 님이 팀원으로 합류", f"모집 {number}번 올림"]


async def test_only_a_project_one_leads_looks_for_people(room: Room) -> None:
    await room.project("하은", AUTHOR, topic="하은이네")
    form = await room.form(AUTHOR, "team recruit", **POST, project="하은이네")
    assert [field.option for field in form.fields if field.error] == ["project"]
    assert "내가 팀장인 프로젝트가 없어요" in form.fields[-1].error
    await room.project(AUTHOR, topic="내 것")
    form = await room.form(AUTHOR, "team recruit", **POST, project="하은이네")
    assert "내 것" in form.fields[-1].error


async def test_a_new_team_gets_a_project_with_the_first_acceptance(room: Room) -> None:
    number = await recruit(room)
    assert await projects(room, AUTHOR) == ()
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    (project,) = await projects(room, AUTHOR)
    assert (project.topic, project.description) == (POST["title"], POST["text"])
    assert project.goal == "‘챗봇 같이 만들어요’ 완성하기"
    assert (project.start, project.end) == (date(2026, 11, 30), date(2027, 3, 15))
    assert [each.draft.summary for each in await room.history(project)] == [
        "서준 님이 팀원으로 합류", "‘챗봇 같이 만들어요’ 프로젝트를 열었어요.",
    ]  # fmt: skip


async def test_a_board_is_of_its_course_only(room: Room) -> None:
    await enrol(room, "다른이", "하은", code="MATH1")
    number = await recruit(room)
    for command, given in (
        ("team board", {}), ("team post", {"post": str(number)}),
        ("team apply", {"post": str(number), "line": "저요"}),
    ):  # fmt: skip
        card = await room.say("다른이", command, **given, course="CSE101")
        assert card.title == "다시 확인해 주세요"
        assert POST["title"] not in card.plain()
    unknown = await room.say("다른이", "team post", post=str(number))
    missing = await room.say("다른이", "team post", post="999")
    assert unknown.text == missing.text.replace("999", str(number))
    assert (await room.say("다른이", "team board")).rows == ()
    pressed = await room.press("다른이", "자세히 보기", await live(room, number))
    assert pressed.title == "다시 확인해 주세요"
    reply = await room.touch("다른이", "지원하기", await live(room, number))
    assert reply.form is None


async def test_with_several_courses_one_is_chosen(room: Room) -> None:
    await enrol(room, AUTHOR, code="MATH1")
    card = await room.say(AUTHOR, "team recruit", **POST)
    assert labels(card) == ("CSE101", "MATH1")
    posted = await room.press(AUTHOR, "MATH1", card)
    assert field_of(posted, "강의") == "MATH1 수업"
