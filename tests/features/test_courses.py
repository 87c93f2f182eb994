from core.asks import Typing
from core.model.people import Identity
from tests.features.classroom import BY_NAME, listed, opened, taking
from tests.features.harness import Room, field_of, labels


async def test_staff_opens_a_course_and_everybody_sees_its_code_and_name() -> None:
    room = Room()
    card = await room.say("조교", "course add", code=" cse 101", name="자료구조")
    assert card.title == "CSE101 자료구조"
    assert (await room.say("지민", "course list")).rows == (("CSE101", "자료구조", "—"),)
    refused = await room.say("지민", "course add", code="CSE102", name="알고리즘")
    assert "운영진만" in refused.text


async def test_a_code_is_one_course_with_the_newest_name() -> None:
    room = Room()
    first = await opened(room)
    card = await room.say("조교", "course add", code="cse101", name="자료구조와 실습")
    assert card.title == "CSE101 자료구조와 실습"
    assert "이름만 새로 적은 것으로 바꿨어요" in card.text
    assert (await opened(room, name="자료구조와 실습")).id == first.id
    assert [row[:2] for row in (await room.say("조교", "course list")).rows] == [
        ("CSE101", "자료구조와 실습")
    ]


async def test_what_is_no_code_can_be_put_right() -> None:
    form = await Room().form("조교", "course add", code="!?", name="자료구조")
    assert [field.option for field in form.fields if field.error] == ["code"]


async def test_without_a_roster_everybody_joins_by_code() -> None:
    room = Room()
    await opened(room)
    for _ in range(2):
        card = await room.say("지민", "course join", course="cse101")
        assert "강의에 들어왔어요" in card.text
    assert await taking(room, "지민") == ["CSE101"]
    assert (await room.say("지민", "course list")).rows == (("CSE101", "자료구조", "듣고 있어요"),)


async def test_with_a_roster_whoever_stands_in_it_joins_by_themselves() -> None:
    said = {
        "수아": Identity(handle="sua.lee"),
        "서준": Identity(email="seojun@uni.ac.kr"),
    }
    room = Room(said=said)
    await opened(room)
    await listed(
        room, "김하은,<@하은>,,1반", "김서준,,SeoJun@uni.ac.kr,2반", "이수아,@Sua.Lee,,3반"
    )
    for who, section in (("하은", "1반"), ("서준", "2반"), ("수아", "3반")):
        card = await room.say(who, "course join", course="CSE101")
        assert field_of(card, "분반") == section
    assert await room.dms("조교") == ()


async def test_staff_decides_on_whoever_is_not_in_the_roster() -> None:
    room = Room()
    await opened(room)
    await listed(room, "서준,,,1반")
    for _ in range(2):
        card = await room.say("지민", "course join", course="CSE101")
        assert "운영진에게 물어봤어요" in card.text
    assert await taking(room, "지민") == []
    (asked,) = await room.dms("조교")
    assert asked.text.startswith("지민 님이 CSE101 강의에 들어오고 싶어 해요")
    await room.press("조교", "수락", asked)
    assert await taking(room, "지민") == ["CSE101"]
    assert "강의에 들어왔어요" in (await room.dms("지민"))[-1].text
    (decided,) = await room.dms("조교")
    assert labels(decided) == ()


async def test_staff_may_think_again_and_a_decision_is_told_once() -> None:
    room = Room()
    await opened(room)
    await listed(room, "서준,,,1반")
    await room.say("지민", "course join", course="CSE101")
    (asked,) = await room.dms("조교")
    declined = await room.press("조교", "거절", asked)
    await room.press("조교", "거절", asked)
    assert len(await room.dms("지민")) == 1
    again = await room.say("지민", "course join", course="CSE101")
    assert "받지 않았어요" in again.text
    assert len(await room.dms("조교")) == 1
    await room.press("조교", "수락", declined)
    assert await taking(room, "지민") == ["CSE101"]
    late = await room.press("조교", "거절", asked)
    assert "강의에 들어왔어요" in late.text
    assert await taking(room, "지민") == ["CSE101"]


