"""What the vendor's errors mean to us."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientError
from httpx2 import Headers, RequestError
from openai import APIConnectionError, APIStatusError

from core.errors import Unavailable, Unusable

LONGEST_WAIT = timedelta(days=1)
"""A service that asks for a longer wait is asked again after this."""

BROKEN_CALLS = (APIConnectionError, RequestError, ClientError, TimeoutError)
"""What a call that never got (all of) its answer raises."""


def of_broken_call(error: BaseException) -> Unavailable:
    """Give the outcome of a call that raised one of `BROKEN_CALLS`.

    The SDK's transport also calls a refused connection a timeout; the causes know better.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError):
            return Unavailable("ai", "timeout")
        cause = cause.__cause__
    return Unavailable("ai", "connection")


def of_status(error: APIStatusError) -> Unavailable | Unusable:
    """Give the outcome of a call the server answered with an error.

    An exhausted quota comes as 429 too, but no wait of ours refills it: it is `Unusable`,
    so the work goes on without the model at once and the person may try again later.
    """
    wait = wait_of(error.response.headers)
    match error.status_code:
        case 401 | 403:
            return Unavailable("ai", "key refused")
        case 404:
            return Unavailable("ai", "model unknown")
        case 429 if "insufficient_quota" in {error.code, error.type}:
            return Unusable("quota")
        case 429:
            return Unavailable("ai", "rate limit", wait)
        case status if status >= 500:  # noqa: PLR2004  the protocol's own border
            return Unavailable("ai", f"server error {status}", wait)
        case status:
            return Unusable(f"request refused {status}")


def wait_of(headers: Headers) -> timedelta | None:
    """Give how long the server asks us to wait: milliseconds, seconds or a date.

    A date counts from the server's own `Date`: clocks may differ, the difference does not.
    """
    exact = _seconds(headers.get("retry-after-ms"), 1000)
    told = headers.get("retry-after")
    return exact or _seconds(told, 1) or _until(told, headers.get("date"))


def _seconds(text: str | None, per_second: int) -> timedelta | None:
    try:
        seconds = float(text or "") / per_second
    except ValueError:
        return None
    # Neither a negative number nor "nan" is a wait.
    return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds())) if seconds >= 0 else None


def _until(then: str | None, now: str | None) -> timedelta | None:
    if not then or not now:
        return None
    try:
        wait = parsedate_to_datetime(then) - parsedate_to_datetime(now)
    except (ValueError, TypeError):  # no date; one with and one without a zone
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)
