"""What is tried again until it can be done."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from core.errors import Unavailable
from core.ports.outside import Clock

T = TypeVar("T")

_log = logging.getLogger(__name__)

_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(seconds=60)


async def until_reached(attempt: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """Give what an attempt gives, made again after growing pauses until it is not unavailable."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except Unavailable as unavailable:
            wait = max(pause, unavailable.retry_after or timedelta())
            told = f"{unavailable}: next try in {wait.total_seconds():g} s"
            _log.warning(told, extra={"action": "unreachable"})
        await clock.sleep(wait)
        pause = min(pause * 2, _LONGEST_PAUSE)
