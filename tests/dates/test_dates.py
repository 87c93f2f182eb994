from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.dates.reader import KoreanDates
from core.errors import Refused
from core.model.people import Locale
from core.phrasebook import load

T = TypeVar("T")
SUNDAY = date(2026, 11, 29)
FRIDAY = date(2026, 12, 4)
DATES = KoreanDates()
PHRASES = load()

WORDS = """
오늘 내일 다음 주 이번 금요일 금 12 3 2월 30일 일 월 년 2026 9999 0 D - / . ~ 부터 까지 시 3시
시간 뒤 전 또는 매주 말 설날 in days next friday feb the by
"""
PIECES = st.sampled_from(WORDS.split())
ANYTHING = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def tried(read: Callable[[], T]) -> T | Refused:
    """Give what is read, or the refusal once it was said in every language."""
    try:
        return read()
    except Refused as answer:
        for locale in Locale:
            PHRASES.say(locale, f"refused.{answer.key}", **answer.params)
        return answer


def refused(text: str, today: date = SUNDAY) -> Refused:
    with pytest.raises(Refused) as caught:
        DATES.day(text, today)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("오늘", SUNDAY),
        ("내일", date(2026, 11, 30)),
        ("모레", date(2026, 12, 1)),
        ("내일모레", date(2026, 12, 1)),
        ("3일 뒤", date(2026, 12, 2)),
        ("열흘 뒤", date(2026, 12, 9)),
        ("일주일 뒤", date(2026, 12, 6)),
        ("금요일", FRIDAY),
        ("금욜", FRIDAY),
        ("금", FRIDAY),
        ("금요일까지", FRIDAY),
        ("일요일", date(2026, 12, 6)),
        ("다음 주 금요일", FRIDAY),
        ("다음주 금", FRIDAY),
        ("담주 금", FRIDAY),
        ("담주금", FRIDAY),
        ("다다음 주 월요일", date(2026, 12, 7)),
        ("12월 3일", date(2026, 12, 3)),
        ("12월3일까지", date(2026, 12, 3)),
        ("12월 3일(목)", date(2026, 12, 3)),
        ("12월 3일 목요일", date(2026, 12, 3)),
        ("2027년 1월 5일", date(2027, 1, 5)),
        ("15일", date(2026, 12, 15)),
        ("이번 달 말일", date(2026, 11, 30)),
        ("크리스마스", date(2026, 12, 25)),
        ("내일 오후 3시", date(2026, 11, 30)),
        ("금요일 18시까지", FRIDAY),
        ("2026-12-03", date(2026, 12, 3)),
        ("2026.12.03.", date(2026, 12, 3)),
        ("2026/12/3", date(2026, 12, 3)),
        ("2026-12-03T18:00", date(2026, 12, 3)),
        ("20261203", date(2026, 12, 3)),
        ("26.12.3", date(2026, 12, 3)),
        ("12/3", date(2026, 12, 3)),
        ("１２/３", date(2026, 12, 3)),
        ("12.3", date(2026, 12, 3)),
        ("12-3", date(2026, 12, 3)),
        ("12/3 18:00", date(2026, 12, 3)),
        ("1/5", date(2027, 1, 5)),
        ("D-3", date(2026, 12, 2)),
        ("d - 10", date(2026, 12, 9)),
        ("D-day", SUNDAY),
        ("디데이", SUNDAY),
        ("today", SUNDAY),
        ("Tomorrow", date(2026, 11, 30)),
        ("by tomorrow 6pm", date(2026, 11, 30)),
        ("the day after tomorrow", date(2026, 12, 1)),
        ("friday", FRIDAY),
        ("next Friday", FRIDAY),
        ("due fri", FRIDAY),
        ("in 3 days", date(2026, 12, 2)),
        ("in a week", date(2026, 12, 6)),
        ("two weeks from now", date(2026, 12, 13)),
        ("in 3 months", date(2027, 2, 28)),
        ("Dec 3", date(2026, 12, 3)),
        ("December 3rd, 2026", date(2026, 12, 3)),
        ("3 Dec", date(2026, 12, 3)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, expected: date) -> None:
    assert DATES.day(text, SUNDAY) == expected


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("이번주 금요일", "past_try", FRIDAY),
        ("이번 금요일", "past_try", FRIDAY),
        ("this friday", "past_try", FRIDAY),
        ("지난 금요일", "past_try", FRIDAY),
        ("11/3", "past_try", date(2027, 11, 3)),
        ("11월 3일", "past_try", date(2027, 11, 3)),
        ("2025-12-03", "past_try", date(2026, 12, 3)),
        ("어제", "past", None),
        ("yesterday", "past", None),
        ("다음 주", "week_try", FRIDAY),
        ("담주", "week_try", FRIDAY),
        ("다음 주 월수금", "week_try", FRIDAY),
        ("next week", "week_try", FRIDAY),
        ("이번 주", "week_try", SUNDAY),
        ("12월", "week_try", date(2026, 12, 31)),
        ("내년", "week", None),
        ("2월 30일", "impossible_try", date(2027, 2, 28)),
        ("Feb 30", "impossible_try", date(2027, 2, 28)),
        ("2월 29일", "impossible_try", date(2027, 2, 28)),
        ("2026-11-31", "impossible_try", date(2026, 11, 30)),
        ("13/4", "impossible_try", date(2027, 4, 13)),
        ("13/40", "impossible", None),
        ("13월 5일", "impossible_try", date(2027, 5, 13)),
        ("0/0", "impossible", None),
        ("12/3(금)", "unclear_try", date(2026, 12, 3)),
        ("12월 3일 금요일", "unclear_try", date(2026, 12, 3)),
        ("hello 내일 banana", "unclear_try", date(2026, 11, 30)),
        ("금요일 전까지", "unclear_try", FRIDAY),
        ("내일 또는 모레", "unclear", None),
        ("매주 금요일", "unclear", None),
        ("기말고사", "unclear", None),
        ("3시", "unclear", None),
        ("3시간 뒤", "unclear", None),
        ("D+3", "unclear", None),
        ("일", "unclear", None),
        ("", "unclear", None),
        ("9999-01-01", "far", None),
        ("D-9999", "far", None),
        ("in 9999 months", "far", None),
    ],
)
def test_a_doubtful_day_is_refused_with_what_may_be_meant(
    text: str, reason: str, suggestion: date | None
) -> None:
    answer = refused(text)
    assert answer.key == f"date.{reason}"
    assert answer.params.get("suggestion") == suggestion


