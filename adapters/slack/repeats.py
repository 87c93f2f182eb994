"""Which requests to Slack are made again at once.

The library repeats every request whose connection broke, which would post a message twice where
only the answer was lost: Slack has no key by which it knows a message again. So a request is
repeated where Slack cannot have heard it, where it refused it for now, and where doing it twice
does it once. All else is left to the sender, who looks first.
"""

from datetime import timedelta

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from core.ports.outside import Clock

_TIMES = 2
_PAUSE = timedelta(seconds=0.5)
_LONGEST_LIMIT = timedelta(seconds=10)
"""A rate limit that is waited out within a request; a longer one is left to the sender."""
_TOO_MANY, _BROKEN = 429, 500
_LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)
_IN_TURNS = "chat.update"
"""What a rate limit puts off for the whole workspace (`adapters.slack.turns`)."""
_ALIKE_TWICE = frozenset(
    {
        "auth.test",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.invite",
        "conversations.kick",
        "conversations.list",
        "conversations.members",
        "conversations.open",
        "conversations.replies",
        "files.getUploadURLExternal",
        "files.info",
        "pins.add",
        "users.info",
        "views.publish",
        "views.update",
    }
)


class Repeats(AsyncRetryHandler):
    """Decides for the library's client whether a request is made again, and when."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(max_retry_count=_TIMES)
        self._clock = clock

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state
        return _pause(request, response, error) is not None

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """Wait before the request is made again."""
        await self._clock.sleep(_pause(request, response, error) or _PAUSE)
        state.next_attempt_requested = True
        state.increment_current_attempt()


def asked_to_wait(said: str) -> timedelta | None:
    """Read the value of a `Retry-After` header."""
    return timedelta(seconds=int(said)) if said.isdecimal() else None


def _pause(
    request: HttpRequest, response: HttpResponse | None, error: Exception | None
) -> timedelta | None:
    """Give how long to wait before the request is made again, `None` for not at all."""
    method = request.url.rpartition("/")[2]
    if response is not None and response.status_code == _TOO_MANY:
        if method == _IN_TURNS:
            return None
        asked = asked_to_wait(_header(response, "retry-after"))
        return asked if asked is not None and asked <= _LONGEST_LIMIT else None
    broken = response is not None and response.status_code >= _BROKEN
    alike = method in _ALIKE_TWICE
    if isinstance(error, aiohttp.ClientConnectorError):
        return _PAUSE
    return _PAUSE if alike and (broken or isinstance(error, _LOST)) else None


def _header(response: HttpResponse, name: str) -> str:
    found = (value for key, value in response.headers.items() if key.lower() == name)
    values = next(found, "")
    return values if isinstance(values, str) else values[0]
