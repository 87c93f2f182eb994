"""The append-only record of changes in SQL."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.activity import Activity, ActivityDraft, ActivityId
from core.model.people import PersonId
from core.model.projects import ProjectId
from storage.codec import cells_of, maker
from storage.reading import cell
from storage.tables import activity as record

_ONE = select(record).where(record.c.id == bindparam("activity"))
_LATEST = (
    select(record)
    .where(record.c.project == bindparam("project"))
    .order_by(record.c.at.desc(), record.c.id.desc())
    .limit(bindparam("limit"))
)
_LATEST_SINCE = _LATEST.where(record.c.at >= bindparam("since"))
_LAST = select(func.max(record.c.at)).where(record.c.actor == bindparam("person"))
_ADDING = insert(record).returning(record.c.id)


@dataclass(frozen=True, slots=True)
class SqlActivities:
    """The append-only record; see `core.ports.collections.Activities`."""

    connection: AsyncConnection

    async def add(self, draft: ActivityDraft, at: datetime) -> ActivityId:
        """Record a change."""
        cells = cells_of(draft) | {"at": at, "undone": False}
        return ActivityId(await cell(self.connection, _ADDING, **cells))

    async def get(self, activity: ActivityId) -> Activity | None:
        """Give a recorded change."""
        found = await self.connection.execute(_ONE, {"activity": activity})
        row = found.first()
        return None if row is None else _maker(found.keys())(row)

    async def recent(
        self, project: ProjectId, *, since: datetime | None = None, limit: int = 20
    ) -> tuple[Activity, ...]:
        """Give the latest changes of a project, the newest first."""
        latest = _LATEST if since is None else _LATEST_SINCE
        values = {"project": project, "since": since, "limit": limit}
        found = await self.connection.execute(latest, values)
        make = _maker(found.keys())
        return tuple(map(make, found))

    async def latest(self, person: PersonId) -> datetime | None:
        """Give when somebody last changed anything, in whichever project; `None` for never."""
        return await cell(self.connection, _LAST, person=person)

    async def mark_undone(self, activity: ActivityId) -> bool:
        """Mark a change as undone; tell whether it was not before."""
        marking = (
            update(record)
            .where(record.c.id == activity, record.c.undone.is_(False))
            .values(undone=True)
            .returning(record.c.id)
        )
        return await cell(self.connection, marking) is not None


def _maker(columns: Iterable[str]) -> Callable[[Sequence[Any]], Activity]:
    """Give what makes a change, with its draft, of a row with these columns."""
    held = tuple(columns)
    draft = maker(ActivityDraft, held)
    whole = maker(Activity, (*held, "draft"))
    return lambda row: whole((*row, draft(row)))
