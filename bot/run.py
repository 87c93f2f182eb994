"""`teampl run`: the program on every chat platform that is configured."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Protocol

from adapters.discord import gateway as discord
from adapters.discord.homes import HomeKind as DiscordHome
from adapters.discord.interactions import Door as DiscordDoor
from adapters.slack import gateway as slack
from adapters.slack.homes import HomeKind as SlackHome
from adapters.slack.interactions import Door as SlackDoor
from bot import log
from bot.app import App, compose, stoppable
from bot.clock import SystemClock
from bot.settings import Settings
from bot.settings import Slack as SlackSettings
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
    if held.discord is None and not held.slack_bot:
        raise Misconfigured(
            "no chat platform is configured: set DISCORD_TOKEN, or SLACK_BOT_TOKEN and "
            "SLACK_APP_TOKEN"
        )
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
        site = discord.Site(
            api_url=settings.discord.api_url,
            gateway_url=settings.discord.gateway_url,
            shards=settings.discord.shards,
            guild=settings.discord.guild,
            homes=DiscordHome(settings.discord.homes),
            folder=settings.data.directory,
        )
        door = DiscordDoor(app.dispatch, app.commands, MENUS, app.ports.phrases)
        yield discord.Discord(site, held.discord.get_secret_value(), door, app.ports.clock)
    if held.slack_bot:
        door = SlackDoor(app.dispatch, app.commands, MENUS, app.ports, settings.slack.prefix)
        yield slack.Slack(_slack(settings.slack, held), door, app.ports.clock)


def _slack(settings: SlackSettings, held: Tokens) -> slack.Site:
    """Give where Slack is, and the tokens that its mode needs.

    Raises:
        Misconfigured: one of them is missing.
    """
    socket = settings.mode == "socket"
    needed = held.slack_app if socket else held.slack_signing
    if needed is None:
        name = "SLACK_APP_TOKEN" if socket else "SLACK_SIGNING_SECRET"
        raise Misconfigured(f"[slack] mode is {settings.mode}: set {name} too")
    return slack.Site(
        api_url=settings.api_url,
        homes=SlackHome(settings.homes),
        host=settings.host,
        port=settings.port,
        bots=tuple(token.get_secret_value() for token in held.slack_bot),
        app=needed.get_secret_value() if socket else "",
        signing="" if socket else needed.get_secret_value(),
    )
