"""Ticks come when the clock says so, and end with whoever runs them."""

import asyncio

import pytest
from apscheduler.triggers.interval import (  # pyright: ignore[reportMissingTypeStubs]  has none
    IntervalTrigger,
)

from bot.ticks import tick


def often() -> IntervalTrigger:
    return IntervalTrigger(seconds=0.01)  # pyright: ignore[reportArgumentType]  it takes parts


async def test_no_tick_outlives_the_ticks() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wake() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    ticking = asyncio.create_task(tick(wake, often()))
    async with asyncio.timeout(10):
        await begun.wait()
    ticking.cancel()
    await asyncio.wait([ticking])
    assert ended.is_set()


async def test_a_tick_that_fails_is_followed_by_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    done = asyncio.Event()

    async def wake() -> None:
        told.append("tick")
        if len(told) == 1:
            raise ZeroDivisionError
        done.set()

    ticking = asyncio.create_task(tick(wake, often()))
    async with asyncio.timeout(10):
        await done.wait()
    ticking.cancel()
    await asyncio.wait([ticking])
    assert "tick failed" in caplog.text
