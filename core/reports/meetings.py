"""When a team can meet, in words."""

from collections.abc import Callable

from core.model.placements import SharesHours, Span
from core.reports.lengths import length_words

_NOON, _EVENING = 24, 36
"""Half hours of a day at which its parts begin."""


def hours_words(say: Callable[..., str], shared: SharesHours) -> str:
    """Say when a team can meet: the days, the part of the day where it is one, how long.

    Of those whose hours are known; how many they are is said unless it is everybody.
    """
    days = dict.fromkeys(span.day for span in shared.spans)
    parts = {part for span in shared.spans for part in _parts(span)}
    when = "·".join(say(f"weekday.{day}") for day in days)
    if len(parts) == 1:
        when = say("teams.when_part", when=when, part=say(f"teams.part.{parts.pop()}"))
    given = {"when": when, "length": length_words(say, shared.slots)}
    if shared.team == 1:
        return say("teams.hours_own", **given)
    if shared.known < shared.team:
        return say("teams.hours_some", **given, count=shared.known)
    return say("teams.hours", **given)


def spans_words(say: Callable[..., str], shared: SharesHours) -> str:
    """Write out when a team can meet, and of how many that is known unless it is everybody."""
    spans = [
        say("teams.span", day=say(f"weekday.{span.day}"), start=_clock(span.first),
            end=_clock(span.last + 1))
        for span in shared.spans
    ]  # fmt: skip
    if not spans or shared.known == shared.team:
        return ", ".join(spans)
    return say("teams.spans_some", spans=spans, count=shared.known)


def _parts(span: Span) -> set[str]:
    """Give the parts of a day a span lies in."""
    slots = range(span.first, span.last + 1)
    return {
        "morning" if slot < _NOON else "afternoon" if slot < _EVENING else "evening"
        for slot in slots
    }


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"
