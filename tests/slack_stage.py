"""The program on a local Slack, within the test's own process or in one of its own."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from adapters.slack.gateway import Site, Slack
from adapters.slack.homes import HomeKind
from adapters.slack.interactions import Door
from adapters.slack.manifest import PATH, manifest
from bot.app import App, compose
from bot.clock import SystemClock
from bot.settings import Database, Settings
from bot.tokens import Tokens
from core.asks import Ask, Reply, Sender
from core.cards import Card
from core.dispatch import Dispatch
from core.features import COMMANDS, MENUS
from core.model.people import Person, Space
from core.phrasebook import load
from tests.ground import Json
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.stage import configured

LOOPBACK = "127.0.0.1"
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Bot:
    """The running parts."""

    app: App
    gateway: Slack
    gate: "Gate"
    serving: asyncio.Task[None]


class Gate(Dispatch):
    """The core's door, which a test may hold or break."""

    def __init__(self, app: App) -> None:
        super().__init__(app.ports, app.commands, MENUS)
        self.free = asyncio.Event()
        self.free.set()
        self.bug: Exception | None = None
        self.met = 0
        """How often somebody was looked up."""
        self.card: Card | None = None
        """What is answered to every ask."""

    async def meet(self, sender: Sender) -> tuple[Space, Person]:
        """Give who speaks, once nobody holds the door."""
        self.met += 1
        await self.free.wait()
        if self.bug is not None:
            raise self.bug
        return await super().meet(sender)

    async def ask(self, ask: Ask) -> Reply:
        """Answer a command."""
        return await super().ask(ask) if self.card is None else Reply(self.card)


def declared() -> Json:
    """Give the manifest with which the app is installed."""
    return manifest(COMMANDS, MENUS, load())


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return found.getsockname()[1]


def address(port: int) -> str:
    """Give where the program takes Slack's requests."""
    return f"http://{LOOPBACK}:{port}{PATH}"


def by_socket(slack: LocalSlack, *workspaces: Workspace) -> Site:
    """Give where to find Slack, over a connection that the program opens."""
    bots = tuple(each.token for each in workspaces)
    return Site(slack.api_url, HomeKind.PRIVATE, LOOPBACK, 1, bots, app=slack.app_token)


def by_http(slack: LocalSlack, *workspaces: Workspace) -> Site:
    """Give where to find Slack, which sends requests from now on."""
    bots, port = tuple(each.token for each in workspaces), free_port()
    slack.http.urls.append(address(port))
    return Site(slack.api_url, HomeKind.PRIVATE, LOOPBACK, port, bots, signing=slack.signing_secret)


def environment(slack: LocalSlack, workspace: Workspace, mode: str, **more: str) -> dict[str, str]:
    """Give all that `teampl run` needs to know."""
    common = {"SLACK_BOT_TOKEN": workspace.token, "TEAMPL_SLACK__API_URL": slack.api_url, **more}
    if mode == "socket":
        return {**common, "SLACK_APP_TOKEN": slack.app_token}
    port = free_port()
    slack.http.urls.append(address(port))
    return {
        **common,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "TEAMPL_SLACK__MODE": "http",
        "TEAMPL_SLACK__PORT": str(port),
    }


def settings(folder: Path, model: str, database: str = "") -> Settings:
    """Give the settings, with a database of its own unless one is named."""
    made = configured(folder, model)
    return made.model_copy(update={"database": Database(url=database)}) if database else made


@asynccontextmanager
async def connected(site: Site, held: Settings) -> AsyncGenerator[Bot]:
    """Give the bot while the block runs; `heard` waits until it hears everybody."""
    async with compose(held, Tokens(SecretStr("any")), SystemClock()) as app:
        gate = Gate(app)
        door = Door(gate, app.commands, MENUS, app.ports, "")
        gateway = Slack(site, door, app.ports.clock)
        async with gateway.opened(), app.running(gateway.platform):
            serving = asyncio.create_task(gateway.serve())
            try:
                yield Bot(app, gateway, gate, serving)
            finally:
                serving.cancel()
                await asyncio.wait([serving])


async def ended(bot: Bot) -> Exception:
    """Wait until the connection ends for good."""
    (gone, *_), _ = await asyncio.wait([bot.serving], timeout=_PATIENCE)
    error = gone.exception()
    assert isinstance(error, Exception)
    return error


async def heard(slack: LocalSlack, site: Site) -> None:
    """Wait until the program hears what happens."""
    if site.signing:
        async with asyncio.timeout(20):
            while not await _listens(site):  # noqa: ASYNC110  no event tells of a port
                await asyncio.sleep(0.01)
    else:
        await slack.socket.connected()


async def _listens(site: Site) -> bool:
    try:
        _, writer = await asyncio.open_connection(site.host, site.port)
    except OSError:
        return False
    writer.close()
    return True