async def test_whoever_left_before_the_decision_stays_out() -> None:
    room = Room()
    course = await opened(room)
    await listed(room, "서준,,,1반")
    await room.say("지민", "course join", course="CSE101")
    (asked,) = await room.dms("조교")
    async with room.store.work() as work:
        await work.courses.leave(course.id, ((await room.person("지민")).id,))
        await work.commit()
    card = await room.press("조교", "수락", asked)
    assert "기다리지 않아요" in card.text
    assert await taking(room, "지민") == []


async def test_only_staff_decides() -> None:
    room = Room()
    await opened(room)
    await listed(room, "서준,,,1반")
    await room.say("지민", "course join", course="CSE101")
    (asked,) = await room.dms("조교")
    refused = await room.press("지민", "수락", asked)
    assert "운영진만" in refused.text
    assert await taking(room, "지민") == []


async def test_a_name_that_two_have_lets_in_neither() -> None:
    room = Room()
    await opened(room)
    await room.person("서준")
    twin = room.sender("다른 서준")
    async with room.store.work() as work:
        await work.people.join(twin.home, twin.account, "서준")
        await work.commit()
    await listed(room, "서준,,,1반", label=BY_NAME)
    card = await room.say("서준", "course join", course="CSE101")
    assert "운영진에게 물어봤어요" in card.text
    (asked,) = await room.dms("조교")
    assert "명단에서는 찾지 못했어요" in asked.text


async def test_whoever_left_comes_back_by_the_line_that_is_theirs() -> None:
    room = Room()
    await opened(room)
    await listed(room, "서준,서준,,1반")
    await room.say("서준", "course join", course="CSE101")
    await room.say("서준", "course leave")
    assert await taking(room, "서준") == []
    back = await room.say("서준", "course join", course="CSE101")
    assert "강의에 들어왔어요" in back.text


async def test_a_course_shows_no_more_than_its_name_to_whoever_is_not_in_it() -> None:
    room = Room()
    await opened(room)
    await room.say("지민", "course join", course="CSE101")
    outside = await room.say("도윤", "course show", course="CSE101")
    assert (outside.title, labels(outside)) == ("CSE101 자료구조", ("들어가기",))
    assert "듣는 사람" not in outside.plain()
    inside = await room.say("지민", "course show")
    assert field_of(inside, "듣는 사람") == "1명"
    joined = await room.press("도윤", "들어가기", outside)
    assert "강의에 들어왔어요" in joined.text


async def test_the_only_course_is_meant_and_of_several_one_is_asked_for() -> None:
    room = Room()
    await opened(room)
    await room.say("지민", "course join", course="CSE101")
    assert (await room.say("지민", "course show")).title == "CSE101 자료구조"
    await opened(room, "CSE102", "알고리즘")
    assert (await room.say("지민", "course show")).title == "CSE101 자료구조"
    await room.say("지민", "course join", course="CSE102")
    which = await room.say("지민", "course show")
    assert labels(which) == ("CSE101", "CSE102")
    assert (await room.press("지민", "CSE102", which)).title == "CSE102 알고리즘"


async def test_while_typing_ones_own_courses_are_offered_and_all_to_join() -> None:
    room = Room()
    await opened(room)
    await opened(room, "CSE102", "알고리즘")
    await room.say("지민", "course join", course="CSE102")

    async def offered(who: str, command: str, typed: str = "") -> list[str]:
        typing = Typing(room.sender(who), command, "course", typed)
        return [each.value for each in await room.dispatch.suggest(typing)]

    assert await offered("지민", "course show") == ["CSE102"]
    assert await offered("지민", "course join") == ["CSE101", "CSE102"]
    assert await offered("지민", "course join", "자료") == ["CSE101"]
    assert await offered("조교", "course show") == ["CSE101", "CSE102"]
    assert await offered("도윤", "course leave") == []


async def test_a_course_that_is_not_here_is_not_known() -> None:
    room = Room()
    card = await room.say("지민", "course show")
    assert "/course join" in card.text
    form = await room.form("지민", "course join", course="CSE999")
    assert "찾지 못했어요" in form.fields[0].error


async def test_whoever_is_not_in_a_course_cannot_leave_it() -> None:
    room = Room()
    await opened(room)
    card = await room.say("지민", "course leave", course="CSE101")
    assert "/course join CSE101" in card.text
    assert (await room.say("조교", "course leave")).text == "듣고 있지 않은 강의예요."
