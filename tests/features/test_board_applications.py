"""Applying to a post, and what its author decides."""

import asyncio

import pytest

from core.model.free_time import free_time
from core.model.people import Profile
from tests.features.board_room import (
    AUTHOR,
    application,
    apply,
    course_room,
    decide,
    live,
    projects,
    recruit,
)
from tests.features.harness import Room, field_of, labels

REFUSED = "다시 확인해 주세요"


@pytest.fixture
async def room() -> Room:
    return await course_room()


async def test_applying_from_the_card_asks_for_a_line(room: Room) -> None:
    number = await recruit(room)
    reply = await room.touch("서준", "지원하기", await live(room, number))
    assert reply.form is not None
    assert [field.option for field in reply.form.fields] == ["line"]
    answers = {**reply.form.answers, "line": "잘 부탁해요"}
    card = await room.say("서준", reply.form.command, **answers)
    assert "지민 님이 답하면" in card.text
    assert (await application(room, "서준")).text == "잘 부탁해요"


async def test_an_application_brings_the_applicants_profile(room: Room) -> None:
    number = await recruit(room)
    await room.say("서준", "me profile", skills="Python 4", roles="백엔드", interests="음악")
    await apply(room, "서준", number)
    card = await application(room, "서준")
    shown = {field.name: field.value for field in card.fields}
    assert shown == {
        "기술": "Python 4", "하고 싶은 역할": "백엔드", "관심": "음악",
        "자리": "1자리 중 1자리 남음", "지금": "답을 기다리고 있어요",
    }  # fmt: skip
    assert labels(card) == ("수락", "거절")


@pytest.mark.parametrize(
    ("theirs", "said"),
    [(range(20, 26), "일주일에 2시간 (월 10:00-12:00)"), (range(4), "아직 겹치는 시간이 없어요")],
)
async def test_an_application_shows_when_both_are_free(
    room: Room, theirs: range, said: str
) -> None:
    for name, slots in ((AUTHOR, range(18, 24)), ("서준", theirs)):
        person = await room.person(name)
        async with room.store.work() as work:
            free = free_time(slots, "Asia/Seoul")
            await work.people.save_profile(Profile(person.id, free=free))
            await work.commit()
    await apply(room, "서준", await recruit(room))
    assert field_of(await application(room, "서준"), "함께 비는 시간") == said


