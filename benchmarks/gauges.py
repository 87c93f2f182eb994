"""What is measured: how long the event loop stood still, times, memory."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_PERIOD = 0.005
_PAGE = 4096


@dataclass(slots=True)
class Stall:
    """The longest time the loop stood still, in seconds.

    `own` is the longest in which this process computed; the rest of `whole` it waited for a
    processor that others had.
    """

    whole: float = 0.0
    own: float = 0.0


@asynccontextmanager
async def watched() -> AsyncGenerator[Stall]:
    """Watch the loop while the block runs."""
    stall = Stall()
    watch = asyncio.create_task(_watch(stall))
    try:
        yield stall
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _watch(stall: Stall) -> None:
    while True:
        began, computed = time.perf_counter(), time.thread_time()
        await asyncio.sleep(_PERIOD)
        gap = time.perf_counter() - began - _PERIOD
        stall.whole = max(stall.whole, gap)
        stall.own = max(stall.own, min(gap, time.thread_time() - computed))


def quantile(times: Sequence[float], share: float) -> float:
    """Give the time within which `share` of all were done; 0 where there are none."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def resident(process: str = "self") -> float:
    """Give the memory a process holds, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * _PAGE / 1e6
