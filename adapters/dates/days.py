"""Days that somebody meant, and the calendar sums around them."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

MONTHS = 12
LONGEST_MONTH = 31
WEEK = timedelta(days=7)
HALF_YEAR = timedelta(days=183)
"""A yearly day farther ahead than this was nearer the last time."""
_FRIDAY = timedelta(days=4)


class Return(Enum):
    """How a day that is over comes again."""

    NEVER = auto()
    WEEKLY = auto()
    YEARLY = auto()


@dataclass(frozen=True, slots=True)
class Days:
    """The days a text means, `first` to `last` (inclusive); one day has both equal."""

    first: date
    last: date
    again: Return = Return.NEVER
    doubtful: bool = False
    """Read, but something beside it contradicts or was not understood."""


def one(day: date, again: Return = Return.NEVER, *, doubtful: bool = False) -> Days:
    """Give a single day."""
    return Days(day, day, again, doubtful)


def week(today: date, weeks: int) -> Days:
    """Give the week, Monday to Sunday, `weeks` after this one."""
    monday = today - timedelta(days=today.weekday()) + weeks * WEEK
    return Days(monday, monday + timedelta(days=6))


def month(today: date, months: int) -> Days:
    """Give the calendar month `months` after this one."""
    first = months_later(today.replace(day=1), months)
    return Days(first, in_year(first.year, first.month, LONGEST_MONTH))


def months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last where it is shorter."""
    years, index = divmod(day.month - 1 + months, MONTHS)
    return in_year(day.year + years, index + 1, day.day)


def in_year(year: int, month: int, day: int) -> date:
    """Give a day of a year; a day after the month's last is its last."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def nearest(days: Iterable[date], today: date) -> date:
    """Give the day least far from today, the later one of two equally far."""
    return min(days, key=lambda day: (abs(day - today), day < today))


def next_of(meant: Days, today: date) -> date | None:
    """Give when a day that is over comes again, from today on; `None` if it does not."""
    match meant.again:
        case Return.WEEKLY:
            return meant.first + -((meant.first - today) // WEEK) * WEEK
        case Return.YEARLY:
            ahead = (
                in_year(year, meant.first.month, meant.first.day)
                for year in (today.year, today.year + 1)
            )
            return min(day for day in ahead if day >= today)
        case Return.NEVER:
            return None


def last_workday(meant: Days, today: date) -> date | None:
    """Give the day of a period that a deadline most likely means, `None` where none is clear.

    A week's Friday; the last day of what is shorter than a week or as long as a month; never
    one before today.
    """
    length = meant.last - meant.first + timedelta(days=1)
    if length.days > LONGEST_MONTH or meant.last < today:
        return None
    friday = meant.first + _FRIDAY
    return friday if length == WEEK and friday >= today else meant.last
