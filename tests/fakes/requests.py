"""What people of projects are asked, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.errors import Stale
from core.model.projects import ProjectId
from core.model.requests import Request, RequestId, RequestState
from tests.fakes.rows import View


class FakeRequests:
    """What people of projects are asked."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, request: Request, key: str) -> Request:
        """Keep a new request; the same `key` twice gives the first one."""
        known = self._view.rows.request_keys.get(key)
        if known is not None:
            return self._view.rows.requests[known]
        rows = self._view.changing
        made = RequestId(rows.new_id())
        rows.request_keys[key] = made
        rows.requests[made] = replace(request, id=made)
        return rows.requests[made]

    async def get(self, project: ProjectId, request: RequestId) -> Request | None:
        """Give a request of `project`."""
        kept = self._view.rows.requests.get(request)
        return kept if kept is not None and kept.project == project else None

    async def all(self, project: ProjectId) -> tuple[Request, ...]:
        """Give the requests of a project, the oldest first."""
        held = self._view.rows.requests.values()
        return _oldest(kept for kept in held if kept.project == project)

    async def over(self, now: datetime) -> tuple[Request, ...]:
        """Give the open requests of all spaces whose `until` is not after `now`."""
        held = self._view.rows.requests.values()
        waiting = (kept for kept in held if kept.state is RequestState.OPEN)
        return _oldest(kept for kept in waiting if kept.until is not None and kept.until <= now)

    async def change(self, request: Request) -> Request:
        """Keep `request` if nobody changed it since."""
        kept = self._view.rows.requests.get(request.id)
        if kept is None or kept.version != request.version:
            raise Stale
        place = {"project": kept.project, "created": kept.created}
        changed = replace(request, **place, version=request.version + 1)
        self._view.changing.requests[request.id] = changed
        return changed


def _oldest(held: Iterable[Request]) -> tuple[Request, ...]:
    return tuple(sorted(held, key=lambda kept: (kept.created, kept.id)))
