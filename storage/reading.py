"""Reading rows as values.

Statements that are made at every ask are constants: making one anew takes longer than all
the rest. `values` are then what its parameters stand for.
"""

from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.codec import maker

T = TypeVar("T")


async def first(
    connection: AsyncConnection, shape: type[T], statement: Executable, **values: Any
) -> T | None:
    """Give the first row a statement gives, as a value, `None` where it gives none."""
    found = await connection.execute(statement, values)
    row = found.first()
    return None if row is None else maker(shape, found.keys())(row)


async def only(
    connection: AsyncConnection, shape: type[T], statement: Executable, **values: Any
) -> T:
    """Give the row a statement must give, as a value."""
    found = await connection.execute(statement, values)
    return maker(shape, found.keys())(found.one())


async def every(
    connection: AsyncConnection, shape: type[T], statement: Executable, **values: Any
) -> tuple[T, ...]:
    """Give all rows of a statement as values, in its order."""
    found = await connection.execute(statement, values)
    return tuple(map(maker(shape, found.keys()), found))


async def cell(connection: AsyncConnection, statement: Executable, **values: Any) -> Any:
    """Give the first cell of the first row, `None` where there is none."""
    return (await connection.execute(statement, values)).scalar()
