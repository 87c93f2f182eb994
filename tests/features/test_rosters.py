import codecs

import pytest

from core.model.courses import EnrolmentState
from core.model.people import Identity
from core.ports.outside import File
from tests.features.classroom import listed, opened, taking, upload
from tests.features.harness import Room, field_of, labels

LIST = ("하은,하은,haeun@uni.ac.kr,1반", "서준,,seojun@uni.ac.kr,2반", "도윤,도윤,,1반")
MAIL = {"서준": Identity(email="seojun@uni.ac.kr")}


async def names(room: Room) -> list[str]:
    card = await room.say("조교", "course roster")
    return [row[0] for row in card.rows]


async def test_a_list_changes_nothing_until_it_is_confirmed() -> None:
    room = Room()
    await opened(room)
    await room.person("하은")
    card = await upload(room, *LIST)
    assert field_of(card, "추가") == "3명: 하은, 서준, 도윤"
    assert "아직 아무것도 바꾸지 않았어요" in card.text
    assert await names(room) == []
    assert await taking(room, "하은") == []
    applied = await room.press("조교", "반영하기", card)
    assert field_of(applied, "명단") == "3명"
    assert field_of(applied, "들어온 사람") == "1명"
    assert applied.rows == (
        ("하은", "1반", "들어왔어요"), ("서준", "2반", "아직"), ("도윤", "1반", "아직"),
    )  # fmt: skip
    assert await taking(room, "하은") == ["CSE101"]


async def test_the_same_list_twice_changes_nothing() -> None:
    room = Room(said=MAIL)
    course = await opened(room)
    await room.person("서준")
    await listed(room, *LIST)
    async with room.store.work(write=False) as work:
        roster = await work.courses.roster(course.id)
    card = await upload(room, *LIST)
    assert "바꿀 것이 없어요" in card.text
    assert labels(card) == ("명단 올리기",)
    async with room.store.work(write=False) as work:
        assert await work.courses.roster(course.id) == roster


async def test_a_list_is_applied_once() -> None:
    room = Room()
    await opened(room)
    card = await upload(room, *LIST)
    await room.press("조교", "반영하기", card)
    again = await room.press("조교", "반영하기", card)
    assert "이미 반영했거나" in again.text
    newer = await upload(room, *LIST, "지민,,,3반")
    await upload(room, *LIST)
    late = await room.press("조교", "반영하기", newer)
    assert "다른 명단이 올라왔어요" in late.text
    assert await names(room) == ["하은", "서준", "도윤"]


async def test_what_a_new_list_changes_is_shown_by_name() -> None:
    room = Room(said=MAIL)
    await opened(room)
    await listed(room, *LIST)
    for who in ("하은", "서준", "도윤"):
        await room.say(who, "course join", course="CSE101")
    card = await upload(
        room, "하은,하은,haeun@uni.ac.kr,1반", "서준 (복학),,seojun@uni.ac.kr,3반", "지민,,,1반"
    )
    shown = {name: field_of(card, name) for name in ("그대로", "추가", "바뀜", "빠짐")}
    assert shown == {
        "그대로": "1명", "추가": "1명: 지민", "바뀜": "1명: 서준 (복학)", "빠짐": "1명: 도윤",
    }  # fmt: skip
    assert "빠지는 사람은 강의에서도 나가요" in card.text
    await room.press("조교", "반영하기", card)
    assert await names(room) == ["하은", "서준 (복학)", "지민"]
    assert [await taking(room, who) for who in ("하은", "서준", "도윤")] == [
        ["CSE101"], ["CSE101"], [],
    ]  # fmt: skip
    own = await room.say("서준", "course show")
    assert field_of(own, "나") == "듣고 있어요 · 3반"


async def test_whom_staff_let_in_stays_whatever_the_list_says() -> None:
    room = Room()
    await opened(room)
    await listed(room, *LIST)
    await room.say("지민", "course join", course="CSE101")
    (asked,) = await room.dms("조교")
    await room.press("조교", "수락", asked)
    await listed(room, "하은,하은,haeun@uni.ac.kr,1반")
    assert await taking(room, "지민") == ["CSE101"]


