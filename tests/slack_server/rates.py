"""Rate limits: a method, a workspace, sometimes a channel, and a sliding window."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from tests.slack_server.call import Call

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so long; `methods` ends in `.` for a whole family."""

    methods: str
    most: int
    length: timedelta = MINUTE
    by_channel: bool = False

    def covers(self, method: str) -> bool:
        """Say whether a method counts."""
        return method == self.methods or (
            self.methods.endswith(".") and method.startswith(self.methods)
        )


SLACKS = (
    Rate("chat.update", 50),
    Rate("chat.postMessage", 10, timedelta(seconds=10), by_channel=True),
    Rate("conversations.create", 20),
    Rate("views.", 100),
    Rate("files.", 100),
)
"""https://docs.slack.dev/apis/web-api/rate-limits; one message a second with a burst of ten."""


class Limiter:
    """Counts calls where rates are enforced."""

    def __init__(self) -> None:
        self.rates: list[Rate] = []
        self._seen: dict[tuple[str, str, str], deque[datetime]] = {}

    def wait(self, call: Call) -> int:
        """Count a call; give the seconds it must wait, 0 if it may go on."""
        for rate in self.rates:
            if rate.covers(call.method) and (seconds := self._wait(rate, call)):
                return seconds
        return 0

    def _wait(self, rate: Rate, call: Call) -> int:
        # Each method of a family has its own count.
        key = (call.method, call.team_id, call.channel if rate.by_channel else "")
        times = self._seen.setdefault(key, deque())
        while times and call.at - times[0] >= rate.length:
            times.popleft()
        if len(times) < rate.most:
            times.append(call.at)
            return 0
        return ceil((times[0] + rate.length - call.at).total_seconds())


def busiest(times: Iterable[float], seconds: float) -> int:
    """Give the most that ever fell into one window of so many seconds."""
    window: deque[float] = deque()
    most = 0
    for time in sorted(times):
        window.append(time)
        while time - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most
