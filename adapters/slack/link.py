"""Socket Mode: Slack tells what people do over a connection that the bot opens.

The library's own client is not used. It goes on with an address that has been used up when a
connection fails, and asks for ever with a token that is refused.
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outcomes import CONNECTION_LOST, SERVICE, TOKEN_REFUSED, meaning_of
from adapters.slack.web import code
from core.attempts import until_reached
from core.errors import Misconfigured, Unavailable
from core.ports.outside import Clock

_log = logging.getLogger(__name__)

_REFUSED = "Slack does not accept the app-level token: copy it anew into SLACK_APP_TOKEN from \
the app's page Basic Information (App-Level Tokens, scope connections:write)"
_WRONG_TOKEN = TOKEN_REFUSED | {"missing_scope", "not_allowed_token_type"}
_HEARTBEAT = 10.0
"""Seconds after which a connection that does not answer is given up, about."""
_PATIENCE = aiohttp.ClientTimeout(total=30)
_SHORT = timedelta(seconds=10)
"""A connection that ended sooner is not followed by the next at once."""
_PAUSE = timedelta(seconds=1)
_DONE = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """One connection; `over` tells that another is needed."""

    socket: aiohttp.ClientWebSocketResponse
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Link:
    """What Slack tells over one connection after another, brought to the library's app."""

    def __init__(
        self, app: AsyncApp, token: str, api_url: str, clock: Clock, hello: float = _HEARTBEAT
    ) -> None:
        self._app = app
        self._token = token
        self._api_url = api_url
        self._clock = clock
        self._hello = hello
        """Seconds in which Slack says hello."""
        self._line: _Line | None = None

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[None]:
        """Hear Slack while the block runs.

        Raises:
            Misconfigured: the token is refused, now or later.
        """
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as session,
                asyncio.TaskGroup() as group,
            ):
                await self._open(session, group)
                staying = group.create_task(self._stay(session, group))
                try:
                    yield
                finally:
                    staying.cancel()
                    await self._current().socket.close()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors

    async def _stay(self, session: aiohttp.ClientSession, group: asyncio.TaskGroup) -> None:
        """Follow each connection by the next, which stands before the other is closed."""
        while True:
            old, since = self._current(), self._clock.now()
            await old.over.wait()
            try:
                if self._clock.now() - since < _SHORT:
                    await self._clock.sleep(_PAUSE)
                await self._open(session, group)
            finally:
                await old.socket.close()

    async def _open(self, session: aiohttp.ClientSession, group: asyncio.TaskGroup) -> None:
        self._line = await until_reached(lambda: self._reach(session), self._clock)
        group.create_task(self._hear(self._line, group))

    async def _reach(self, session: aiohttp.ClientSession) -> _Line:
        """Give a new connection, over which Slack said hello.

        Raises:
            Misconfigured: the token is refused.
            Unavailable: Slack cannot be reached.
        """
        address = await _address(AsyncWebClient(base_url=self._api_url), self._token)
        try:
            socket = await session.ws_connect(address, heartbeat=_HEARTBEAT, max_msg_size=0)
            await _greeted(socket, self._hello)
        except CONNECTION_LOST as error:
            raise Unavailable(SERVICE, "connection") from error
        return _Line(socket)

    async def _hear(self, line: _Line, group: asyncio.TaskGroup) -> None:
        async for frame in line.socket:
            said = _read(frame)
            if said.get("type") == "disconnect":
                line.over.set()
            elif "envelope_id" in said:
                group.create_task(self._answer(said, line))
        line.over.set()

    async def _answer(self, said: dict[str, Any], line: _Line) -> None:
        """Bring something to the app, and what it acknowledges to Slack."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=said.get("payload") or {})
            answer = await self._app.async_dispatch(request)
        except Exception:  # noqa: BLE001  what one of them breaks must not end the connection
            _log.exception("not answered", extra={"action": "unheard"})
            return
        if answer.status == _DONE:
            told = json.dumps({"envelope_id": said["envelope_id"], **_payload(answer)})
            await self._send(told, line)

    async def _send(self, told: str, line: _Line) -> None:
        """Send over the connection it came by, or over the one that followed it."""
        for each in dict.fromkeys((line.socket, self._current().socket)):
            try:
                await each.send_str(told)
            except ConnectionError:
                continue
            return
        _log.warning("not acknowledged", extra={"action": "unheard", "why": "connection"})

    def _current(self) -> _Line:
        return cast("_Line", self._line)


async def _address(client: AsyncWebClient, token: str) -> str:
    """Give where to connect to, once.

    Raises:
        Misconfigured: the token is refused.
        Unavailable: Slack cannot be reached.
    """
    try:
        answer = await cast("Any", client).apps_connections_open(app_token=token)
    except SlackApiError as error:
        if code(error) in _WRONG_TOKEN:
            raise Misconfigured(_REFUSED) from error
        meaning = meaning_of(error)
        if isinstance(meaning, Unavailable):
            raise meaning from error
        raise Unavailable(SERVICE, f"no connection: {code(error)}") from error
    except CONNECTION_LOST as error:
        raise Unavailable(SERVICE, f"{client.base_url} cannot be reached") from error
    return str(answer["url"])


async def _greeted(socket: aiohttp.ClientWebSocketResponse, patience: float) -> None:
    """Wait for Slack's hello; a connection without one is closed.

    Raises:
        Unavailable: Slack said something else.
        TimeoutError: it said nothing.
    """
    async with AsyncExitStack() as unheard:
        unheard.push_async_callback(socket.close)
        said = _read(await socket.receive(patience))
        if said.get("type") != "hello":
            raise Unavailable(SERVICE, f"no hello: {said.get('reason', 'closed')}")
        unheard.pop_all()


def _read(frame: aiohttp.WSMessage) -> dict[str, Any]:
    """Give what a frame says; Slack also sends words that are for people."""
    is_json = frame.type is aiohttp.WSMsgType.TEXT and frame.data.startswith("{")
    try:
        return json.loads(frame.data) if is_json else {}
    except ValueError:
        return {}  # what is not acknowledged comes again


def _payload(answer: BoltResponse) -> dict[str, Any]:
    if not answer.body:
        return {}
    is_json = str(answer.headers.get("content-type", [""])[0]).startswith("application/json")
    return {"payload": json.loads(answer.body) if is_json else {"text": answer.body}}
