"""SQLite connections that make one trip to their thread a statement.

aiosqlite makes four, for a cursor, its execution, its rows and its end, and three more to
begin a transaction. A trip takes longer than most of our statements, and with many on their
way everybody waits.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import aiosqlite

_CHUNK = 64
"""Rows a time for readers that iterate, which SQLAlchemy never does."""


class Trips(aiosqlite.Connection):
    """A connection as SQLAlchemy uses one.

    Args:
        connector: connects, in the connection's thread.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, _CHUNK)
        # As SQLAlchemy does: a program that ends badly must not wait for it.
        self._thread.daemon = True
        self._opening: str | None = None

    def begin(self, statement: str) -> None:
        """Have the transaction begun by `statement` on the first trip made in it."""
        self._opening = statement

    def cursor(self) -> "Trip":  # pyright: ignore[reportIncompatibleMethodOverride]  no trip yet
        """Give a cursor."""
        return Trip(self)

    async def commit(self) -> None:
        """Commit, if anything was done."""
        if self._has_begun():
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, if anything was done."""
        if self._has_begun():
            await super().rollback()

    async def make(self, statement: str, values: Any, *, many: bool = False) -> "Brought":
        """Make a trip."""
        opening, self._opening = self._opening, None
        going = partial(_make, self._conn, opening, statement, values, many=many)
        return await self._execute(going)  # pyright: ignore[reportUnknownMemberType]  it has none

    def _has_begun(self) -> bool:
        """Tell whether a trip was made; one that was not is not to be made any more."""
        opening, self._opening = self._opening, None
        return opening is None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a trip brings back."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class Trip:
    """A cursor whose rows are here once it was executed.

    Args:
        connection: what it is a cursor of.
    """

    arraysize = 1

    def __init__(self, connection: Trips) -> None:
        self._connection = connection
        self._brought = Brought()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns, `None` where there are none."""
        return self._brought.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._brought.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the row that was inserted last."""
        return self._brought.lastrowid

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> Self:
        """Execute a statement."""
        self._brought = await self._connection.make(statement, values)
        return self

    async def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> Self:
        """Execute a statement once for each of `values`."""
        self._brought = await self._connection.make(statement, values, many=True)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give all rows."""
        return self._brought.rows

    async def close(self) -> None:
        """Leave it; nothing is held."""


def _make(
    connection: sqlite3.Connection, opening: str | None, statement: str, values: Any, *, many: bool
) -> Brought:
    if opening:
        connection.execute(opening)
    execute = connection.executemany if many else connection.execute
    cursor = execute(statement, values)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return Brought(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
