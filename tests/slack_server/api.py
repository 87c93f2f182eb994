"""The Web API: lets a call in, lets it fail where a test wants, and answers it."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from tests.ground import Json
from tests.slack_server.api_chat import ChatRoutes
from tests.slack_server.api_conversations import ConversationRoutes
from tests.slack_server.api_files import FileRoutes
from tests.slack_server.api_people import PeopleRoutes
from tests.slack_server.api_views import ViewRoutes
from tests.slack_server.call import Call, Route, SlackError, read
from tests.slack_server.mishaps import Mishap, Mishaps
from tests.slack_server.rates import Limiter
from tests.slack_server.socket_mode import SocketMode
from tests.slack_server.team import Team
from tests.slack_server.world import World

PATH = "/api/"
WITHOUT_TOKEN = "api.test"  # noqa: S105  a method
BY_APP = "apps.connections.open"
TOO_MANY, BROKEN = 429, 500


class Api:
    """All methods, and every call that was made."""

    def __init__(self, world: World, socket: SocketMode) -> None:
        self.calls: list[Call] = []
        self.mishaps = Mishaps()
        self.limiter = Limiter()
        self._world = world
        self._socket = socket
        files = FileRoutes(world)
        self._files = files
        parts = (ChatRoutes(world), ConversationRoutes(world), ViewRoutes(world), files)
        self._routes: dict[str, Route] = {WITHOUT_TOKEN: _nothing, BY_APP: self._open}
        self._routes |= PeopleRoutes(world).routes()
        for part in parts:
            self._routes |= part.routes()

    def add_to(self, app: web.Application) -> None:
        """Serve the methods, and the files."""
        app.router.add_route("*", PATH + "{method}", self._serve)
        self._files.add_to(app)

    def _open(self, _call: Call) -> Json:
        return {"url": self._socket.ticket()}

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = await read(request, self._world.now(), asyncio.get_running_loop().time())
        self.calls.append(call)
        mishap = self.mishaps.take(call)
        try:
            if mishap is not None and not mishap.after:
                return self._fail(request, call, mishap)
            response = self._answer(call)
            return response if mishap is None else self._fail(request, call, mishap)
        finally:
            self._world.changed()

    def _answer(self, call: Call) -> web.Response:
        try:
            self._let_in(call)
            wait = self.limiter.wait(call)
            if wait:
                return _limited(call, wait)
            answer = self._route(call)(call)
        except SlackError as error:
            return _refused(call, error)
        call.status = 200
        return _json(call, {"ok": True, **answer})

    def _route(self, call: Call) -> Route:
        if call.method not in self._routes:
            self._world.fault(f"{call.method} is nothing this server has")
            raise SlackError("unknown_method", req_method=call.method)
        return self._routes[call.method]

    def _let_in(self, call: Call) -> None:
        call.team = _team_with(call.token, list(self._world.teams.values()))
        if call.method == WITHOUT_TOKEN:
            return
        if not call.token:
            raise SlackError("not_authed")
        by_app = call.token == self._world.app.token
        if not by_app and call.team is None:
            raise SlackError("invalid_auth")
        if by_app != (call.method == BY_APP):
            raise SlackError("not_allowed_token_type")
        if call.team is not None and not call.team.installed:
            raise SlackError("account_inactive")

    def _fail(self, request: web.Request, call: Call, mishap: Mishap) -> web.StreamResponse:
        if mishap.dropped:
            call.error = "dropped"
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if mishap.status == TOO_MANY:
            return _limited(call, mishap.retry_after)
        if mishap.status >= BROKEN:
            call.status, call.error = mishap.status, "internal_error"
            text = "<html>Something went wrong</html>"
            return web.Response(text=text, content_type="text/html", status=mishap.status)
        return _refused(call, SlackError(mishap.error or "internal_error"))


def _nothing(_call: Call) -> Json:
    return {}


def _team_with(token: str | None, teams: Sequence[Team]) -> Team | None:
    found = [team for team in teams if team.token == token]
    return found[0] if found else None


def _limited(call: Call, seconds: int) -> web.Response:
    call.status, call.error = TOO_MANY, "ratelimited"
    body: Json = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=TOO_MANY, headers={"Retry-After": str(seconds)})


def _refused(call: Call, error: SlackError) -> web.Response:
    call.status, call.error = 200, error.error
    return _json(call, {"ok": False, "error": error.error, **error.more})


def _json(call: Call, body: Json) -> web.Response:
    scopes = ",".join(sorted(call.team.scopes)) if call.team else ""
    return web.json_response(body, headers={"x-oauth-scopes": scopes})
