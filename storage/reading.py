"""Reading rows as values."""

from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.codec import value_of

T = TypeVar("T")


async def first(connection: AsyncConnection, shape: type[T], statement: Executable) -> T | None:
    """Give the first row a statement gives, as a value, `None` where it gives none."""
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else value_of(shape, row)


async def only(connection: AsyncConnection, shape: type[T], statement: Executable) -> T:
    """Give the row a statement must give, as a value."""
    return value_of(shape, (await connection.execute(statement)).mappings().one())


async def every(
    connection: AsyncConnection, shape: type[T], statement: Executable
) -> tuple[T, ...]:
    """Give all rows of a statement as values, in its order."""
    rows = (await connection.execute(statement)).mappings()
    return tuple(value_of(shape, row) for row in rows)


async def cell(connection: AsyncConnection, statement: Executable) -> Any:
    """Give the first cell of the first row, `None` where there is none."""
    return (await connection.execute(statement)).scalar()
