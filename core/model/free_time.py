"""When somebody is free in a usual week, on a grid of half hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 48
"""Half hours of a day."""
DAYS = range(7)
"""The days of a week, from Monday."""
SLOTS = DAY * len(DAYS)
"""Half hours of a week; slot 0 begins on Monday at 00:00."""
_HALF_HOUR = timedelta(minutes=30)
_DIGITS = SLOTS // 4


@dataclass(frozen=True, slots=True)
class FreeTime:
    """The half hours of a usual week in which somebody can meet.

    `week` is a number of `SLOTS` bits in hexadecimal digits, its lowest bit the slot that begins
    on Monday at 00:00. Slots are wall-clock time of `zone`, which is the space's where it is kept,
    so that the weeks of a class lie upon each other. Nobody is free who only is for a part of a
    slot.
    """

    week: str
    zone: str

    @property
    def slots(self) -> frozenset[int]:
        """Give the slots, 0 to `SLOTS` (exclusive)."""
        bits = int(self.week, 16)
        return frozenset(slot for slot in range(SLOTS) if bits >> slot & 1)

    def days(self) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
        """Give every day with its spans: from a slot of the day (inclusive) to one (exclusive)."""
        slots = self.slots
        for day in DAYS:
            yield day, tuple(_spans(slot - day * DAY for slot in slots if slot // DAY == day))

    def within(self, zone: str, now: datetime) -> "FreeTime":
        """Give the same time in another zone, as their clocks differ now."""
        if zone == self.zone:
            return self
        ahead = now.astimezone(ZoneInfo(zone)).utcoffset()
        behind = now.astimezone(ZoneInfo(self.zone)).utcoffset()
        moved = (ahead or timedelta()) - (behind or timedelta())
        whole, rest = divmod(moved, _HALF_HOUR)
        starts = {(slot + whole) % SLOTS for slot in self.slots}
        # Between two grids a slot is free where both it lies on are.
        both = {slot for slot in starts if (slot - 1) % SLOTS in starts} if rest else starts
        return free_time(both, zone)


def free_time(slots: Iterable[int], zone: str) -> FreeTime:
    """Give the free time that is these slots.

    Raises:
        ValueError: a slot is none of a week's.
    """
    bits = 0
    for slot in slots:
        if slot not in range(SLOTS):
            raise ValueError(f"a week has no slot {slot}")
        bits |= 1 << slot
    return FreeTime(f"{bits:0{_DIGITS}x}", zone)


def _spans(slots: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the unbroken spans of slots, in order, the ends exclusive."""
    start = end = -1
    for slot in sorted(slots):
        if slot != end:
            if start >= 0:
                yield start, end
            start = slot
        end = slot + 1
    if start >= 0:
        yield start, end