async def test_who_is_accepted_is_told_and_a_member(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    card = await application(room, "서준")
    assert field_of(card, "지금") == "함께하기로 했어요"
    assert labels(card) == ()
    told = (await room.dms("서준"))[-1]
    assert told.title == "함께하게 됐어요 · 챗봇 같이 만들어요"
    assert (await room.press("서준", "프로젝트 보기", told)).title == "챗봇 같이 만들어요"


async def test_who_is_declined_is_told_kindly_and_may_still_be_accepted(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    await decide(room, "거절", "서준")
    told = (await room.dms("서준"))[-1]
    assert "고마워요" in told.text
    assert (await room.press("서준", "다른 모집 글 보기", told)).title.startswith("팀원 모집")
    assert labels(await application(room, "서준")) == ("수락",)
    assert await projects(room, "서준") == ()
    await decide(room, "수락", "서준")
    assert len(await projects(room, "서준")) == 1
    assert len(await room.dms("서준")) == 2


async def test_a_decision_pressed_again_is_made_once(room: Room) -> None:
    number = await recruit(room, seats="2")
    await apply(room, "서준", number)
    card = await application(room, "서준")
    for _ in range(2):
        await room.press(AUTHOR, "수락", card)
    assert field_of(await live(room, number), "자리") == "2자리 중 1자리 남음"
    assert len(await room.dms("서준")) == 1
    await room.press(AUTHOR, "거절", card)
    assert len(await room.dms("서준")) == 1


async def test_the_last_seat_is_given_once(room: Room) -> None:
    number = await recruit(room)
    names = ("서준", "하은")
    for name in names:
        await apply(room, name, number)
    replies = await asyncio.gather(*(decide(room, "수락", name) for name in names))
    refused = [reply.card for reply in replies if reply.card is not None]
    assert len(refused) == 1
    assert "자리가 모두 찼어요" in refused[0].text
    assert sorted([len(await projects(room, name)) for name in names]) == [0, 1]


async def test_who_waits_hears_that_the_seats_are_taken(room: Room) -> None:
    number = await recruit(room)
    for name in ("서준", "하은"):
        await apply(room, name, number)
    await decide(room, "수락", "서준")
    told = (await room.dms("하은"))[-1]
    assert told.title == "자리가 다 찼어요 · 챗봇 같이 만들어요"
    assert labels(told) == ("다른 모집 글 보기", "지원 취소")
    assert labels(await application(room, "하은")) == ("거절",)
    await room.say(AUTHOR, "team edit", post=str(number), seats="2")
    assert labels(await application(room, "하은")) == ("수락", "거절")
    card = await room.say(AUTHOR, "team post", post=str(number))
    card = await room.press(AUTHOR, "하은 님의 지원서", card)
    await room.press(AUTHOR, "수락", card)
    assert len(await projects(room, "하은")) == 1


async def test_an_application_is_withdrawn_and_made_again(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    shown = await room.say("서준", "team post", post=str(number))
    withdrawn = await room.press("서준", "지원 취소", shown)
    assert field_of(withdrawn, "내 지원") == "지원을 취소했어요"
    card = await application(room, "서준")
    assert labels(card) == ()
    assert field_of(card, "지금") == "지원을 취소했어요"
    await apply(room, "서준", number, "다시 생각해 봤어요")
    assert (await application(room, "서준")).text == "다시 생각해 봤어요"
    assert len(await room.dms(AUTHOR)) == 2


async def test_an_application_that_was_withdrawn_is_not_accepted(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    card = await application(room, "서준")
    await room.say("서준", "team withdraw", post=str(number))
    pressed = await room.press(AUTHOR, "수락", card)
    assert field_of(pressed, "지금") == "지원을 취소했어요"
    assert await projects(room, "서준") == ()


async def test_who_may_not_apply_is_told_what_to_do_next(room: Room) -> None:
    number = await recruit(room, seats="2")
    assert "내가 올린" in (await apply(room, AUTHOR, number)).text
    await apply(room, "서준", number)
    assert "이미 지원했어요" in (await apply(room, "서준", number)).text
    await decide(room, "거절", "서준")
    assert "이미 답을 받았어요" in (await apply(room, "서준", number)).text
    await apply(room, "하은", number)
    await decide(room, "수락", "하은")
    assert "이미 받아들여졌어요" in (await apply(room, "하은", number)).text
    await room.say(AUTHOR, "team edit", post=str(number), seats="1")
    assert "자리가 다 찼어요" in (await apply(room, "도윤", number)).text
    await room.project(AUTHOR, "도윤", topic="다른 팀")
    other = await recruit(room, title="더 찾아요", project="다른 팀")
    assert "이미 이 팀의 팀원이에요" in (await apply(room, "도윤", other)).text
    await room.say(AUTHOR, "team close", post=str(other))
    assert "모집이 끝난" in (await apply(room, "서준", other)).text


async def test_who_may_not_withdraw_is_told_what_to_do_next(room: Room) -> None:
    number = await recruit(room)
    nothing = await room.say("서준", "team withdraw", post=str(number))
    assert "취소할 지원이 없어요" in nothing.text
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    member = await room.say("서준", "team withdraw", post=str(number))
    assert "이미 이 팀의 팀원이에요" in member.text


async def test_only_the_author_and_staff_decide(room: Room) -> None:
    number = await recruit(room, seats="2")
    for name in ("서준", "하은"):
        await apply(room, name, number)
    card = await application(room, "서준")
    for label in ("수락", "거절"):
        assert (await room.press("하은", label, card)).title == REFUSED
    await room.press("조교", "수락", card)
    assert field_of(await application(room, "서준"), "지금") == "함께하기로 했어요"


async def test_somebody_who_left_the_course_is_not_accepted(room: Room) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    person = await room.person("서준")
    async with room.store.work() as work:
        (course,) = await work.courses.of(person.id)
        await work.courses.leave(course.id, (person.id,))
        await work.commit()
    reply = await decide(room, "수락", "서준")
    assert reply.card is not None
    assert "이제 이 강의를 듣지 않아요" in reply.card.text


async def test_a_full_project_takes_nobody_more(room: Room) -> None:
    await room.project(AUTHOR, *(f"팀원{number}" for number in range(11)), topic="큰 팀")
    number = await recruit(room, project="큰 팀")
    await apply(room, "서준", number)
    reply = await decide(room, "수락", "서준")
    assert reply.card is not None
    assert "12명까지" in reply.card.text
    assert field_of(await live(room, number), "자리") == "1자리 중 1자리 남음"


async def test_a_new_member_is_let_into_the_projects_home_and_greeted(room: Room) -> None:
    project = await room.project(AUTHOR, "하은", topic="학식 챗봇")
    await room.say(AUTHOR, "project home")
    await room.settle()
    number = await recruit(room, project="학식 챗봇")
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    await room.settle()
    home = room.platform.homes[project.id]
    assert (home.external, home.users) == ("home-1", (AUTHOR, "하은", "서준"))
    (greeting,) = [
        shown for shown in room.platform.stands.values() if "들어왔어요" in shown.card.title
    ]  # fmt: skip
    assert greeting.place.channel == "home-1"


async def test_the_free_time_of_a_whole_team_counts(room: Room) -> None:
    await room.project(AUTHOR, "하은", topic="학식 챗봇")
    for name, slots in ((AUTHOR, range(18, 24)), ("하은", range(22, 30)), ("서준", range(48))):
        person = await room.person(name)
        async with room.store.work() as work:
            free = free_time(slots, "Asia/Seoul")
            await work.people.save_profile(Profile(person.id, free=free))
            await work.commit()
    await apply(room, "서준", await recruit(room, project="학식 챗봇"))
    shown = field_of(await application(room, "서준"), "함께 비는 시간")
    assert shown == "일주일에 1시간 (월 11:00-12:00)"


async def test_a_home_that_is_gone_is_not_opened_to_greet_somebody(room: Room) -> None:
    await room.project(AUTHOR, topic="학식 챗봇")
    await room.say(AUTHOR, "project home")
    await room.settle()
    room.platform.shut("home-1")
    await room.say(AUTHOR, "task add", title="첫 일")
    await room.settle()
    number = await recruit(room, project="학식 챗봇")
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    await room.settle()
    assert room.platform.homes == {}
