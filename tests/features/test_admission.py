"""Whom a roster lets in: by what platforms say of them, and by their names only as staff wills."""

import pytest

from core.asks import Ask, Mentioned
from core.model.people import Identity
from tests.features.classroom import BY_NAME, listed, opened, taking, upload
from tests.features.harness import Room, field_of, labels

MINSU = "김민수"


async def joins(room: Room, who: str) -> str:
    return (await room.say(who, "course join", course="CSE101")).text


async def states(room: Room) -> list[tuple[str, ...]]:
    return [tuple(row) for row in (await room.say("조교", "course roster")).rows]


async def test_a_stranger_who_shows_the_account_of_another_as_their_name_stays_out() -> None:
    room = Room(
        ids={"minsu.kim": "U9", "민수": "U1"},
        said={"minsu.kim": Identity("stranger"), "민수": Identity("minsu.kim")},
    )
    await opened(room)
    await listed(room, f"{MINSU},minsu.kim,,2반")
    assert "운영진에게 물어봤어요" in await joins(room, "minsu.kim")
    (asked,) = await room.dms("조교")
    assert "명단에서는 찾지 못했어요" in asked.text
    card = await room.say("민수", "course join", course="CSE101")
    assert ("강의에 들어왔어요" in card.text, field_of(card, "분반")) == (True, "2반")
    assert await taking(room, "minsu.kim") == []


@pytest.mark.parametrize("user", ["U0123ABCDE", "123456789012345678"])
async def test_a_handle_that_reads_as_somebodys_id_lets_in_nobody(user: str) -> None:
    room = Room(ids={"민수": user}, said={"낯선이": Identity(user.lower())})
    await opened(room)
    await listed(room, f"{MINSU},{user},,2반")
    assert "운영진에게 물어봤어요" in await joins(room, "낯선이")
    assert "강의에 들어왔어요" in await joins(room, "민수")


async def test_a_handle_that_two_have_lets_in_neither() -> None:
    minsu = Identity("minsu.kim")
    room = Room(ids={"민수": "U1", "다른 민수": "U2"}, said={"민수": minsu, "다른 민수": minsu})
    await opened(room)
    for who in room.ids:
        await room.person(who)
    await listed(room, f"{MINSU},minsu.kim,,2반")
    assert await states(room) == [(MINSU, "2반", "아직")]
    assert "운영진에게 물어봤어요" in await joins(room, "민수")


async def test_a_name_alone_is_asked_of_staff_who_lets_them_in_by_their_line() -> None:
    room = Room()
    await opened(room)
    await listed(room, f"{MINSU},,,2반", "서준,서준,,1반")
    assert "운영진에게 물어봤어요" in await joins(room, MINSU)
    (asked,) = await room.dms("조교")
    assert f"명단에 ‘{MINSU}’ 줄이 있지만 이름은 누구나 바꿀 수 있어요" in asked.text
    assert field_of(asked, "분반") == "2반"
    await room.press("조교", "수락", asked)
    own = await room.say(MINSU, "course show")
    assert field_of(own, "나") == "듣고 있어요 · 2반"
    assert await states(room) == [(MINSU, "2반", "들어왔어요"), ("서준", "1반", "아직")]


async def test_a_line_that_names_an_account_never_lets_in_by_name() -> None:
    room = Room()
    await opened(room)
    await listed(room, f"{MINSU},minsu.kim,,2반", "서준,,,1반", label=BY_NAME)
    assert "운영진에게 물어봤어요" in await joins(room, MINSU)
    (asked,) = await room.dms("조교")
    await room.press("조교", "수락", asked)
    assert await states(room) == [(MINSU, "2반", "아직"), ("서준", "1반", "아직")]


