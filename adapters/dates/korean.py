"""Dates in Korean words, as the `korean-datetime` library reads them, made safe for deadlines.

The library finds dates inside sentences; here the whole text has to be a date. What it lets
pass and this module does not: words beside the date, two dates, a time of day that decides
the day, and a yearly day that has just gone by and would silently become next year's.
"""

import re
from datetime import date, datetime, time, timedelta

from korean_datetime import Ambiguity, Kind, TemporalExpression, TemporalParser

from adapters.dates.days import HALF_YEAR, Days, Return

_SHORT_WEEKDAY = re.compile(
    r"((?:이번|다음|다다음|다담|담|지난|저번|차|금) ?주) ?([월화수목금토일])$"
)
"""`다음 주 금`: the library knows only whole names and would give the whole week."""
_BARE_WEEKDAY = re.compile(r"[월화수목금토]")
"""Alone, `일` is as well "work" or "day": not one of these."""
_REPEATED = re.compile(r"매(?:일|주|달|월|년|해)")
_WEEKDAY = re.compile(r"[월화수목금토일](?:요일|욜)")
_DOUBTFUL = {Ambiguity.DAY_ATTRIBUTION, Ambiguity.MULTI_DAY_TIME, Ambiguity.CALENDAR_ROW_SPILL}


def in_korean(parser: TemporalParser, words: str, today: date) -> Days | None:
    """Give the days that Korean words name, `None` where there are none or several."""
    words = _SHORT_WEEKDAY.sub(r"\1 \2요일", words)
    words = f"{words}요일" if _BARE_WEEKDAY.fullmatch(words) else words
    found = parser.parse_all(words, today)
    if len(found) != 1 or _REPEATED.search(words) or not _holds(parser, words, today, found[0]):
        return None
    return _days(found[0], words, today)


def _holds(parser: TemporalParser, words: str, today: date, found: TemporalExpression) -> bool:
    """Tell whether it names days, the same ones at any hour of today."""
    if found.kind not in (Kind.DATE, Kind.DATETIME):
        return False
    late = parser.parse_all(words, datetime.combine(today, time(23, 59)))
    return [each.start.date() for each in late] == [found.start.date()]


def _days(found: TemporalExpression, words: str, today: date) -> Days:
    first = found.start.date()
    last = max(first, (found.end - timedelta(microseconds=1)).date())
    if found.kind is Kind.DATETIME and not found.is_range:
        last = first
    again = Return.WEEKLY if _WEEKDAY.search(words) else Return.NEVER
    return Days(first, last, again, doubtful=_is_doubtful(found, words, today))


def _is_doubtful(found: TemporalExpression, words: str, today: date) -> bool:
    nearer_last_time = found.start.date() - today > HALF_YEAR
    return (
        found.text != words
        or (nearer_last_time and Ambiguity.CYCLE_SHIFTED in found.ambiguities)
        or not _DOUBTFUL.isdisjoint(found.ambiguities)
    )
