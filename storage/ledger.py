"""Tokens spent, in SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.activity import Spending
from core.model.people import PersonId, SpaceId
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import cell
from storage.work_tables import spendings

_SPENT = select(
    func.coalesce(func.sum(spendings.c.tokens_in + spendings.c.tokens_out), 0)
).where(spendings.c.at >= bindparam("since"))  # fmt: skip
_OF_PERSON = _SPENT.where(spendings.c.person == bindparam("person"))
_OF_SPACE = _SPENT.where(spendings.c.space == bindparam("space"))


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Tokens spent; see `core.ports.storage.Ledger`."""

    connection: AsyncConnection

    async def charge(self, spending: Spending) -> None:
        """Record a call; the same key twice is charged once."""
        await insert_new(self.connection, spendings, cells_of(spending), spendings.c.key)

    async def person_since(self, person: PersonId, since: datetime) -> int:
        """Sum a person's tokens, in and out, from `since` on."""
        spent: int = await cell(self.connection, _OF_PERSON, person=person, since=since)
        return spent

    async def space_since(self, space: SpaceId, since: datetime) -> int:
        """Sum a space's tokens, in and out, from `since` on."""
        spent: int = await cell(self.connection, _OF_SPACE, space=space, since=since)
        return spent