def test_a_yearly_day_just_gone_is_asked_about() -> None:
    answer = refused("크리스마스", date(2026, 12, 26))
    assert (answer.key, answer.params["suggestion"]) == ("date.unclear_try", date(2027, 12, 25))


def test_a_suggestion_can_be_typed_as_it_is_shown() -> None:
    suggestion = refused("다음 주").params["suggestion"]
    assert DATES.day(str(suggestion), SUNDAY) == suggestion


def test_today_is_not_over() -> None:
    assert DATES.day("11/29", SUNDAY) == SUNDAY


def test_a_leap_day_is_read_in_a_leap_year() -> None:
    assert DATES.day("2/29", date(2028, 1, 10)) == date(2028, 2, 29)


def test_days_that_are_over_are_read_where_they_are_wanted() -> None:
    assert DATES.day("11/3", SUNDAY, past=True) == date(2026, 11, 3)
    assert DATES.day("어제", SUNDAY, past=True) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12/1~12/20", (2026, 12, 1), (2026, 12, 20)),
        ("12/1 ～ 12/20", (2026, 12, 1), (2026, 12, 20)),
        ("12/1-12/20", (2026, 12, 1), (2026, 12, 20)),
        ("12/1~20", (2026, 12, 1), (2026, 12, 20)),
        ("12/25~3", (2026, 12, 25), (2027, 1, 3)),
        ("12/20~1/5", (2026, 12, 20), (2027, 1, 5)),
        ("3/2~12/20", (2027, 3, 2), (2027, 12, 20)),
        ("11/1~11/20", (2026, 11, 1), (2026, 11, 20)),
        ("2026-12-01 - 2027-01-15", (2026, 12, 1), (2027, 1, 15)),
        ("2026-12-01~2027-01-15", (2026, 12, 1), (2027, 1, 15)),
        ("2025-01-01 ~ 2025-02-01", (2025, 1, 1), (2025, 2, 1)),
        ("12월 1일부터 20일까지", (2026, 12, 1), (2026, 12, 20)),
        ("12월 1일 ~ 12월 20일", (2026, 12, 1), (2026, 12, 20)),
        ("다음 주 월요일부터 금요일까지", (2026, 11, 30), (2026, 12, 4)),
        ("오늘~금요일", (2026, 11, 29), (2026, 12, 4)),
        ("dec 1 to dec 20", (2026, 12, 1), (2026, 12, 20)),
        ("Dec 1-20", (2026, 12, 1), (2026, 12, 20)),
        ("from tomorrow to friday", (2026, 11, 30), (2026, 12, 4)),
        ("다음 주", (2026, 11, 30), (2026, 12, 6)),
        ("이번 주", (2026, 11, 23), (2026, 11, 29)),
        ("next week", (2026, 11, 30), (2026, 12, 6)),
        ("this month", (2026, 11, 1), (2026, 11, 30)),
        ("12월", (2026, 12, 1), (2026, 12, 31)),
        ("내일", (2026, 11, 30), (2026, 11, 30)),
    ],
)
def test_a_span_is_read_as_people_write_it(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert DATES.span(text, SUNDAY) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12/20~12/1", "date.order"),
        ("2026-12-01~2026-11-01", "date.order"),
        ("2/28~30", "date.impossible"),
        ("12/1~12/32", "date.impossible"),
        ("12/1~아무때나", "date.span"),
        ("abc", "date.span"),
        ("", "date.span"),
        ("9999-01-01~9999-02-01", "date.far"),
    ],
)
def test_what_is_no_span_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        DATES.span(text, SUNDAY)
    assert caught.value.key == key


@settings(max_examples=400, deadline=None)
@given(ANYTHING, DAYS)
@example("가" * 100_000, SUNDAY)
@example("12/" * 20, SUNDAY)
@example("다" * 59 + "음", SUNDAY)
@example("2월 29일", date(2040, 12, 31))
def test_any_text_is_a_day_to_come_or_a_refusal_that_can_be_said(text: str, today: date) -> None:
    answer = tried(lambda: DATES.day(text, today))
    if isinstance(answer, date):
        assert answer >= today
    else:
        assert answer.params.get("suggestion") is None or DATES.day(
            str(answer.params["suggestion"]), today
        )


@settings(max_examples=400, deadline=None)
@given(ANYTHING, DAYS)
def test_any_text_is_a_span_in_order_or_a_refusal_that_can_be_said(text: str, today: date) -> None:
    answer = tried(lambda: DATES.span(text, today))
    if not isinstance(answer, Refused):
        first, last = answer
        assert first <= last


@given(DAYS, st.integers(0, 3000))
def test_a_written_day_is_that_day(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert DATES.day(day.isoformat(), today) == day
    assert DATES.day(f"{day.year}년 {day.month}월 {day.day}일", today) == day
    assert DATES.day(f"D-{ahead}", today) == day
