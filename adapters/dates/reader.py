"""Days as people write them; a deadline is never guessed.

How the doubtful ones are read:

- `D-3` is three days from today, `D-day` is today.
- A month and a day without a year are the nearest such day. Where that is over, it is refused
  with the next year's as the suggestion.
- A weekday alone is the coming one, never today. Weeks begin on Monday: `다음 주 금요일` and
  `next friday` are the Friday of the week after this one.
- A time of day is left aside: a deadline is a day.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from korean_datetime import TemporalParser

from adapters.dates.days import HALF_YEAR, Days, Return, in_year, last_workday, next_of
from adapters.dates.digits import day_from, in_digits
from adapters.dates.english import in_english
from adapters.dates.korean import in_korean
from core.errors import Refused

_LONGEST = 60
"""Characters; no date is longer, and what is longer is not worth reading."""
_FARTHEST = timedelta(days=3653)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_LEADING = re.compile(r"^(?:due |by |on |until |till |the |from )+")
_TRAILING = re.compile(r" ?(?:까지|까지요|에)$")
_TIME_OF_DAY = re.compile(
    r"(?: ?(?:오전|오후|아침|저녁|낮))? ?\d{1,2} ?시(?: ?반| ?\d{1,2} ?분)?$"
    r"|[ t]\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?z?$"
    r"|(?: at)? \d{1,2} ?[ap]m$",
    re.ASCII,
)
_BETWEEN = tuple(
    re.compile(pattern)
    for pattern in (r" ?[~–—] ?", r" - ", r" ?부터 ?", r" (?:to|until|till|through) ", r" ?- ?")
)


class KoreanDates:
    """The dates port over the `korean-datetime` library, English words and digits."""

    def __init__(self) -> None:
        self._parser = TemporalParser()

    def day(self, text: str, today: date, *, past: bool = False) -> date:
        """Give the day `text` means, seen from `today`; only with `past` may it lie before.

        Raises:
            Refused: past, impossible, a whole week, too far, or not a date; with a suggestion
                where one is clear.
        """
        words = _plain(text)
        meant = self._meant(words, today)
        if meant is None:
            raise Refused("date.unclear", text=words)
        if meant.first != meant.last:
            raise _refused("week", words, last_workday(meant, today))
        if meant.doubtful:
            raise _refused("unclear", words, meant.first if meant.first >= today else None)
        if meant.first < today and not past:
            raise _refused("past", words, next_of(meant, today))
        return _near(words, meant, today).first

    def span(self, text: str, today: date) -> tuple[date, date]:
        """Give the first and last day `text` means, seen from `today`; it may be over.

        One day and a whole week or month are spans too.

        Raises:
            Refused: not a span of days, or it ends before it starts.
        """
        words = _plain(text)
        meant = self._two_ends(words, today) or self._meant(words, today)
        if meant is None or meant.doubtful:
            raise Refused("date.span", text=words)
        if meant.last < meant.first:
            raise Refused("date.order", text=words, first=meant.first, last=meant.last)
        meant = _near(words, meant, today)
        return meant.first, meant.last

    def _meant(self, words: str, today: date) -> Days | None:
        if not words:
            return None
        return (
            in_digits(words, today)
            or in_english(words, today)
            or in_korean(self._parser, words, today)
        )

    def _two_ends(self, words: str, today: date) -> Days | None:
        for start, end in _halves(words):
            first = in_digits(start, today) or in_english(start, today)
            last = self._end(end, first.first, today) if first else None
            if first and last:
                return Days(first.first, last, doubtful=first.doubtful)
        return None

    def _end(self, words: str, start: date, today: date) -> date | None:
        """Give the end of a span that starts at `start`; `today` is where words count from."""
        named = day_from(words, start)
        if named:
            return named
        meant = self._meant(words, today)
        if meant is None or meant.doubtful:
            return None
        yearless = meant.again is Return.YEARLY and not _YEAR.search(words)
        return _following(meant.last, start) if yearless else meant.last


def _following(day: date, start: date) -> date:
    """Give the day in the year of `start`, or early in the next: a span passes one New Year."""
    own, next_one = (in_year(start.year + years, day.month, day.day) for years in (0, 1))
    return next_one if own < start and next_one - start <= HALF_YEAR else own


def _plain(text: str) -> str:
    """Give the words that matter, in one spelling.

    Raises:
        Refused: too long to be a date.
    """
    if len(text) > _LONGEST:
        raise Refused("date.unclear", text=f"{text[: _LONGEST - 1]}…")
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    words = _TRAILING.sub("", _LEADING.sub("", words, count=1))
    return _TIME_OF_DAY.sub("", words).strip()


def _halves(words: str) -> Iterator[tuple[str, str]]:
    """Give the ways in which `words` may be a start and an end."""
    for between in _BETWEEN:
        parts = between.split(words)
        if len(parts) == len(("start", "end")):
            yield _TRAILING.sub("", parts[0]), parts[1]


def _near(words: str, meant: Days, today: date) -> Days:
    if abs(meant.first - today) > _FARTHEST or abs(meant.last - today) > _FARTHEST:
        raise Refused("date.far", text=words)
    return meant


def _refused(reason: str, words: str, suggestion: date | None) -> Refused:
    if suggestion is None:
        return Refused(f"date.{reason}", text=words)
    return Refused(f"date.{reason}_try", text=words, suggestion=suggestion)
