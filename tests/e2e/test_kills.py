"""`kill -9` at random instants of the conversation: nothing is lost, nothing happens twice.

Somebody types line by line. A line is answered when its answer appeared; after a kill a new
process is told the first line that was not answered, as a person would do.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from bot.settings import Database, Settings
from core.model.tasks import Status
from tests.ai_server import AiServer
from tests.postgres import postgres_database
from tests.seen import Seen, assert_one_board
from tests.story import (
    STORY,
    TOPIC,
    Kept,
    assert_sound,
    assert_word_file,
    kept_at,
    kept_in,
    shares,
)
from tests.talk import Console, Talk, is_help
from tests.words import is_incident, ko

CONVERSATIONS = 5
KILLS = 7
"""In each conversation; it is told to its end afterwards."""

Wanted = Callable[[Seen], bool]


class Killed(Exception):
    """The process was killed; one that ends by itself raises `Gone`."""


def answers() -> list[tuple[str, Wanted]]:
    """Give the lines of the story with what answers each."""
    told = [line for line in STORY.splitlines() if line.startswith("@")]
    *profiles, new, plan, adopt, listing, start, weekly = told
    settle = ('wait\n@"지민" /help', is_help)
    return [
        *((line, _titled("me.profile_title", name=line[1:3])) for line in profiles),
        (new, lambda seen: (seen.title, seen.to) == (TOPIC, "channel")),
        (plan, _working("적용")),
        settle,
        (adopt, _titled("plan.adopted_title")),
        settle,
        (listing, _titled("task.list_title", topic=TOPIC)),
        (start, lambda seen: seen.title.startswith("#2 ") or _titled()(seen)),
        (weekly, _working("보고서 보기")),
        settle,
        ("clock +40d\n" + settle[0], is_help),
    ]


def _titled(*keys: str, **params: str) -> Wanted:
    """Want a card of one of these titles, or a refusal: what was asked for is done already."""
    titles = {ko(key, **params) for key in (*keys, "refused.title")}
    return lambda seen: seen.title in titles


def _working(button: str) -> Wanted:
    """Want a card of running work, or one that it ended with."""
    return lambda seen: bool(seen.stages) or button in seen.buttons or _is_running(seen)


def _is_running(seen: Seen) -> bool:
    return ko("job.running") in seen.text


@dataclass(frozen=True, slots=True)
class Doom:
    """When a process dies: so many seconds after so many things were seen of its last line.

    `lines` are those it answers before; with `lines` -1 it dies while it starts.
    """

    lines: int
    things: int
    seconds: float


@dataclass(slots=True)
class Conversation:
    """The story, told to one process after the other; `rest` is what was not answered."""

    console: Console
    rest: list[tuple[str, Wanted]] = field(default_factory=answers)

    async def tell(self, chance: Random) -> None:
        """Tell the story while its process is killed again and again, then to its end."""
        for _ in range(KILLS):
            doom = _doom(chance)
            # At the end of the story the last lines are told again.
            self.rest = self.rest or answers()[-3:]
            with suppress(Killed):
                await self._live(doom)
        await self._live(None)

    async def _live(self, doom: Doom | None) -> None:
        async with self.console.talk() as talk:
            if doom and doom.lines < 0:
                await _die(talk, doom)
            told = 0
            while self.rest:
                line, wanted = self.rest[0]
                last = doom if doom and told == doom.lines else None
                await _answered(talk, line, wanted, last)
                self.rest = self.rest[1:]
                told += 1
                if last:
                    await _die(talk, last)
            assert await talk.end() == 0


async def _answered(talk: Talk, line: str, wanted: Wanted, doom: Doom | None) -> None:
    """Say a line until it is answered; with `doom` at most so many things are seen of it."""
    talk.say(line)
    things = 0
    while True:
        if doom and things == doom.things:
            await _die(talk, doom)
        things += 1
        if wanted(await talk.next()):
            return


async def _die(talk: Talk, doom: Doom) -> None:
    await asyncio.sleep(doom.seconds)
    await talk.kill()
    raise Killed


def _doom(chance: Random) -> Doom:
    """Draw an instant; many fall between things that are seen."""
    seconds = chance.choice([0, 0, chance.uniform(0, 0.1), chance.uniform(0, 2)])
    if chance.random() < 0.1:
        return Doom(-1, 0, chance.uniform(0, 2))
    return Doom(chance.randint(0, 4), chance.choice([0, 0, 1, 2, 5, 25]), seconds)


@pytest.mark.parametrize("seed", range(CONVERSATIONS))
async def test_nothing_is_lost_or_doubled_by_kills_on_sqlite(console: Console, seed: int) -> None:
    await Conversation(console).tell(Random(seed))
    _judge(console, await kept_in(console.data))


async def test_nothing_is_lost_or_doubled_by_kills_on_postgresql(
    tmp_path: Path, ai: AiServer, postgres: str, migrated_database: str
) -> None:
    # At the same time: most of it is waiting until a dead process is missed.
    with ExitStack() as stack:
        async with asyncio.TaskGroup() as group:
            for seed in range(CONVERSATIONS):
                address = stack.enter_context(postgres_database(postgres, migrated_database))
                console = Console(
                    tmp_path / str(seed),
                    {
                        "OPENAI_API_KEY": "any",
                        "OPENAI_BASE_URL": ai.base_url,
                        "TEAMPL_DATABASE__URL": address,
                    },
                )
                group.create_task(_on_postgres(console, address, seed))


async def _on_postgres(console: Console, address: str, seed: int) -> None:
    await Conversation(console).tell(Random(100 + seed))
    settings = Settings.model_construct(database=Database(url=address))
    _judge(console, await kept_at(settings))


def _judge(console: Console, kept: Kept) -> None:
    assert_one_board(console.everything)
    board = console.board()
    assert_one_board(board)
    assert not any(is_incident(each.plain) for each in board)
    assert_sound(kept)
    assert len(kept.people) == 3
    assert len(kept.proposals) == 1
    assert kept.tasks[1].status is Status.PROGRESS
    assert [report.version for report in kept.reports] == [1]
    _judge_messages(board, kept)


def _judge_messages(board: list[Seen], kept: Kept) -> None:
    posted = [each for each in board if each.kind == "message" and each.to == "dm"]
    told = Counter((each.person, each.title) for each in posted)
    invited, share = ko("project.joined_title"), ko("plan.your_share_title", topic=TOPIC)
    letter = kept.reports[0].title
    expected = {(name, title) for name in ("서준", "하은") for title in (invited, share)}
    expected |= {("지민", letter), ("지민", share)}
    digests = {(name, title) for name, title in told if (name, title) not in expected}
    assert set(told.values()) == {1}, told
    assert told.keys() >= expected
    assert sorted(str(name) for name, _ in digests) == sorted(shares(kept)), digests
    (file,) = (each.file for each in board if each.file)
    assert_word_file(file)
    live = [each for each in board if each.kind == "message" and each.stages]
    assert len(live) == 2, "a plan and a report have one message each"
