"""Dates in digits: `2026-12-03`, `12/3`, `12.3`, `12월 3일(목)`, `D-3`."""

import re
from calendar import monthrange
from datetime import date, timedelta

from adapters.dates.days import (
    LONGEST_MONTH,
    MONTHS,
    Days,
    Return,
    in_year,
    months_later,
    nearest,
    one,
)
from core.errors import Refused

_WEEKDAYS = "월화수목금토일"
_CALENDAR = re.compile(
    r"(?:([1-9]\d{3}) ?[-./년] ?)?(\d{1,2}) ?[-./월] ?(\d{1,2}) ?[일.]?"
    rf"(?: ?\(?([{_WEEKDAYS}])(?:요일|욜)?\)?)?",
    re.ASCII,
)
_COUNTDOWN = re.compile(r"d ?- ?(?:(\d{1,4})|day)|디데이", re.ASCII)
_DAY_OF_MONTH = re.compile(r"(\d{1,2}) ?일?", re.ASCII)


def in_digits(words: str, today: date) -> Days | None:
    """Give the day that digits name, `None` where `words` is not such a date.

    Raises:
        Refused: the calendar has no such day.
    """
    countdown = _COUNTDOWN.fullmatch(words)
    if countdown:
        return one(today + timedelta(days=int(countdown[1] or 0)))
    match = _CALENDAR.fullmatch(words)
    if not match:
        return None
    year, month, day, weekday = match.groups()
    meant = placed(words, (int(year) if year else None, int(month), int(day)), today)
    wrong = weekday is not None and meant.weekday() != _WEEKDAYS.index(weekday)
    return one(meant, Return.YEARLY, doubtful=wrong)


def placed(words: str, named: tuple[int | None, int, int], today: date) -> date:
    """Give the day of year, month and day; without a year the nearest to today.

    Raises:
        Refused: the calendar has no such day.
    """
    year, month, day = named
    if month > MONTHS >= day:
        raise _impossible(words, _closest(year, day, month, today), today)
    if not (1 <= month <= MONTHS and 1 <= day <= LONGEST_MONTH):
        raise _impossible(words, None, today)
    found = _closest(year, month, day, today)
    if found is None or found.day != day:
        raise _impossible(words, found, today)
    return found


def day_from(words: str, start: date) -> date | None:
    """Give the end of a span that names only a day: the first such day from `start` on.

    Raises:
        Refused: that month has no such day.
    """
    match = _DAY_OF_MONTH.fullmatch(words)
    if not match:
        return None
    day = int(match[1])
    month = months_later(start.replace(day=1), int(day < start.day))
    if day not in range(1, monthrange(month.year, month.month)[1] + 1):
        raise Refused("date.impossible", text=words)
    return month.replace(day=day)


def _closest(year: int | None, month: int, day: int, today: date) -> date | None:
    """Give the nearest day the calendar has, or the month's last for a day after it."""
    if not (1 <= month <= MONTHS and 1 <= day <= LONGEST_MONTH):
        return None
    years = (year,) if year else (today.year - 1, today.year, today.year + 1)
    return nearest((in_year(each, month, day) for each in years), today)


def _impossible(words: str, suggestion: date | None, today: date) -> Refused:
    if suggestion is None or suggestion < today:
        return Refused("date.impossible", text=words)
    return Refused("date.impossible_try", text=words, suggestion=suggestion)
