"""Deadline notices and tokens spent, in memory."""

from datetime import date, datetime

from core.model.activity import Notice, Spending
from core.model.people import PersonId, SpaceId
from core.model.projects import ProjectId
from core.model.tasks import Status, Task, leaves
from core.ports.storage import Reminded
from tests.fakes.rows import Rows, View
from tests.fakes.society import named


class FakeNotices:
    """Deadline notices: each is given once."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def due(self, horizon: date) -> tuple[Reminded, ...]:
        """Give everybody who may need a deadline notice, by id."""
        rows = self._view.rows
        asked = {(notice.task, notice.person) for notice in _waiting(rows)}
        held: dict[PersonId, list[Task]] = {}
        for task in _open(rows):
            is_near = task.due is not None and task.due <= horizon
            if task.assignee is not None and (is_near or (task.id, task.assignee) in asked):
                held.setdefault(task.assignee, []).append(task)
        return tuple(_reminded(rows, person, tasks) for person, tasks in sorted(held.items()))

    async def give(self, notice: Notice) -> bool:
        """Note that a notice is given; tell whether it was not before."""
        if self._view.rows.notices.get(notice):
            return False
        self._view.changing.notices[notice] = True
        return True

    async def ask_again(self, notice: Notice) -> None:
        """Plan a notice somebody asked for."""
        self._view.changing.notices.setdefault(notice, False)

    async def waiting(self, person: PersonId) -> tuple[Notice, ...]:
        """Give a person's planned notices that were not given, for tasks still theirs to do."""
        return tuple(notice for notice in _waiting(self._view.rows) if notice.person == person)


class FakeLedger:
    """Tokens spent."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def charge(self, spending: Spending) -> None:
        """Record a call; the same key twice is charged once."""
        self._view.changing.spendings.setdefault(spending.key, spending)

    async def person_since(self, person: PersonId, since: datetime) -> int:
        """Sum a person's tokens, in and out, from `since` on."""
        held = self._view.rows.spendings.values()
        return sum(_tokens(item) for item in held if item.person == person and item.at >= since)

    async def space_since(self, space: SpaceId, since: datetime) -> int:
        """Sum a space's tokens, in and out, from `since` on."""
        held = self._view.rows.spendings.values()
        return sum(_tokens(item) for item in held if item.space == space and item.at >= since)


def _open(rows: Rows) -> list[Task]:
    return [task for task in leaves(rows.tasks.values()) if task.status is not Status.DONE]


def _waiting(rows: Rows) -> list[Notice]:
    theirs = {(task.id, task.assignee) for task in _open(rows)}
    waiting = [
        notice
        for notice, given in rows.notices.items()
        if not given and (notice.task, notice.person) in theirs
    ]
    return sorted(waiting, key=lambda notice: (notice.on, notice.task))


def _reminded(rows: Rows, person: PersonId, tasks: list[Task]) -> Reminded:
    someone = rows.people[person]
    projects: list[ProjectId] = sorted({task.project for task in tasks})
    return Reminded(
        space=rows.spaces[someone.space],
        person=someone,
        tasks=tuple(sorted(tasks, key=lambda task: task.id)),
        projects=tuple(named(rows, rows.projects[project]) for project in projects),
    )


def _tokens(spending: Spending) -> int:
    return spending.tokens_in + spending.tokens_out
