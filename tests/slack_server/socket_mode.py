"""Socket Mode: connections, each payload to one of them, and ways to disturb them."""

import asyncio
import json
import secrets
from collections import deque

from aiohttp import WSMsgType, web

from tests.ground import Json
from tests.slack_server.delivery import EVENT, INTERACTIVE, Attempt, Delivery
from tests.slack_server.world import World

MOST = 10
"""https://docs.slack.dev/apis/events-api/using-socket-mode"""
PATH = "/link/"


class Connection:
    """One websocket of the app."""

    def __init__(self, number: int, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.name = f"connection {number}"
        self.socket = socket
        self.transport = request.transport
        self.waiting = deque[tuple[Delivery, Attempt]]()
        self.news = asyncio.Event()

    def hand(self, delivery: Delivery, attempt: Attempt) -> None:
        """Have something sent."""
        attempt.via = self.name
        self.waiting.append((delivery, attempt))
        self.news.set()

    async def write(self, frame: Json) -> None:
        """Send a frame; one that cannot be sent any more is dropped."""
        try:
            await self.socket.send_str(json.dumps(frame))
        except ConnectionError:
            return

    async def send_all(self) -> None:
        """Send what waits, and what comes, until cancelled."""
        while True:
            while self.waiting:
                delivery, attempt = self.waiting.popleft()
                attempt.sent = asyncio.get_running_loop().time()
                await self.write(envelope(delivery, attempt))
            self.news.clear()
            await self.news.wait()


class SocketMode:
    """The connections; what is told while there is none waits for the next."""

    def __init__(self, world: World) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        """How many connections ever were."""
        self.silent = 0
        """How many of the next ones get no hello."""
        self._world = world
        self._tickets: set[str] = set()
        self._waiting: list[tuple[Delivery, Attempt]] = []
        self._sent: dict[str, list[tuple[Delivery, Attempt]]] = {}
        """What went out, by envelope."""
        self._turn = 0

    def add_to(self, app: web.Application) -> None:
        """Serve websockets."""
        app.router.add_get(PATH, self._connect)

    def ticket(self) -> str:
        """Give an address that lets one connection in."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        address = self._world.base_url.replace("http", "ws", 1)
        return f"{address}{PATH}?ticket={ticket}&app_id={self._world.app.id}"

    def send(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send something to the connection whose turn it is."""
        if not self.connections:
            self._waiting.append((delivery, attempt))
            return
        connection = self.connections[self._turn % len(self.connections)]
        self._turn += 1
        connection.hand(delivery, attempt)
        self._sent.setdefault(attempt.envelope, []).append((delivery, attempt))

    async def connected(self, count: int = 1, seconds: float = 20) -> None:
        """Wait until so many connections are open."""
        await self._world.until(
            lambda: len(self.connections) >= count, f"{count} connections", seconds
        )

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go and come again; `warning` gives some seconds before."""
        for connection in list(self.connections):
            await connection.write({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def drop(self, *, abruptly: bool = False) -> None:
        """Cut every connection, by a close frame or as a cable does."""
        for connection in list(self.connections):
            if abruptly and connection.transport is not None:
                connection.transport.abort()
            else:
                await connection.socket.close()
        await self._world.until(lambda: not self.connections, "closed connections")

    async def close(self) -> None:
        """Go away for good."""
        for connection in list(self.connections):
            await connection.socket.close(code=1001)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.connections) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            return socket
        self.opened += 1
        await self._serve(Connection(self.opened, socket, request))
        return socket

    async def _serve(self, connection: Connection) -> None:
        if self.silent:
            self.silent -= 1
        else:
            await connection.write(self._hello())
        self.connections.append(connection)
        self._send_waiting()
        self._world.changed()
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(connection.send_all())
                async for message in connection.socket:
                    if message.type is WSMsgType.TEXT:
                        self._acknowledged(connection, json.loads(message.data))
                writer.cancel()
        finally:
            self.connections.remove(connection)
            for delivery, attempt in connection.waiting:
                self.send(delivery, attempt)
            self._world.changed()

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for delivery, attempt in waiting:
            self.send(delivery, attempt)

    def _acknowledged(self, connection: Connection, frame: Json) -> None:
        sent = self._sent.get(frame["envelope_id"], [])
        waiting = [one for one in sent if one[1].acked is None]
        # A client that reconnected acknowledges over its new connection.
        waiting.sort(key=lambda one: one[1].via != connection.name)
        if waiting:
            delivery, attempt = waiting[0]
            delivery.receive(attempt, frame.get("payload"))
        self._world.changed()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self._world.app.id},
        }


def envelope(delivery: Delivery, attempt: Attempt) -> Json:
    """Give something as Socket Mode wraps it."""
    wrapped: Json = {
        "envelope_id": attempt.envelope,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != EVENT,
    }
    if delivery.kind != INTERACTIVE and attempt.retry:
        wrapped |= {"retry_attempt": attempt.retry, "retry_reason": attempt.reason}
    return wrapped
