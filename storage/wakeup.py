"""How a store hears, inside and after a transaction, that there is work."""

from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.jobs import JobId


class Wakeup(Protocol):
    """What a store does so that new work is noticed, here and in other processes."""

    async def job(
        self, connection: AsyncConnection, job: JobId, *, turn: int, after: timedelta
    ) -> None:
        """Note, inside the transaction, a job to run in `turn`, no sooner than `after` from now."""
        ...

    async def message(self, connection: AsyncConnection) -> None:
        """Note, inside the transaction, that a message is not as wanted."""
        ...

    def committed(self) -> None:
        """Note that the transaction became true."""
        ...
