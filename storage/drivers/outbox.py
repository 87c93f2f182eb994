"""The outbox of a PostgreSQL: who waits for messages, and who delivers which."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import LiteralString

from psycopg import AsyncConnection, OperationalError
from psycopg.sql import SQL, Identifier

from core.errors import Unavailable
from core.model.messages import MessageId

CONNECT_SECONDS = 10

# A machine that vanished without a word holds its locks until the server notices.
NOTICE_THE_DEAD = """
SELECT set_config('tcp_keepalives_idle', '4', false),
       set_config('tcp_keepalives_interval', '2', false),
       set_config('tcp_keepalives_count', '3', false)
"""
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('teampl message ' || %s::text, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('teampl message ' || %s::text, 0))"


class Notifications:
    """Waits for other transactions, in any process, to tell of messages.

    Args:
        address: the database, as libpq reads it.
        channel: what is notified of messages.
    """

    def __init__(self, address: str, channel: str) -> None:
        self._address = address
        self._listen = SQL("LISTEN {}").format(Identifier(channel))
        self._connection: AsyncConnection | None = None
        self._waiting = asyncio.Lock()

    async def wait(self, within: timedelta) -> None:
        """Return when something was or may have been told, at the latest after `within`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()), self._waiting:
                try:
                    await self._next()
                except OperationalError:
                    await self.close()
                    # Nobody can tell: time out.
                    await asyncio.Event().wait()

    async def close(self) -> None:
        """Stop listening."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def _next(self) -> None:
        if self._connection is None:
            connection = await _connect(self._address)
            try:
                await connection.execute(self._listen)
            except BaseException:
                await connection.close()
                raise
            self._connection = connection
            # Something may have been told before: look at once.
            return
        async for _ in self._connection.notifies(stop_after=1):
            pass
        # One look will find all that was told of until now.
        async for _ in self._connection.notifies(timeout=0):
            pass


class Claims:
    """Deliveries held against all other processes, on one session of the database.

    A session holds a lock as often as it takes it, so what this process holds is known
    here. The session ends with the process, and its locks with it.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()
        self._held = set[MessageId]()

    @asynccontextmanager
    async def hold(self, message: MessageId) -> AsyncGenerator[bool]:
        """Hold a message; give whether it was free.

        Raises:
            Unavailable: the database was lost.
        """
        if message in self._held:
            yield False
            return
        self._held.add(message)
        # Until it is answered: an interrupted question may have been heard.
        free = True
        try:
            free = await self._ask(LOCK, message)
            yield free
        finally:
            if free:
                # A lost session holds nothing.
                with suppress(Unavailable):
                    await self._ask(UNLOCK, message)
            self._held.discard(message)

    async def close(self) -> None:
        """Let go of everything."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def _ask(self, query: LiteralString, message: MessageId) -> bool:
        async with self._turn:
            try:
                if self._connection is None:
                    self._connection = await _connect(self._address)
                    await self._connection.execute(NOTICE_THE_DEAD)
                row = await (await self._connection.execute(query, (message,))).fetchone()
            except OperationalError as error:
                await self.close()
                raise Unavailable("database", "connection") from error
        return row is not None and bool(row[0])


async def _connect(address: str) -> AsyncConnection:
    return await AsyncConnection.connect(address, autocommit=True, connect_timeout=CONNECT_SECONDS)
