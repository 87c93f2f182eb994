"""Deciding on proposed teams: page through them, swap two people, take the file, drop."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused, Stale
from core.features.team_cards import (
    Shown,
    dropped_card,
    page_of,
    points_words,
    proposal_card,
)
from core.features.team_people import reshow
from core.features.team_proposals import (
    HIGHEST,
    about,
    decides,
    find,
    find_open,
    names_of,
    naming,
    sheet_of,
    solved,
)
from core.model.courses import Course
from core.model.formation import Formation
from core.model.messages import Draft
from core.model.people import Person, PersonId
from core.model.placements import Rearrangement
from core.model.projects import Standing
from core.model.team_proposals import TeamProposal, TeamProposalState
from core.outgoing import dm_place, post
from core.reports.clashes import rule_words
from core.reports.files import teams_attachment
from core.reports.sheets import scored
from core.reports.teams import team_of

_MOST_BUTTONS = 10
"""Proposals that have a button of their own in the list."""


@dataclass(frozen=True, slots=True)
class ListProposals:
    """List the proposed teams the caller decides on."""

    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on proposed teams."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    course: Annotated[Course | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class TurnPage(Decide):
    """Show another page of proposed teams."""

    page: Annotated[int, Option(hidden=True, most=1000)] = 1


@dataclass(frozen=True, slots=True)
class SwapTwo:
    """See what it costs when two people change places."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    one: Person
    other: Person
    course: Annotated[Course | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class ConfirmSwap:
    """Let two people change places, if nobody changed the teams since."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    one: Annotated[Person, Option(hidden=True)]
    other: Annotated[Person, Option(hidden=True)]
    version: Annotated[int, Option(hidden=True)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def listing(call: Call, _ask: ListProposals) -> Card:
    """List proposed teams, the newest first."""
    async with call.read() as work:
        proposals = await work.team_proposals.all(call.space.id, call.course.id)
    shown = [proposal for proposal in proposals if decides(call, proposal)]
    return Card(
        call.say("teams.list_title", course=call.course.name),
        text="" if shown else call.say("teams.none"),
        columns=tuple(call.say(f"teams.column.{name}") for name in ("number", "title", "state"))
        if shown else (),
        rows=tuple(
            (f"{one.id}", one.title, call.say(f"teams.now.{one.state}")) for one in shown
        ),
        buttons=tuple(
            Button(call.say("teams.show", number=one.id), "teams show", naming(call, one))
            for one in shown[:_MOST_BUTTONS]
        ),
    )  # fmt: skip


async def show(call: Call, ask: Decide) -> Card:
    """Show proposed teams as they are now."""
    return await _page(call, ask.teams, 1)


async def page(call: Call, ask: TurnPage) -> Card:
    """Show another page."""
    return await _page(call, ask.teams, ask.page)


async def swap(call: Call, ask: SwapTwo) -> Card:
    """Say what a swap of two people costs, to be confirmed."""
    async with call.read() as work:
        proposal = await find_open(work, call, ask.teams)
        names = await names_of(work, call)
    after = await rearranged(call, proposal, ask.one, ask.other, names)
    answers = naming(call, proposal) | {
        "one": f"person:{ask.one.id}",
        "other": f"person:{ask.other.id}",
        "version": str(proposal.version),
    }
    words = call.say("teams.swap_confirm")
    return Card(
        call.say("teams.swap_title", one=ask.one.name, other=ask.other.name),
        text=points_words(call, after.before, after.formation.quality),
        fields=_changes(call, after),
        tone=Tone.GOOD if after.cost <= 0 else Tone.WARNING,
        buttons=(Button(words, "teams exchange", answers, emphasis=Emphasis.PRIMARY),),
        footer=call.say("teams.swap_undone"),
    )


async def exchange(call: Call, ask: ConfirmSwap) -> Card:
    """Let two people change places; what stands of the proposal shows it."""
    async with call.read() as work:
        proposal = await find_open(work, call, ask.teams)
        names = await names_of(work, call)
    if proposal.version != ask.version:
        raise Stale
    after = await rearranged(call, proposal, ask.one, ask.other, names)
    wanted = replace(proposal, formation=after.formation)
    sheet = await sheet_of(call, wanted)
    said = points_words(call, after.before, after.formation.quality)

    def card(reader: Call) -> Card:
        words = reader.say("teams.swapped", one=ask.one.name, other=ask.other.name)
        return proposal_card(reader, wanted, sheet, Shown(page_of(sheet, ask.one.id), words))

    async with call.change() as work:
        await work.team_proposals.change(wanted)
        await reshow(work, call, about(proposal), card)
    return Card(
        call.say("teams.swapped", one=ask.one.name, other=ask.other.name),
        text=said,
        tone=Tone.GOOD,
        buttons=(show_button(call, proposal),),
    )


async def export(call: Call, ask: Decide) -> Card:
    """Send everybody with team and reason as a file."""
    async with call.change() as work:
        proposal = await find(work, call, ask.teams)
        solved(proposal)
        name = call.say("teams.file", title=proposal.title, number=proposal.id)
        card = Card(
            call.say("teams.title", number=proposal.id, title=proposal.title),
            text=call.say("teams.file_text"),
            files=(teams_attachment(name, proposal, call.locale),),
        )
        place = await dm_place(work, call.caller, call.place)
        await post(work, Draft(f"export:{call.id}", call.space.id, place, card), call.now)
    return Card(call.say("report.sent_title"), text=call.say("teams.file_sent"), tone=Tone.GOOD)


async def drop(call: Call, ask: Decide) -> Card:
    """Put proposed teams away."""
    async with call.change() as work:
        proposal = await find(work, call, ask.teams)
        if proposal.state is TeamProposalState.ADOPTED:
            raise Refused("teams.adopted", number=proposal.id)
        if proposal.state is not TeamProposalState.DROPPED:
            dropped = replace(proposal, state=TeamProposalState.DROPPED)
            proposal = await work.team_proposals.change(dropped)
            kept = proposal
            await reshow(work, call, about(kept), lambda reader: dropped_card(reader, kept))
    return dropped_card(call, proposal)


async def rearranged(
    call: Call,
    proposal: TeamProposal,
    one: Person,
    other: Person,
    names: Mapping[PersonId, str],
) -> Rearrangement:
    """Give what it changes when two people take each other's places; teams keep their numbers.

    Raises:
        Refused: it is no swap, or it breaks a rule.
    """
    problem, formation = solved(proposal)
    check_pair(formation, one, other)
    formation = await scored(call.ports.former, problem, formation)
    after = await call.ports.former.swap(problem, formation, one.id, other.id)
    if after.broken:
        rules = [rule_words(call.say, problem, rule, names) for rule in after.broken]
        raise Refused("teams.breaks", option="other", rules=rules)
    become = {change.before: change.after for change in after.changes}
    teams = tuple(become.get(team) or team for team in formation.teams)
    return replace(after, formation=replace(after.formation, teams=teams))


def check_pair(formation: Formation, one: Person, other: Person) -> None:
    """Let only two people of different teams go on.

    Raises:
        Refused: they are not.
    """
    if one.id == other.id:
        raise Refused("teams.oneself", option="other")
    here, there = team_of(formation, one.id), team_of(formation, other.id)
    for person, team in ((one, here), (other, there)):
        if team is None:
            raise Refused("teams.not_placed", option="other", name=person.name)
    if here == there:
        raise Refused("teams.same_team", option="other", name=other.name)


def show_button(call: Call, proposal: TeamProposal) -> Button:
    """Give the button that shows proposed teams as they are."""
    return Button(call.say("teams.show", number=proposal.id), "teams show", naming(call, proposal))


async def _page(call: Call, number: int, wanted: int) -> Card:
    async with call.read() as work:
        proposal = await find(work, call, number)
    sheet = await sheet_of(call, proposal)
    return proposal_card(call, proposal, sheet, Shown(wanted))


def _changes(call: Call, after: Rearrangement) -> tuple[Field, ...]:
    """Say what becomes of both teams."""
    return tuple(
        Field(
            call.say("teams.team", number=after.formation.teams.index(change.after) + 1),
            call.say("teams.points", before=change.before.parts.points,
                     after=change.after.parts.points),
        )
        for change in after.changes
        if change.after is not None
    )  # fmt: skip


COMMANDS = (
    Command("team proposals", ListProposals, listing, who=Standing.MEMBER),
    Command("teams show", Decide, show, who=Standing.MEMBER, hidden=True),
    Command("teams page", TurnPage, page, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams swap", SwapTwo, swap, who=Standing.MEMBER, hidden=True),
    Command("teams exchange", ConfirmSwap, exchange, who=Standing.MEMBER, hidden=True),
    Command("teams export", Decide, export, who=Standing.MEMBER, hidden=True),
    Command("teams drop", Decide, drop, who=Standing.MEMBER, in_place=True, hidden=True),
)
