"""Proposals in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Stale
from core.model.plans import Plan, Proposal, ProposalState
from core.model.projects import ProjectId
from storage.insertion import insert_new
from storage.projects import next_number
from storage.reading import every, first, only
from storage.tables import projects, proposals


@dataclass(frozen=True, slots=True)
class SqlProposals:
    """Saved suggestions of a project; see `core.ports.collections.Proposals`."""

    connection: AsyncConnection

    async def add(
        self, project: ProjectId, job: str, plan: Plan, wish: str, now: datetime
    ) -> Proposal:
        """Keep a plan; the same `job` twice gives the first one back."""
        made = select(proposals).where(proposals.c.project == project, proposals.c.job == job)
        earlier = await first(self.connection, Proposal, made)
        if earlier is not None:
            return earlier
        cells = {
            "project": project,
            "number": await next_number(self.connection, project, projects.c.last_proposal),
            "job": job,
            "plan": plan,
            "state": ProposalState.OPEN,
            "wish": wish,
            "created": now,
            "version": 1,
        }
        await insert_new(self.connection, proposals, cells, proposals.c.id)
        return await only(self.connection, Proposal, made)

    async def get(self, project: ProjectId, number: int) -> Proposal | None:
        """Give a proposal by its number."""
        wanted = (proposals.c.project == project, proposals.c.number == number)
        return await first(self.connection, Proposal, select(proposals).where(*wanted))

    async def all(self, project: ProjectId) -> tuple[Proposal, ...]:
        """Give a project's proposals by number."""
        held = select(proposals).where(proposals.c.project == project)
        return await every(self.connection, Proposal, held.order_by(proposals.c.number))

    async def settle(self, proposal: Proposal, state: ProposalState) -> Proposal:
        """Change the state.

        Raises:
            Stale: somebody settled or edited it first.
        """
        return await self._replace(proposal, state=state)

    async def edit(self, proposal: Proposal, plan: Plan) -> Proposal:
        """Replace the plan.

        Raises:
            Stale: somebody settled or edited it first.
        """
        return await self._replace(proposal, plan=plan)

    async def _replace(self, seen: Proposal, **cells: Any) -> Proposal:
        replacing = (
            update(proposals)
            .where(proposals.c.id == seen.id, proposals.c.version == seen.version)
            .values(version=seen.version + 1, **cells)
            .returning(proposals)
        )
        replaced = await first(self.connection, Proposal, replacing)
        if replaced is None:
            raise Stale
        return replaced
