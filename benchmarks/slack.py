"""How fast Slack is answered, and how often messages are edited, while plans are written.

`python -m benchmarks.slack`: `teampl run` in its own process on a local Slack and a local model
server. First 500 mixed requests while 200 plans are written: the bar is 100 ms for 99 of 100.
Then 20 plans in a workspace of their own: it is at most 50 `chat.update` in any minute, and each
message's last edit is its plan. `python -m benchmarks.slack 40 60 5` makes the numbers smaller.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.answers import AT_ONCE, INTERACTIONS, LATENCY, PROJECT, STUDENTS, missed, rush
from tests.ai_server import AiServer
from tests.running import Program
from tests.slack_server.message import Message
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import declared, environment
from tests.words import ko

_JOBS = 20
_EDITS = 50
"""`chat.update` a minute (https://docs.slack.dev/apis/web-api/rate-limits)."""
_KINDS = ("settings", "projects", "tasks", "form", "press", "shortcut", "home", "submission")
_PATIENCE = 300


async def main(students: int = STUDENTS, requests: int = INTERACTIONS, jobs: int = _JOBS) -> int:
    """Print the figures; give 1 if a bar is missed."""
    model = AiServer(latency=LATENCY)
    await model.start()
    async with LocalSlack(declared()) as slack:
        slack.judges_later = True
        crowd, few = slack.workspace("crowd"), slack.workspace("few")
        variables = {
            **environment(slack, crowd, "socket"),
            "SLACK_BOT_TOKEN": f"{crowd.token} {few.token}",
            "OPENAI_API_KEY": "any",
            "OPENAI_BASE_URL": model.base_url,
        }
        with tempfile.TemporaryDirectory() as folder:
            async with Program(Path(folder), variables).running() as program:
                await program.tells("ready")
                late = await _rush(slack, crowd, model, students, requests)
                hurried = await _edits(slack, few, jobs)
                await program.stop()
    await model.close()
    return int(late or hurried)


async def _rush(
    slack: LocalSlack, crowd: Workspace, model: AiServer, students: int, requests: int
) -> bool:
    people = [crowd.person(f"학생{number}") for number in range(students)]
    await _begin(people)
    await slack.until(lambda: model.in_flight == students, "all plans being written", _PATIENCE)
    settings = [await (await one.types("/my", "settings")).said() for one in people[:AT_ONCE]]
    posts = [await one.says("발표 자료 만들기") for one in people[:AT_ONCE]]
    told = len(slack.deliveries)
    await rush(
        lambda kind, number: _interact(kind, people[number % len(people)], settings, posts),
        _KINDS,
        requests,
    )
    took = [each.took for each in slack.deliveries[told:]]
    in_flight = model.in_flight
    print(f"{in_flight} generations in flight")
    return missed(took, slack.faults) or in_flight < students


async def _begin(people: Sequence[Person]) -> None:
    """Open a project for each and have its plan written."""
    line = " ".join(f'{key}:"{value}"' for key, value in PROJECT.items())
    for first in range(0, len(people), AT_ONCE):
        some = people[first : first + AT_ONCE]
        asked = [await person.types("/project", f"new 챗봇 {line}") for person in some]
        for each in asked:
            await each.said("챗봇", 60)
    for person in people:
        await person.types("/project", "plan")


async def _interact(
    kind: str, person: Person, settings: Sequence[Message], posts: Sequence[Message]
) -> None:
    match kind:
        case "settings":
            await person.types("/my", "settings")
        case "projects":
            await person.types("/project", "list")
        case "tasks":
            await person.types("/task", "list")
        case "form":
            await person.types("/project", "new 챗봇")
        case "press":
            card = next((each for each in settings if each.viewer is person.user), None)
            await (person.presses(card, card.buttons[0]) if card else person.types("/my", "today"))
        case "shortcut":
            await person.uses_shortcut(ko("menu.task"), posts[0])
        case "home":
            await person.opens_home()
        case _:
            await _submit(person)


async def _submit(person: Person) -> None:
    """Send in the form in front, if there is one that asks for something."""
    form = person.modal
    if form is None or "주제" not in form.labels:
        await person.types("/task", "list")
        return
    begin = (datetime.now(UTC) + timedelta(days=1)).date()
    days = {"시작": begin, "끝": begin + timedelta(days=30)}
    await person.submits({"주제": "다른 챗봇", "설명": "만들기", "목표": "설명서", **days})


async def _edits(slack: LocalSlack, few: Workspace, jobs: int) -> bool:
    people = [few.person(f"팀장{number}") for number in range(jobs)]
    await _begin(people)
    adopt = ko("button.adopt")
    seen = people[0]
    await slack.until(
        lambda: sum(adopt in each.buttons for each in seen.messages) == jobs, "plans", _PATIENCE
    )
    most = slack.busiest("chat.update", few)
    print(f"{jobs} jobs, {most} edits in the busiest minute; each message ends with its plan")
    return most > _EDITS


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(*map(int, sys.argv[1:]))))
