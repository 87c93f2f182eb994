"""What every part of the local Discord stands on: the time, ids, files, and the news."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

Json = dict[str, Any]
Found = TypeVar("Found")

EPOCH = 1_420_070_400_000
"""Milliseconds: where Discord's ids begin to count."""


def part(thing: Json, key: str) -> Json:
    """Give an object inside, or an empty one."""
    return thing.get(key) or Json()


def parts(thing: Json, key: str) -> list[Json]:
    """Give the objects of a list inside, or none."""
    return thing.get(key) or list[Json]()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person or the bot hands it in."""

    filename: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Event:
    """Something for the bot's gateway connections.

    Args:
        intents: any one of these bits lets a session hear it; 0: everybody hears it.
        guild_id: whose shard hears it; None goes to shard 0, as direct messages do.
    """

    name: str
    data: Json
    intents: int = 0
    guild_id: str | None = None


class Ground:
    """The shared ground. Its clock is the wall's, which a test may move on."""

    def __init__(self) -> None:
        self.base_url = ""
        self.files: dict[str, Upload] = {}
        """What was attached, by attachment id."""
        self.listeners: list[Callable[[Event], None]] = []
        self._ahead = timedelta()
        self._count = 0
        self._waiters: set[asyncio.Future[None]] = set()

    def now(self) -> datetime:
        """Give this instant."""
        return datetime.now(UTC) + self._ahead

    def advance(self, length: timedelta) -> None:
        """Move the clock on: interactions age, windows pass, nonces are forgotten."""
        self._ahead += length

    def next_id(self) -> str:
        """Give a new snowflake, greater than those before."""
        self._count += 1
        millis = int(self.now().timestamp() * 1000) - EPOCH
        return str(millis << 22 | self._count & 0x3FFFFF)

    def emit(self, event: Event) -> None:
        """Tell the gateway."""
        for listener in self.listeners:
            listener(event)
        self.changed()

    def changed(self) -> None:
        """Wake whoever waits for something."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, found: Callable[[], Found], what: str, seconds: float = 10) -> Found:
        """Wait until `found` gives something true, and give it.

        It looks again after every request, event and connection, so ask it about what this
        server sees; what a client in the same process knows, that client must be asked.

        Raises:
            AssertionError: it did not within these seconds.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (value := found()):
                    waiter = asyncio.get_running_loop().create_future()
                    self._waiters.add(waiter)
                    await waiter
                return value
        except TimeoutError as error:
            raise AssertionError(f"{what}: not within {seconds:g} s") from error
