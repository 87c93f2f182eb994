"""Appeals: for some days a member may ask to change places with somebody of another team.

The other person has to agree, then those decide who decided on the teams. What it costs is
shown to all of them. Whoever changes an appeal holds the course.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.commands import Command, Option
from core.errors import Refused, Stale
from core.features.team_adoption import adopted_card
from core.features.team_appeal_cards import Case, about_appeal, appeal_card
from core.features.team_cases import WAITING, after_swap, case_of, rest_of, swap_of
from core.features.team_decisions import check_pair
from core.features.team_people import reshow
from core.features.team_proposals import (
    HIGHEST,
    about,
    decides,
    get,
    last_day,
    sheet_of,
    solved,
)
from core.features.team_trades import Trade, trade
from core.model.courses import Course
from core.model.messages import Draft
from core.model.people import Person
from core.model.projects import Standing
from core.model.team_proposals import (
    Appeal,
    AppealId,
    AppealState,
    TeamProposal,
    TeamProposalState,
)
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.readers import speaking_to


@dataclass(frozen=True, slots=True)
class AskSwap:
    """Ask to change places with somebody of another team."""

    other: Annotated[Person, Option(main=True)]
    line: Annotated[str, Option(longest=300, long=True)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Decide on an appeal."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    appeal: Annotated[int, Option(hidden=True, most=HIGHEST)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def appeal(call: Call, ask: AskSwap) -> Card:
    """Bring the wish to change places to the other person, with what it costs."""
    async with call.read() as work:
        proposal = await _own(work, call)
        await _check_asking(work, call, proposal, ask.other)
    after = await after_swap(call, proposal, call.caller, ask.other)
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        await _check_same(work, call, proposal)
        await _check_asking(work, call, proposal, ask.other)
        wanted = Appeal(
            AppealId(0), proposal.id, call.caller.id, ask.other.id, ask.line, call.now
        )  # fmt: skip
        kept = await work.team_proposals.appeal(wanted)
        case = Case(proposal, kept, call.caller, ask.other, swap_of(proposal, kept, after))
        await _bring(work, call, case, ask.other)
    return appeal_card(call, case)


async def agree(call: Call, ask: Settle) -> Card:
    """Agree to change places; those who decide are asked."""
    return await _answered(call, ask, AppealState.AGREED)


async def refuse(call: Call, ask: Settle) -> Card:
    """Stay where one is."""
    return await _answered(call, ask, AppealState.DECLINED)


async def withdraw(call: Call, ask: Settle) -> Card:
    """Take one's appeal back."""
    found = await _read(call, ask)
    if found.appeal.person != call.caller.id:
        raise Refused("teams.unknown_appeal")
    return await _settled(call, found, AppealState.WITHDRAWN, WAITING)


async def deny(call: Call, ask: Settle) -> Card:
    """Leave both where they are."""
    found = await _read(call, ask)
    _check_deciding(call, found)
    return await _settled(call, found, AppealState.DECLINED, (AppealState.AGREED,))


async def grant(call: Call, ask: Settle) -> Card:
    """Let both change places: their projects, their homes, the proposal.

    Other appeals that wait show what they change from now on.
    """
    found = await _read(call, ask)
    _check_deciding(call, found)
    if found.appeal.state is not AppealState.AGREED:
        return appeal_card(call, found)
    after = await after_swap(call, found.proposal, found.person, found.other)
    wanted = replace(found.proposal, formation=after.formation)
    sheet = await sheet_of(call, wanted)
    swap = swap_of(found.proposal, found.appeal, after)
    rest = await rest_of(call, found, wanted)
    async with call.change() as work:
        now = await _held(work, call, found, (AppealState.AGREED,))
        await trade(work, call, Trade(found.proposal, now, sheet, swap.teams))
        await work.team_proposals.change(wanted)
        adopted = about(wanted)
        await reshow(work, call, adopted, lambda reader: adopted_card(reader, wanted, sheet))
        granted = replace(found, appeal=replace(now, state=AppealState.ACCEPTED), swap=swap)
        await _keep(work, call, granted)
        for case in rest:
            await _show_changed(work, call, case)
    return appeal_card(call, granted)


async def _own(work: Work, call: Call) -> TeamProposal:
    """Give the adopted teams the caller is in, the newest.

    Raises:
        Refused: there are none, or it is too late.
    """
    for proposal in await work.team_proposals.all(call.space.id, call.course.id):
        if proposal.state is TeamProposalState.ADOPTED and call.caller.id in proposal.people:
            if last_day(call, proposal) is None:
                raise Refused("teams.appeal_late")
            return proposal
    raise Refused("teams.no_team")


