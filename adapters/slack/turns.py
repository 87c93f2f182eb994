"""Whose turn it is to change a message in a workspace.

Slack counts an app's changes by workspace, whatever messages they are of, so all running work
shares them. Last words go first, the next one is waited for. All else is told when to ask again
and holds its place in line until then: a last word that waited here would keep what goes elsewhere
from being sent, and progress its own message from saying its last word.
"""

from datetime import UTC, datetime, timedelta

from core.ports.outside import Clock

_LATEST = timedelta(minutes=1)
"""How late somebody who was told when to ask again may come and still have their turn."""


class Turns:
    """Gives a workspace one change in an `interval`."""

    def __init__(self, clock: Clock, interval: timedelta) -> None:
        self._clock = clock
        self._interval = interval
        self._free = datetime.min.replace(tzinfo=UTC)
        self._words: dict[str, datetime] = {}
        """The last words whose turn is to come, or was not taken yet."""
        self._line: dict[str, datetime] = {}
        """The progress whose turn is to come, the next first, and when each was told to ask."""

    async def last_word(self, message: str) -> timedelta:
        """Take the turn of a message's last word; give how long until it may ask again, if not.

        It is waited for where it is the next one. Progress is not waited for.
        """
        self._line.pop(message, None)
        now = self._clock.now()
        self._words = {each: at for each, at in self._words.items() if now < at + _LATEST}
        mine = self._words.pop(message, None)
        if mine is None:
            mine = max(now, self._free)
            self._free = mine + self._interval
        if mine > now + self._interval:
            self._words[message] = mine
            return mine - self._interval - now
        if mine > now:
            await self._clock.sleep(mine - now)
        return timedelta()

    def pause(self, length: timedelta) -> None:
        """Put every turn off that is to come, as Slack asks."""
        self._free = max(self._free, self._clock.now()) + length
        self._words = {each: at + length for each, at in self._words.items()}

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
