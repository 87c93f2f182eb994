"""A call: everything a command may use, as one typed value."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.day import refresh
from core.model.courses import Course
from core.model.jobs import JobId
from core.model.people import Locale, Person, Space, zone_of
from core.model.places import Place
from core.model.projects import Project, Standing
from core.ports import Ports
from core.ports.storage import Work
from core.progress import Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Running:
    """A call's life as a job. On the `last_try` there is no retry to wait for."""

    job: JobId
    progress: Progress
    last_try: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One command being run for one person.

    `place` is where its answer goes, `locale` the language of that answer; `id` is the
    platform's id of the ask; `running` is set for slow commands.
    """

    ports: Ports
    space: Space
    caller: Person
    standing: Standing
    place: Place
    locale: Locale
    id: str
    within: Project | None = None
    attending: Course | None = None
    running: Running | None = None

    def say(self, key: str, /, **params: object) -> str:
        """Give a phrase in the language of the answer."""
        return self.ports.phrases.say(self.locale, key, **params)

    @property
    def now(self) -> datetime:
        """Give this instant in UTC."""
        return self.ports.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        """Give the caller's time zone."""
        return zone_of(self.caller, self.space)

    @property
    def today(self) -> date:
        """Give the caller's day."""
        return self.now.astimezone(self.zone).date()

    def read(self) -> AbstractAsyncContextManager[Work]:
        """Give a unit of work that sees one state and changes nothing."""
        return self.ports.store.work(write=False)

    @asynccontextmanager
    async def change(self) -> AsyncGenerator[Work]:
        """Give the call's one unit of work, committed when its block ends well.

        What shows the project is as new as the change.

        Raises:
            Repeated: the platform delivered this ask before, and it was answered.
        """
        async with self.ports.store.work() as work:
            if self.running is None:
                await work.once(self.id)
            yield work
            if self.within is not None:
                await refresh(work, self.ports, self.space, self.within.id)
            await work.commit()

    async def step(self, name: str, shape: type[T], make: Callable[[], Awaitable[T]]) -> T:
        """Give what `make` gives, made once in the life of the job however often it restarts."""
        running = self.slow
        async with self.read() as work:
            kept = await work.jobs.recall(running.job, name, shape)
        if kept is not None:
            return kept
        made = await make()
        async with self.ports.store.work() as work:
            await work.jobs.checkpoint(running.job, name, made)
            await work.commit()
        return made

    @property
    def project(self) -> Project:
        """Give the project the call is within.

        Raises:
            TypeError: its command has no project option.
        """
        if self.within is None:
            raise TypeError("only a command with a project option is within one")
        return self.within

    @property
    def course(self) -> Course:
        """Give the course the call is within.

        Raises:
            TypeError: its command works within none.
        """
        if self.attending is None:
            raise TypeError("only a command with a course to work in is within one")
        return self.attending

    @property
    def slow(self) -> Running:
        """Give the job this call is.

        Raises:
            TypeError: it is not one; only slow commands may ask.
        """
        if self.running is None:
            raise TypeError("only a slow command runs as a job")
        return self.running
