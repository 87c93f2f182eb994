"""How fast people get their first answer while plans are written: what every platform measures."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

STUDENTS, INTERACTIONS, AT_ONCE = 200, 500, 20
LATENCY = 20
"""Seconds the model takes."""
PROJECT = {
    "description": "학생 식당 메뉴를 추천하는 챗봇을 만들고 시연한다",
    "goal": "동작하는 챗봇과 사용 설명서",
    "start": "내일",
    "end": "다음 달 28일",
}
_APART = 0.02
"""Seconds between two interactions: 50 a second."""
_BAR = 0.1


async def rush(
    interact: Callable[[str, int], Awaitable[object]], kinds: Sequence[str], count: int
) -> list[float]:
    """Let people do a mix of things at a steady pace; give how long each took, in seconds."""
    chance, took = random.Random(1), list[float]()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(_timed(interact(chance.choice(kinds), number), took))
            await asyncio.sleep(_APART)
    return took


def missed(took: Sequence[float], faults: Sequence[str]) -> bool:
    """Print the times, and what was wrong; tell whether the bar is missed."""
    ordered = sorted(took)
    half, most, last = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1]
    times = [f"{1000 * each:.1f} ms" for each in (half, most, last)]
    print(f"{len(ordered)} interactions: p50 {times[0]}, p99 {times[1]}, longest {times[2]}")
    print(*faults, sep="\n")
    return most > _BAR or bool(faults)


async def _timed(doing: Awaitable[object], took: list[float]) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    await doing
    took.append(clock() - began)
