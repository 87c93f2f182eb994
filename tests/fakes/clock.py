"""Time that passes only when a test says so."""

import asyncio
from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 11, 30, 0, tzinfo=UTC)
"""Nine o'clock in Seoul, on the day before December begins."""


class FakeClock:
    """A clock that stands still until `advance` or `set`.

    A sleeper wakes when the time it sleeps to is reached, never by itself, so nothing
    races: `await clock.asleep()` until the code under test sleeps, then move the clock.
    Moving jumps, as a laptop's clock does after its lid was closed: a sleeper sees the
    time moved to, not the time it asked for.
    """

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now
        self._sleepers: dict[asyncio.Future[None], datetime] = {}
        self._watchers: dict[asyncio.Future[None], int] = {}

    def now(self) -> datetime:
        """Give this instant."""
        return self._now

    async def sleep(self, length: timedelta) -> None:
        """Wait until the clock was moved by `length`; give others a turn if it is none."""
        if length <= timedelta():
            await asyncio.sleep(0)
            return
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers[sleeper] = self._now + length
        self._tell_watchers()
        try:
            await sleeper
        finally:
            self._sleepers.pop(sleeper, None)

    def advance(self, length: timedelta) -> None:
        """Move the clock on and wake who slept until then, the earliest first."""
        self.set(self._now + length)

    def set(self, now: datetime) -> None:
        """Move the clock to an instant, as `advance` does."""
        self._now = now
        due = [item for item in self._sleepers.items() if item[1] <= now]
        for sleeper, _ in sorted(due, key=lambda item: item[1]):
            del self._sleepers[sleeper]
            if not sleeper.done():
                sleeper.set_result(None)

    async def asleep(self, count: int = 1) -> None:
        """Return once at least `count` sleep at the same time."""
        if len(self._sleepers) >= count:
            return
        watcher = asyncio.get_running_loop().create_future()
        self._watchers[watcher] = count
        try:
            await watcher
        finally:
            self._watchers.pop(watcher, None)

    def _tell_watchers(self) -> None:
        for watcher, count in self._watchers.items():
            if len(self._sleepers) >= count and not watcher.done():
                watcher.set_result(None)
