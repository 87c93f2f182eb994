"""Proposed teams of a course: found for those who decide on them, shown wherever they stand.

To everybody else a proposal does not exist. Staff decides on all of their course; a group that
somebody gathered is decided on by them as well.
"""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from core.call import Call
from core.errors import Refused
from core.model.formation import Formation, TeamProblem
from core.model.people import PersonId
from core.model.projects import ProjectId, Standing
from core.model.team_proposals import TeamProposal, TeamProposalId, TeamProposalState
from core.ports.storage import Work
from core.reports.sheets import drawn
from core.reports.teams import Sheet

HIGHEST = 999_999_999
"""The highest number that is looked up."""


async def find(work: Work, call: Call, number: int) -> TeamProposal:
    """Give the proposal of a number in the call's course.

    Raises:
        Refused: there is none that the caller decides on.
    """
    proposal = await get(work, call, number)
    if not decides(call, proposal):
        raise Refused("teams.unknown", number=number)
    return proposal


async def get(work: Work, call: Call, number: int) -> TeamProposal:
    """Give the proposal of a number, whoever asks: what they may do with it is still to be told.

    Raises:
        Refused: there is none in the call's course.
    """
    proposal = await work.team_proposals.get(call.space.id, TeamProposalId(number))
    if proposal is None or proposal.course != call.course.id:
        raise Refused("teams.unknown", number=number)
    return proposal


async def find_open(work: Work, call: Call, number: int) -> TeamProposal:
    """Give a proposal that can still be decided on.

    Raises:
        Refused: it cannot.
    """
    proposal = await find(work, call, number)
    if proposal.state is not TeamProposalState.OPEN:
        raise Refused(f"teams.{proposal.state}", number=proposal.id)
    return proposal


def decides(call: Call, proposal: TeamProposal) -> bool:
    """Tell whether the caller decides on a proposal: staff, or its author while in the course."""
    own = proposal.author == call.caller.id
    return call.standing.reaches(Standing.MEMBER if own else Standing.STAFF)


def about(proposal: TeamProposal) -> str:
    """Give the subject of what shows a proposal."""
    return f"team_proposal:{proposal.id}"


def naming(call: Call, proposal: TeamProposal) -> dict[str, str]:
    """Give the answers by which a button means a proposal."""
    return within(call) | {"teams": str(proposal.id)}


def within(call: Call) -> dict[str, str]:
    """Give the answer by which a button means the call's course."""
    return {"course": f"course:{call.course.id}"}


def solved(proposal: TeamProposal) -> tuple[TeamProblem, Formation]:
    """Give what the solver was given and what came of it.

    Raises:
        Refused: there are no teams yet.
    """
    if proposal.problem is None or proposal.formation is None:
        raise Refused("teams.gathering", number=proposal.id)
    return proposal.problem, proposal.formation


async def names_of(work: Work, call: Call) -> Mapping[PersonId, str]:
    """Give the names of everybody of the space."""
    return {person.id: person.name for person in await work.people.everyone(call.space.id)}


async def projects_of(work: Work, proposal: TeamProposal) -> tuple[ProjectId, ...]:
    """Give the projects that adopted teams became, in the order of the teams.

    Raises:
        Refused: not all of them are open yet.
    """
    _, formation = solved(proposal)
    projects = await work.team_proposals.projects(proposal.id)
    if len(projects) < len(formation.teams):
        raise Refused("teams.opening", number=proposal.id)
    return projects


def last_day(call: Call, proposal: TeamProposal) -> date | None:
    """Give the space's last day for asking to swap within adopted teams, `None` once it is over."""
    until = proposal.appeals_until
    if until is None or until <= call.now:
        return None
    return (until - until.resolution).astimezone(ZoneInfo(call.space.timezone)).date()


async def sheet_of(call: Call, proposal: TeamProposal) -> Sheet:
    """Give all that is said of a proposal's teams; no unit of work may be open meanwhile."""
    async with call.read() as work:
        names = await names_of(work, call)
    return await drawn(call.ports.former, *solved(proposal), names)
