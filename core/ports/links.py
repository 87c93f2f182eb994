"""Codes that join, and the joining of what is kept."""

from datetime import datetime
from typing import Protocol

from core.model.links import Link
from core.model.people import Person, PersonId, SpaceId


class Links(Protocol):
    """Codes somebody asked for, and what they join."""

    async def offer(self, link: Link, now: datetime) -> None:
        """Keep a code; earlier ones of the same person and kind are void, old ones forgotten."""
        ...

    async def find(self, digest: str) -> Link | None:
        """Give a code, and keep all others from it until this unit of work ends."""
        ...

    async def use(self, digest: str) -> None:
        """Note that a code was used."""
        ...

    async def tried(self, person: PersonId, now: datetime, since: datetime) -> int:
        """Count a try of a person; give how many they made, from the first one on.

        When the first one was before `since`, counting begins anew.
        """
        ...

    async def forgive(self, person: PersonId) -> None:
        """Forget a person's tries."""
        ...

    async def doubles(
        self, first: SpaceId, second: SpaceId
    ) -> tuple[tuple[PersonId, PersonId], ...]:
        """Give those who have the same account in both spaces: who they are in each."""
        ...

    async def join(self, person: Person, gone: PersonId) -> None:
        """Keep `person` as given; all that is of `gone` is theirs now, and `gone` is no more.

        Accounts, memberships (who led leads), tasks, notices (given to one is given), messages,
        jobs and all else; of profiles that of `person` stays. What saw a task or proposal
        before is stale.

        Raises:
            Stale: one of them is no more.
        """
        ...

    async def merge(self, first: SpaceId, second: SpaceId) -> None:
        """Make two spaces one, with the name and settings of the first.

        Raises:
            Stale: one of them is no more.
        """
        ...
