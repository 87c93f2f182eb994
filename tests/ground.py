"""What a local platform stands on: its clock, files handed in, waiting until something is seen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

Json = dict[str, Any]
Found = TypeVar("Found")


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


class Ground:
    """The shared ground. Its clock is the wall's, which a test may move on."""

    def __init__(self) -> None:
        self.base_url = ""
        self._ahead = timedelta()
        self._waiters: set[asyncio.Future[None]] = set()

    def now(self) -> datetime:
        """Give this instant."""
        return datetime.now(UTC) + self._ahead

    def advance(self, length: timedelta) -> None:
        """Move the clock on: interactions age, windows pass, nonces are forgotten."""
        self._ahead += length

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
