"""Where projects live on platforms, kept."""

from typing import Protocol

from core.model.homes import ProjectHome
from core.model.projects import ProjectId


class Homes(Protocol):
    """Where projects live on platforms; one home a project and workspace."""

    async def want(self, home: ProjectHome) -> bool:
        """Keep a home to open; tell whether it is new.

        A known one takes the new name, members and neighbour, and keeps its channel. Whom it is
        to put out is added to those it is to put out already; who is a member is not put out.
        """
        ...

    async def of(self, project: ProjectId) -> tuple[ProjectHome, ...]:
        """Give a project's homes, by platform and workspace."""
        ...

    async def all(self) -> tuple[ProjectHome, ...]:
        """Give the homes of all projects of all spaces."""
        ...

    async def get(self, project: ProjectId, platform: str, workspace: str) -> ProjectHome | None:
        """Give a project's home in a workspace."""
        ...

    async def opened(self, home: ProjectHome, external: str | None) -> bool:
        """Note the channel a home has, opened as given; `None`: it is gone.

        Those whom it put out are out, and nobody else: see `core.model.homes.noted`. Tell whether
        the members are those it was opened for; where somebody came or left meanwhile it is to be
        opened again.
        """
        ...
