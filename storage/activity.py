"""The append-only record of changes in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.activity import Activity, ActivityDraft, ActivityId
from core.model.projects import ProjectId
from storage.codec import cells_of, value_of
from storage.reading import cell
from storage.tables import activity as record


@dataclass(frozen=True, slots=True)
class SqlActivities:
    """The append-only record; see `core.ports.collections.Activities`."""

    connection: AsyncConnection

    async def add(self, draft: ActivityDraft, at: datetime) -> ActivityId:
        """Record a change."""
        adding = insert(record).values(**cells_of(draft), at=at, undone=False)
        return ActivityId(await cell(self.connection, adding.returning(record.c.id)))

    async def get(self, activity: ActivityId) -> Activity | None:
        """Give a recorded change."""
        wanted = select(record).where(record.c.id == activity)
        row = (await self.connection.execute(wanted)).mappings().first()
        return None if row is None else _activity(row)

    async def recent(
        self, project: ProjectId, *, since: datetime | None = None, limit: int = 20
    ) -> tuple[Activity, ...]:
        """Give the latest changes of a project, the newest first."""
        held = select(record).where(record.c.project == project)
        if since is not None:
            held = held.where(record.c.at >= since)
        latest = held.order_by(record.c.at.desc(), record.c.id.desc()).limit(limit)
        return tuple(_activity(row) for row in (await self.connection.execute(latest)).mappings())

    async def mark_undone(self, activity: ActivityId) -> bool:
        """Mark a change as undone; tell whether it was not before."""
        marking = (
            update(record)
            .where(record.c.id == activity, record.c.undone.is_(False))
            .values(undone=True)
            .returning(record.c.id)
        )
        return await cell(self.connection, marking) is not None


def _activity(row: Mapping[Any, Any]) -> Activity:
    return value_of(Activity, {**row, "draft": value_of(ActivityDraft, row)})
