"""A local Slack with a class in it, and the program on it in its own process."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.ai_server import AiServer
from tests.running import Program, Running
from tests.slack_calls import CALLS, DELIVERING
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import Bot, by_socket, connected, declared, environment, heard, settings


@pytest.fixture
async def slack() -> AsyncGenerator[LocalSlack]:
    """Give a local Slack, and find nothing wrong with what was asked of it."""
    async with LocalSlack(declared()) as slack:
        yield slack
        assert slack.faults == []
        assert {call.method for call in slack.calls} <= CALLS.keys() | DELIVERING | {"api.test"}


@pytest.fixture
async def ai() -> AsyncGenerator[AiServer]:
    """Give a model server that answers at once."""
    ai = AiServer()
    await ai.start()
    yield ai
    await ai.close()


@pytest.fixture
def workspace(slack: LocalSlack) -> Workspace:
    """Give a class."""
    return slack.workspace("1반")


@pytest.fixture
def jimin(workspace: Workspace) -> Person:
    """Give whoever runs the class."""
    return workspace.person("지민", admin=True)


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    """Give each way in which Slack tells what happens."""
    return request.param


@pytest.fixture
def program(
    slack: LocalSlack, workspace: Workspace, ai: AiServer, mode: str, tmp_path: Path
) -> Program:
    """Give the program, not started."""
    model = {"OPENAI_API_KEY": "any", "OPENAI_BASE_URL": ai.base_url}
    return Program(tmp_path, environment(slack, workspace, mode, **model))


@pytest.fixture
async def running(program: Program) -> AsyncGenerator[Running]:
    """Give the program, ready."""
    async with program.running() as running:
        await running.tells("ready")
        yield running


@pytest.fixture
async def bot(
    slack: LocalSlack, workspace: Workspace, ai: AiServer, tmp_path: Path
) -> AsyncGenerator[Bot]:
    """Give the bot, connected within the test's own process."""
    site = by_socket(slack, workspace)
    async with connected(site, settings(tmp_path, ai.base_url)) as bot:
        await heard(slack, site)
        yield bot
