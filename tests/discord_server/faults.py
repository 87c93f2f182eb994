"""What a test makes go wrong: errors for the next requests of a route, and rate limits."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.discord_server.call import Call

ANY = "*"


@dataclass(slots=True)
class Fault:
    """An error for the next `times` requests of a route.

    Args:
        route: the route, or the name of a call; `*` for any.
        after: the request is carried out, only its answer is lost.
        retry_after: seconds, for 429.
        everywhere: the 429 is of the whole bot.
        via: whether a 429 comes from Discord (with a `Via` header) or from the wall before it.
    """

    route: str
    status: int
    times: int = 1
    code: int | None = None
    message: str = ""
    after: bool = False
    retry_after: float = 0.05
    everywhere: bool = False
    via: bool = True


@dataclass(slots=True)
class Window:
    """A rate limit: so many requests in so long, a route and its major parameter."""

    route: str
    most: int
    length: timedelta


MESSAGES = {
    400: (0, "400: Bad Request"),
    401: (0, "401: Unauthorized"),
    403: (50013, "Missing Permissions"),
    404: (10008, "Unknown Message"),
    429: (0, "You are being rate limited."),
    500: (0, "500: Internal Server Error"),
    502: (0, "502: Bad Gateway"),
}


class Faults:
    """The faults that wait for their requests, and the limits that count them."""

    def __init__(self) -> None:
        self.windows: list[Window] = []
        self._waiting: list[Fault] = []
        self._counts: dict[tuple[str, str], deque[datetime]] = {}

    def add(self, fault: Fault) -> None:
        """Have the next requests fail."""
        known_code, known_message = MESSAGES.get(fault.status, (0, "Error"))
        fault.code = known_code if fault.code is None else fault.code
        fault.message = fault.message or known_message
        self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        self._waiting.clear()
        self.windows.clear()

    def take(self, call: Call) -> Fault | None:
        """Give what goes wrong with this request."""
        for fault in self._waiting:
            if fault.route in (ANY, call.route, call.name):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def limited(self, call: Call) -> Fault | None:
        """Count the request and give a 429 if a limit is passed."""
        if call.template.startswith(("/interactions/", "/webhooks/")):
            return None
        for window in self.windows:
            if window.route in (ANY, call.route):
                wait = self._wait(window, call)
                if wait > 0:
                    code, message = MESSAGES[429]
                    everywhere = window.route == ANY
                    return Fault(
                        call.route, 429, 1, code, message, retry_after=wait, everywhere=everywhere
                    )
        return None

    def _wait(self, window: Window, call: Call) -> float:
        major = call.parts.get("channel_id") or call.parts.get("guild_id") or ""
        key = (window.route, "" if window.route == ANY else major)
        times = self._counts.setdefault(key, deque())
        while times and call.at - times[0] >= window.length:
            times.popleft()
        if len(times) < window.most:
            times.append(call.at)
            return 0
        return (times[0] + window.length - call.at).total_seconds()
