"""Spreads a burst of work over turns of the event loop."""

import asyncio


class Turns:
    """Lets one waiting task go on per turn of the loop.

    Preparing a request takes about a millisecond of work without a pause. A thousand tasks
    that start at once would do it a thousand times in one turn, and nothing else would be
    answered for over a second; in turns, everybody else is served in between.
    """

    def __init__(self) -> None:
        self._door = asyncio.Lock()

    async def mine(self) -> None:
        """Return when it is the caller's turn; it lasts until the caller next waits."""
        async with self._door:
            await asyncio.sleep(0)
