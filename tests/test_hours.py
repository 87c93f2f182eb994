"""Hours of a week as people write them: what is clear is read, and nothing is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hours import read_hours
from core.model.free_time import SLOTS, free_time

DAYS = "월화수목금토일"
EVENINGS = " ".join(f"{day}18:00-22:00" for day in "월화수목금")


def shown(text: str) -> str:
    """Write what was read: each day with its spans."""
    week = free_time(read_hours(text).slots, "Asia/Seoul")
    return " ".join(
        f"{DAYS[day]}{'+'.join(f'{clock(start)}-{clock(end)}' for start, end in spans)}"
        for day, spans in week.days()
        if spans
    )


def clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("월 13-18, 수 10-12", "월13:00-18:00 수10:00-12:00"),
        ("mon 13:30-18, wed 10-12", "월13:30-18:00 수10:00-12:00"),
        ("Mondays 10-12; Thursday 14:00–16:00", "월10:00-12:00 목14:00-16:00"),
        ("평일 저녁", EVENINGS),
        ("weekdays evening", EVENINGS),
        ("월~금 18시~22시", EVENINGS),
        ("월,화,수,목,금 저녁에 가능해요", EVENINGS),
        ("매일 18-22, 주말 빼고", EVENINGS),
        ("매일 토·일 빼고 18-22", EVENINGS),
        ("every day 18-22 except sat and sun", EVENINGS),
        ("every day except weekends 18-22", EVENINGS),
        ("매일 주말 빼고 18-22", EVENINGS),
        ("mon-sat except sat 18-22", EVENINGS),
        ("매일 18-22 (주말 말고)", EVENINGS),
        ("토일 안 돼요\n평일 18-22", EVENINGS),
        ("월수 10-12 14-16", "월10:00-12:00+14:00-16:00 수10:00-12:00+14:00-16:00"),
        ("월 10-12, 14-16", "월10:00-12:00+14:00-16:00"),
        ("월(10-12) / 수(14-16)", "월10:00-12:00 수14:00-16:00"),
        ("금 22-2", "금22:00-24:00 토00:00-02:00"),
        ("금 22-8", "금22:00-24:00 토00:00-08:00"),
        ("일 23:30-01", "월00:00-01:00 일23:30-24:00"),
        ("월 밤 10시-새벽 1시", "월22:00-24:00 화00:00-01:00"),
        ("월 오후 1시~6시", "월13:00-18:00"),
        ("월 오전 10시-오후 2시 반", "월10:00-14:30"),
        ("월요일은 13시부터 18시 30분까지", "월13:00-18:30"),
        ("wed 1-6pm, thu 9-1pm", "수13:00-18:00 목09:00-13:00"),
        ("fri 10am to noon", "금10:00-12:00"),
        ("월 오전 9-12, 수 밤 10-12", "월09:00-12:00 수22:00-24:00"),
        ("월 02:00-04:00", "월02:00-04:00"),
        ("월 13:15-14:45", "월13:30-14:30"),
        ("매일 9-22, 월 10:30-12 수업", "월09:00-10:30+12:00-22:00 " + " ".join(
            f"{day}09:00-22:00" for day in "화수목금토일")),
        ("토-월 9-10", "월09:00-10:00 토09:00-10:00 일09:00-10:00"),
        ("월 １３：００～１８：００", "월13:00-18:00"),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str, meant: str) -> None:
    assert shown(text) == meant
    assert read_hours(text).unread == ()


def test_a_pasted_list_is_read_line_by_line() -> None:
    pasted = "월요일\t10:00-12:00\n\t14:00-16:00\n화요일 없음\n수요일\n9시~11시 반\n"
    assert shown(pasted) == "월10:00-12:00+14:00-16:00 수09:00-11:30"
    assert read_hours(pasted).unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "월 2-4", "월 7-9", "월 1:30-3", "mon 3-5", "월 10-2", "월 9-1", "월 오전 10-2", "월 8-8",
        "월 25-27", "월 10:75-12", "월 13:10-13:25", "월 18시 이후", "월", "월 12/1-12/5",
        "금일 10-12", "10-12", "자료구조 월 10:30-12:00 (정보관 304)", "월 10-12-14", "아무 때나",
        "월 10-12 아마", "월 중 10-12",
        "월 18-13", "월 17-9", "일 22:30-08:30", "월 밤 10시-오후 1시", "mon 6pm-1pm",
    ],
)  # fmt: skip
def test_what_may_mean_several_things_is_given_back(text: str) -> None:
    hours = read_hours(text)
    assert (hours.free, hours.unread) == (frozenset(), (text,))


def test_what_is_clear_is_kept_beside_what_is_not() -> None:
    hours = read_hours("월 10-12, 회의 있음, 14-16, 수 2-4\n금\n토 오후")
    assert hours.unread == ("회의 있음", "14-16", "수 2-4", "금")
    assert shown("월 10-12, 회의 있음, 14-16, 수 2-4\n금\n토 오후") == (
        "월10:00-12:00 토13:00-18:00"
    )


def test_days_left_out_of_nothing_leave_nothing() -> None:
    hours = read_hours("화 빼고")
    assert (hours.slots, hours.unread) == (frozenset(), ())
    assert hours.taken == frozenset(range(48, 96))


@settings(derandomize=True, database=None)
@given(st.text(max_size=60) | st.text("월화금일매평저녁0123456789-~:시 ,\n빼고ampto", max_size=60))
def test_any_text_is_read_or_given_back(text: str) -> None:
    hours = read_hours(text)
    assert hours.free | hours.taken <= set(range(SLOTS))
    assert all(piece.strip() for piece in hours.unread)


@settings(derandomize=True, database=None)
@given(st.frozensets(st.integers(0, SLOTS - 1)))
def test_any_week_written_is_read_again(slots: frozenset[int]) -> None:
    week = free_time(slots, "Asia/Seoul")
    written = ", ".join(
        f"{DAYS[day]} {' '.join(f'{clock(start)}-{clock(end)}' for start, end in spans)}"
        for day, spans in week.days()
        if spans
    )
    assert week.slots == slots
    assert read_hours(written).slots == slots
