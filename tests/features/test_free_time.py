import pytest

from core.cards import Card
from core.model.free_time import FreeTime, free_time
from core.ports.outside import File
from tests.features.harness import Room, field_of, labels

TIMETABLE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
UID:1
SUMMARY:자료구조
DTSTART;TZID=Asia/Seoul:20260907T103000
DTEND;TZID=Asia/Seoul:20260907T120000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE
END:VEVENT
END:VCALENDAR
"""


async def kept(room: Room, who: str) -> FreeTime | None:
    async with room.store.work(write=False) as work:
        return (await work.people.profile((await room.person(who)).id)).free


def days(card: Card) -> dict[str, str]:
    return {day: spans for day, spans in card.rows if spans != "—"}


async def test_free_time_is_shown_first_and_kept_once_it_is_right() -> None:
    room = Room()
    card = await room.say("지민", "me free", times="월 13-18, 수 10-12")
    assert days(card) == {"월": "13:00-18:00", "수": "10:00-12:00"}
    assert "아직 저장하지 않았어요" in card.text
    assert await kept(room, "지민") is None
    saved = await room.press("지민", "맞아요", card)
    assert days(saved) == days(card)
    assert "맞아요" not in labels(saved)
    week = await kept(room, "지민")
    assert week == free_time({*range(26, 36), *range(116, 120)}, "Asia/Seoul")
    assert days(await room.say("지민", "me free")) == days(card)
    assert field_of(await room.say("지민", "me profile"), "빈 시간") == "한 주에 7시간"


async def test_another_week_takes_the_place_of_the_earlier_one_and_the_rest_stays() -> None:
    room = Room()
    await room.say("지민", "me profile", skills="Python 4")
    for times in ("월 13-18", "매일 20-22, 화 빼고"):
        await room.press("지민", "맞아요", await room.say("지민", "me free", times=times))
    assert "화" not in days(await room.say("지민", "me free"))
    card = await room.say("지민", "me profile", interests="게임")
    assert field_of(card, "빈 시간") == "한 주에 12시간"
    assert field_of(card, "기술") == "Python 4"


async def test_what_is_not_clear_is_said_and_only_the_rest_is_kept() -> None:
    room = Room()
    card = await room.say("지민", "me free", times="월 13-18, 수 2-4\n목 회의")
    assert field_of(card, "읽지 못한 부분") == "- 수 2-4\n- 목 회의"
    await room.press("지민", "맞아요", card)
    assert days(await room.say("지민", "me free")) == {"월": "13:00-18:00"}


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("월 2-4", "‘월 2-4’"),
        ("월 18-13", "‘월 18-13’"),
        ("화 빼고", "비는 시간이 남지 않았어요"),
    ],
)
async def test_what_says_nothing_clear_is_asked_again_as_it_was_typed(
    times: str, said: str
) -> None:
    form = await Room().form("지민", "me free", times=times)
    (field,) = (field for field in form.fields if field.error)
    assert (field.option, field.value) == ("times", times)
    assert said in field.error


async def test_editing_begins_with_the_week_as_it_is() -> None:
    room = Room()
    card = await room.say("지민", "me free", times="금 22-2, 월 13:30-15 16-17")
    reply = await room.touch("지민", "고치기", card)
    assert reply.form is not None
    typed = reply.form.fields[0].value
    assert typed == "월 13:30-15:00 16:00-17:00, 금 22:00-24:00, 토 00:00-02:00"
    again = await room.say("지민", "me free", times=typed)
    assert days(again) == days(card)


async def test_hours_are_ones_own_and_kept_in_the_time_of_the_space() -> None:
    room = Room()
    await room.say("지민", "me settings", timezone="런던", locale="en")
    card = await room.say("지민", "me free", times="mon 13-18")
    assert days(card) == {"Mon": "13:00-18:00"}
    assert "Europe/London" in card.footer
    assert "Asia/Seoul" in card.footer
    await room.press("지민", "That is right", card)
    assert await kept(room, "지민") == free_time({*range(44, 54)}, "Asia/Seoul")
    assert days(await room.say("지민", "me free")) == {"Mon": "13:00-18:00"}


async def test_a_half_hour_that_is_free_in_part_elsewhere_is_not_free() -> None:
    room = Room()
    week = free_time({20, 21, 22, 40}, "Asia/Seoul")
    there = week.within("Asia/Kathmandu", room.clock.now())
    assert there == free_time({14, 15}, "Asia/Kathmandu")
    assert week.within("Asia/Seoul", room.clock.now()) is week


async def test_a_timetable_file_leaves_what_its_lessons_do_not_take() -> None:
    room = Room()
    file = File("시간표.ics", TIMETABLE.encode())
    card = await room.say("지민", "me free", file=file)
    whole, lesson = "09:00-22:00", "09:00-10:30 12:00-22:00"
    assert days(card) == {"월": lesson, "화": whole, "수": lesson, "목": whole, "금": whole}
    assert "수업 1개" in card.text
    both = await room.say("지민", "me free", file=file, times="토 오후, 화 빼고")
    assert days(both) == {
        "월": lesson, "수": lesson, "목": whole, "금": whole, "토": "13:00-18:00",
    }  # fmt: skip


async def test_a_file_that_is_no_timetable_is_refused_with_the_next_step() -> None:
    room = Room()
    for content in (b"", b"hello", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"):
        card = await room.say("지민", "me free", file=File("a.ics", content))
        assert card.title == "다시 확인해 주세요"
        assert "직접 적어 주세요" in card.text


async def test_a_week_nobody_was_shown_is_not_kept() -> None:
    room = Room()
    forged = (("x" * 84, "Asia/Seoul"), ("f" * 83, "Asia/Seoul"), ("f" * 84, "Mars/Phobos"))
    for week, zone in forged:
        card = await room.say("지민", "me hours", week=week, zone=zone)
        assert "더 이상 쓸 수 없어요" in card.text
    assert await kept(room, "지민") is None


async def test_a_person_without_free_time_is_told_how_to_say_it() -> None:
    card = await Room().say("지민", "me free")
    assert "월 13-18" in card.text
    assert labels(card) == ("고치기", "시간표 파일 올리기")
