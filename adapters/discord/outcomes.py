"""What became of a request to Discord, in the core's own errors."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import discord

from core.errors import Unavailable, Undeliverable

SERVICE = "discord"
CONNECTION_LOST = (aiohttp.ClientError, OSError, TimeoutError)
"""What the network raises through discord.py."""
UNAUTHORIZED = 401
ARCHIVED = 50083
"""Edits in an archived thread are refused with a 400."""
_FORBIDDEN, _NOT_FOUND, _TOO_MANY, _BROKEN = 403, 404, 429, 500


@contextmanager
def translated() -> Generator[None]:
    """Translate what requests in the block raise.

    discord.py has waited out what asks for less than half a minute, and tried server errors
    five times, before it raises.

    Raises:
        Unavailable: try again later; also where the token is refused, so that nothing is given up.
        Undeliverable: what was asked for is not there or not allowed, and will not be.
    """
    try:
        yield
    except discord.RateLimited as error:
        raise Unavailable(SERVICE, "rate limit", timedelta(seconds=error.retry_after)) from error
    except discord.HTTPException as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error
    except CONNECTION_LOST as error:
        raise Unavailable(SERVICE, "connection") from error


def _meaning(error: discord.HTTPException) -> Exception | None:
    """Give what it means for us; `None` for a request we should not have made."""
    match error.status:
        case status if status == UNAUTHORIZED:
            return Unavailable(SERVICE, "token refused")
        case status if status in (_FORBIDDEN, _NOT_FOUND) and error.code:
            return Undeliverable(f"{status} {error.code}")
        case status if status == _TOO_MANY:
            return Unavailable(SERVICE, "rate limit", _asked_to_wait(error))
        case status if status >= _BROKEN or status in (_FORBIDDEN, _NOT_FOUND):
            # A refusal without one of Discord's codes comes from the wall before it.
            return Unavailable(SERVICE, f"status {status}")
        case _:
            return Undeliverable(str(error.code)) if error.code == ARCHIVED else None


def _asked_to_wait(error: discord.HTTPException) -> timedelta | None:
    said = error.response.headers.get("Retry-After", "")
    try:
        return timedelta(seconds=float(said))
    except ValueError:
        return None
