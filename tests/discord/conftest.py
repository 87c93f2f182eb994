"""A local Discord with a class in it, and the program on it in its own process."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.gateway import Site
from adapters.discord.homes import HomeKind
from tests.ai_server import AiServer
from tests.discord_calls import OUTCOMES
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import Bot, connected
from tests.running import Program, Running, environment


@pytest.fixture
async def server() -> AsyncGenerator[DiscordServer]:
    """Give a local Discord, and find nothing wrong with what was asked of it, nor new in it.

    A call that is not among `OUTCOMES` has no stated outcome yet.
    """
    server = DiscordServer()
    await server.start()
    yield server
    await server.close()
    assert server.violations == []
    assert {call.name for call in server.requests} - OUTCOMES.keys() == set()


@pytest.fixture
async def ai() -> AsyncGenerator[AiServer]:
    """Give a model server that answers at once."""
    ai = AiServer()
    await ai.start()
    yield ai
    await ai.close()


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    """Give a class."""
    return server.guild("class")


@pytest.fixture
def jimin(guild: Guild) -> Person:
    """Give whoever runs the class."""
    return guild.user("지민", manage_guild=True)


@pytest.fixture
def program(server: DiscordServer, guild: Guild, ai: AiServer, tmp_path: Path) -> Program:
    """Give the program, not started."""
    assert guild.channels
    model = {"OPENAI_API_KEY": "any", "OPENAI_BASE_URL": ai.base_url}
    return Program(tmp_path, environment(server, **model))


@pytest.fixture
async def running(program: Program, server: DiscordServer) -> AsyncGenerator[Running]:
    """Give the program, ready."""
    async with program.running() as running:
        await running.tells("ready")
        await server.gateway.ready()
        yield running


@pytest.fixture
def library(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back the addresses that the library keeps for the whole process."""
    monkeypatch.setattr(Route, "BASE", server.api_url)
    address = type(DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", address(server.gateway_url))


@pytest.fixture
def site(server: DiscordServer, guild: Guild, tmp_path: Path) -> Site:
    """Give where the bot connects to."""
    assert guild.channels
    return Site(server.api_url, server.gateway_url, 1, 0, HomeKind.CHANNEL, tmp_path)


@pytest.fixture
async def bot(
    library: None, server: DiscordServer, site: Site, ai: AiServer
) -> AsyncGenerator[Bot]:
    """Give the bot, connected within the test's own process."""
    del library
    async with connected(server, site, ai.base_url) as bot:
        yield bot
