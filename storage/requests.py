"""What people of projects are asked, in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.projects import ProjectId
from core.model.requests import Line, Request, RequestId
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import every
from storage.request_tables import request_lines, requests
from storage.schema import OPEN_REQUESTS
from storage.versions import advance


@dataclass(frozen=True, slots=True)
class SqlRequests:
    """What people of projects are asked; see `core.ports.requests.Requests`."""

    connection: AsyncConnection

    async def add(self, request: Request, key: str) -> Request:
        """Keep a new request; the same `key` twice gives the first one."""
        cells = cells_of(request, "id", "lines") | {"key": key}
        made = await insert_new(self.connection, requests, cells, requests.c.id)
        if made is None:
            return (await self._where(requests.c.key == key))[0]
        await self._place(RequestId(made), request.lines)
        return replace(request, id=RequestId(made))

    async def get(self, project: ProjectId, request: RequestId) -> Request | None:
        """Give a request of `project`."""
        wanted = (requests.c.id == request, requests.c.project == project)
        return next(iter(await self._where(*wanted)), None)

    async def all(self, project: ProjectId) -> tuple[Request, ...]:
        """Give the requests of a project, the oldest first."""
        return await self._where(requests.c.project == project)

    async def over(self, now: datetime) -> tuple[Request, ...]:
        """Give the open requests of all spaces whose `until` is not after `now`."""
        return await self._where(OPEN_REQUESTS, requests.c.until <= now)

    async def change(self, request: Request) -> Request:
        """Keep `request` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `request.version` is no longer the kept one.
        """
        changed = replace(request, version=request.version + 1)
        cells = cells_of(changed, "id", "project", "created", "lines")
        await advance(self.connection, requests, request, cells)
        theirs = delete(request_lines).where(request_lines.c.request == request.id)
        await self.connection.execute(theirs)
        await self._place(request.id, request.lines)
        return changed

    async def _where(self, *wanted: ColumnElement[bool] | TextClause) -> tuple[Request, ...]:
        held = select(requests).where(*wanted).order_by(requests.c.created, requests.c.id)
        found = await every(self.connection, Request, held)
        return tuple([replace(each, lines=await self._lines(each.id)) for each in found])

    async def _lines(self, request: RequestId) -> tuple[Line, ...]:
        theirs = select(request_lines).where(request_lines.c.request == request)
        return await every(self.connection, Line, theirs.order_by(request_lines.c.place))

    async def _place(self, request: RequestId, lines: Iterable[Line]) -> None:
        rows = [
            {"request": request, "place": place, **cells_of(line)}
            for place, line in enumerate(lines)
        ]
        if rows:
            await self.connection.execute(insert(request_lines), rows)
