"""An appeal as each reader sees it: who asks, what it costs, what they can do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.team_cards import points_words
from core.features.team_proposals import naming
from core.model.people import Person
from core.model.team_proposals import Appeal, AppealState, TeamProposal

_TONES = {
    AppealState.ACCEPTED: Tone.GOOD,
    AppealState.OPEN: Tone.PLAIN,
    AppealState.AGREED: Tone.PLAIN,
}


@dataclass(frozen=True, slots=True)
class Swap:
    """The teams of both, from 0, and the quality before and after."""

    teams: tuple[int, int]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Case:
    """An appeal with all that is shown of it.

    `swap` is what the swap would change, `None` where it is over or can no longer be made.
    """

    proposal: TeamProposal
    appeal: Appeal
    person: Person
    other: Person
    swap: Swap | None = None


def about_appeal(appeal: Appeal) -> str:
    """Give the subject of what shows an appeal."""
    return f"appeal:{appeal.id}"


def appeal_card(call: Call, case: Case) -> Card:
    """Give an appeal as the caller sees it."""
    appeal = case.appeal
    state = call.say(f"teams.appeal_state.{appeal.state}")
    return Card(
        call.say("teams.appeal_title", title=case.proposal.title),
        text=call.say("teams.appeal_text", person=case.person.name, other=case.other.name),
        tone=_TONES.get(appeal.state, Tone.WARNING),
        fields=(
            Field(call.say("teams.field.line"), appeal.line),
            *_swap(call, case.swap),
            Field(call.say("teams.field.state"), state),
        ),
        buttons=tuple(_buttons(call, case)),
        subject=about_appeal(appeal),
    )


def _swap(call: Call, swap: Swap | None) -> Iterator[Field]:
    """Say who would go where, and what that costs."""
    if swap is None:
        return
    here, there = (call.say("teams.team", number=number + 1) for number in swap.teams)
    yield Field(call.say("teams.field.teams"), f"{here} ↔ {there}")
    yield Field(call.say("teams.field.cost"), points_words(call, swap.before, swap.after))


def _buttons(call: Call, case: Case) -> Iterator[Button]:
    appeal = case.appeal
    this = naming(call, case.proposal) | {"appeal": str(appeal.id)}
    yes, no = Emphasis.PRIMARY, Emphasis.NORMAL
    waiting = appeal.state in (AppealState.OPEN, AppealState.AGREED)
    if call.caller.id == appeal.other and appeal.state is AppealState.OPEN:
        yield Button(call.say("teams.agree"), "teams agree", this, emphasis=yes)
        yield Button(call.say("teams.refuse"), "teams refuse", this, emphasis=no)
    if call.caller.id == appeal.person and waiting:
        yield Button(call.say("teams.withdraw"), "teams withdraw", this)
    if _settles(call, case) and appeal.state is AppealState.AGREED:
        yield Button(call.say("teams.grant"), "teams grant", this, emphasis=yes)
        yield Button(call.say("teams.deny"), "teams deny", this, emphasis=no)


def _settles(call: Call, case: Case) -> bool:
    return call.caller.staff or call.caller.id == case.proposal.author
