"""Slow work and its finished steps in SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.jobs import Job, JobDraft, JobId, JobState
from core.model.people import SpaceId
from storage.codec import cells_of, dumped, loaded
from storage.insertion import insert_new, put
from storage.reading import cell, first
from storage.tables import UNFINISHED, jobs, steps
from storage.wakeup import Wakeup

T = TypeVar("T")
NOW = timedelta()


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
        return await first(self.connection, Job, select(jobs).where(jobs.c.id == job))

    async def start(self, job: JobId) -> Job | None:
        """Mark a job as running, count the attempt; `None` when it has already ended."""
        starting = _unless_ended(job).values(state=JobState.RUNNING, attempts=jobs.c.attempts + 1)
        return await first(self.connection, Job, starting.returning(jobs))

    async def recall(self, job: JobId, step: str, shape: type[T]) -> T | None:
        """Give what a finished step gave, `None` where it has not finished."""
        finished = select(steps.c.value).where(steps.c.job == job, steps.c.step == step)
        text: str | None = await cell(self.connection, finished)
        return None if text is None else loaded(shape, text)

    async def checkpoint(self, job: JobId, step: str, value: object) -> None:
        """Keep what a step gave, in place of what it gave before."""
        await put(self.connection, steps, {"job": job, "step": step, "value": dumped(value)})

    async def retry(self, job: JobId, after: timedelta) -> None:
        """Make a job that has not ended ready again, to be run no sooner than `after`."""
        retrying = _unless_ended(job).values(state=JobState.READY).returning(jobs.c.turn)
        turn: int | None = await cell(self.connection, retrying)
        if turn is not None:
            await self.wakeup.job(self.connection, job, turn=turn, after=after)

    async def finish(self, job: JobId, *, failed: bool = False) -> None:
        """Mark a job as ended for good; what ended before stays as it ended."""
        ended = JobState.FAILED if failed else JobState.DONE
        await self.connection.execute(_unless_ended(job).values(state=ended))

    async def again(self, job: JobId) -> bool:
        """Make a failed job ready as if it were new, keeping its steps; tell whether it was."""
        failed = select(jobs.c.space).where(jobs.c.id == job, jobs.c.state == JobState.FAILED)
        space: SpaceId | None = await cell(self.connection, failed.with_for_update())
        if space is None:
            return False
        turn = await self._crowd(space)
        renewing = update(jobs).where(jobs.c.id == job)
        await self.connection.execute(renewing.values(state=JobState.READY, turn=turn, attempts=0))
        await self.wakeup.job(self.connection, job, turn=turn, after=NOW)
        return True

    async def unfinished(self) -> int:
        """Count the jobs that have not ended, in all spaces."""
        counting = select(func.count()).select_from(jobs).where(UNFINISHED)
        count: int = await cell(self.connection, counting)
        return count

    async def _crowd(self, space: SpaceId) -> int:
        counting = select(func.count()).select_from(jobs)
        count: int = await cell(self.connection, counting.where(jobs.c.space == space, UNFINISHED))
        return count


def _unless_ended(job: JobId) -> Update:
    return update(jobs).where(jobs.c.id == job, UNFINISHED)
