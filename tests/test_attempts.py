"""What is tried again and again, on a clock that stands still between."""

import asyncio
from datetime import timedelta
from itertools import pairwise

from core.attempts import until_reached
from core.errors import Unavailable
from tests.fakes.clock import FakeClock

SECONDS = [1, 2, 4, 8, 16, 32, 60, 300, 60]


async def test_pauses_grow_to_a_minute_and_are_as_long_as_is_asked() -> None:
    clock = FakeClock()
    tried = list[float]()

    async def attempt() -> None:
        tried.append((clock.now() - began).total_seconds())
        if len(tried) <= len(SECONDS):
            asked = timedelta(minutes=5) if len(tried) == 8 else None
            raise Unavailable("discord", "status 503", asked)

    began = clock.now()
    async with asyncio.TaskGroup() as group:
        group.create_task(until_reached(attempt, clock))
        for seconds in SECONDS:
            await clock.asleep()
            clock.advance(timedelta(seconds=seconds))
    pauses = [late - early for early, late in pairwise(tried)]
    assert pauses == SECONDS
