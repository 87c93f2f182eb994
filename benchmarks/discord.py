"""How fast Discord gets its first answer: 500 mixed interactions while 200 plans are written.

`python -m benchmarks.discord`: `teampl run` in its own process on a local Discord and a local
model server. The bar is 100 ms for 99 of 100.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.answers import AT_ONCE, INTERACTIONS, LATENCY, PROJECT, STUDENTS, missed, rush
from tests.ai_server import AiServer
from tests.discord_server.message import Message
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.running import Program, environment
from tests.words import ko

_KINDS = ("settings", "projects", "tasks", "form", "press", "menu", "typing")


async def main() -> int:
    """Print the times; give 1 if the bar is missed, or fewer plans were being written."""
    server, model = DiscordServer(), AiServer(latency=LATENCY)
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
    return int(missed(took, server.violations) or in_flight < STUDENTS)


async def _rush(server: DiscordServer, model: AiServer) -> tuple[list[float], int]:
    guild = server.guild("class")
    people = [guild.user(f"학생{number}") for number in range(STUDENTS)]
    await _open(people)
    for person in people:
        await person.slash("project plan")
    await server.until(lambda: model.in_flight == STUDENTS, "all plans being written", 60)
    cards = [await (await one.slash("me settings")).said() for one in people[:AT_ONCE]]
    posts = [await one.say("금요일까지 발표 자료 만들기") for one in people[:AT_ONCE]]
    took = await rush(
        lambda kind, number: _interact(kind, number, people, cards, posts), _KINDS, INTERACTIONS
    )
    in_flight = model.in_flight
    print(f"{in_flight} generations in flight")
    return took, in_flight


async def _open(people: Sequence[Person]) -> None:
    for first in range(0, len(people), AT_ONCE):
        asked = [
            await person.slash("project new", topic="챗봇", **PROJECT)
            for person in people[first : first + AT_ONCE]
        ]
        for each in asked:
            await each.said("챗봇", 60)


async def _interact(
    kind: str,
    number: int,
    people: Sequence[Person],
    cards: Sequence[Message],
    posts: Sequence[Message],
) -> None:
    person, card = people[number % len(people)], number % len(cards)
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
        case "menu":
            await person.menu(posts[card], ko("menu.note"))
        case _:
            await person.type("task show", "task", "1")


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
