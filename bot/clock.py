"""Clocks: the real one, and one that can be moved for rehearsals."""

import asyncio
from datetime import UTC, datetime, timedelta

_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Far from the end of time, near which zones and sums of days break."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Give this instant, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, length: timedelta) -> None:
        """Let `length` pass."""
        await asyncio.sleep(length.total_seconds())


class ShiftedClock:
    """A clock that began at another time, runs as fast as the real one, and can be moved on."""

    def __init__(self, start: datetime) -> None:
        self._real = SystemClock()
        self._ahead = start.astimezone(UTC) - self._real.now()

    def now(self) -> datetime:
        """Give the instant this clock shows, in UTC."""
        return self._real.now() + self._ahead

    async def sleep(self, length: timedelta) -> None:
        """Let `length` really pass."""
        await self._real.sleep(length)

    def forward(self, length: timedelta) -> None:
        """Move on by `length`, though never beyond the year 9000."""
        self._ahead += max(timedelta(), min(length, _LATEST - self.now()))
