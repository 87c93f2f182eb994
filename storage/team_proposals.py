"""Proposed teams and appeals, in SQL.

In the JSON of a proposal people are named by their place in it, so that two people can become
one without anybody reading it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.courses import CourseId
from core.model.people import PersonId, SpaceId
from core.model.projects import ProjectId
from core.model.team_proposals import Appeal, AppealId, TeamProposal, TeamProposalId, renamed
from storage.codec import cells_of
from storage.course_tables import appeals, candidates, team_projects, team_proposals
from storage.insertion import insert_new
from storage.reading import cell, every, first, only
from storage.versions import advance

_CANDIDATES = select(candidates).order_by(candidates.c.place)


@dataclass(frozen=True, slots=True)
class SqlTeamProposals:
    """Proposed teams and appeals; see `core.ports.courses.TeamProposals`."""

    connection: AsyncConnection

    async def add(self, proposal: TeamProposal, job: str) -> TeamProposal:
        """Keep a new proposal; the same `job` twice gives the first one."""
        cells = _cells(proposal) | {"job": job}
        made = await insert_new(self.connection, team_proposals, cells, team_proposals.c.id)
        if made is None:
            return (await self._where(team_proposals.c.job == job))[0]
        await self._place(TeamProposalId(made), proposal.people)
        return replace(proposal, id=TeamProposalId(made))

    async def get(self, space: SpaceId, proposal: TeamProposalId) -> TeamProposal | None:
        """Give a proposal of `space`."""
        wanted = (team_proposals.c.id == proposal, team_proposals.c.space == space)
        return next(iter(await self._where(*wanted)), None)

    async def all(self, space: SpaceId, course: CourseId | None = None) -> tuple[TeamProposal, ...]:
        """Give the proposals of a space, or of one of its courses, the newest first."""
        here = team_proposals.c.space == space
        within = () if course is None else (team_proposals.c.course == course,)
        return await self._where(here, *within)

    async def change(self, proposal: TeamProposal) -> TeamProposal:
        """Keep `proposal` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `proposal.version` is no longer the kept one.
        """
        changed = replace(proposal, version=proposal.version + 1)
        await advance(self.connection, team_proposals, proposal, _cells(changed))
        theirs = delete(candidates).where(candidates.c.proposal == proposal.id)
        await self.connection.execute(theirs)
        await self._place(proposal.id, proposal.people)
        return changed

    async def became(self, proposal: TeamProposalId, team: int, project: ProjectId) -> None:
        """Note the project that a proposal's team, by its number from 0, became."""
        cells = {"proposal": proposal, "team": team, "project": project}
        await self.connection.execute(insert(team_projects).values(cells))

    async def projects(self, proposal: TeamProposalId) -> tuple[ProjectId, ...]:
        """Give the projects that a proposal's teams became so far, in the order of the teams."""
        held = select(team_projects.c.project).where(team_projects.c.proposal == proposal)
        found = await self.connection.execute(held.order_by(team_projects.c.team))
        return tuple(found.scalars())

    async def appeal(self, appeal: Appeal) -> Appeal:
        """Keep a new appeal; `id` is given here."""
        adding = insert(appeals).values(cells_of(appeal, "id")).returning(appeals.c.id)
        return replace(appeal, id=AppealId(await cell(self.connection, adding)))

    async def appeals(self, proposal: TeamProposalId) -> tuple[Appeal, ...]:
        """Give the appeals against a proposal, the oldest first."""
        held = select(appeals).where(appeals.c.proposal == proposal)
        return await every(self.connection, Appeal, held.order_by(appeals.c.at, appeals.c.id))

    async def get_appeal(self, proposal: TeamProposalId, appeal: AppealId) -> Appeal | None:
        """Give an appeal against `proposal`."""
        wanted = (appeals.c.id == appeal, appeals.c.proposal == proposal)
        return await first(self.connection, Appeal, select(appeals).where(*wanted))

    async def settle(self, appeal: Appeal) -> None:
        """Keep the state of an appeal."""
        settling = update(appeals).where(appeals.c.id == appeal.id)
        await self.connection.execute(settling.values(state=appeal.state))

    async def _where(self, *wanted: ColumnElement[bool]) -> tuple[TeamProposal, ...]:
        held = select(team_proposals.c.id).where(*wanted)
        ordered = held.order_by(team_proposals.c.created.desc(), team_proposals.c.id.desc())
        ids = (await self.connection.execute(ordered)).scalars().all()
        # One by one: a big class takes some milliseconds to read, and others wait meanwhile.
        return tuple([await self._read(each) for each in ids])

    async def _read(self, proposal_id: TeamProposalId) -> TeamProposal:
        """Give a proposal with its people named as they are named now."""
        wanted = select(team_proposals).where(team_proposals.c.id == proposal_id)
        proposal = await only(self.connection, TeamProposal, wanted)
        held = _CANDIDATES.where(candidates.c.proposal == proposal_id)
        rows = (await self.connection.execute(held)).all()
        people = {PersonId(row.place): PersonId(row.person) for row in rows}
        return renamed(replace(proposal, people=tuple(people)), people)

    async def _place(self, proposal: TeamProposalId, people: Iterable[PersonId]) -> None:
        rows = [
            {"proposal": proposal, "place": place, "person": person}
            for place, person in enumerate(people)
        ]
        if rows:
            await self.connection.execute(insert(candidates), rows)


def _cells(proposal: TeamProposal) -> dict[str, object]:
    """Give the cells of a proposal, its people named by their places."""
    places = {person: PersonId(place) for place, person in enumerate(proposal.people)}
    return cells_of(renamed(proposal, places), "id", "people")
