"""The words in which people say when they are free, in Korean and English."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import TeamplError
from core.model.free_time import DAYS
from core.spans import PARTS, PATTERN, Span, span_of

_KOREAN = "월화수목금토일"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY, _WEEKDAYS, _WEEKEND = tuple(DAYS), tuple(DAYS)[:5], tuple(DAYS)[5:]
_TODAY = "금일"
"""Reads like Friday and Sunday, and means this very day."""

_DAY = (
    r"mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?)?|thu(?:rs?(?:days?)?)?"
    r"|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?"
)
_ENDING = r"(?:에는|에|엔|은|는|도|마다|까지)?(?![가-힣])"
_ONE = rf"[{_KOREAN}](?:요일)?|(?:{_DAY})\b"
_PARTS = "|".join(sorted(PARTS, key=len, reverse=True)).replace("allday", "all ?day")
_NOT = (
    "빼고|빼기|빼|제외하고|제외|말고|불가능?|안 ?(?:돼요|돼|됨|되고|되요|되)|없음|없어요|수업"
    r"|바빠요|바쁨|busy\b|none\b|x\b"
)
_FILLERS = (
    "가능(?:해요|합니다|함)?|비어요|비어|빔|시간|공강|돼요|됨|괜찮아요|매주|그리고|이랑|랑|와|과"
    r"|(?:free|available|and|at|on|from)\b"
)
_WORDS = re.compile(
    rf"(?P<from>{_ONE})\s*(?:-|~|to\b|부터)\s*(?P<to>{_ONE}){_ENDING}"
    rf"|(?P<every>매일|날마다|every ?day\b|daily\b){_ENDING}"
    rf"|(?P<weekdays>평일|주중|weekdays?\b){_ENDING}"
    rf"|(?P<weekend>주말|weekends?\b){_ENDING}"
    rf"|(?P<days>[{_KOREAN}]+)(?:요일)?{_ENDING}"
    rf"|(?P<day>{_DAY})\b"
    rf"|(?P<span>{PATTERN})"
    rf"|(?:하루 ?|온)?(?P<part>{_PARTS})s?(?:시간)?{_ENDING}(?!\s*\d)"
    r"|(?P<but>except|but not|without)\b"
    rf"|(?P<not>{_NOT})(?![가-힣])"
    rf"|(?P<filler>(?:{_FILLERS})(?![가-힣])|[\s/·・|&+:.()\[\]]+)"
)


class UnclearError(TeamplError):
    """What was written may mean several things, or nothing."""


class Sign(StrEnum):
    """What a word says."""

    SEVERAL = "several"
    """Days under one name: every day."""
    DAYS = "days"
    SPAN = "span"
    """A span of those days."""
    BUT = "but"
    """The days that follow are left out."""
    NOT = "not"
    """What was just said is left out."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, with the days, 0 for Monday, or the span it stands for."""

    sign: Sign
    days: tuple[int, ...] = ()
    span: Span = (0, 0)


def words_of(clause: str) -> Iterator[Word]:
    """Give the words of a clause that say something.

    Raises:
        UnclearError: a word is not known, or a span may mean several.
    """
    place, text = 0, clause.casefold()
    while place < len(text):
        found = _WORDS.match(text, place)
        if found is None:
            raise UnclearError
        if not found["filler"]:
            yield _word(found)
        place = found.end()


def _word(found: re.Match[str]) -> Word:
    if found["span"]:
        return Word(Sign.SPAN, span=_clear(span_of(found)))
    if found["part"]:
        return Word(Sign.SPAN, span=PARTS[found["part"].replace(" ", "")])
    if found["but"] or found["not"]:
        return Word(Sign.BUT if found["but"] else Sign.NOT)
    for name, days in (("every", _EVERY), ("weekdays", _WEEKDAYS), ("weekend", _WEEKEND)):
        if found[name]:
            return Word(Sign.SEVERAL, days)
    if found["from"]:
        return Word(Sign.SEVERAL, tuple(_between(_day(found["from"]), _day(found["to"]))))
    if found["days"] == _TODAY:
        raise UnclearError
    named: Sequence[str] = found["days"] or (found["day"],)
    return Word(Sign.DAYS, tuple(map(_day, named)))


def _clear(span: Span | None) -> Span:
    if span is None:
        raise UnclearError
    return span


def _day(word: str) -> int:
    if word[0] in _KOREAN:
        return _KOREAN.index(word[0])
    return _ENGLISH.index(word[:3])


def _between(first: int, last: int) -> Iterable[int]:
    """Give the days from one to another, over the weekend where that is the way."""
    return ((first + step) % len(DAYS) for step in range((last - first) % len(DAYS) + 1))
