"""The changes of a workspace are shared out: last words first, progress in turn."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from adapters.slack.turns import Turns
from tests.fakes.clock import FakeClock
from tests.slack_server.rates import busiest

INTERVAL = timedelta(seconds=1.25)
STEP = timedelta(milliseconds=50)


def counted(clock: FakeClock, start: datetime) -> float:
    return (clock.now() - start).total_seconds()


def test_progress_of_one_message_goes_at_once_and_then_at_its_pace() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    assert turns.progress("a") == timedelta()
    assert turns.progress("a") == INTERVAL
    clock.advance(INTERVAL)
    assert turns.progress("a") == timedelta()


def test_twenty_running_jobs_are_shown_equally_often_within_the_rate() -> None:
    clock = FakeClock()
    start = clock.now()
    turns = Turns(clock, INTERVAL)
    asks = {f"job {number}": start for number in range(20)}
    shown: list[tuple[float, str]] = []
    while counted(clock, start) < 300:
        for job in [job for job, at in asks.items() if at <= clock.now()]:
            wait = turns.progress(job)
            asks[job] = clock.now() + (wait or INTERVAL)
            if not wait:
                shown.append((counted(clock, start), job))
        clock.advance(STEP)
    assert busiest((at for at, _ in shown), 60) <= 50
    often = Counter(job for _, job in shown)
    assert len(often) == 20
    assert max(often.values()) - min(often.values()) <= 1
    assert len(shown) > 230


async def test_a_last_word_goes_before_all_progress_that_waits() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    waits = [turns.progress(f"job {number}") for number in range(20)]
    assert waits[-1] == 19 * INTERVAL
    said = asyncio.create_task(turns.last_word("job 19"))
    await clock.asleep()
    clock.advance(INTERVAL)
    await said
    assert turns.progress("job 1") == INTERVAL
    clock.advance(INTERVAL)
    assert turns.progress("job 1") == timedelta()


async def test_progress_before_a_last_word_gives_its_place_up() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    waits = [turns.progress(job) for job in ("first", "second", "third")]
    assert waits == [timedelta(), INTERVAL, 2 * INTERVAL]
    clock.advance(INTERVAL)
    await turns.last_word("second")
    assert turns.progress("third") == INTERVAL


async def test_last_words_are_said_in_order() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    said: list[str] = []

    async def say(word: str) -> None:
        while wait := await turns.last_word(word):
            await clock.sleep(wait)
        said.append(word)

    words = [f"{number}" for number in range(5)]
    async with asyncio.TaskGroup() as group:
        for word in words:
            group.create_task(say(word))
        await clock.asleep(4)
        for number in range(5):
            assert said == words[: number + 1]
            clock.advance(INTERVAL)
            for _ in range(4):
                await asyncio.sleep(0)
    assert said == words


async def test_only_the_next_last_word_waits_and_who_comes_late_has_not_lost_its_turn() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    await turns.last_word("first")
    waiting = asyncio.create_task(turns.last_word("second"))
    await clock.asleep()
    assert [await turns.last_word(word) for word in ("third", "fourth")] == [INTERVAL, 2 * INTERVAL]
    assert turns.progress("working") == 4 * INTERVAL
    clock.advance(4 * INTERVAL)
    assert await waiting == timedelta()
    assert await turns.last_word("fourth") == timedelta()
    assert await turns.last_word("third") == timedelta()
    assert turns.progress("working") == timedelta()


def test_progress_that_never_asks_again_is_not_waited_for() -> None:
    clock = FakeClock()
    turns = Turns(clock, INTERVAL)
    for number in range(20):
        turns.progress(f"gone {number}")
    clock.advance(25 * INTERVAL)
    assert turns.progress("here") == timedelta()
