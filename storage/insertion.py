"""Inserting what may already be there, on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, Table
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
    if isinstance(values, Mapping):
        statement = _new(connection.dialect.name, table, giving)
        return (await connection.execute(statement, values)).scalar()
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
    return _insertion(connection.dialect.name, table)


@cache
def _new(dialect: str, table: Table, giving: Column[Any]) -> Executable:
    """Give an insertion of one row, made once: making it takes longer than executing it."""
    return _insertion(dialect, table).on_conflict_do_nothing().returning(giving)


def _insertion(dialect: str, table: Table) -> PostgresInsert | SqliteInsert:
    return SqliteInsert(table) if dialect == "sqlite" else PostgresInsert(table)
