"""Whose turn it is to change a message in a workspace.

Slack counts an app's changes by workspace, whatever messages they are of, so all running work
shares them. Last words wait for their turn and go first. Progress does not wait here, for that
would keep its message from saying its last word: it is told when to ask again and holds its
place in line until then.
"""

from datetime import UTC, datetime, timedelta

from core.ports.outside import Clock


class Turns:
    """Gives a workspace one change in an `interval`."""

    def __init__(self, clock: Clock, interval: timedelta) -> None:
        self._clock = clock
        self._interval = interval
        self._free = datetime.min.replace(tzinfo=UTC)
        self._line: dict[str, datetime] = {}
        """The progress whose turn is to come, the next first, and when each was told to ask."""

    async def last_word(self, message: str) -> None:
        """Wait until a message may say its last word; its progress is not waited for."""
        self._line.pop(message, None)
        now = self._clock.now()
        mine = max(now, self._free)
        self._free = mine + self._interval
        if mine > now:
            await self._clock.sleep(mine - now)

    def progress(self, message: str) -> timedelta:
        """Take the turn of a message's progress; give how long until it may ask again, if not."""
        now = self._clock.now()
        self._line = {
            each: told
            for each, told in self._line.items()
            if each == message or now < told + self._interval
        }
        self._line.setdefault(message, now)
        ahead = list(self._line).index(message)
        mine = max(now, self._free) + ahead * self._interval
        if mine <= now:
            del self._line[message]
            self._free = now + self._interval
            return timedelta()
        self._line[message] = mine
        return mine - now
