"""Codes that join accounts and workspaces, in SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.links import Link
from core.model.people import Person, PersonId, SpaceId
from storage.codec import Instant, cells_of
from storage.insertion import insertion
from storage.joining import join_people, join_spaces
from storage.reading import cell, first
from storage.tables import accounts
from storage.work_tables import link_tries, links

_MEMORY = timedelta(days=1)
"""How long a code that can no longer be used is still known as such."""


@dataclass(frozen=True, slots=True)
class SqlLinks:
    """Codes and what they join; see `core.ports.links.Links`."""

    connection: AsyncConnection

    async def offer(self, link: Link, now: datetime) -> None:
        """Keep a code; earlier ones of the same person and kind are void, old ones forgotten."""
        earlier = and_(links.c.person == link.person, links.c.kind == link.kind, ~links.c.used)
        void = delete(links).where(or_(earlier, links.c.expires < now - _MEMORY))
        await self.connection.execute(void)
        await self.connection.execute(insert(links).values(cells_of(link)))

    async def find(self, digest: str) -> Link | None:
        """Give a code, and keep all others from it until the transaction ends."""
        wanted = select(links).where(links.c.digest == digest)
        return await first(self.connection, Link, wanted.with_for_update(key_share=True))

    async def use(self, digest: str) -> None:
        """Note that a code was used."""
        using = update(links).where(links.c.digest == digest)
        await self.connection.execute(using.values(used=True))

    async def tried(self, person: PersonId, now: datetime, since: datetime) -> int:
        """Count a try of a person; give how many they made, from the first one on."""
        is_over = link_tries.c.since < since
        anew: dict[str, Any] = {
            "made": case((is_over, 1), else_=link_tries.c.made + 1),
            "since": case((is_over, literal(now, Instant)), else_=link_tries.c.since),
        }
        counting = (
            insertion(self.connection, link_tries)
            .values(person=person, made=1, since=now)
            .on_conflict_do_update(index_elements=["person"], set_=anew)
            .returning(link_tries.c.made)
        )
        made: int = await cell(self.connection, counting)
        return made

    async def forgive(self, person: PersonId) -> None:
        """Forget a person's tries."""
        await self.connection.execute(delete(link_tries).where(link_tries.c.person == person))

    async def doubles(
        self, first: SpaceId, second: SpaceId
    ) -> tuple[tuple[PersonId, PersonId], ...]:
        """Give those who have the same account in both spaces: who they are in each."""
        there = accounts.alias()
        same = [there.c[name] == accounts.c[name] for name in ("platform", "workspace", "user")]
        both = (accounts.c.space == first, there.c.space == second, *same)
        found = await self.connection.execute(
            select(accounts.c.person, there.c.person).where(*both).order_by(accounts.c.id)
        )
        return tuple((PersonId(here), PersonId(other)) for here, other in found)

    async def join(self, person: Person, gone: PersonId) -> None:
        """Keep `person` as given; all that is of `gone` is theirs now, and `gone` is no more.

        Raises:
            Stale: one of them is no more.
        """
        await join_people(self.connection, person, gone)

    async def merge(self, first: SpaceId, second: SpaceId) -> None:
        """Make two spaces one, with the name and settings of the first.

        Raises:
            Stale: one of them is no more.
        """
        await join_spaces(self.connection, first, second)
