"""`teampl run`: the program on every chat platform that is configured."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Protocol

from adapters.discord.gateway import Discord, Site
from adapters.discord.homes import HomeKind
from adapters.discord.interactions import Door
from bot import log
from bot.app import App, compose, stoppable
from bot.clock import SystemClock
from bot.settings import Settings
from bot.tokens import Tokens
from core.errors import Misconfigured
from core.features import MENUS
from core.ports.outside import Platform


class Gateway(Protocol):
    """A connection to a chat platform."""

    @property
    def platform(self) -> Platform:
        """What brings the bot's messages there, once opened."""
        ...

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Be able to bring messages while the block runs."""
        ...

    async def serve(self) -> None:
        """Hear and answer people until cancelled; then finish what was begun."""
        ...


async def run(settings: Settings, held: Tokens) -> None:
    """Run until told to stop; jobs that are under way go on at the next start.

    Raises:
        Misconfigured: it cannot be started so, or a platform lets the bot in no more.
        Unavailable: a platform cannot be reached at the start.
    """
    if held.discord is None:
        raise Misconfigured("no chat platform is configured: set DISCORD_TOKEN")
    settings.data.directory.mkdir(parents=True, exist_ok=True)
    log.start(held.known())
    with stoppable():
        async with AsyncExitStack() as stack:
            app = await stack.enter_async_context(compose(settings, held, SystemClock()))
            gateways = tuple(_gateways(app, settings, held))
            for gateway in gateways:
                await stack.enter_async_context(gateway.opened())
            platforms = (gateway.platform for gateway in gateways)
            await stack.enter_async_context(app.running(*platforms))
            await _serve(gateways)


async def _serve(gateways: tuple[Gateway, ...]) -> None:
    """Serve on all platforms; when one fails for good the program ends."""
    try:
        async with asyncio.TaskGroup() as group:
            for gateway in gateways:
                group.create_task(gateway.serve())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


def _gateways(app: App, settings: Settings, held: Tokens) -> Iterator[Gateway]:
    if held.discord is not None:
        site = Site(
            api_url=settings.discord.api_url,
            gateway_url=settings.discord.gateway_url,
            shards=settings.discord.shards,
            guild=settings.discord.guild,
            homes=HomeKind(settings.discord.homes),
            folder=settings.data.directory,
        )
        door = Door(app.dispatch, app.commands, MENUS, app.ports.phrases)
        yield Discord(site, held.discord.get_secret_value(), door, app.ports.clock)
