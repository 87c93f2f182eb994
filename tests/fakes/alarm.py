"""The end of a wait."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from core.ports.outside import Clock


@dataclass(frozen=True, slots=True)
class Alarm:
    """An instant on the clock and the same one in the event loop's own time.

    It rings at whichever comes first: a test may move the clock over a wait, and one that
    does not is late, not stuck.
    """

    at: datetime
    loop_time: float

    @classmethod
    def after(cls, length: timedelta, clock: Clock) -> Self:
        """Give what rings when `length` has passed."""
        loop = asyncio.get_running_loop()
        return cls(clock.now() + length, loop.time() + length.total_seconds())

    def is_over(self, clock: Clock) -> bool:
        """Tell whether it has rung."""
        return self.at <= clock.now() or self.loop_time <= asyncio.get_running_loop().time()

    async def ring(self, clock: Clock) -> None:
        """Return when it rings."""
        left = self.loop_time - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(left):
                await clock.sleep(self.at - clock.now())
        except TimeoutError:
            return
