"""The gateway: sessions that can be dropped and resumed, and what they hear."""

import asyncio
import json
import secrets
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_server.ground import Event
from tests.discord_server.guild import GUILD_MEMBERS, GUILD_PRESENCES, GUILDS
from tests.discord_server.message import GUILD_MESSAGES
from tests.discord_server.places import Place
from tests.discord_server.world import World
from tests.ground import Json

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0, 1, 2, 6, 7, 8, 9, 10, 11,
)  # fmt: skip
BAD_TOKEN, NOT_ALLOWED, UNKNOWN_ERROR = 4004, 4014, 4000
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
HEARTBEAT_MILLIS = 41_250


class Session:
    """What one client has heard and may hear again after a drop."""

    def __init__(self, intents: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.log: list[Json] = []
        self.news = asyncio.Event()
        self.link: Link | None = None
        """The connection it has now."""

    def hear(self, event: Event) -> None:
        """Keep an event for the connection, or for the next one."""
        if event.intents and not event.intents & self.intents:
            return
        if event.guild_id is None:
            mine = self.shard[0] == 0
        else:
            mine = (int(event.guild_id) >> 22) % self.shard[1] == self.shard[0]
        if mine:
            self.add(event.name, self._without_content(event))

    def add(self, name: str, data: Any) -> None:
        """Number a frame and have it sent."""
        self.log.append({"op": DISPATCH, "t": name, "s": len(self.log) + 1, "d": data})
        self.news.set()

    def _without_content(self, event: Event) -> Json:
        if event.intents != GUILD_MESSAGES or self.intents & MESSAGE_CONTENT:
            return event.data
        if event.data.get("author", {}).get("bot", True):
            return event.data
        return event.data | {"content": "", "embeds": [], "components": [], "attachments": []}


class Link:
    """One websocket, compressed where the client asks for it."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        self.sent = 0
        """How much of the session's log went out."""
        compressed = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if compressed else None

    async def send(self, op: int, data: object = None) -> None:
        """Send a frame that is no event."""
        await self.write({"op": op, "d": data, "s": None, "t": None})

    async def write(self, frame: Json) -> None:
        """Send a frame; one that cannot be sent any more is dropped."""
        text = json.dumps(frame)
        try:
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self._deflate.compress(text.encode())
                await self.socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            return


class Gateway:
    """The sessions of the bot, and ways to disturb them."""

    def __init__(self, world: World) -> None:
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        """How many IDENTIFYs were accepted."""
        self.resumed = 0
        self.refused = 0
        """Resumes of sessions that are no more."""
        self.acknowledges = True
        """Whether heartbeats are answered."""
        self.url = ""
        self._world = world
        world.listeners.append(self._hear)

    async def ready(self, seconds: float = 20) -> None:
        """Wait until a client is connected on every shard."""
        await self._world.until(self._is_ready, "a connected client", seconds)

    async def drop(
        self, *, resumable: bool = True, code: int = UNKNOWN_ERROR, abruptly: bool = False
    ) -> None:
        """Cut every connection, by a close frame or as a cable does."""
        links = [session.link for session in self.sessions.values() if session.link]
        if not resumable:
            self.sessions.clear()
        for link in links:
            if abruptly and link.transport is not None:
                link.transport.abort()
            else:
                await link.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Tell every client to connect again and resume, as a deployment of Discord does."""
        for session in list(self.sessions.values()):
            if session.link:
                await session.link.send(RECONNECT)

    async def invalidate(self) -> None:
        """Tell every client that its session is no more."""
        sessions, self.sessions = self.sessions, {}
        for session in sessions.values():
            if session.link:
                await session.link.send(INVALID, data=False)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket."""
        socket = web.WebSocketResponse(max_msg_size=0, autoping=True)
        await socket.prepare(request)
        link = Link(socket, request)
        await link.send(HELLO, {"heartbeat_interval": HEARTBEAT_MILLIS})
        session = await self._greet(link)
        if session is not None:
            await self._serve(link, session)
        return socket

    async def close(self) -> None:
        """Go away for good."""
        for session in self.sessions.values():
            if session.link:
                await session.link.socket.close(code=1001)

    async def _serve(self, link: Link, session: Session) -> None:
        session.link = link
        session.news.set()
        self._world.changed()
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(_write(link, session))
                async for message in link.socket:
                    if message.type is WSMsgType.TEXT:
                        await self._frame(link, session, json.loads(message.data))
                writer.cancel()
        finally:
            if session.link is link:
                session.link = None
            self._world.changed()

    async def _greet(self, link: Link) -> Session | None:
        """Give the session that the first words are about; None if they are refused."""
        async for message in link.socket:
            frame = json.loads(message.data)
            match frame["op"]:
                case op if op == HEARTBEAT:
                    await self._acknowledge(link)
                case op if op == IDENTIFY:
                    return await self._identify(link, frame["d"])
                case op if op == RESUME:
                    session = await self._resume(link, frame["d"])
                    if session is not None:
                        return session
                case _:
                    await link.socket.close(code=4003)
        return None

    async def _frame(self, link: Link, session: Session, frame: Json) -> None:
        if frame["op"] == HEARTBEAT:
            await self._acknowledge(link)
        elif frame["op"] == MEMBERS:
            self._tell_members(session, frame["d"])

    async def _acknowledge(self, link: Link) -> None:
        if self.acknowledges:
            await link.send(ACK)

    async def _identify(self, link: Link, asked: Json) -> Session | None:
        if asked["token"] != self._world.token:
            await link.socket.close(code=BAD_TOKEN)
            return None
        intents = int(asked["intents"])
        if intents & PRIVILEGED & ~self._world.privileged:
            await link.socket.close(code=NOT_ALLOWED)
            return None
        first, count = asked.get("shard") or (0, 1)
        session = Session(intents, (first, count))
        self.sessions[session.id] = session
        self.identified += 1
        self._introduce(session)
        return session

    def _introduce(self, session: Session) -> None:
        places = [place for place in self._world.places.values() if place.present]
        session.add(
            "READY",
            {
                "v": 10,
                "user": self._world.bot.payload(),
                "guilds": [
                    {"id": place.id, "unavailable": True}
                    for place in places
                    if (int(place.id) >> 22) % session.shard[1] == session.shard[0]
                ],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": list(session.shard),
                "application": {"id": self._world.application_id, "flags": 0},
            },
        )
        for place in places:
            shown = place.payload(self._members(session, place))
            session.hear(Event("GUILD_CREATE", shown, GUILDS, place.id))

    def _members(self, session: Session, place: Place) -> list[Any]:
        if session.intents & GUILD_PRESENCES:
            return list(place.members.values())
        return [place.members[self._world.bot.id]]

    async def _resume(self, link: Link, asked: Json) -> Session | None:
        session = self.sessions.get(asked["session_id"])
        if session is None or asked["token"] != self._world.token:
            self.refused += 1
            await link.send(INVALID, data=False)
            return None
        self.resumed += 1
        link.sent = int(asked["seq"])
        session.add("RESUMED", {"_trace": []})
        return session

    def _tell_members(self, session: Session, asked: Json) -> None:
        place = self._world.places[str(asked["guild_id"])]
        members = list(place.members.values())
        if "user_ids" in asked:
            wanted = {str(one) for one in asked["user_ids"]}
            members = [member for member in members if member.account.id in wanted]
        elif asked.get("query"):
            members = [one for one in members if one.account.name.startswith(asked["query"])]
        shown = {"guild_id": place.id, "members": [member.payload() for member in members]}
        shown |= {"chunk_index": 0, "chunk_count": 1, "nonce": asked.get("nonce")}
        session.add("GUILD_MEMBERS_CHUNK", shown)

    def _hear(self, event: Event) -> None:
        for session in self.sessions.values():
            session.hear(event)

    def _is_ready(self) -> bool:
        linked = {session.shard[0] for session in self.sessions.values() if session.link}
        counts = {session.shard[1] for session in self.sessions.values()}
        return bool(linked) and len(linked) == max(counts)


async def _write(link: Link, session: Session) -> None:
    """Send the log from where the client is, and what is added to it."""
    while True:
        while link.sent < len(session.log):
            link.sent += 1
            await link.write(session.log[link.sent - 1])
        session.news.clear()
        await session.news.wait()
