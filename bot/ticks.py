"""The clock that wakes reminders. It keeps nothing: what is due is read from the database."""

import asyncio

from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]  has none
    AsyncIOScheduler,
)
from apscheduler.triggers.cron import (  # pyright: ignore[reportMissingTypeStubs]  has none
    CronTrigger,
)

from core.reminders import Reminders

_EVERY_FIVE_MINUTES = "*/5"


async def tick(reminders: Reminders) -> None:
    """Wake the reminders every five minutes until cancelled; a failed tick is made up by the next.

    Ticks that were slept through, on a laptop whose lid was closed, come as one.
    """
    scheduler = AsyncIOScheduler()
    scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]  the library has no types
        reminders.tick,
        CronTrigger(minute=_EVERY_FIVE_MINUTES),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
