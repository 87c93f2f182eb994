"""Between the values of the core and the cells of a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import DateTime, Dialect, Enum, Text
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC, going in and coming out.

    SQLite keeps no zone, so the zone is taken off before and put on after.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give what the database keeps.

        Raises:
            ValueError: `value` is not aware.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("only aware datetimes are kept")
        universal = value.astimezone(UTC)
        return universal.replace(tzinfo=None) if dialect.name == "sqlite" else universal

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant that was kept."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A nested value as JSON text.

    Args:
        adapter: what reads and writes the value.
    """

    impl = Text
    cache_ok = True

    def __init__(self, adapter: TypeAdapter[Any]) -> None:
        super().__init__()
        self.adapter = adapter

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the text of a value."""
        del dialect
        return None if value is None else self.adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Give the value of a text."""
        del dialect
        return None if value is None else self.adapter.validate_json(value)


def word(kind: type[StrEnum]) -> Enum:
    """Give the column type of a kind, kept as its word."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=_words,
    )


def cells_of(value: object, *without: str) -> dict[str, Any]:
    """Give a dataclass's fields by name, but for those `without`."""
    names = (each.name for each in fields(cast("Any", value)))
    return {name: getattr(value, name) for name in names if name not in without}


def maker(shape: type[T], columns: Iterable[str]) -> Callable[[Sequence[Any]], T]:
    """Give what makes a dataclass of a row whose `columns` are named as its fields."""
    held = list(columns)
    places = [(name, held.index(name)) for name in _names(shape) if name in held]
    return lambda row: shape(**{name: row[place] for name, place in places})


def dumped(value: object) -> str:
    """Give any value of the model, or plain JSON, as JSON text."""
    return to_json(value).decode()


def loaded(shape: type[T], text: str) -> T:
    """Give the value of `shape` that `dumped` made a text of."""
    return TypeAdapter(shape).validate_json(text)


@cache
def _names(shape: type[object]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cast("Any", shape)))


def _words(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]
