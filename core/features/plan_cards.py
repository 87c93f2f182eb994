"""How a plan looks: a proposal to decide on, and what became of it."""

from collections import Counter
from collections.abc import Iterator

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.projects import EDITED, edit_button
from core.model.plans import Plan, PlannedChapter, Proposal, ProposalState, Reason, Why
from core.model.projects import Project
from core.task_cards import within
from core.writing import Silence

_SPAN = "{start:%m.%d}–{due:%m.%d}"


def proposal_card(
    call: Call, project: Project, proposal: Proposal, silence: Silence | None = None
) -> Card:
    """Give the card of a proposal in its present state.

    `silence` tells why the model did not write it, where that is just known.
    """
    plan = proposal.plan
    return Card(
        call.say("plan.title", number=proposal.number, topic=project.topic),
        text=_text(call, proposal, silence),
        tone=Tone.GOOD if plan.by_ai and not plan.relaxed else Tone.WARNING,
        fields=tuple(_fields(call, project, plan)),
        columns=tuple(call.say(f"plan.column.{n}") for n in ("line", "title", "span", "who")),
        rows=tuple(_rows(project, plan)),
        buttons=_buttons(call, project, proposal, silence),
        subject=f"proposal:{proposal.id}",
    )


def adopted_card(call: Call, proposal: Proposal, *buttons: Button) -> Card:
    """Give the card that takes the place of an adopted proposal."""
    count = sum(1 + len(planned.pieces) for planned in proposal.plan.chapters)
    return Card(
        call.say("plan.adopted_title"),
        text=call.say("plan.adopted", number=proposal.number, count=count),
        tone=Tone.GOOD,
        buttons=buttons,
        subject=f"proposal:{proposal.id}",
    )


def dropped_card(call: Call, proposal: Proposal, *buttons: Button) -> Card:
    """Give the card that takes the place of a dropped proposal."""
    return Card(
        call.say("plan.dropped_title"),
        text=call.say("plan.dropped", number=proposal.number),
        buttons=buttons,
        subject=f"proposal:{proposal.id}",
    )


def unfit_card(call: Call, unfit: tuple[tuple[str, str], ...]) -> Card:
    """Name one by one what is not fit to be planned, and lead to where it is put right.

    `unfit` pairs a part with a reason.
    """
    parts = tuple(part for part, _ in unfit)
    asks = tuple(name for name in EDITED if name in parts) or EDITED
    return Card(
        call.say("plan.unfit_title"),
        text=call.say("plan.unfit"),
        tone=Tone.WARNING,
        fields=tuple(Field(call.say(f"plan.part.{part}"), reason) for part, reason in unfit),
        buttons=(
            edit_button(call.say, call.project, asks, Emphasis.PRIMARY),
            Button(call.say("button.plan"), "project plan", within(call)),
        ),
        subject=f"project:{call.project.id}",
    )


def reason_text(call: Call, reason: Reason) -> str:
    """Say why somebody got a piece."""
    if reason.why is Why.SKILL:
        return call.say("plan.reason.skill", skill=reason.skill, level=reason.level)
    return call.say(f"plan.reason.{reason.why}")


def lines(plan: Plan) -> Iterator[tuple[int, int, int | None]]:
    """Number the lines of a plan as its card shows them: line, chapter, piece (`None`: its own)."""
    number = 0
    for place, planned in enumerate(plan.chapters):
        number += 1
        yield number, place, None
        for inner in range(len(planned.pieces)):
            number += 1
            yield number, place, inner


def _text(call: Call, proposal: Proposal, silence: Silence | None) -> str:
    said = [call.say(f"plan.state.{proposal.state}")]
    if not proposal.plan.by_ai:
        said.append(call.say("plan.template"))
    if silence is not None:
        said.append(call.say(f"silence.{silence}"))
    if proposal.wish:
        said.append(call.say("plan.wish", wish=proposal.wish))
    return "\n".join(said)


def _fields(call: Call, project: Project, plan: Plan) -> Iterator[Field]:
    shares = Counter(piece.assignee for planned in plan.chapters for piece in planned.pieces)
    named = [
        call.say("plan.share", name=member.name, count=shares[member.person])
        for member in project.members
    ]
    yield Field(call.say("plan.shares"), " · ".join(named))
    if plan.relaxed:
        rules = [call.say(f"plan.rule.{rule}") for rule in plan.relaxed]
        yield Field(call.say("plan.relaxed"), "\n".join(f"- {rule}" for rule in rules))


def _rows(project: Project, plan: Plan) -> Iterator[tuple[str, ...]]:
    for line, chapter, inner in lines(plan):
        planned = plan.chapters[chapter]
        if inner is None:
            yield _row(line, f"**{planned.chapter.title}**", planned, project)
        else:
            yield _piece_row(line, planned, inner, project)


def _row(line: int, title: str, planned: PlannedChapter, project: Project) -> tuple[str, ...]:
    span = _SPAN.format(start=planned.start, due=planned.due)
    return str(line), title, span, project.name_of(planned.assignee) or ""


def _piece_row(line: int, planned: PlannedChapter, inner: int, project: Project) -> tuple[str, ...]:
    piece = planned.pieces[inner]
    span = _SPAN.format(start=piece.start, due=piece.due)
    return str(line), f"└ {piece.piece.title}", span, project.name_of(piece.assignee) or ""


def _buttons(
    call: Call, project: Project, proposal: Proposal, silence: Silence | None
) -> tuple[Button, ...]:
    if proposal.state is not ProposalState.OPEN:
        return ()
    within = {"project": f"project:{project.id}"}
    this = within | {"proposal": str(proposal.number)}
    again = Button(call.say("button.regenerate"), "project plan", within)
    retry = Button(call.say("button.retry"), "project plan", within)
    return (
        Button(call.say("button.adopt"), "plan adopt", this, emphasis=Emphasis.PRIMARY),
        again if silence in (None, Silence.NO_KEY) else retry,
        Button(call.say("button.wish"), "project plan", within, ("wish",)),
        Button(
            call.say("button.edit_line"), "plan edit", this,
            ("line", "title", "assignee", "start", "due"),
        ),
        Button(call.say("button.drop"), "plan drop", this, emphasis=Emphasis.DANGER),
    )  # fmt: skip