async def test_names_let_in_at_once_where_staff_said_so_and_no_longer_where_not() -> None:
    room = Room(said={"하은": Identity(email="other@uni.ac.kr")})
    await opened(room)
    lines = (f"{MINSU},,,2반", "하은,,haeun@uni.ac.kr,2반", "서준,,,1반")
    card = await upload(room, *lines)
    assert "3명은 계정도, 확인할 수 있는 이메일도 없어서" in card.text
    assert "이름을 똑같이 바꾼 다른 사람도 들어올 수 있어요" in card.text
    assert labels(card) == ("반영하기", BY_NAME, "명단 올리기")
    await room.press("조교", BY_NAME, card)
    assert "강의에 들어왔어요" in await joins(room, MINSU)
    assert "운영진에게 물어봤어요" in await joins(room, "하은")
    shown = await room.say("조교", "course show")
    assert field_of(shown, "명단으로 들어오는 방법") == "계정이나 이메일, 또는 이름만으로"
    assert "명단으로 들어오는 방법" not in (await room.say(MINSU, "course show")).plain()
    again = await upload(room, *lines)
    assert labels(again) == ("계정·이메일로만 들어오게 반영하기", "명단 올리기")
    await room.press("조교", "계정·이메일로만 들어오게 반영하기", again)
    assert "운영진에게 물어봤어요" in await joins(room, "서준")
    assert await taking(room, MINSU) == ["CSE101"]


async def test_addresses_can_be_checked_where_a_platform_gives_any() -> None:
    room = Room(said={"하은": Identity(email="haeun@uni.ac.kr")})
    await opened(room)
    lines = (f"{MINSU},,minsu@uni.ac.kr,2반", "서준,,,1반")
    assert "2명은 계정도" in (await upload(room, *lines)).text
    await room.person("하은")
    assert "1명은 계정도" in (await upload(room, *lines)).text
    assert labels(await upload(room, lines[0])) == ("반영하기", "명단 올리기")


async def test_nobody_is_put_out_of_a_course_whose_new_list_has_them() -> None:
    room = Room(ids={"Minsu Kim": "U1"})
    await opened(room)
    await listed(room, "Minsu Kim,,,1반", "서준,서준,,1반", label=BY_NAME)
    await joins(room, "Minsu Kim")
    card = await upload(room, f"{MINSU},U1,,2반", "서준,서준,,1반")
    assert "빠짐" not in card.plain()
    await room.press("조교", "계정·이메일로만 들어오게 반영하기", card)
    assert await taking(room, "Minsu Kim") == ["CSE101"]
    assert await states(room) == [(MINSU, "2반", "들어왔어요"), ("서준", "1반", "아직")]


async def test_two_lines_of_one_person_give_them_one_place() -> None:
    room = Room()
    await opened(room)
    lines = ("서준,서준,,1반", "서준 (부계정),서준2,,2반")
    await room.person("서준2")
    await listed(room, *lines)
    await joins(room, "서준")
    kept, gone = await room.person("서준2"), await room.person("서준")
    async with room.store.work() as work:
        await work.links.join(kept, gone.id)
        await work.commit()
    await listed(room, *lines, "도윤,도윤,,1반")
    own = await room.say("서준", "course show")
    assert field_of(own, "나") == "듣고 있어요 · 1반"


async def test_who_is_mentioned_is_not_taken_for_who_mentions_them() -> None:
    room = Room(said={"조교": Identity("ta", "ta@uni.ac.kr")})
    await opened(room)
    await room.project("조교")
    mentioned = Mentioned(room.sender("하은").account, "하은")
    answers = {"person": "<@하은>"}
    ask = Ask("add", room.sender("조교"), "project add", answers, mentioned=(mentioned,))
    await room.dispatch.ask(ask)
    space = (await room.person("조교")).space
    async with room.store.work(write=False) as work:
        said = {user: identity for _, user, identity in await work.people.users(space)}
    assert said == {"조교": Identity("ta", "ta@uni.ac.kr"), "하은": Identity()}


async def test_what_a_platform_says_anew_takes_the_place_of_what_it_said() -> None:
    room = Room(said={"민수": Identity("minsu.kim")})
    await opened(room)
    await room.person("민수")
    room.said["민수"] = Identity("kim.minsu", "minsu@uni.ac.kr")
    await listed(room, f"{MINSU},kim.minsu,,2반")
    assert await states(room) == [(MINSU, "2반", "아직")]
    assert "강의에 들어왔어요" in await joins(room, "민수")
