"""The local Slack: start it, fill it, do what people do, see what they see.

async with LocalSlack() as slack:
    jimin = slack.workspace("1반").person("지민", admin=True)
    # start the app with workspace.token, slack.app_token, slack.api_url
    await slack.socket.connected()
    asked = await jimin.types("/task", "add 로그인 due:금요일")
    assert "로그인" in (await asked.said()).text
    assert slack.faults == []
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.ground import Found, Json
from tests.slack_server.api import PATH, Api
from tests.slack_server.application import Application
from tests.slack_server.call import Call
from tests.slack_server.courier import Courier
from tests.slack_server.delivery import Delivery
from tests.slack_server.http_mode import HttpMode
from tests.slack_server.mishaps import Mishap
from tests.slack_server.rates import SLACKS, Rate, busiest
from tests.slack_server.socket_mode import SocketMode
from tests.slack_server.team import Team
from tests.slack_server.workspace import Workspace
from tests.slack_server.world import World

LARGEST = 110 * 2**20
MINUTE = 60


class LocalSlack:
    """Web API, Socket Mode and signed requests, on one loopback port; made within a loop.

    Args:
        manifest: the app's, whose commands, shortcuts, events and scopes then count.
        port: 0 chooses a free one.
    """

    def __init__(self, manifest: Json | None = None, *, port: int = 0) -> None:
        self.world = World(Application(manifest))
        self.socket = SocketMode(self.world)
        self.http = HttpMode(self.world)
        self._group = asyncio.TaskGroup()
        self.courier = Courier(self.world, self.socket, self.http, self._group)
        self._api = Api(self.world, self.socket)
        self._workspaces: dict[str, Workspace] = {}
        self._port = port
        app = web.Application(client_max_size=LARGEST)
        self._api.add_to(app)
        self.socket.add_to(app)
        self.courier.urls.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    @property
    def api_url(self) -> str:
        """What `slack.api_url` is set to."""
        return self.world.base_url + PATH

    @property
    def app_token(self) -> str:
        """The app-level token."""
        return self.world.app.token

    @property
    def signing_secret(self) -> str:
        """What requests over HTTP are signed with."""
        return self.world.app.secret

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API, the oldest first."""
        return self._api.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything the app was told."""
        return self.world.deliveries

    @property
    def faults(self) -> list[str]:
        """What broke a documented limit, or a rule of this project."""
        return self.world.faults

    @property
    def judges_later(self) -> bool:
        """Whether messages and views are judged only when `faults` is read: for load tests."""
        return self.world.judges_later

    @judges_later.setter
    def judges_later(self, later: bool) -> None:
        self.world.judges_later = later

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024).start()
        self.world.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.courier.stop()
        await self.socket.close()
        await self._runner.cleanup()
        await self.http.close()
        await self._group.__aexit__(kind, error, trace)

    def workspace(self, name: str) -> Workspace:
        """Give the workspace of this name, with the app installed."""
        if name not in self._workspaces:
            team = Team(self.world.new_id, name, self.world.app.scopes)
            self.world.teams[team.id] = team
            self._workspaces[name] = Workspace(self.world, self.courier, team)
        return self._workspaces[name]

    def calls_of(self, method: str, workspace: Workspace | None = None) -> list[Call]:
        """Give the calls of a method, of one workspace or all."""
        found = [call for call in self.calls if call.method == method]
        return [call for call in found if workspace is None or call.team is workspace.team]

    def busiest(
        self, method: str, workspace: Workspace | None = None, seconds: float = MINUTE
    ) -> int:
        """Give the most calls of a method that ever fell into one window."""
        times = [call.at.timestamp() for call in self.calls_of(method, workspace)]
        return busiest(times, seconds)

    def fail(self, method: str, **more: object) -> None:
        """Have the next calls of a method fail, `*` for any; `more` is what `Mishap` takes.

        `slack.fail("chat.update", times=2, status=429, retry_after=1)`. With `after=True` the
        call is carried out and only its answer lost.
        """
        self._api.mishaps.add(Mishap(method, **more))  # pyright: ignore[reportArgumentType]  Mishap checks them

    def limit(self, *rates: Rate) -> None:
        """Enforce rates, or without any those that Slack documents."""
        self._api.limiter.rates += rates or SLACKS

    def heal(self) -> None:
        """Take all mishaps and rates back."""
        self._api.mishaps.clear()
        self._api.limiter.rates.clear()

    async def until(self, found: Callable[[], Found], what: str, seconds: float = 10) -> Found:
        """Wait until `found` gives something true, and give it.

        Raises:
            AssertionError: it did not; with the latest calls.
        """
        try:
            return await self.world.until(found, what, seconds)
        except AssertionError as error:
            latest = "\n".join(str(call) for call in self.calls[-10:])
            raise AssertionError(f"{error}; the latest calls:\n{latest}") from error
