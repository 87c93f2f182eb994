"""Appeals with all that is shown of them: both people, and what the swap would change."""

from dataclasses import replace

from core.call import Call
from core.errors import Refused
from core.features.team_appeal_cards import Case, Swap
from core.features.team_decisions import rearranged
from core.features.team_proposals import solved
from core.model.people import Person
from core.model.placements import Rearrangement
from core.model.team_proposals import Appeal, AppealState, TeamProposal
from core.ports.storage import Work
from core.reports.teams import team_of

WAITING = (AppealState.OPEN, AppealState.AGREED)


async def case_of(work: Work, proposal: TeamProposal, appeal: Appeal) -> Case:
    """Give an appeal with both people, without what the swap would change."""
    person = await work.people.person(appeal.person)
    return Case(proposal, appeal, person, await work.people.person(appeal.other))


async def rest_of(call: Call, granted: Case, proposal: TeamProposal) -> tuple[Case, ...]:
    """Give the other appeals that wait, with what they change in the proposal after `granted`."""
    async with call.read() as work:
        waiting = [
            await case_of(work, proposal, each)
            for each in await work.team_proposals.appeals(proposal.id)
            if each.state in WAITING and each.id != granted.appeal.id
        ]
    return tuple([await _weighed(call, case) for case in waiting])


async def after_swap(
    call: Call, proposal: TeamProposal, person: Person, other: Person
) -> Rearrangement:
    """Give what the swap changes; which rule it breaks is not for members to know.

    Raises:
        Refused: it breaks a rule, or one of them is in another team by now.
    """
    try:
        return await rearranged(call, proposal, person, other, {})
    except Refused as refused:
        if refused.key != "teams.breaks":
            raise
        raise Refused("teams.not_allowed", option="other", name=other.name) from refused


def swap_of(proposal: TeamProposal, appeal: Appeal, after: Rearrangement) -> Swap:
    """Give what of a swap is shown."""
    _, formation = solved(proposal)
    here, there = (team_of(formation, one) or 0 for one in (appeal.person, appeal.other))
    return Swap((here, there), after.before, after.formation.quality)


async def _weighed(call: Call, case: Case) -> Case:
    """Give a case with what its swap changes, without it where it can no longer be made."""
    try:
        after = await after_swap(call, case.proposal, case.person, case.other)
    except Refused:
        return case
    return replace(case, swap=swap_of(case.proposal, case.appeal, after))
