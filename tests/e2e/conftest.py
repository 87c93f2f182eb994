from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.ai_server import AiServer
from tests.talk import Console


@pytest.fixture
async def ai() -> AsyncGenerator[AiServer]:
    """Give a model server that takes a moment for each answer."""
    server = AiServer(latency=0.3)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
def console(tmp_path: Path, ai: AiServer) -> Console:
    """Give a console on SQLite that knows the model server."""
    return Console(tmp_path, {"OPENAI_API_KEY": "any", "OPENAI_BASE_URL": ai.base_url})
