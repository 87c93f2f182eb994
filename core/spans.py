"""Reads spans of a day as people write them: 13:30-18, 오후 1시~6시, 10am to noon, 저녁.

A span is read only where it can mean one thing: `2-4` may be at night or in the afternoon.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

Span = tuple[int, int]
"""Minutes after midnight, the end exclusive; past midnight it is more than a day's."""

DAY = 24 * 60
_NOON = DAY // 2
_HALF = 12
_EARLIEST_PLAIN = 8
"""From this hour on nobody takes an hour without am or pm for another one."""
_LATE, _EARLY = 17 * 60, 8 * 60
"""What passes midnight begins in the evening and ends in the morning; else it is a slip."""

_MORNING = frozenset({"오전", "새벽", "아침", "am", "a.m."})
_NIGHT_END = 24
_DAWN = 6
"""Before it, an hour of the night is one after midnight."""
_MINUTES = range(60)

PARTS: Mapping[str, Span] = MappingProxyType(
    {
        "새벽": (0, 360), "오전": (540, 720), "점심": (720, 780), "오후": (780, 1080),
        "저녁": (1080, 1320), "밤": (1320, 1440), "종일": (540, 1320),
        "morning": (540, 720), "lunch": (720, 780), "afternoon": (780, 1080),
        "evening": (1080, 1320), "night": (1320, 1440), "allday": (540, 1320),
    }
)  # fmt: skip
"""Parts of a day that stand for hours of it; what was read is shown before it is kept."""

_NAMED = MappingProxyType({"정오": "12", "noon": "12", "자정": "24", "midnight": "24"})
_CLOCK = (
    r"(?:(?P<part{n}>오전|오후|새벽|아침|저녁|밤|낮|am|pm)\s*)?"
    r"(?:(?P<named{n}>정오|자정|noon|midnight)"
    r"|(?P<hour{n}>\d{{1,2}})(?:\s*:\s*(?P<minute{n}>\d{{2}})"
    r"|\s*시(?:\s*(?:(?P<minutes{n}>\d{{1,2}})\s*분|(?P<half{n}>반)))?)?"
    r"\s*(?P<after{n}>am|pm|a\.m\.|p\.m\.)?)"
)
PATTERN = (
    _CLOCK.format(n=1) + r"\s*(?:-|~|to\b|until\b|부터|에서)\s*" + _CLOCK.format(n=2)
    + r"(?:\s*까지)?(?![\d:])"
)  # fmt: skip
"""Matches a span in small letters, all dashes being `-`."""


def span_of(found: re.Match[str]) -> Span | None:
    """Give the span that `PATTERN` matched, `None` where it may mean several or nothing."""
    parts = [found[f"part{n}"] or found[f"after{n}"] or "" for n in (1, 2)]
    clocks = [_clock(found, n) for n in (1, 2)]
    if any(hour > _NIGHT_END or minute not in _MINUTES for hour, minute in clocks):
        return None
    if not any(parts):
        return _plain(found, *clocks)
    start, end = _halved(parts[0], *clocks[0]), _halved(parts[1], *clocks[1])
    if start is None and clocks[0][0] <= _HALF:
        start = _before(end, parts[1], *clocks[0])
    if end is None and clocks[1][0] <= _HALF:
        end = _following(parts[0], *clocks[1])
    start = start if start is not None else _whole(*clocks[0])
    end = end if end is not None else _whole(*clocks[1])
    if start < end:
        return start, end
    return _over_midnight(start, end) if all(parts) else None


def _clock(found: re.Match[str], n: int) -> tuple[int, int]:
    if found[f"named{n}"]:
        return int(_NAMED[found[f"named{n}"]]), 0
    minute = found[f"minute{n}"] or found[f"minutes{n}"] or (30 if found[f"half{n}"] else 0)
    return int(found[f"hour{n}"]), int(minute)


def _whole(hour: int, minute: int) -> int:
    return hour * 60 + minute


def _plain(found: re.Match[str], first: tuple[int, int], last: tuple[int, int]) -> Span | None:
    """Give a span without am or pm, on a clock of 24 hours."""
    start, end = _whole(*first), _whole(*last)
    if max(start, end) > DAY:
        return None
    bare = found["hour1"] is not None and not found["hour1"].startswith("0")
    if bare and first[0] < _EARLIEST_PLAIN and end <= _NOON:
        return None
    return (start, end) if start < end else _over_midnight(start, end)


def _over_midnight(start: int, end: int) -> Span | None:
    return (start, end + DAY) if start >= _LATE and end <= _EARLY else None


def _halved(part: str, hour: int, minute: int) -> int | None:
    """Give the minutes of an hour whose half of the day is said; `None` where none is."""
    if not part or hour > _HALF:
        return None
    midnight = hour == _HALF and part in ("밤", "저녁")
    morning = part in _MORNING or (part == "밤" and hour < _DAWN)
    return _whole(hour % _HALF, minute) + (DAY if midnight else 0 if morning else _NOON)


def _following(part: str, hour: int, minute: int) -> int:
    """Give an end in the same half of the day as the start; 12 is where that half ends."""
    half = 0 if part in _MORNING else _NOON
    return half + _whole(hour, minute)


def _before(end: int | None, part: str, hour: int, minute: int) -> int | None:
    """Give a start in the same half of the day as the end, or in the one before."""
    same = _halved(part, hour, minute)
    if same is None or end is None or same < end:
        return same
    earlier = _whole(hour % _HALF, minute)
    return earlier if earlier < end else None
