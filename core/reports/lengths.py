"""How long something takes, in words."""

from collections.abc import Callable


def length_words(say: Callable[..., str], half_hours: int) -> str:
    """Write half hours out: 30분, 2시간, 2시간 30분."""
    hours, half = divmod(half_hours, 2)
    if not hours and half:
        return say("length.half")
    return say("length.both" if half else "length.hours", hours=hours)
