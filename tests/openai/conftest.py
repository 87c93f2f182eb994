from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from adapters.openai.writer import OpenAIWriter
from core.ports.outside import Brief
from tests.ai_listener import Follower
from tests.ai_server import AiServer

TITLES = {
    "type": "object",
    "properties": {
        "tasks": {
            "type": "array",
            "minItems": 12,
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "urgent": {"type": "boolean"}},
                "required": ["title", "urgent"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["tasks"],
    "additionalProperties": False,
}


@pytest.fixture
async def server() -> AsyncIterator[AiServer]:
    server = AiServer()
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def make(server: AiServer) -> AsyncIterator[Callable[..., OpenAIWriter]]:
    """Make writers that ask the local server."""
    made: list[OpenAIWriter] = []

    def make(**changes: Any) -> OpenAIWriter:
        settings: dict[str, Any] = {"timeout": 20, "parallel": 50} | changes
        settings = {"base_url": server.base_url, "api_key": "k", "model": "local"} | settings
        made.append(OpenAIWriter(**settings))
        return made[-1]

    yield make
    for writer in made:
        await writer.close()


@pytest.fixture
def writer(make: Callable[..., OpenAIWriter]) -> OpenAIWriter:
    return make()


@pytest.fixture
def follower() -> Follower:
    return Follower()


@pytest.fixture
def brief() -> Brief:
    return Brief("task titles", "Write tasks.", "학식 메뉴 추천 챗봇", TITLES, "title")
