"""Calendar files as people and programs make them, and as nobody should."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.calendars.weeks import LARGEST, read
from core.errors import Refused
from core.ports.outside import File, Timetable

TODAY = date(2026, 11, 30)
MONDAY_MORNING = frozenset(range(21, 24))
"""Monday from 10:30 to 12:00."""


def event(*lines: str, start: str = "20260907T103000", end: str = "20260907T120000") -> str:
    zone = ";TZID=Asia/Seoul"
    held = ("UID:1", f"DTSTART{zone}:{start}", f"DTEND{zone}:{end}", *lines)
    return "\r\n".join(("BEGIN:VEVENT", *held, "END:VEVENT"))


def calendar(*events: str) -> bytes:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//", *events, "END:VCALENDAR", "")
    return "\r\n".join(lines).encode()


def week(*events: str, zone: str = "Asia/Seoul", today: date = TODAY) -> Timetable:
    return read(File("시간표.ics", calendar(*events)), zone, today)


def moved(days: int) -> frozenset[int]:
    return frozenset((slot + days * 48) % 336 for slot in MONDAY_MORNING)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY", (0,)),
        ("FREQ=WEEKLY;BYDAY=MO,WE", (0, 2)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", (4,)),
        ("FREQ=WEEKLY;UNTIL=20261218T150000Z", (0,)),
        ("FREQ=WEEKLY;COUNT=32;BYDAY=MO,TU", (0, 1)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", range(5)),
        ("FREQ=DAILY", range(7)),
    ],
)
def test_a_lesson_that_comes_back_takes_its_half_hours(rule: str, days: tuple[int, ...]) -> None:
    found = week(event(f"RRULE:{rule}"))
    assert found == Timetable(frozenset[int]().union(*map(moved, days)), 1)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;UNTIL=20261016T150000Z", "FREQ=WEEKLY;UNTIL=20261016", "FREQ=WEEKLY;COUNT=4",
        "FREQ=WEEKLY;COUNT=1", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=4",
        "FREQ=SECONDLY",
    ],
)  # fmt: skip
def test_what_is_over_or_does_not_come_back_every_week_is_not_counted(rule: str) -> None:
    other = event("RRULE:FREQ=WEEKLY;BYDAY=TU")
    assert week(event(f"RRULE:{rule}"), other) == Timetable(moved(1), 1)
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(event(f"RRULE:{rule}"))


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=5", date(2026, 9, 11)),
        ("FREQ=DAILY;COUNT=7;BYDAY=MO,TU,WE,TH,FR", date(2026, 9, 15)),
        ("FREQ=WEEKLY;COUNT=3", date(2026, 9, 21)),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE,MO", date(2026, 9, 16)),
        ("FREQ=WEEKLY;COUNT=3;INTERVAL=2;BYDAY=MO,FR", date(2026, 9, 21)),
    ],
)
def test_a_lesson_that_is_held_some_times_is_over_after_the_last(rule: str, last: date) -> None:
    held = event(f"RRULE:{rule}")
    assert week(held, today=last).lessons == 1
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(held, today=last + timedelta(days=1))


def test_a_lesson_that_began_in_the_middle_of_a_week_is_over_after_its_last_time() -> None:
    held = event(
        "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO,WE", start="20260909T013000", end="20260909T030000"
    )
    last = date(2026, 9, 15)
    """Tuesday in London, while it is Wednesday in Seoul."""
    assert week(held, zone="Europe/London", today=last).lessons == 1
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(held, zone="Europe/London", today=last + timedelta(days=1))


def test_lessons_written_out_week_by_week_are_one_lesson() -> None:
    dates = ("20261123", "20261130", "20261207")
    lessons = [event(start=f"{day}T103000", end=f"{day}T120000") for day in dates]
    once = event(start="20261201T103000", end="20261201T120000")
    assert week(*lessons, once) == Timetable(MONDAY_MORNING, 1)
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(once)


@pytest.mark.parametrize(
    "lines", [("STATUS:CANCELLED",), ("TRANSP:TRANSPARENT",), ("RECURRENCE-ID:20260907T103000",)]
)
def test_what_takes_no_time_is_not_counted(lines: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(event("RRULE:FREQ=WEEKLY", *lines))


def test_whole_days_are_no_lessons() -> None:
    day = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260907\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT"
    with pytest.raises(Refused, match=r"calendar\.empty"):
        week(day)


def test_a_lesson_elsewhere_takes_the_hours_it_has_here() -> None:
    late = event("RRULE:FREQ=WEEKLY;BYDAY=MO", start="20260907T013000", end="20260907T030000")
    found = week(late, zone="Europe/London")
    assert found.taken == frozenset(range(6 * 48 + 35, 6 * 48 + 38))  # Sunday 17:30


def test_a_lesson_takes_every_half_hour_it_touches() -> None:
    found = week(event("RRULE:FREQ=WEEKLY", start="20260907T104000", end="20260907T115500"))
    assert found.taken == MONDAY_MORNING


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"\xff\xfe", b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT\r\n" * 9,
        b"PK\x03\x04", calendar("BEGIN:VEVENT", "DTSTART:nonsense", "END:VEVENT"),
    ],
)  # fmt: skip
def test_what_is_no_timetable_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=r"calendar\.(unreadable|empty)"):
        read(File("a.ics", content), "Asia/Seoul", TODAY)


def test_what_is_too_large_is_refused_unread() -> None:
    with pytest.raises(Refused, match=r"calendar\.large"):
        read(File("a.ics", b"x" * (LARGEST + 1)), "Asia/Seoul", TODAY)


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\n" * (LARGEST // 17),
        b"BEGIN:VEVENT\r\n" * (LARGEST // 14),
        b"X" * LARGEST,
        b" x\r\n" * (LARGEST // 4),
        calendar(*[event("RRULE:FREQ=SECONDLY;COUNT=999999999")] * 1_500)[:LARGEST],
        calendar(event("RRULE:FREQ=WEEKLY;COUNT=999999999999", "RDATE:" + "20260907," * 9_000)),
    ],
    ids=["calendars", "events", "one line", "one folded line", "many rules", "many dates"],
)
def test_no_file_takes_long(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Refused):
        read(File("a.ics", content), "Asia/Seoul", TODAY)
    assert time.process_time() - began < 10


@settings(derandomize=True, database=None, max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(
    ["RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:", "RRULE:FREQ=", "DTSTART:0",
     "RRULE:FREQ=WEEKLY;UNTIL=x", "RRULE:FREQ=WEEKLY;INTERVAL=0", "DURATION:-PT1H", "DTEND:",
     "DTSTART;TZID=Mars/Phobos:20260907T103000", "DTSTART:00010101T000000Z", "STATUS:",
     "RRULE:FREQ=WEEKLY;COUNT=-5", "RRULE:FREQ=WEEKLY;COUNT=32", "RRULE:FREQ=DAILY;COUNT=9",
     "DTSTART:99991231T235959", "DURATION:P99999999W",
     "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:x", "\x00", "가"]
), max_size=12))  # fmt: skip
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    try:
        found = week(event(*lines), *lines)
    except Refused:
        return
    assert found.lessons
    assert found.taken <= set(range(336))
