"""Proposed teams of a course: found for those who decide on them, shown wherever they stand.

To everybody else a proposal does not exist. Staff decides on all of their course; a group that
somebody gathered is decided on by them as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.call import Call
from core.cards import Card
from core.errors import Refused
from core.model.formation import Formation, TeamProblem
from core.model.messages import Delivery
from core.model.people import Person, PersonId, locale_of
from core.model.projects import Standing
from core.model.team_proposals import TeamProposal, TeamProposalId, TeamProposalState
from core.outgoing import dress, show
from core.ports.storage import Work
from core.reports.teams import Sheet

Wording = Callable[[Call], Card]
"""Gives a card as a call to its reader would."""
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
    """Tell whether the caller decides on a proposal."""
    return call.standing.reaches(Standing.STAFF) or proposal.author == call.caller.id


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


async def sheet_of(call: Call, proposal: TeamProposal) -> Sheet:
    """Give all that is said of a proposal's teams; no unit of work may be open meanwhile."""
    problem, formation = solved(proposal)
    placements = await call.ports.former.explain(problem, formation)
    async with call.read() as work:
        names = await names_of(work, call)
    return Sheet(problem, formation, {each.person: each for each in placements}, names)


def speaking_to(call: Call, person: Person) -> Call:
    """Give the call as somebody would read its answer in private."""
    return replace(call, caller=person, locale=locale_of(person, call.space))


async def reshow(work: Work, call: Call, subject: str, wording: Wording) -> None:
    """Let what stands of a subject show it as it is now, to each reader in their words."""
    for message in await work.messages.about(subject):
        if message.delivery is Delivery.REFUSED or message.owner is None:
            continue
        card = wording(speaking_to(call, await work.people.person(message.owner)))
        if dress(call.space.id, card) != message.card:
            await show(work, call.space.id, message.id, card)
