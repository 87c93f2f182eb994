"""A hundred variations of the first story: whatever people type, the same things hold."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.ai_server import AiServer
from tests.seen import Seen, assert_one_board
from tests.stage import Stage, Wall, configured, stage
from tests.story import Kept, all_kept, assert_sound, assert_word_file
from tests.talk import START
from tests.variation import LEADER, Variation, variation
from tests.words import is_incident

# One loop for all: the solver's processes are started once in it.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quick_ai() -> AsyncGenerator[AiServer]:
    server = AiServer()
    await server.start()
    yield server
    await server.close()


@pytest.mark.parametrize("seed", range(100))
async def test_a_variation_of_the_story_keeps_every_promise(
    tmp_path: Path, migrated_file: Path, quick_ai: AiServer, seed: int
) -> None:
    varied = variation(seed)
    shutil.copy(migrated_file, tmp_path / "teampl.db")
    wall = Wall()
    settings = configured(tmp_path, quick_ai.base_url, locale=varied.locale)
    everything: list[Kept] = []
    for act in varied.acts:
        now = max((each.at for each in wall.seen), default=START)
        async with stage(settings, wall, key=varied.key, now=now) as running:
            await _play(running, act)
            everything = await all_kept(running.app.ports.store)
    _judge_seen(wall.seen)
    (kept,) = everything
    _judge_kept(kept, varied)


async def _play(running: Stage, act: tuple[str, ...]) -> None:
    for line in (*act, "wait"):
        seen = await running.play(line)
        if line.startswith("@"):
            person = line[2 : line.index('"', 2)]
            assert any(each.person in (None, person) for each in seen), f"no answer to {line}"


def _judge_seen(seen: list[Seen]) -> None:
    assert_one_board(seen)
    for each in seen:
        assert not is_incident(each.plain), each
        if each.file:
            assert_word_file(each.file)


def _judge_kept(kept: Kept, varied: Variation) -> None:
    assert_sound(kept)
    assert kept.adopted is not None
    assert kept.project.topic == varied.topic
    assert kept.project.members[0].name == LEADER
    assert tuple(member.name for member in kept.project.members) == varied.members
    assert len(kept.reports) == 1
    if varied.key is None:
        assert not any(proposal.plan.by_ai for proposal in kept.proposals)
