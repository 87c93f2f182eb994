"""The clock that wakes reminders. It keeps nothing: what is due is read from the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]  has none
    AsyncIOScheduler,
)
from apscheduler.triggers.base import (  # pyright: ignore[reportMissingTypeStubs]  has none
    BaseTrigger,
)
from apscheduler.triggers.cron import (  # pyright: ignore[reportMissingTypeStubs]  has none
    CronTrigger,
)

_log = logging.getLogger(__name__)

_EVERY_FIVE_MINUTES = "*/5"


async def tick(wake: Callable[[], Awaitable[None]], trigger: BaseTrigger | None = None) -> None:
    """Wake the reminders until cancelled; a failed tick is made up by the next.

    Ticks that were slept through, on a laptop whose lid was closed, come as one, as do those
    that come while one is under way. They are part of this task: none is left when it ends.

    Args:
        wake: gives what is due.
        trigger: when; every five minutes without one.
    """
    due = asyncio.Event()

    async def ring() -> None:
        """Note a tick; what is no coroutine would be called in another thread."""
        due.set()

    scheduler = AsyncIOScheduler()
    scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]  the library has no types
        ring,
        trigger or CronTrigger(minute=_EVERY_FIVE_MINUTES),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        while True:
            await due.wait()
            due.clear()
            await _woken(wake)
    finally:
        scheduler.shutdown(wait=False)


async def _woken(wake: Callable[[], Awaitable[None]]) -> None:
    try:
        await wake()
    except Exception:  # noqa: BLE001  a reminder nobody can give must not end the program
        _log.exception("tick failed", extra={"action": "tick"})
