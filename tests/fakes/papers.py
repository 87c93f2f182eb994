"""Proposals, reports and the record of changes in memory."""

from dataclasses import replace
from datetime import datetime

from core.errors import Stale
from core.model.activity import Activity, ActivityDraft, ActivityId
from core.model.people import PersonId
from core.model.plans import Plan, Proposal, ProposalId, ProposalState
from core.model.projects import ProjectId
from core.model.reports import Report, ReportId
from tests.fakes.rows import View


class FakeProposals:
    """Saved suggestions of a project."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(
        self, project: ProjectId, job: str, plan: Plan, wish: str, now: datetime
    ) -> Proposal:
        """Keep a plan; the same `job` twice gives the first one back."""
        held = self._view.rows.proposals.values()
        same = (kept for kept in held if (kept.project, kept.job) == (project, job))
        first = next(same, None)
        if first is not None:
            return first
        rows = self._view.changing
        made = ProposalId(rows.new_id())
        number = rows.number(f"proposal of {project}")
        rows.proposals[made] = Proposal(
            made, project, number, job, plan, ProposalState.OPEN, wish, now
        )
        return rows.proposals[made]

    async def get(self, project: ProjectId, number: int) -> Proposal | None:
        """Give a proposal by its number."""
        held = self._view.rows.proposals.values()
        found = (kept for kept in held if (kept.project, kept.number) == (project, number))
        return next(found, None)

    async def all(self, project: ProjectId) -> tuple[Proposal, ...]:
        """Give a project's proposals by number."""
        held = (kept for kept in self._view.rows.proposals.values() if kept.project == project)
        return tuple(sorted(held, key=lambda kept: kept.number))

    async def settle(self, proposal: Proposal, state: ProposalState) -> Proposal:
        """Change the state."""
        return self._replace(proposal, replace(proposal, state=state))

    async def edit(self, proposal: Proposal, plan: Plan) -> Proposal:
        """Replace the plan."""
        return self._replace(proposal, replace(proposal, plan=plan))

    def _replace(self, seen: Proposal, wanted: Proposal) -> Proposal:
        kept = self._view.rows.proposals.get(seen.id)
        if kept is None or kept.version != seen.version:
            raise Stale
        rows = self._view.changing
        rows.proposals[seen.id] = replace(wanted, version=seen.version + 1)
        return rows.proposals[seen.id]


class FakeReports:
    """Reports of a project; one per kind and period, in versions."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def save(self, report: Report) -> Report:
        """Keep a report as the next version of its period, unless its job kept one before."""
        held = self._view.rows.reports.values()
        asked = (report.project, report.job)
        first = next((kept for kept in held if (kept.project, kept.job) == asked), None)
        if first is not None:
            return first
        rows = self._view.changing
        earlier = [kept for kept in rows.reports.values() if _period(kept) == _period(report)]
        made = ReportId(rows.new_id())
        number = earlier[0].number if earlier else rows.number(f"report of {report.project}")
        rows.reports[made] = replace(report, id=made, number=number, version=len(earlier) + 1)
        return rows.reports[made]

    async def get(self, project: ProjectId, number: int) -> Report | None:
        """Give the latest version by number."""
        return self._latest(project).get(number)

    async def by_id(self, report: int) -> Report | None:
        """Give one version by its id."""
        return self._view.rows.reports.get(ReportId(report))

    async def all(self, project: ProjectId) -> tuple[Report, ...]:
        """Give the latest versions, the newest period first."""
        latest = self._latest(project).values()
        return tuple(
            sorted(latest, key=lambda kept: (kept.last, kept.first, kept.number), reverse=True)
        )

    def _latest(self, project: ProjectId) -> dict[int, Report]:
        held = self._view.rows.reports.values()
        # Versions are kept in rising order, so the last one of a number stays.
        return {kept.number: kept for kept in held if kept.project == project}


class FakeActivities:
    """The append-only record."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, draft: ActivityDraft, at: datetime) -> ActivityId:
        """Record a change."""
        rows = self._view.changing
        made = ActivityId(rows.new_id())
        rows.activity[made] = Activity(made, at, draft)
        return made

    async def get(self, activity: ActivityId) -> Activity | None:
        """Give a recorded change."""
        return self._view.rows.activity.get(activity)

    async def recent(
        self, project: ProjectId, *, since: datetime | None = None, limit: int = 20
    ) -> tuple[Activity, ...]:
        """Give the latest changes of a project, the newest first."""
        held = self._view.rows.activity.values()
        fitting = [
            kept
            for kept in held
            if kept.draft.project == project and (since is None or kept.at >= since)
        ]
        return tuple(sorted(fitting, key=lambda kept: (kept.at, kept.id), reverse=True)[:limit])

    async def latest(self, person: PersonId) -> datetime | None:
        """Give when somebody last changed anything."""
        held = self._view.rows.activity.values()
        return max((kept.at for kept in held if kept.draft.actor == person), default=None)

    async def mark_undone(self, activity: ActivityId) -> bool:
        """Mark a change as undone; tell whether it was not before."""
        kept = self._view.rows.activity.get(activity)
        if kept is None or kept.undone:
            return False
        self._view.changing.activity[activity] = replace(kept, undone=True)
        return True


def _period(report: Report) -> tuple[object, ...]:
    return report.project, report.kind, report.first, report.last
