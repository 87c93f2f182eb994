"""A process that shares a PostgreSQL with a console and gives reminders, at a time it is told.

`python -m tests.ticker DATABASE FOLDER ISO-8601` prints `ticked` when it gave what was due at
that time, and again for every line of hours it reads, by which its clock is moved.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from adapters.console.keyboard import Pipe
from bot.app import compose
from bot.clock import ShiftedClock
from bot.settings import Data, Database, Settings
from bot.tokens import Tokens


async def main(address: str, folder: str, start: str) -> None:
    """Give reminders until there are no more lines."""
    settings = Settings.model_construct(
        data=Data(directory=Path(folder)), database=Database(url=address)
    )
    clock = ShiftedClock(datetime.fromisoformat(start))
    nothing = Tokens()
    async with compose(settings, nothing, clock) as app, app.running():
        print("ticked", flush=True)  # noqa: T201  tells whoever started it
        async for line in Pipe(sys.stdin.fileno()).lines():
            clock.forward(timedelta(hours=int(line)))
            await app.reminders.tick()
            print("ticked", flush=True)  # noqa: T201  tells whoever started it


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
