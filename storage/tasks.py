"""Tasks in SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Stale
from core.model.projects import ProjectId
from core.model.tasks import Task, TaskId
from core.ports.collections import TaskQuery
from storage.codec import cells_of
from storage.projects import next_number
from storage.reading import every, first, only
from storage.tables import projects, tasks

ANY = TaskQuery()
"""Every task of a project."""

_BY_NUMBER = select(tasks).where(
    tasks.c.project == bindparam("project"), tasks.c.number == bindparam("number")
)
_BY_ID = select(tasks).where(tasks.c.id == bindparam("task"))
_ALL = select(tasks).where(tasks.c.project == bindparam("project")).order_by(tasks.c.number)
_ADDING = insert(tasks).returning(tasks)


@dataclass(frozen=True, slots=True)
class SqlTasks:
    """Tasks of a project; see `core.ports.collections.Tasks`."""

    connection: AsyncConnection

    async def add(self, task: Task) -> Task:
        """Keep a new task under a new id and number."""
        number = await next_number(self.connection, task.project, projects.c.last_task)
        cells = cells_of(task, "id") | {"number": number, "version": 1}
        return await only(self.connection, Task, _ADDING, **cells)

    async def get(self, project: ProjectId, number: int) -> Task | None:
        """Give the task `#number`."""
        return await first(self.connection, Task, _BY_NUMBER, project=project, number=number)

    async def by_id(self, task: TaskId) -> Task | None:
        """Give a task wherever it is."""
        return await first(self.connection, Task, _BY_ID, task=task)

    async def all(self, project: ProjectId, query: TaskQuery = ANY) -> tuple[Task, ...]:
        """Give the tasks that fit the query, by number."""
        fitting = _ALL.where(*_fit(query)) if query != ANY else _ALL
        return await every(self.connection, Task, fitting, project=project)

    async def change(self, task: Task) -> Task:
        """Keep `task` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `task.version` is no longer the kept one.
        """
        cells = cells_of(task, "id", "project", "number") | {"version": task.version + 1}
        changing = update(tasks).where(*_as_seen(task)).values(cells).returning(tasks)
        changed = await first(self.connection, Task, changing)
        if changed is None:
            raise Stale
        return changed

    async def remove(self, task: Task) -> None:
        """Remove a task if nobody changed it since; its children become top tasks.

        Raises:
            Stale: `task.version` is no longer the kept one.
        """
        removing = delete(tasks).where(*_as_seen(task)).returning(tasks.c.id)
        if (await self.connection.execute(removing)).first() is None:
            raise Stale


def _as_seen(task: Task) -> tuple[ColumnElement[bool], ...]:
    return tasks.c.id == task.id, tasks.c.version == task.version


def _fit(query: TaskQuery) -> Iterator[ColumnElement[bool]]:
    if query.words:
        in_title = tasks.c.title.icontains(query.words, autoescape=True)
        yield in_title | tasks.c.description.icontains(query.words, autoescape=True)
    if query.assignee is not None:
        yield tasks.c.assignee == query.assignee
    if query.statuses:
        yield tasks.c.status.in_(query.statuses)
    if query.due_from is not None:
        yield tasks.c.due >= query.due_from
    if query.due_to is not None:
        yield tasks.c.due <= query.due_to
    if query.parent is not None:
        yield tasks.c.parent == query.parent
