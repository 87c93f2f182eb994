"""Dates in English words: `tomorrow`, `next friday`, `in 3 days`, `Dec 3`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from adapters.dates.days import WEEK, Days, Return, month, months_later, one, week
from adapters.dates.digits import placed

_NEAR = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "day after tomorrow": 2,
    "yesterday": -1,
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_AMOUNT = rf"(\d{{1,4}}|an?|{'|'.join(_COUNTS)}) (day|week|month)s?"
_LATER = re.compile(rf"in {_AMOUNT}|{_AMOUNT} (?:from now|from today|later)", re.ASCII)
_WEEKDAY = re.compile(
    rf"(?:(this|next|coming) )?({'|'.join(_WEEKDAYS)}|{'|'.join(name[:3] for name in _WEEKDAYS)}"
    r"|tues|thurs?)",
    re.ASCII,
)
_PERIOD = re.compile(r"(this|next) (week|month)", re.ASCII)
_NAMED = rf"({'|'.join(_MONTHS)}|{'|'.join(name[:3] for name in _MONTHS)}|sept)\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_DAY = re.compile(rf"{_NAMED} ?{_DAY}(?:,? (\d{{4}}))?", re.ASCII)
_DAY_MONTH = re.compile(rf"{_DAY} (?:of )?{_NAMED}(?:,? (\d{{4}}))?", re.ASCII)


def in_english(words: str, today: date) -> Days | None:
    """Give the days that English words name, `None` where `words` is not such a date.

    Raises:
        Refused: the calendar has no such day.
    """
    if words in _NEAR:
        return one(today + timedelta(days=_NEAR[words]))
    return (
        _later(words, today)
        or _weekday(words, today)
        or _period(words, today)
        or _named(words, today)
    )


def _later(words: str, today: date) -> Days | None:
    match = _LATER.fullmatch(words)
    if not match:
        return None
    amount, unit = (part for part in match.groups() if part is not None)
    count = _count(amount)
    if unit == "month":
        return one(months_later(today, count))
    return one(today + count * (WEEK if unit == "week" else timedelta(days=1)))


def _count(amount: str) -> int:
    if amount in _COUNTS:
        return _COUNTS.index(amount) + 1
    return 1 if amount in ("a", "an") else int(amount)


def _weekday(words: str, today: date) -> Days | None:
    match = _WEEKDAY.fullmatch(words)
    if not match:
        return None
    which, name = match.groups()
    index = _number(_WEEKDAYS, name)
    if which in ("this", "next"):
        monday = week(today, int(which == "next")).first
        return one(monday + timedelta(days=index), Return.WEEKLY)
    ahead = (index - today.weekday() - 1) % 7 + 1
    return one(today + timedelta(days=ahead))


def _period(words: str, today: date) -> Days | None:
    match = _PERIOD.fullmatch(words)
    if not match:
        return None
    which, unit = match.groups()
    return (week if unit == "week" else month)(today, int(which == "next"))


def _named(words: str, today: date) -> Days | None:
    forward, backward = _MONTH_DAY.fullmatch(words), _DAY_MONTH.fullmatch(words)
    if forward:
        name, day, year = forward.groups()
    elif backward:
        day, name, year = backward.groups()
    else:
        return None
    named = (int(year) if year else None, _number(_MONTHS, name) + 1, int(day))
    return one(placed(words, named, today), Return.YEARLY)


def _number(names: Sequence[str], name: str) -> int:
    return next(number for number, full in enumerate(names) if full.startswith(name[:3]))
