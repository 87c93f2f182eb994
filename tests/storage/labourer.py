"""A process that runs jobs until it is killed or none is left.

`python -m tests.storage.labourer DATABASE` prints a line for each thing it did, so that
whoever started it can kill it between any two of them.
`python -m tests.storage.labourer DATABASE hold` begins jobs and never ends them.
`python -m tests.storage.labourer DATABASE claim NUMBER` holds the delivery of a message.
"""

import asyncio
import sys

from core.model.jobs import JobId
from core.model.messages import MessageId
from core.ports.storage import Store
from tests.storage.labour import STEPS, all_ended, begin, finish, open_at, running, step


async def work(store: Store) -> None:
    """Run jobs step by step, until none is left."""

    async def execute(name: JobId) -> None:
        if not await begin(store, name):
            return
        for each in STEPS:
            await step(store, name, each)
            say(f"{name} {each}")
        await finish(store, name)
        say(f"{name} ended")

    async with running(store, execute):
        await all_ended(store)


async def hold(store: Store) -> None:
    """Begin jobs and hang."""

    async def execute(name: JobId) -> None:
        await begin(store, name)
        say(name)
        await asyncio.Event().wait()

    await store.run_jobs(execute, parallel=4)


async def claim(store: Store, number: int) -> None:
    """Hold a message."""
    async with store.claim(MessageId(number)) as free:
        say(str(free))
        await asyncio.Event().wait()


def say(line: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(database: str, *what: str) -> None:
    """Do what was asked for on the command line."""
    store = await open_at(database)
    match what:
        case ["hold"]:
            await hold(store)
        case ["claim", number]:
            await claim(store, int(number))
        case _:
            await work(store)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
