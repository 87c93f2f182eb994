"""People first: of what nobody waits for, little is done at the same time.

Reading and writing are queues. When a thousand jobs begin or end together, who asks for a
task list meanwhile must not stand behind all of them.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

AT_ONCE = 2
"""Units of work of jobs and deliveries in the queues, or under way, at the same time."""

_UNHURRIED = ContextVar("unhurried", default=False)


@contextmanager
def unhurried() -> Generator[None]:
    """Let the units of work of this task go behind those of others while the block runs."""
    before = _UNHURRIED.set(True)
    try:
        yield
    finally:
        _UNHURRIED.reset(before)


class Lanes:
    """What the units of work of one store go through."""

    def __init__(self) -> None:
        self._unhurried = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def mine(self) -> AsyncGenerator[None]:
        """Return when the queues may be entered."""
        if not _UNHURRIED.get():
            yield
            return
        async with self._unhurried:
            # A unit of work within this one must not wait for it.
            before = _UNHURRIED.set(False)
            try:
                yield
            finally:
                _UNHURRIED.reset(before)
