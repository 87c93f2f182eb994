"""How proposed teams look: to be decided on page by page, and what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.team_asks import typed
from core.features.team_proposals import about, naming
from core.model.formation import FormedTeam, Proof
from core.model.team_proposals import TeamProposal, TeamProposalState
from core.reports.meetings import hours_words, spans_words
from core.reports.teams import Sheet, coverage, lacks, reason

PAGE = 5
"""Teams a page."""
ASKED_AGAIN = ("least", "most", "together", "apart", "seed")
"""What is asked for when teams are formed again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a proposal is shown: the page, from 1, and what is said first.

    `absent` is how many of the class list have not come yet.
    """

    page: int = 1
    said: str = ""
    absent: int = 0


def proposal_card(call: Call, proposal: TeamProposal, sheet: Sheet, shown: Shown) -> Card:
    """Give a proposal as those see it who decide on it."""
    teams = sheet.formation.teams
    pages = max(1, -(-len(teams) // PAGE))
    page = min(shown.page, pages)
    is_open = proposal.state is TeamProposalState.OPEN
    is_dropped = proposal.state is TeamProposalState.DROPPED
    said = (shown.said, call.say(f"teams.state.{proposal.state}"), _absent(call, shown))
    return Card(
        call.say("teams.title", number=proposal.id, title=proposal.title),
        text="\n".join(filter(None, said)),
        tone=Tone.GOOD if is_open else Tone.PLAIN,
        fields=(*_overall(call, sheet), *_page(call, sheet, page)),
        buttons=(
            *_turning(call, proposal, page, pages),
            *(_deciding(call, proposal, sheet) if is_open else ()),
            Button(call.say("teams.export"), "teams export", naming(call, proposal)),
            *((again_button(call, proposal, sheet),) if is_dropped else ()),
        ),
        footer=call.say("teams.page", page=page, pages=pages) if pages > 1 else "",
        subject=about(proposal),
    )


def replaced_card(call: Call, proposal: TeamProposal) -> Card:
    """Give the card of a proposal that another took the place of."""
    title = call.say("teams.title", number=proposal.id, title=proposal.title)
    return Card(title, text=call.say("teams.replaced"), subject=about(proposal))


def dropped_card(call: Call, proposal: TeamProposal) -> Card:
    """Give the card of a dropped proposal; who decides may form the teams anew."""
    again = Button(call.say("teams.again"), "teams split", naming(call, proposal), ASKED_AGAIN)
    decides = call.caller.staff or call.caller.id == proposal.author
    return Card(
        call.say("teams.dropped_title", title=proposal.title),
        text=call.say("teams.dropped_text"),
        buttons=(again,) if decides else (),
        subject=about(proposal),
    )


def page_of(sheet: Sheet, person: int) -> int:
    """Give the page somebody's team is on."""
    number = next(
        number for number, team in enumerate(sheet.formation.teams) if person in team.people
    )
    return number // PAGE + 1


def again_button(call: Call, proposal: TeamProposal, sheet: Sheet) -> Button:
    """Give the button that forms the teams anew, with other wishes."""
    known = naming(call, proposal) | typed(sheet.problem, sheet.names)
    if proposal.appeals_until and proposal.state is TeamProposalState.OPEN:
        known["appeals"] = str((proposal.appeals_until - proposal.created).days)
    return Button(call.say("teams.again"), "teams split", known, ASKED_AGAIN)


def points_words(call: Call, before: float, after: float) -> str:
    """Say how the quality changes."""
    change = round(after - before, 1)
    key = "gain" if change > 0 else "loss" if change < 0 else "same"
    given = {"before": before, "after": after, "change": abs(change)}
    return call.say(f"teams.{key}", **{name: f"{value:.1f}" for name, value in given.items()})


def team_words(call: Call, sheet: Sheet, team: FormedTeam) -> str:
    """Say what a team has, and why everybody is in it."""
    shared = sheet.hours(team)
    hours = (
        call.say("teams.hours_unknown")
        if shared is None
        else hours_words(call.say, shared)
        if shared.slots
        else call.say("teams.no_hours")
    )
    lines = [f"- **{sheet.names.get(one, '?')}** {reason(call.say, sheet, one)}"
             for one in team.people]  # fmt: skip
    had = " · ".join((hours, *coverage(call.say, sheet, team)))
    return "\n".join((had, *lines))


def hours_field(call: Call, sheet: Sheet, person: int) -> tuple[Field, ...]:
    """Give when somebody's team can meet, where it is known."""
    number = next(n for n, team in enumerate(sheet.formation.teams) if person in team.people)
    shared = sheet.hours(sheet.formation.teams[number])
    if shared is None or not shared.slots:
        return ()
    return (Field(call.say("teams.field.hours"), spans_words(call.say, shared)),)


def _absent(call: Call, shown: Shown) -> str:
    return call.say("teams.absent", count=shown.absent) if shown.absent else ""


def _overall(call: Call, sheet: Sheet) -> Iterator[Field]:
    formation = sheet.formation
    counts = call.say("teams.counts", teams=len(formation.teams), people=sheet.size)
    yield Field(call.say("teams.field.counts"), counts)
    best = "best" if formation.proof is Proof.BEST else "short" if formation.cut_short else "found"
    quality = call.say(
        f"teams.quality.{best}",
        quality=f"{formation.quality:.1f}", bound=f"{formation.bound:.1f}",
        teams=len(formation.teams),
    )  # fmt: skip
    yield Field(call.say("teams.field.quality"), quality)
    unmet = list(lacks(call.say, sheet))
    nothing = call.say("teams.lack.nothing")
    yield Field(call.say("teams.field.unmet"), "\n".join(f"- {one}" for one in unmet) or nothing)


def _page(call: Call, sheet: Sheet, page: int) -> Iterator[Field]:
    start = (page - 1) * PAGE
    for number, team in enumerate(sheet.formation.teams[start : start + PAGE], start + 1):
        title = call.say(
            "teams.headline", number=number, people=len(team.people), points=team.parts.points
        )
        yield Field(title, team_words(call, sheet, team))


def _turning(call: Call, proposal: TeamProposal, page: int, pages: int) -> Iterator[Button]:
    for there, words in ((page - 1, "button.previous"), (page + 1, "button.next")):
        if 1 <= there <= pages:
            yield Button(
                call.say(words), "teams page", naming(call, proposal) | {"page": f"{there}"}
            )


def _deciding(call: Call, proposal: TeamProposal, sheet: Sheet) -> Iterator[Button]:
    this = naming(call, proposal)
    yield Button(call.say("button.adopt"), "teams adopt", this, emphasis=Emphasis.PRIMARY)
    yield Button(call.say("teams.adopt_dated"), "teams adopt", this, ("start", "end"))
    yield Button(call.say("teams.swap"), "teams swap", this, ("one", "other"))
    yield again_button(call, proposal, sheet)
    yield Button(call.say("button.drop"), "teams drop", this, emphasis=Emphasis.DANGER)
