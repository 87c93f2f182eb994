"""What platforms delivered, in SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.insertion import insert_new
from storage.work_tables import arrivals


@dataclass(frozen=True, slots=True)
class SqlArrivals:
    """What platforms delivered; see `core.ports.storage.Arrivals`."""

    connection: AsyncConnection

    async def first(self, platform: str, delivery: str, at: datetime) -> bool:
        """Note a delivery by the platform's id of it; tell whether it was not here before."""
        cells = {"platform": platform, "id": delivery, "at": at}
        return await insert_new(self.connection, arrivals, cells, arrivals.c.id) is not None
