"""The REST side: reads a request, judges it, lets it fail where a test wants, answers it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.discord_server.call import CALLBACK, Answered, ApiError, Call, Route, read
from tests.discord_server.faults import Fault, Faults
from tests.discord_server.judge import judge
from tests.discord_server.limits import careless
from tests.discord_server.rest_application import ApplicationRoutes
from tests.discord_server.rest_interactions import HOOK, InteractionRoutes
from tests.discord_server.rest_messages import MessageRoutes, WrongForm
from tests.discord_server.rest_places import PlaceRoutes
from tests.discord_server.world import World

API = "/api/v10"
CREATES = ("POST /channels/{channel_id}/messages", f"POST {HOOK}")
FILE = "/attachments/{channel_id}/{file_id}/{name}"
WITHOUT_TOKEN = ("/interactions/", "/webhooks/", "/gateway")
PLENTY = 1000
"""Requests that rate-limit headers promise, so that the client never waits by itself."""


class Rest:
    """All routes, and every request that was made."""

    def __init__(self, world: World) -> None:
        self.requests: list[Call] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.held: dict[str, asyncio.Event] = {}
        """Routes whose answers wait for an event."""
        self.judges_later = False
        """Judge when asked for violations: so that judging delays nobody under load."""
        self.judges_answers = False
        """Whether what this server answers is judged too."""
        self.gateway_url = ""
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Serve the routes."""
        for name, route in self._routes().items():
            method, template = name.split(" ")
            app.router.add_route(method, API + template, self._serving(template, route))
        app.router.add_route("*", API + "/{rest:.*}", self._missing)
        app.router.add_get(FILE, self._file)

    def judge(self) -> None:
        """Judge what was not judged yet."""
        for call in self.requests:
            if not call.judged:
                self._judged(call)

    def _routes(self) -> dict[str, Route]:
        world = self._world
        table: dict[str, Route] = {
            "GET /gateway": lambda _call: {"url": self.gateway_url},
            "GET /gateway/bot": lambda _call: self._gateway(),
        }
        for part in (InteractionRoutes, MessageRoutes, PlaceRoutes, ApplicationRoutes):
            table |= part(world).routes()
        return table

    def _gateway(self) -> dict[str, Any]:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        shards = self._world.shards
        return {"url": self.gateway_url, "shards": shards, "session_start_limit": limit}

    def _serving(
        self, template: str, route: Route
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            began = asyncio.get_running_loop().time()
            call = await read(request, template, self._world.now(), began)
            self.requests.append(call)
            if call.route in self.held:
                self._world.changed()
                await self.held[call.route].wait()
            response = self._answer(call, route)
            self._world.changed()
            return response

        return serve

    def _answer(self, call: Call, route: Route) -> web.StreamResponse:
        fault = self.faults.take(call) or self.faults.limited(call)
        if fault is not None and not fault.after:
            return self._fail(call, fault)
        try:
            self._let_in(call)
            wrongs = [] if self.judges_later else self._judged(call)
            if wrongs:
                raise WrongForm([])
            answer = route(call)
        except ApiError as error:
            return self._refuse(call, error)
        if fault is not None:
            return self._fail(call, fault)
        return self._give(call, answer)

    def _let_in(self, call: Call) -> None:
        if call.template.startswith(WITHOUT_TOKEN):
            return
        if call.headers.get("Authorization") != f"Bot {self._world.token}":
            raise ApiError(401, 0, "401: Unauthorized")

    def _judged(self, call: Call) -> list[str]:
        """Keep what is wrong, and give what Discord would refuse it for."""
        call.judged = True
        wrongs = judge().request(call.method, call.template, call.query, call.body)
        for wrong in wrongs + _careless(call):
            self.violations.append(f"{call.method} {call.path}: {wrong}")
        return wrongs

    def _refuse(self, call: Call, error: ApiError) -> web.StreamResponse:
        if isinstance(error, WrongForm):
            self.violations += [f"{call.method} {call.path}: {wrong}" for wrong in error.wrongs]
        call.status, call.code = error.status, error.code
        body = {"message": error.message, "code": error.code}
        return _json(body, error.status, _promises(call))

    def _fail(self, call: Call, fault: Fault) -> web.StreamResponse:
        call.status, call.code, call.judged = fault.status, fault.code, True
        body: dict[str, Any] = {"message": fault.message, "code": fault.code}
        headers = {"Via": "1.1 google"} if fault.via else {}
        if fault.status == 429:
            body |= {"retry_after": fault.retry_after, "global": fault.everywhere}
            headers["Retry-After"] = str(fault.retry_after)
            headers["X-RateLimit-Scope"] = "global" if fault.everywhere else "user"
            headers |= {"X-RateLimit-Global": "true"} if fault.everywhere else {}
        if fault.status >= 500 or (fault.status == 429 and not fault.via):
            return web.Response(text=fault.message, status=fault.status, headers=headers)
        return _json(body, fault.status, headers)

    def _give(self, call: Call, answer: Answered) -> web.StreamResponse:
        call.status = 204 if answer is None else _success(call)
        if self.judges_answers:
            wrongs = judge().answer(call.method, call.template, call.status, answer)
            self.violations += [f"answer to {call}: {wrong}" for wrong in wrongs]
        if answer is None:
            return web.Response(status=204, headers=_promises(call))
        return _json(answer, call.status, _promises(call))

    async def _missing(self, request: web.Request) -> web.StreamResponse:
        self.violations.append(f"{request.method} {request.path} is nothing this server has")
        return _json({"message": "404: Not Found", "code": 0}, 404, {})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        began = asyncio.get_running_loop().time()
        call = await read(request, FILE, self._world.now(), began)
        call.judged = True
        self.requests.append(call)
        fault = self.faults.take(call)
        if fault is not None:
            return self._fail(call, fault)
        file = self._world.files.get(call.parts["file_id"])
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type=file.content_type)


def _careless(call: Call) -> list[str]:
    if call.route in CREATES:
        return careless(call.data)
    if call.route == CALLBACK and call.data.get("type") == 4:
        return careless(call.data.get("data") or {})
    return []


def _success(call: Call) -> int:
    made = call.method == "POST" and call.template.endswith(("/threads", "}/channels"))
    return 201 if made else 200


def _promises(call: Call) -> dict[str, str]:
    """Give the rate-limit headers of a route with plenty left."""
    if call.template.startswith(("/interactions/", "/gateway")):
        return {}
    return {
        "X-RateLimit-Limit": str(PLENTY),
        "X-RateLimit-Remaining": str(PLENTY - 1),
        "X-RateLimit-Reset": f"{call.at.timestamp() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": f"{hash(call.route) & 0xFFFFFFFF:08x}",
    }


def _json(body: Answered, status: int, headers: dict[str, str]) -> web.Response:
    # The content type bare, as Discord has it: discord.py reads JSON under no other.
    headers = headers | {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
