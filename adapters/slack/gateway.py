"""Slack: joins its workspaces, hears what people do, and ends in good order."""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.delivery import Delivery
from adapters.slack.heard import Payload
from adapters.slack.homes import HomeKind, Homes
from adapters.slack.interactions import Door, Interactions
from adapters.slack.link import Link
from adapters.slack.manifest import PATH
from adapters.slack.teams import Teams
from core.arrivals import Arrivals
from core.attempts import until_reached
from core.errors import Misconfigured
from core.ports.outside import Clock, Platform

_log = logging.getLogger(__name__)

_READY = {"action": "ready"}
_LAST_ANSWERS = 5.0
"""Seconds that answers under way get when the program stops."""
_ANYTHING = re.compile(".*", re.DOTALL)
_TAKEN_OUT = "Slack knows none of the bot tokens any more: install the app again and copy the \
Bot User OAuth Token (xoxb-…) into SLACK_BOT_TOKEN"
_Answer = Callable[[Payload, AsyncAck], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Site:
    """Where Slack is and how the bot is reached.

    With a `signing` secret Slack's requests arrive at `host` and `port`, otherwise over a
    connection that the `app` token opens.
    """

    api_url: str
    homes: HomeKind
    host: str
    port: int
    bots: tuple[str, ...] = field(repr=False)
    app: str = field(default="", repr=False)
    signing: str = field(default="", repr=False)


class Slack:
    """The connection to Slack."""

    def __init__(self, site: Site, door: Door, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._arrivals = Arrivals()
        self._teams = Teams(site.bots, site.api_url, clock)
        self._left = _Left(self._teams)
        homes = Homes(self._teams, site.homes)
        self._platform = Delivery(self._teams, homes, self._left, clock)
        self._interactions = Interactions(door, self._teams, self._arrivals)

    @property
    def platform(self) -> Platform:
        """What brings the bot's messages, once opened."""
        return self._platform

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Hold what a connection needs while the block runs; `serve` connects."""
        async with self._teams.opened():
            yield

    async def serve(self) -> None:
        """Connect, and hear and answer until cancelled; then finish what was begun.

        Slack is tried until it can be reached; until then what is to be sent waits.

        Raises:
            Misconfigured: Slack lets this bot in no more.
        """
        await until_reached(self._teams.meet, self._clock)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._hearing(self._app()))
            stack.push_async_callback(self._arrivals.finish, _LAST_ANSWERS)
            _log.info("ready: Slack, %s workspaces", len(self._teams.ids), extra=_READY)
            await self._left.everywhere()

    def _hearing(self, app: AsyncApp) -> AbstractAsyncContextManager[None]:
        if self._site.signing:
            return _listening(app, self._site)
        return Link(app, self._site.app, self._site.api_url, self._clock).connected()

    def _app(self) -> AsyncApp:
        """Give the library's app, every listener of which is one of ours."""
        log = logging.getLogger(f"{__name__}.library")
        log.setLevel(logging.ERROR)
        app = AsyncApp(
            logger=log,
            authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", _authorized),
            signing_secret=self._site.signing,
            client=AsyncWebClient(base_url=self._site.api_url),
        )
        answers = self._interactions

        async def opened_home(body: dict[str, Any]) -> None:
            await answers.safely(answers.opened_home(body), body)

        hear = cast("Any", app)  # the types of its decorators are left open
        hear.command(_ANYTHING)(self._listener(answers.command))
        hear.action(_ANYTHING)(self._listener(answers.action))
        hear.shortcut(_ANYTHING)(self._listener(answers.shortcut))
        hear.view(_ANYTHING)(self._listener(answers.submission))
        hear.event("app_home_opened")(opened_home)
        hear.event("app_uninstalled")(self._taken_out)
        hear.event("tokens_revoked")(self._taken_back)
        return app

    def _listener(self, answer: _Answer) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
            # What comes while the program stops is not acknowledged: so nobody waits for it.
            if self._arrivals.open:
                await self._interactions.safely(answer(body, ack), body)

        return listener

    async def _taken_out(self, body: dict[str, Any]) -> None:
        _log.info("workspace %s left", body["team_id"], extra={"action": "left"})
        self._left.close(body["team_id"])

    async def _taken_back(self, body: dict[str, Any]) -> None:
        """Leave a workspace that took the bot's token back, not one that took a person's."""
        if body["event"].get("tokens", {}).get("bot"):
            await self._taken_out(body)


@asynccontextmanager
async def _listening(app: AsyncApp, site: Site) -> AsyncGenerator[None]:
    """Hear Slack's requests while the block runs; who else sends some is refused."""

    async def heard(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post(PATH, heard)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=_LAST_ANSWERS)
    await runner.setup()
    try:
        await _bound(runner, site)
        yield
    finally:
        await runner.cleanup()


async def _authorized(team_id: str) -> AuthorizeResult:
    """Let everything in that Slack sends; whose workspace it is, is looked at later."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id)


class _Left:
    """Workspaces that know the bot no more are left; with the last one the program ends."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._none = asyncio.Event()

    def close(self, workspace: str) -> None:
        """Leave a workspace."""
        if workspace in self._teams.ids:
            _log.error("the token of %s is refused", workspace, extra={"action": "left"})
        self._teams.forget(workspace)
        if not self._teams.ids:
            self._none.set()

    async def everywhere(self) -> None:
        """Wait until no workspace is left.

        Raises:
            Misconfigured: it is so.
        """
        await self._none.wait()
        raise Misconfigured(_TAKEN_OUT)


async def _bound(runner: web.AppRunner, site: Site) -> None:
    try:
        await web.TCPSite(runner, site.host, site.port).start()
    except OSError as error:
        where = f"{site.host}:{site.port}"
        raise Misconfigured(f"[slack] {where} cannot be listened on: {error.strerror}") from error
