"""The program on a local Discord within the test's own process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from adapters.discord.gateway import Discord, Site
from adapters.discord.interactions import Door
from bot.app import App, compose
from bot.clock import SystemClock
from bot.tokens import Tokens
from core.features import MENUS
from core.ports.outside import Clock
from tests.discord_server.server import DiscordServer
from tests.stage import configured


@dataclass(frozen=True, slots=True)
class Bot:
    """The running parts."""

    app: App
    gateway: Discord


@asynccontextmanager
async def connected(
    server: DiscordServer, site: Site, model: str, clock: Clock | None = None
) -> AsyncGenerator[Bot]:
    """Give the bot, heard by everybody while the block runs."""
    held = Tokens(SecretStr("any"))
    async with compose(configured(site.folder, model), held, clock or SystemClock()) as app:
        door = Door(app.dispatch, app.commands, MENUS, app.ports.phrases)
        gateway = Discord(site, server.token, door, app.ports.clock)
        async with (
            gateway.opened(),
            app.running(gateway.platform),
            asyncio.TaskGroup() as group,
        ):
            serving = group.create_task(gateway.serve())
            await server.gateway.ready()
            try:
                yield Bot(app, gateway)
            finally:
                serving.cancel()
