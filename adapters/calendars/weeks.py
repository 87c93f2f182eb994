"""The week that a calendar file repeats.

Only what is sure to come back every week, or every other one, counts: rules for weeks and days,
and lessons that stand in the file for each week anew. Nothing is expanded, so that no rule can
make more work than it has letters (https://www.rfc-editor.org/rfc/rfc5545).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from core.errors import Refused
from core.model.free_time import DAY, DAYS, SLOTS
from core.ports.outside import File, Timetable

LARGEST = 256 * 1024
"""Bytes; a semester's timetable has some 10 KB, written out week by week some 100."""
_MOST = 1_000
"""Events; more are no timetable."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FORTNIGHT = 2
_DAY = timedelta(days=1)
_HALF_HOUR = timedelta(minutes=30)
_Rule = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """When an event begins in the wanted zone, and how long it is; `moved` by a day or not."""

    begins: datetime
    length: timedelta
    moved: int


def read(file: File, zone: str, today: date) -> Timetable:
    """Give the half hours of a week of `zone` that a calendar file says are taken.

    Raises:
        Refused: it is no calendar, is too large, or nothing in it comes back every week.
    """
    events = _events(file)
    taken: set[int] = set()
    dates: defaultdict[tuple[int, timedelta, timedelta], set[date]] = defaultdict(set)
    lessons = 0
    for event in events:
        lesson = _lesson(event, ZoneInfo(zone))
        if lesson is None:
            continue
        if event.get("RRULE") is None:
            day = lesson.begins.date()
            dates[day.weekday(), _time(lesson), lesson.length].add(day)
            continue
        days = tuple(_repeated(event["RRULE"], lesson, today))
        lessons += bool(days)
        taken |= _slots(days, _time(lesson), lesson.length)
    for (weekday, begins, length), on in dates.items():
        if len(on) > 1 and max(on) >= today:
            lessons += 1
            taken |= _slots((weekday,), begins, length)
    if not lessons:
        raise Refused("calendar.empty")
    return Timetable(frozenset(taken), lessons)


def _events(file: File) -> list[Event]:
    if len(file.content) > LARGEST:
        raise Refused("calendar.large", most=LARGEST // 1024)
    try:
        events = Calendar.from_ical(file.content.decode("utf-8-sig")).events
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("calendar.unreadable") from error
    if len(events) > _MOST:
        raise Refused("calendar.many", most=_MOST)
    return events


def _lesson(event: Event, zone: ZoneInfo) -> _Lesson | None:
    """Give an event that takes a part of a day, `None` for all others."""
    said = (str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP"))
    if not {"CANCELLED", "TRANSPARENT"}.isdisjoint(said) or event.get("RECURRENCE-ID"):
        return None
    try:
        starts, ends = event.start, event.end
        if not (isinstance(starts, datetime) and isinstance(ends, datetime)):
            return None
        begins = starts.astimezone(zone) if starts.tzinfo else starts.replace(tzinfo=zone)
        length = ends - starts
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return None  # what one event means is not known; the others count
    if not timedelta() < length <= _DAY:
        return None
    return _Lesson(begins, length, (begins.date() - starts.date()).days)


def _repeated(rule: object, lesson: _Lesson, today: date) -> Iterator[int]:
    """Give the weekdays on which a rule repeats a lesson, none if it does not every week or two."""
    if not isinstance(rule, dict):
        return  # several rules
    parts = cast("_Rule", rule)
    frequency, *_ = (*map(str, parts.get("FREQ", ())), "")
    interval, *_ = (*parts.get("INTERVAL", ()), 1)
    daily = frequency == "DAILY" and interval == 1
    weekly = frequency == "WEEKLY" and interval in range(1, _FORTNIGHT + 1)
    if not (daily or weekly):
        return
    named = [str(day).lstrip("+-0123456789").upper() for day in parts.get("BYDAY", ())]
    own: Iterable[int] = DAYS if daily else (_first(lesson),)
    days = [_WEEKDAYS.index(day) for day in named if day in _WEEKDAYS] if named else own
    week = sorted(set(days))
    if week and not _is_over(parts, lesson, week, interval, today):
        yield from ((day + lesson.moved) % len(DAYS) for day in week)


def _is_over(rule: _Rule, lesson: _Lesson, week: Sequence[int], interval: int, today: date) -> bool:
    """Tell whether the last time was before today, or there is only one time.

    `week` are the weekdays of a rule in order.
    """
    until, *_ = (*rule.get("UNTIL", ()), None)
    if isinstance(until, date):
        last = until.date() if isinstance(until, datetime) else until
        return last < today
    count, *_ = (*rule.get("COUNT", ()), 0)
    if not count:
        return False
    first = _first(lesson)
    passed = sum(day < first for day in week)
    weeks, number = divmod(passed + int(count) - 1, len(week))
    last = weeks * interval * len(DAYS) + week[number] - first
    return count == 1 or (today - lesson.begins.date()).days > last


def _first(lesson: _Lesson) -> int:
    """Give the weekday on which a lesson begins in its own zone."""
    return (lesson.begins.weekday() - lesson.moved) % len(DAYS)


def _time(lesson: _Lesson) -> timedelta:
    return timedelta(hours=lesson.begins.hour, minutes=lesson.begins.minute)


def _slots(days: Iterable[int], begins: timedelta, length: timedelta) -> frozenset[int]:
    """Give every half hour a lesson touches."""
    first, last = begins // _HALF_HOUR, -(-(begins + length) // _HALF_HOUR)
    return frozenset((day * DAY + slot) % SLOTS for day in days for slot in range(first, last))
