"""Reports and their versions in SQL."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.projects import ProjectId
from core.model.reports import Report, ReportId
from storage.codec import cells_of
from storage.projects import hold, next_number
from storage.reading import every, first, only
from storage.tables import projects, reports


@dataclass(frozen=True, slots=True)
class SqlReports:
    """Reports of a project; see `core.ports.collections.Reports`."""

    connection: AsyncConnection

    async def save(self, report: Report) -> Report:
        """Keep a report as the next version of its period, unless its job kept one before.

        Holds the project, so that two jobs never make the same version.
        """
        await hold(self.connection, report.project)
        same_job = select(reports).where(
            reports.c.project == report.project, reports.c.job == report.job
        )
        return await first(self.connection, Report, same_job) or await self._next(report)

    async def get(self, project: ProjectId, number: int) -> Report | None:
        """Give the latest version by number."""
        versions = select(reports).where(reports.c.project == project, reports.c.number == number)
        latest = versions.order_by(reports.c.version.desc()).limit(1)
        return await first(self.connection, Report, latest)

    async def by_id(self, report: ReportId) -> Report | None:
        """Give one version by its id."""
        return await first(self.connection, Report, select(reports).where(reports.c.id == report))

    async def all(self, project: ProjectId) -> tuple[Report, ...]:
        """Give the latest versions, the newest period first."""
        listing = select(reports).where(reports.c.project == project, _is_latest())
        newest_first = (reports.c.last.desc(), reports.c.first.desc(), reports.c.number.desc())
        return await every(self.connection, Report, listing.order_by(*newest_first))

    async def _next(self, report: Report) -> Report:
        period = ("project", "kind", "first", "last")
        versions = select(reports).where(
            *(reports.c[name] == getattr(report, name) for name in period)
        )
        latest = versions.order_by(reports.c.version.desc()).limit(1)
        earlier = await first(self.connection, Report, latest)
        if earlier is None:
            number = await next_number(self.connection, report.project, projects.c.last_report)
            cells = cells_of(report, "id") | {"number": number, "version": 1}
        else:
            place = {"number": earlier.number, "version": earlier.version + 1}
            cells = cells_of(report, "id") | place
        return await only(self.connection, Report, insert(reports).values(cells).returning(reports))


def _is_latest() -> ColumnElement[bool]:
    newer = reports.alias("newer")
    return ~(
        select(newer.c.id)
        .where(
            newer.c.project == reports.c.project,
            newer.c.number == reports.c.number,
            newer.c.version > reports.c.version,
        )
        .exists()
    )
