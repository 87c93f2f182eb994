"""Tokens spent, in SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.activity import Spending
from core.model.people import PersonId, SpaceId
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import cell
from storage.work_tables import spendings


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Tokens spent; see `core.ports.storage.Ledger`."""

    connection: AsyncConnection

    async def charge(self, spending: Spending) -> None:
        """Record a call; the same key twice is charged once."""
        await insert_new(self.connection, spendings, cells_of(spending), spendings.c.key)

    async def person_since(self, person: PersonId, since: datetime) -> int:
        """Sum a person's tokens, in and out, from `since` on."""
        return await self._since(spendings.c.person == person, since)

    async def space_since(self, space: SpaceId, since: datetime) -> int:
        """Sum a space's tokens, in and out, from `since` on."""
        return await self._since(spendings.c.space == space, since)

    async def _since(self, whose: ColumnElement[bool], since: datetime) -> int:
        tokens = func.sum(spendings.c.tokens_in + spendings.c.tokens_out)
        summing = select(func.coalesce(tokens, 0)).where(whose, spendings.c.at >= since)
        spent: int = await cell(self.connection, summing)
        return spent
