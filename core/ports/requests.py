"""What is kept of requests, as a protocol."""

from datetime import datetime
from typing import Protocol

from core.model.projects import ProjectId
from core.model.requests import Request, RequestId


class Requests(Protocol):
    """What people of projects are asked."""

    async def add(self, request: Request, key: str) -> Request:
        """Keep a new request; `id` is given here. The same `key` twice gives the first one."""
        ...

    async def get(self, project: ProjectId, request: RequestId) -> Request | None:
        """Give a request of `project`."""
        ...

    async def all(self, project: ProjectId) -> tuple[Request, ...]:
        """Give the requests of a project, the oldest first."""
        ...

    async def over(self, now: datetime) -> tuple[Request, ...]:
        """Give the open requests of all spaces whose `until` is not after `now`."""
        ...

    async def change(self, request: Request) -> Request:
        """Keep `request` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `request.version` is no longer the kept one.
        """
        ...
