"""The unit of work over a SQL transaction."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Repeated, Unavailable
from core.model.jobs import JobState
from core.model.people import SpaceDefaults
from core.ports.collections import (
    Activities,
    Notes,
    People,
    Projects,
    Proposals,
    Reports,
    Tasks,
)
from core.ports.courses import Courses, Posts, TeamProposals
from core.ports.homes import Homes
from core.ports.links import Links
from core.ports.outside import Clock
from core.ports.requests import Requests
from core.ports.storage import Arrivals, Buttons, JobRows, Ledger, Messages, Notices
from storage.activity import SqlActivities
from storage.arrivals import SqlArrivals
from storage.buttons import SqlButtons
from storage.codec import Instant
from storage.courses import SqlCourses
from storage.homes import SqlHomes
from storage.insertion import insert_new
from storage.jobs import SqlJobs
from storage.ledger import SqlLedger
from storage.links import SqlLinks
from storage.messages import SqlMessages
from storage.notes import SqlNotes
from storage.notices import SqlNotices
from storage.people import SqlPeople
from storage.posts import SqlPosts
from storage.projects import SqlProjects
from storage.proposals import SqlProposals
from storage.reports import SqlReports
from storage.requests import SqlRequests
from storage.tasks import SqlTasks
from storage.team_proposals import SqlTeamProposals
from storage.wakeup import Wakeup
from storage.work_tables import arrivals, asks, jobs, steps

__all__ = ["SqlWork", "Wakeup"]

_BEFORE = bindparam("before", type_=Instant())
_DONE = select(jobs.c.id).where(
    jobs.c.id == steps.c.job, jobs.c.state == JobState.DONE, jobs.c.created < _BEFORE
)
_SWEEPING = (
    delete(arrivals).where(arrivals.c.at < _BEFORE),
    delete(asks).where(asks.c.at < _BEFORE),
    delete(steps).where(_DONE.exists()),
)


class SqlWork:
    """A unit of work; see `core.ports.storage.Work`.

    Args:
        begin: gives a connection with an open transaction and rolls back on exit what was
            not committed. Writers see what others committed meanwhile (READ COMMITTED), or
            are alone (SQLite).
        wakeup: hears of new work.
        clock: dates asks.
        defaults: what a new space starts with.
        write: whether it may commit.
    """

    people: People
    projects: Projects
    homes: Homes
    notes: Notes
    tasks: Tasks
    proposals: Proposals
    reports: Reports
    activity: Activities
    jobs: JobRows
    messages: Messages
    buttons: Buttons
    notices: Notices
    ledger: Ledger
    arrivals: Arrivals
    links: Links
    courses: Courses
    posts: Posts
    team_proposals: TeamProposals
    requests: Requests

    def __init__(
        self,
        begin: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        wakeup: Wakeup,
        clock: Clock,
        defaults: SpaceDefaults,
        *,
        write: bool = True,
    ) -> None:
        self._transaction = begin()
        self._wakeup = wakeup
        self._clock = clock
        self._defaults = defaults
        self._write = write

    async def __aenter__(self) -> Self:
        """Begin.

        Raises:
            Unavailable: the database cannot be reached.
        """
        try:
            connection = await self._transaction.__aenter__()
        except PoolTimeout as error:
            raise Unavailable("database", "no free connection") from error
        except (OperationalError, InterfaceError) as error:
            raise _unavailable(error) from error
        self._connection = connection
        self.people = SqlPeople(connection, self._defaults)
        self.projects = SqlProjects(connection)
        self.homes = SqlHomes(connection)
        self.notes = SqlNotes(connection)
        self.tasks = SqlTasks(connection)
        self.proposals = SqlProposals(connection)
        self.reports = SqlReports(connection)
        self.activity = SqlActivities(connection)
        self.jobs = SqlJobs(connection, self._wakeup)
        self.messages = SqlMessages(connection, self._wakeup)
        self.buttons = SqlButtons(connection)
        self.notices = SqlNotices(connection)
        self.ledger = SqlLedger(connection)
        self.arrivals = SqlArrivals(connection)
        self.links = SqlLinks(connection)
        self.courses = SqlCourses(connection)
        self.posts = SqlPosts(connection)
        self.team_proposals = SqlTeamProposals(connection)
        self.requests = SqlRequests(connection)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back what was not committed.

        Raises:
            Unavailable: the database was lost, another writer held it too long, or what was
                read before names somebody who was joined to another person meanwhile.
        """
        await self._transaction.__aexit__(kind, error, trace)
        lost = isinstance(error, (OperationalError, InterfaceError))
        if lost or (isinstance(error, IntegrityError) and _points_nowhere(error)):
            raise _unavailable(error) from error

    async def once(self, ask: str) -> None:
        """Note that this ask is being answered.

        Raises:
            Repeated: it was already answered in a committed unit of work.
        """
        values = {"ask": ask, "at": self._clock.now()}
        if await insert_new(self._connection, asks, values, asks.c.ask) is None:
            raise Repeated

    async def sweep(self, before: datetime) -> None:
        """Forget what is only of use for a while, where it is from before an instant."""
        for sweeping in _SWEEPING:
            await self._connection.execute(sweeping, {"before": before})

    async def commit(self) -> None:
        """Make it true, durably."""
        if not self._write:
            raise RuntimeError("a reading unit of work cannot commit")
        await self._connection.commit()
        self._wakeup.committed()


def _points_nowhere(error: IntegrityError) -> bool:
    """Tell whether a row names one that is no longer there."""
    return "foreign key" in str(error.orig).casefold()


def _unavailable(error: DBAPIError) -> Unavailable:
    return Unavailable("database", type(error.orig).__name__)
