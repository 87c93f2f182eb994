"""Where projects live on platforms, in SQL."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.homes import ProjectHome, is_for, noted, renewed
from core.model.projects import ProjectId
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import every, first, only
from storage.tables import project_homes as homes

_OF = (
    select(homes)
    .where(homes.c.project == bindparam("project"))
    .order_by(homes.c.platform, homes.c.workspace)
)


@dataclass(frozen=True, slots=True)
class SqlHomes:
    """Where projects live on platforms; see `core.ports.homes.Homes`."""

    connection: AsyncConnection

    async def want(self, home: ProjectHome) -> bool:
        """Keep a home to open; tell whether it is new."""
        cells = cells_of(renewed(home, home), "external")
        if await insert_new(self.connection, homes, cells, homes.c.project) is not None:
            return True
        now = renewed(await self._held(home), home)
        news = {"name": now.name, "near": now.near, "users": now.users, "gone": now.gone}
        await self.connection.execute(update(homes).where(*_this(home)).values(news))
        return False

    async def of(self, project: ProjectId) -> tuple[ProjectHome, ...]:
        """Give a project's homes, by platform and workspace."""
        return await every(self.connection, ProjectHome, _OF, project=project)

    async def all(self) -> tuple[ProjectHome, ...]:
        """Give the homes of all projects of all spaces."""
        held = select(homes).order_by(homes.c.project, homes.c.platform, homes.c.workspace)
        return await every(self.connection, ProjectHome, held)

    async def get(self, project: ProjectId, platform: str, workspace: str) -> ProjectHome | None:
        """Give a project's home in a workspace."""
        held = (homes.c.project == project, homes.c.platform == platform)
        wanted = select(homes).where(*held, homes.c.workspace == workspace)
        return await first(self.connection, ProjectHome, wanted)

    async def opened(self, home: ProjectHome, external: str | None) -> bool:
        """Note the channel a home has, opened as given; `None`: it is gone."""
        kept = await self._held(home)
        now = replace(kept, external=None) if external is None else noted(kept, home, external)
        noting = update(homes).where(*_this(home)).values(external=now.external, gone=now.gone)
        await self.connection.execute(noting)
        return is_for(home, now)

    async def _held(self, home: ProjectHome) -> ProjectHome:
        """Give a home as it is kept, which nobody else changes until the transaction ends."""
        wanted = select(homes).where(*_this(home)).with_for_update()
        return await only(self.connection, ProjectHome, wanted)


def _this(home: ProjectHome) -> tuple[ColumnElement[bool], ...]:
    return (
        homes.c.project == home.project,
        homes.c.platform == home.platform,
        homes.c.workspace == home.workspace,
    )
