"""Projects and their members in SQL."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.people import PersonId, SpaceId
from core.model.projects import Member, Project, ProjectId, Standing
from core.ports.collections import ProjectDraft
from storage.codec import cells_of, maker
from storage.insertion import insert_new
from storage.reading import cell
from storage.tables import members, people, projects
from storage.versions import advance

_ORDERED = select(projects).order_by(projects.c.created.desc(), projects.c.id.desc())
_ONE = _ORDERED.where(projects.c.id == bindparam("project"), projects.c.space == bindparam("space"))
_OF = _ORDERED.where(
    projects.c.id.in_(select(members.c.project).where(members.c.person == bindparam("person")))
)
_HOLD = (
    select(projects.c.id)
    .where(projects.c.id == bindparam("project"))
    .with_for_update(key_share=True)
)
_NEXT = select(func.coalesce(func.max(members.c.position), -1) + 1).where(
    members.c.project == bindparam("project")
)
_LED = select(func.count()).where(
    members.c.project == bindparam("project"), members.c.standing == Standing.LEADER
)
_TEAMS = (
    select(members.c.project, members.c.person, people.c.name, members.c.standing)
    .join(people)
    .where(members.c.project.in_(bindparam("projects", expanding=True)))
    .order_by(members.c.project, members.c.position)
)


@dataclass(frozen=True, slots=True)
class SqlProjects:
    """Projects of one's own space; see `core.ports.collections.Projects`."""

    connection: AsyncConnection

    async def open(self, draft: ProjectDraft, now: datetime) -> Project:
        """Keep a new project."""
        counters = {"last_task": 0, "last_proposal": 0, "last_report": 0}
        cells = cells_of(draft, "members") | counters | {"created": now, "version": 1}
        opening = insert(projects).values(cells)
        project = await cell(self.connection, opening.returning(projects.c.id))
        rows = [
            {
                "project": project,
                "person": person,
                "position": position,
                "standing": Standing.MEMBER if position else Standing.LEADER,
            }
            for position, person in enumerate(dict.fromkeys(draft.members))
        ]
        await self.connection.execute(insert(members), rows)
        (opened,) = await projects_where(self.connection, projects.c.id == project)
        return opened

    async def get(self, space: SpaceId, project: ProjectId) -> Project | None:
        """Give a project of `space`."""
        found = await _found(self.connection, _ONE, project=project, space=space)
        return next(iter(found), None)

    async def of(self, person: PersonId) -> tuple[Project, ...]:
        """Give the projects a person belongs to, the newest first."""
        return await _found(self.connection, _OF, person=person)

    async def all(self, space: SpaceId) -> tuple[Project, ...]:
        """Give all projects of a space, the newest first."""
        return await projects_where(self.connection, projects.c.space == space)

    async def change(self, project: Project) -> Project:
        """Keep all of `project` but its members if nobody changed it since.

        Raises:
            Stale: `project.version` is no longer the kept one.
        """
        changed = replace(project, version=project.version + 1)
        cells = cells_of(changed, "id", "space", "created", "members")
        await advance(self.connection, projects, project, cells)
        return changed

    async def join(self, project: ProjectId, person: PersonId) -> bool:
        """Make somebody the last member of a project; tell whether they were none before.

        They lead where nobody does.
        """
        position = await cell(self.connection, _NEXT, project=project)
        led = await cell(self.connection, _LED, project=project)
        cells = {"project": project, "person": person, "position": position}
        cells |= {"standing": Standing.MEMBER if led else Standing.LEADER}
        return await insert_new(self.connection, members, cells, members.c.person) is not None

    async def leave(self, project: ProjectId, person: PersonId) -> bool:
        """End somebody's membership; the first of the others leads where nobody does."""
        theirs = (members.c.project == project, members.c.person == person)
        leaving = delete(members).where(*theirs).returning(members.c.standing)
        gone = await cell(self.connection, leaving)
        if gone is Standing.LEADER:
            first = select(func.min(members.c.position)).where(members.c.project == project)
            heir = (members.c.project == project, members.c.position == first.scalar_subquery())
            raising = update(members).where(*heir).values(standing=Standing.LEADER)
            await self.connection.execute(raising)
        return gone is not None

    async def lead(self, project: ProjectId, person: PersonId) -> None:
        """Let a member lead, in the place of who led."""
        leads = case((members.c.person == person, Standing.LEADER), else_=Standing.MEMBER)
        leading = update(members).where(members.c.project == project)
        await self.connection.execute(leading.values(standing=leads))

    async def hold(self, project: ProjectId) -> None:
        """Keep all others from holding this project until this unit of work ends."""
        await hold(self.connection, project)


async def hold(connection: AsyncConnection, project: ProjectId) -> None:
    """Lock a project until the transaction ends; SQLite's writers are alone anyway."""
    await connection.execute(_HOLD, {"project": project})


async def projects_where(
    connection: AsyncConnection, wanted: ColumnElement[bool]
) -> tuple[Project, ...]:
    """Give the projects that are as `wanted`, the newest first, members included."""
    return await _found(connection, _ORDERED.where(wanted))


async def _found(
    connection: AsyncConnection, statement: Executable, **values: Any
) -> tuple[Project, ...]:
    found = await connection.execute(statement, values)
    make = maker(Project, (*found.keys(), "members"))
    rows = found.all()
    teams = await _teams(connection, [row.id for row in rows])
    return tuple(make((*row, teams[row.id])) for row in rows)


async def next_number(connection: AsyncConnection, project: ProjectId, counter: Column[Any]) -> int:
    """Give the next number of what `counter` counts in a project; no number is given twice.

    Holds the project against other numberings until the transaction ends.
    """
    counting = update(projects).where(projects.c.id == project).values({counter: counter + 1})
    number: int = await cell(connection, counting.returning(counter))
    return number


async def _teams(
    connection: AsyncConnection, wanted: list[ProjectId]
) -> defaultdict[ProjectId, tuple[Member, ...]]:
    teams: defaultdict[ProjectId, tuple[Member, ...]] = defaultdict(tuple)
    found = await connection.execute(_TEAMS, {"projects": wanted})
    make = maker(Member, found.keys())
    for row in found:
        teams[row[0]] += (make(row),)
    return teams