async def test_a_list_lets_in_whoever_was_waiting() -> None:
    room = Room()
    course = await opened(room)
    await listed(room, *LIST)
    await room.say("지민", "course join", course="CSE101")
    waiting = await room.say("조교", "course roster")
    assert (field_of(waiting, "답을 기다리는 사람"), waiting.footer) == (
        "1명", "들어오고 싶은 사람: 지민",
    )  # fmt: skip
    await listed(room, *LIST, "지민,지민,,2반")
    async with room.store.work(write=False) as work:
        place = await work.courses.enrolment(course.id, (await room.person("지민")).id)
    assert place is not None
    assert (place.state, place.section) == (EnrolmentState.ENROLLED, "2반")


async def test_wrong_lines_are_named_and_only_they_are_left_out() -> None:
    room = Room()
    await opened(room)
    await listed(room, *LIST)
    card = await upload(
        room, "하은,하은,haeun@uni.ac.kr,1반", ",,nobody@uni.ac.kr,1반", "서준,,틀린 메일,2반",
        "", "도윤,,,1반", "도윤,,,2반", "하은 2,하은,,1반", "지민,,,1반",
    )  # fmt: skip
    assert card.rows == (
        ("3", "이름이 비어 있어요: nobody@uni.ac.kr 1반"),
        ("4", "이메일 모양이 아니에요: 서준 틀린 메일 2반"),
        ("6", "같은 이름이 또 있어요. 계정이나 이메일을 적어 주세요: 도윤"),
        ("7", "같은 이름이 또 있어요. 계정이나 이메일을 적어 주세요: 도윤"),
        ("8", "앞 줄과 계정이나 이메일이 같아요: 하은 2"),
    )
    assert field_of(card, "파일에 없지만 그대로 둠") == "2명: 서준, 도윤"
    assert "빠지는 사람은" not in card.text
    await room.press("조교", "반영하기", card)
    assert await names(room) == ["하은", "지민", "서준", "도윤"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_a_list_is_read_as_excel_writes_it(encoding: str, separator: str) -> None:
    room = Room()
    await opened(room)
    lines = (
        "2026학년도 2학기 수강생", "", "학번,성 명,E-Mail,분반,디스코드",
        '2026001,"하은",haeun@uni.ac.kr,1반,@하은', "2026002,서준,,,",
    )  # fmt: skip
    text = "\r\n".join(line.replace(",", separator) for line in lines)
    file = File("명단.csv", text.encode(encoding))
    card = await room.say("조교", "course roster", file=file)
    assert field_of(card, "추가") == "2명: 하은, 서준"
    await room.press("조교", "반영하기", card)
    async with room.store.work(write=False) as work:
        (first, second) = await work.courses.roster((await opened(room)).id)
    assert (first.account, first.email, first.section) == ("하은", "haeun@uni.ac.kr", "1반")
    assert "2026" not in repr((first, second)).replace("2026, ", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04....", "엑셀 파일"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "글자를 읽지 못했어요"),
        (b"\x80\x81\xff\xfe", "글자를 읽지 못했어요"),
        ("학번,점수\n1,2".encode(), "이름 열을 찾지 못했어요"),
        (b"", "이름 열을 찾지 못했어요"),
        (b"name\n" + b"x" * 300_000, "파일이 너무 커요"),
        (b"name\n" + b"\n" * 100_000, "1000명까지"),
        (b"name\n" + b"".join(b"n%d\n" % n for n in range(1_001)), "1000명까지"),
        (b"name\n" + b"x" * 200_000, "CSV 파일로 읽지 못했어요"),
    ],
)
async def test_what_is_no_list_is_refused_with_the_next_step(content: bytes, said: str) -> None:
    room = Room()
    await opened(room)
    reply = await room.hear("조교", "course roster", file=File("명단.csv", content))
    assert reply.form is not None
    (field,) = (field for field in reply.form.fields if field.error)
    assert (field.option, said in field.error) == ("file", True), field.error


async def test_a_roster_is_for_staff_alone() -> None:
    room = Room()
    await opened(room)
    await listed(room, *LIST)
    await room.say("하은", "course join", course="CSE101")
    for given in ({}, {"file": File("명단.csv", "이름\n지민".encode())}):
        card = await room.say("하은", "course roster", **given)
        assert "운영진만" in card.text
        assert "서준" not in card.plain()


async def test_formulas_in_a_list_are_names_and_nothing_else() -> None:
    room = Room()
    await opened(room)
    card = await upload(room, "=cmd|'/C calc'!A0", "@SUM(1)", "**굵게**")
    assert field_of(card, "추가") == "3명: =cmd|'/C calc'!A0, @SUM(1), **굵게**"
