"""Which interactions are new, and whether all that were begun are answered."""

import asyncio
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager, suppress

_REMEMBERED = 10_000
"""Interactions among which one that is delivered twice is known."""


class Arrivals:
    """Lets every interaction in once, and none any more once the program stops."""

    def __init__(self) -> None:
        self._known = OrderedDict[int | str, None]()
        self._begun = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._open = True

    @property
    def open(self) -> bool:
        """Tell whether anything is let in."""
        return self._open

    def new(self, interaction: int | str) -> bool:
        """Tell whether an interaction is to be answered, and note that it was here."""
        if interaction in self._known or not self._open:
            return False
        self._known[interaction] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return True

    @contextmanager
    def answering(self) -> Generator[None]:
        """Count one as begun until the block ends."""
        self._begun += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._begun -= 1
            if not self._begun:
                self._idle.set()

    async def finish(self, patience: float) -> None:
        """Let no more in, and wait for what was begun, at most so many seconds."""
        self._open = False
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()
