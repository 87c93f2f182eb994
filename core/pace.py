"""How often a message may be edited."""

from datetime import datetime, timedelta

from core.ports.outside import Clock

_MANY = 1000
"""Messages after which those that may be edited again are forgotten."""


class Pace:
    """Lets a message be edited once in an `interval`; a later edit waits for its turn."""

    def __init__(self, clock: Clock, interval: timedelta) -> None:
        self._clock = clock
        self._interval = interval
        self._next: dict[str, datetime] = {}

    async def turn(self, message: str) -> None:
        """Wait until a message may be edited."""
        now = self._clock.now()
        if len(self._next) > _MANY:
            self._next = {each: free for each, free in self._next.items() if free > now}
        mine = max(now, self._next.get(message, now))
        self._next[message] = mine + self._interval
        if mine > now:
            await self._clock.sleep(mine - now)
