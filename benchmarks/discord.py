"""How fast Discord gets its first answer: 500 mixed interactions while 200 plans are written.

`python -m benchmarks.discord`: `teampl run` in its own process on a local Discord and a local
model server. The bar is 100 ms for 99 of 100.
"""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.ai_server import AiServer
from tests.discord_server.message import Message
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.running import Program, environment

_STUDENTS, _INTERACTIONS, _AT_ONCE = 200, 500, 20
_APART = 0.02
"""Seconds between two interactions: 50 a second."""
_LATENCY = 20
_BAR = 0.1
_KINDS = ("settings", "projects", "tasks", "form", "press", "typing")


async def main() -> int:
    """Print the times; give 1 if the bar is missed."""
    server, model = DiscordServer(), AiServer(latency=_LATENCY)
    server.judges_later = True
    await server.start()
    await model.start()
    variables = environment(server, OPENAI_API_KEY="any", OPENAI_BASE_URL=model.base_url)
    with tempfile.TemporaryDirectory() as folder:
        async with Program(Path(folder), variables).running() as program:
            await program.tells("ready")
            await server.gateway.ready()
            took, in_flight = await _rush(server, model)
            await program.stop()
    await model.close()
    await server.close()
    took.sort()
    half, most, last = took[len(took) // 2], took[len(took) * 99 // 100], took[-1]
    print(f"{in_flight} generations in flight, {len(took)} interactions")
    print(f"p50 {half * 1000:.1f} ms, p99 {most * 1000:.1f} ms, longest {last * 1000:.1f} ms")
    print(*server.violations, sep="\n")
    return int(most > _BAR or bool(server.violations))


async def _rush(server: DiscordServer, model: AiServer) -> tuple[list[float], int]:
    guild, chance = server.guild("class"), random.Random(1)
    people = [guild.user(f"학생{number}") for number in range(_STUDENTS)]
    await _open(people)
    for person in people:
        await person.slash("project plan")
    await server.until(lambda: model.in_flight == _STUDENTS, "all plans being written", 60)
    cards = [await (await one.slash("me settings")).said() for one in people[:_AT_ONCE]]
    took: list[float] = []
    async with asyncio.TaskGroup() as group:
        for number in range(_INTERACTIONS):
            kind = chance.choice(_KINDS)
            group.create_task(_interact(kind, number, people, cards, took))
            await asyncio.sleep(_APART)
        in_flight = model.in_flight
    return took, in_flight


async def _open(people: Sequence[Person]) -> None:
    for first in range(0, len(people), _AT_ONCE):
        asked = [
            await person.slash(
                "project new",
                topic="챗봇",
                description="학생 식당 메뉴를 추천하는 챗봇을 만들고 시연한다",
                goal="동작하는 챗봇과 사용 설명서",
                start="내일",
                end="다음 달 28일",
            )
            for person in people[first : first + _AT_ONCE]
        ]
        for each in asked:
            await each.said("챗봇", 60)


async def _interact(
    kind: str, number: int, people: Sequence[Person], cards: Sequence[Message], took: list[float]
) -> None:
    person, card = people[number % len(people)], number % len(cards)
    clock = asyncio.get_running_loop().time
    began = clock()
    match kind:
        case "settings":
            await person.slash("me settings")
        case "projects":
            await person.slash("project list")
        case "tasks":
            await person.slash("task list")
        case "form":
            await person.slash("project new", topic="챗봇")
        case "press":
            await people[card].press(cards[card], cards[card].buttons[0].label)
        case _:
            await person.type("task show", "task", "1")
    took.append(clock() - began)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
