"""Slow work and its finished steps in SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.jobs import Job, JobDraft, JobId, JobState
from core.model.people import PersonId, SpaceId
from storage.codec import cells_of, dumped, loaded
from storage.insertion import insert_new, put
from storage.reading import cell, first
from storage.schema import UNFINISHED
from storage.wakeup import Wakeup
from storage.work_tables import jobs, steps

T = TypeVar("T")
NOW = timedelta()

_ONE = select(jobs).where(jobs.c.id == bindparam("job"))
_STEP = select(steps.c.value).where(
    steps.c.job == bindparam("job"), steps.c.step == bindparam("name")
)
_CROWD = (
    select(func.count()).select_from(jobs).where(jobs.c.space == bindparam("space"), UNFINISHED)
)
_UNLESS_ENDED = update(jobs).where(jobs.c.id == bindparam("job"), UNFINISHED)
_STARTING = _UNLESS_ENDED.values(
    state=JobState.RUNNING, attempts=jobs.c.attempts + 1
).returning(jobs)  # fmt: skip
_RETRYING = _UNLESS_ENDED.values(state=JobState.READY).returning(jobs.c.turn)


@dataclass(frozen=True, slots=True)
class SqlJobs:
    """Slow work, kept; see `core.ports.storage.JobRows`."""

    connection: AsyncConnection
    wakeup: Wakeup

    async def add(self, draft: JobDraft, now: datetime) -> bool:
        """Keep a job and have a driver woken; give whether it is new."""
        turn = await self._crowd(draft.space)
        progress = {"state": JobState.READY, "turn": turn, "attempts": 0}
        cells = cells_of(draft) | progress | {"created": now}
        if await insert_new(self.connection, jobs, cells, jobs.c.id) is None:
            return False
        await self.wakeup.job(self.connection, draft.id, turn=turn, after=NOW)
        return True

    async def get(self, job: JobId) -> Job | None:
        """Give a job."""
        return await first(self.connection, Job, _ONE, job=job)

    async def start(self, job: JobId) -> Job | None:
        """Mark a job as running, count the attempt; `None` when it has already ended."""
        return await first(self.connection, Job, _STARTING, job=job)

    async def recall(self, job: JobId, step: str, shape: type[T]) -> T | None:
        """Give what a finished step gave, `None` where it has not finished."""
        text: str | None = await cell(self.connection, _STEP, job=job, name=step)
        return None if text is None else loaded(shape, text)

    async def checkpoint(self, job: JobId, step: str, value: object) -> None:
        """Keep what a step gave, in place of what it gave before."""
        await put(self.connection, steps, {"job": job, "step": step, "value": dumped(value)})

    async def retry(self, job: JobId, after: timedelta) -> None:
        """Make a job that has not ended ready again, to be run no sooner than `after`."""
        turn: int | None = await cell(self.connection, _RETRYING, job=job)
        if turn is not None:
            await self.wakeup.job(self.connection, job, turn=turn, after=after)

    async def finish(self, job: JobId, *, failed: bool = False) -> None:
        """Mark a job as ended for good; what ended before stays as it ended."""
        ended = JobState.FAILED if failed else JobState.DONE
        await self.connection.execute(_UNLESS_ENDED, {"job": job, "state": ended})

    async def again(self, job: JobId, caller: PersonId) -> bool:
        """Make a failed job ready as if it were new and the caller's; tell whether it had failed.

        Its steps are kept.
        """
        failed = select(jobs.c.space).where(jobs.c.id == job, jobs.c.state == JobState.FAILED)
        space: SpaceId | None = await cell(self.connection, failed.with_for_update())
        if space is None:
            return False
        turn = await self._crowd(space)
        renewing = update(jobs).where(jobs.c.id == job)
        cells = {"state": JobState.READY, "caller": caller, "turn": turn, "attempts": 0}
        await self.connection.execute(renewing.values(cells))
        await self.wakeup.job(self.connection, job, turn=turn, after=NOW)
        return True

    async def unfinished(self) -> int:
        """Count the jobs that have not ended, in all spaces."""
        counting = select(func.count()).select_from(jobs).where(UNFINISHED)
        count: int = await cell(self.connection, counting)
        return count

    async def _crowd(self, space: SpaceId) -> int:
        count: int = await cell(self.connection, _CROWD, space=space)
        return count
