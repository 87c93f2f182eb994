"""Every call to Discord fails in every way, and ends as `tests.discord_calls` states."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager

import pytest

from adapters.discord.gateway import Site
from core.errors import Misconfigured
from tests.ai_server import AiServer
from tests.discord_calls import OUTCOMES, Failure, Outcome
from tests.discord_scene import LONG, Cast, Scene
from tests.discord_scenes import SCENES
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import connected

MEETINGS = [
    pytest.param(call, failure, outcome, id=f"{call}: {failure}")
    for call, outcomes in OUTCOMES.items()
    for failure, outcome in outcomes.items()
]
OFTEN = 1000


@pytest.fixture
def cast(server: DiscordServer, guild: Guild, jimin: Person, library: None) -> Cast:
    del library
    return Cast(server, guild, jimin, guild.user("서준"))


@pytest.fixture(autouse=True)
def nothing_unforeseen(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Find no trace of anything unforeseen in the log."""
    yield
    traces = [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    assert [each.getMessage() for each in traces] == []


@pytest.mark.parametrize(("call", "failure", "outcome"), MEETINGS)
async def test_a_call_that_fails_ends_as_stated(
    cast: Cast, site: Site, ai: AiServer, call: str, failure: Failure, outcome: Outcome
) -> None:
    scene = SCENES[call](cast)
    match outcome:
        case Outcome.ENDED:
            await _ends(scene, site, ai, call)
        case Outcome.WHOLE:
            async with _playing(scene, site, ai, call, failure):
                await scene.whole()
        case Outcome.OTHERWISE:
            async with _playing(scene, site, ai, call, failure):
                await scene.otherwise()


async def _ends(scene: Scene, site: Site, ai: AiServer, call: str) -> None:
    with pytest.raises(ExceptionGroup) as ended:
        async with _playing(scene, site, ai, call, Failure.UNAUTHORIZED):
            await asyncio.Event().wait()
    assert ended.group_contains(Misconfigured, match="DISCORD_TOKEN")
    scene.server.heal()
    async with connected(scene.server, scene.site(site), ai.base_url) as scene.bot:
        await scene.afterwards()


@asynccontextmanager
async def _playing(
    scene: Scene, site: Site, ai: AiServer, call: str, failure: Failure
) -> AsyncGenerator[None]:
    """Play a scene up to the failure, which must be met."""
    if scene.at_start:
        _lay(scene.server, call, failure)
    async with connected(scene.server, scene.site(site), ai.base_url) as scene.bot:
        if not scene.at_start:
            await scene.begin()
            _lay(scene.server, call, failure)
        await scene.act()
        await scene.server.until(
            lambda: (call, failure.status) in {(c.name, c.status) for c in scene.server.requests},
            "the failure",
            LONG,
        )
        yield


def _lay(server: DiscordServer, call: str, failure: Failure) -> None:
    """Let the next call fail; a token that was taken back lets nothing through any more."""
    taken_back = failure is Failure.UNAUTHORIZED and OUTCOMES[call][failure] is Outcome.ENDED
    via = failure is not Failure.WALL
    server.fail(call, failure.status, via=via, times=OFTEN if taken_back else 1)