async def _check_asking(work: Work, call: Call, proposal: TeamProposal, other: Person) -> None:
    """Let only those ask who wait for nothing else, and nobody twice.

    Raises:
        Refused: they are not to ask, or not this person.
    """
    _, formation = solved(proposal)
    check_pair(formation, call.caller, other)
    for earlier in await work.team_proposals.appeals(proposal.id):
        if earlier.person != call.caller.id:
            continue
        if earlier.state in WAITING:
            raise Refused("teams.appeal_open")
        if earlier.other == other.id and earlier.state is AppealState.DECLINED:
            raise Refused("teams.appeal_before", option="other", name=other.name)


async def _check_same(work: Work, call: Call, seen: TeamProposal) -> None:
    """Go on only where nobody changed the teams meanwhile.

    Raises:
        Stale: somebody did.
    """
    now = await get(work, call, seen.id)
    if now.version != seen.version:
        raise Stale


async def _held(work: Work, call: Call, found: Case, at: Container[AppealState]) -> Appeal:
    """Give an appeal as it is now, and keep others from changing any of the course meanwhile.

    Raises:
        Stale: it is in none of the states `at` any more.
    """
    await work.courses.hold(call.course.id)
    now = await work.team_proposals.get_appeal(found.proposal.id, found.appeal.id)
    if now is None or now.state not in at:
        raise Stale
    return now


async def _bring(work: Work, call: Call, case: Case, reader: Person) -> None:
    """Bring an appeal to somebody who has to say something to it."""
    card = appeal_card(speaking_to(call, reader), case)
    place = await dm_place(work, reader)
    key = f"{card.subject}:{reader.id}:{case.appeal.state}"
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


async def _read(call: Call, ask: Settle) -> Case:
    """Give the appeal of a button.

    Raises:
        Refused: there is none of that number.
    """
    async with call.read() as work:
        proposal = await get(work, call, ask.teams)
        found = await work.team_proposals.get_appeal(proposal.id, AppealId(ask.appeal))
        if found is None:
            raise Refused("teams.unknown_appeal")
        return await case_of(work, proposal, found)


async def _answered(call: Call, ask: Settle, state: AppealState) -> Card:
    """Keep what the other person says.

    Raises:
        Refused: nobody asked the caller.
    """
    found = await _read(call, ask)
    if found.appeal.other != call.caller.id:
        raise Refused("teams.unknown_appeal")
    return await _settled(call, found, state, (AppealState.OPEN,))


def _check_deciding(call: Call, found: Case) -> None:
    if not decides(call, found.proposal):
        raise Refused("teams.unknown_appeal")


async def _settled(call: Call, found: Case, state: AppealState, at: Container[AppealState]) -> Card:
    """Keep a new state of an appeal that is in one of `at`; else show it as it is.

    Raises:
        Refused: it was agreed to, and can no longer be done.
    """
    if found.appeal.state not in at:
        return appeal_card(call, found)
    agreed = state is AppealState.AGREED
    if agreed:
        after = await after_swap(call, found.proposal, found.person, found.other)
        found = replace(found, swap=swap_of(found.proposal, found.appeal, after))
    async with call.change() as work:
        now = await _held(work, call, found, at)
        settled = replace(found, appeal=replace(now, state=state))
        await _keep(work, call, settled)
        if agreed:
            await _ask_staff(work, call, settled)
    return appeal_card(call, settled)


async def _keep(work: Work, call: Call, case: Case) -> None:
    """Keep an appeal's state and show it to everybody who saw it.

    Who asked hears of the answer; that they moved they hear as of any new team.
    """
    await work.team_proposals.settle(case.appeal)
    await reshow(work, call, about_appeal(case.appeal), lambda reader: appeal_card(reader, case))
    if case.appeal.state in (AppealState.AGREED, AppealState.DECLINED):
        await _bring(work, call, case, case.person)


async def _show_changed(work: Work, call: Call, case: Case) -> None:
    """Show what another swap made of an appeal, unless it was settled meanwhile."""
    now = await work.team_proposals.get_appeal(case.proposal.id, case.appeal.id)
    if now == case.appeal:
        subject = about_appeal(case.appeal)
        await reshow(work, call, subject, lambda reader: appeal_card(reader, case))


async def _ask_staff(work: Work, call: Call, case: Case) -> None:
    everyone = await work.people.everyone(call.space.id)
    for person in everyone:
        if person.staff or person.id == case.proposal.author:
            await _bring(work, call, case, person)


COMMANDS = (
    Command("team appeal", AskSwap, appeal, who=Standing.MEMBER),
    Command("teams agree", Settle, agree, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams refuse", Settle, refuse, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams withdraw", Settle, withdraw, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams grant", Settle, grant, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams deny", Settle, deny, who=Standing.MEMBER, in_place=True, hidden=True),
)
