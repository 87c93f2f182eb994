"""Deadline notices in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.activity import Notice
from core.model.people import Person, PersonId, Space
from core.model.tasks import Status, Task
from core.ports.storage import Reminded
from storage.codec import cells_of, maker
from storage.insertion import insert_new, put
from storage.projects import projects_where
from storage.reading import every
from storage.schema import WAITING
from storage.tables import people, projects, spaces, tasks
from storage.work_tables import notices

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SqlNotices:
    """Deadline notices, each given once; see `core.ports.storage.Notices`."""

    connection: AsyncConnection

    async def due(self, horizon: date) -> tuple[Reminded, ...]:
        """Give everybody who may need a deadline notice, by id, tasks and projects by id."""
        asked = select(notices.c.task).where(
            WAITING, notices.c.task == tasks.c.id, notices.c.person == tasks.c.assignee
        )
        wanted = select(tasks).where(
            tasks.c.assignee.is_not(None),
            *_open_leaf(),
            (tasks.c.due <= horizon) | asked.exists(),
        )
        due = await every(self.connection, Task, wanted.order_by(tasks.c.assignee, tasks.c.id))
        return await self._reminded(due)

    async def give(self, notice: Notice) -> bool:
        """Note that a notice is given; tell whether it was not before."""
        cells = {**cells_of(notice), "given": True}
        return await put(self.connection, notices, cells, where=notices.c.given.is_(False))

    async def ask_again(self, notice: Notice) -> None:
        """Plan a notice somebody asked for; asking twice is asking once."""
        cells = {**cells_of(notice), "given": False}
        await insert_new(self.connection, notices, cells, notices.c.task)

    async def waiting(self, person: PersonId) -> tuple[Notice, ...]:
        """Give a person's planned notices that were not given, for tasks still theirs to do."""
        planned = (
            select(notices)
            .join(tasks)
            .where(WAITING, notices.c.person == person, tasks.c.assignee == person, *_open_leaf())
            .order_by(notices.c.on, notices.c.task)
        )
        return await every(self.connection, Notice, planned)

    async def _reminded(self, due: tuple[Task, ...]) -> tuple[Reminded, ...]:
        """Join people, spaces and projects to tasks, which come by assignee."""
        persons = await self._with_ids(Person, people, {task.assignee for task in due})
        homes = await self._with_ids(Space, spaces, {person.space for person in persons.values()})
        wanted = projects.c.id.in_({task.project for task in due})
        found = {project.id: project for project in await projects_where(self.connection, wanted)}
        reminded: list[Reminded] = []
        for assignee, group in groupby(due, key=lambda task: task.assignee):
            theirs = tuple(group)
            person = persons[assignee]
            about = tuple(found[project] for project in sorted({task.project for task in theirs}))
            reminded.append(Reminded(homes[person.space], person, theirs, about))
        return tuple(reminded)

    async def _with_ids(
        self, shape: type[T], table: Table, ids: Collection[object]
    ) -> dict[Any, T]:
        found = await self.connection.execute(select(table).where(table.c.id.in_(ids)))
        make = maker(shape, found.keys())
        return {row.id: make(row) for row in found}


def _open_leaf() -> tuple[ColumnElement[bool], ...]:
    child = tasks.alias("child")
    parents = select(child.c.id).where(child.c.parent == tasks.c.id)
    return tasks.c.status != Status.DONE, ~parents.exists()
