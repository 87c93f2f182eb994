"""Changes that hold only where nobody made another since they were seen."""

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import Table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Stale
from storage.reading import cell


class Versioned(Protocol):
    """A value whose changes are counted."""

    @property
    def id(self) -> int:
        """Its row."""
        ...

    @property
    def version(self) -> int:
        """How it was seen."""
        ...


async def advance(
    connection: AsyncConnection, table: Table, seen: Versioned, cells: Mapping[str, object]
) -> None:
    """Keep `cells`, the next version among them, in the row of a value.

    Raises:
        Stale: `seen.version` is no longer the kept one.
    """
    as_seen = (table.c.id == seen.id, table.c.version == seen.version)
    changing = update(table).where(*as_seen).values(dict(cells)).returning(table.c.id)
    if await cell(connection, changing) is None:
        raise Stale
