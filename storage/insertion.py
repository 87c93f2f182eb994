"""Inserting what may already be there, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(
    connection: AsyncConnection,
    table: Table,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    giving: Column[Any],
) -> Any | None:
    """Insert `values` unless a unique key is taken; give the `giving` cell of a new row.

    Waits for another transaction that is inserting the same key.
    """
    statement = insertion(connection, table).values(values).on_conflict_do_nothing()
    return (await connection.execute(statement.returning(giving))).scalar()


async def put(
    connection: AsyncConnection,
    table: Table,
    values: Mapping[str, Any],
    *,
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert `values`, or overwrite the row of the same primary key if it is as `where`.

    Gives whether a row was written.
    """
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    statement = (
        insertion(connection, table)
        .values(values)
        .on_conflict_do_update(index_elements=keys, set_=rest, where=where)
        .returning(*table.primary_key)
    )
    return (await connection.execute(statement)).first() is not None


def insertion(connection: AsyncConnection, table: Table) -> PostgresInsert | SqliteInsert:
    """Give an insertion that knows conflicts, in the dialect of `connection`."""
    if connection.dialect.name == "sqlite":
        return SqliteInsert(table)
    return PostgresInsert(table)
