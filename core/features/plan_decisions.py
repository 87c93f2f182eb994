"""Deciding on a proposed plan: adopt, edit a line, drop."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis
from core.changes import hush
from core.commands import Command, Option
from core.errors import Refused
from core.features.homes import want_homes
from core.features.plan_cards import adopted_card, dropped_card, lines, proposal_card, reason_text
from core.features.plans import solve, workers_of
from core.features.requests import held
from core.features.shares import share
from core.features.undo import undo_button
from core.model.activity import ActivityDraft, ActivityId, TaskChange, Verb
from core.model.people import Person
from core.model.places import Audience
from core.model.plans import (
    Outline,
    Plan,
    PlannedChapter,
    PlannedPiece,
    Proposal,
    ProposalState,
    Why,
)
from core.model.projects import Project, Standing
from core.model.tasks import Task, TaskId, leaves
from core.ports.outside import Pin, PlanProblem
from core.ports.storage import Work

_NO_ID = TaskId(0)


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on a proposal."""

    proposal: Annotated[int, Option(hidden=True)]
    project: Annotated[Project | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class EditLine:
    """Change one line of a proposal; what is left out stays."""

    proposal: Annotated[int, Option(hidden=True)]
    line: Annotated[int, Option(most=200)]
    title: Annotated[str, Option(longest=60)] = ""
    assignee: Person | None = None
    start: Annotated[date | None, Option(past=True)] = None
    due: Annotated[date | None, Option(past=True)] = None
    project: Annotated[Project | None, Option(hidden=True)] = None


async def adopt(call: Call, ask: Decide) -> Card:
    """Turn the plan into tasks, all at once; press again and it shows what became of it."""
    async with call.change() as work:
        call = await held(work, call)
        proposal = await _proposal(work, call.project, ask.proposal)
        if proposal.state is not ProposalState.OPEN:
            return _settled(call, proposal)
        _check_days(call.project, proposal.plan)
        everything = await work.proposals.all(call.project.id)
        if any(other.state is ProposalState.ADOPTED for other in everything):
            raise Refused("plan.already_adopted")
        settled = await work.proposals.settle(proposal, ProposalState.ADOPTED)
        tasks = await _create(work, call, proposal)
        made = tuple(TaskChange(None, task) for task in tasks)
        activity = await _record(work, call, proposal, made, Verb.ADOPTED)
        await hush(work, call, made)
        await share(work, call, leaves(tasks), f"activity:{activity}")
        await want_homes(work, call)
    return adopted_card(
        call,
        settled,
        Button(
            call.say("button.tasks"), "task list", _within(call), emphasis=Emphasis.PRIMARY
        ),
        undo_button(call, activity),
    )  # fmt: skip


async def drop(call: Call, ask: Decide) -> Card:
    """Put a proposal away; undo brings it back."""
    async with call.change() as work:
        proposal = await _proposal(work, call.project, ask.proposal)
        if proposal.state is not ProposalState.OPEN:
            return _settled(call, proposal)
        settled = await work.proposals.settle(proposal, ProposalState.DROPPED)
        activity = await _record(work, call, proposal, (), Verb.DROPPED)
    again = Button(call.say("button.regenerate"), "project plan", _within(call))
    return dropped_card(call, settled, again, undo_button(call, activity))


async def show(call: Call, ask: Decide) -> Card:
    """Show a proposal as it is now."""
    async with call.read() as work:
        proposal = await _proposal(work, call.project, ask.proposal)
    return proposal_card(call, call.project, proposal)


async def edit(call: Call, ask: EditLine) -> Card:
    """Change a line and let the solver keep the rules around it."""
    async with call.read() as work:
        proposal = await _proposal(work, call.project, ask.proposal)
        workers = await workers_of(work, call.project)
    if proposal.state is not ProposalState.OPEN:
        return _settled(call, proposal)
    outline, pins = _edited(call.project, proposal, ask)
    problem = PlanProblem(
        outline, workers, call.project.start, call.project.end, pins, proposal.plan
    )  # fmt: skip
    solved = await solve(call, problem)
    async with call.change() as work:
        proposal = await work.proposals.edit(proposal, solved)
    return proposal_card(call, call.project, proposal)


def _within(call: Call) -> dict[str, str]:
    return {"project": f"project:{call.project.id}"}


async def _proposal(work: Work, project: Project, number: int) -> Proposal:
    proposal = await work.proposals.get(project.id, number)
    if proposal is None:
        raise Refused("plan.unknown", number=number)
    return proposal


def _check_days(project: Project, plan: Plan) -> None:
    """Let pass a plan within the days the project has now.

    Raises:
        Refused: the project's days were changed since.
    """
    if any(
        each.start < project.start or each.due > project.end
        for planned in plan.chapters
        for each in (planned, *planned.pieces)
    ):
        raise Refused("plan.outside", start=project.start, end=project.end)


def _settled(call: Call, proposal: Proposal) -> Card:
    if proposal.state is ProposalState.ADOPTED:
        tasks = Button(call.say("button.tasks"), "task list", _within(call))
        return adopted_card(call, proposal, tasks)
    again = Button(call.say("button.regenerate"), "project plan", _within(call))
    return dropped_card(call, proposal, again)


async def _create(work: Work, call: Call, proposal: Proposal) -> tuple[Task, ...]:
    made: list[Task] = []
    for planned in proposal.plan.chapters:
        parent = await work.tasks.add(_parent(call.project, planned))
        made.append(parent)
        for piece in planned.pieces:
            made.append(await work.tasks.add(_child(call, parent.id, piece)))  # noqa: PERF401  each needs its parent's id
    return tuple(made)


def _parent(project: Project, planned: PlannedChapter) -> Task:
    return Task(
        id=_NO_ID,
        project=project.id,
        number=0,
        title=planned.chapter.title,
        description=planned.chapter.description,
        done_when=planned.chapter.done_when,
        start=planned.start,
        due=planned.due,
        assignee=planned.assignee,
    )


def _child(call: Call, parent: TaskId, planned: PlannedPiece) -> Task:
    return Task(
        id=_NO_ID,
        project=call.project.id,
        number=0,
        title=planned.piece.title,
        parent=parent,
        description=planned.piece.description,
        done_when=planned.piece.done_when,
        first_step=planned.piece.first_step,
        skills=planned.piece.skills,
        start=planned.start,
        due=planned.due,
        assignee=planned.assignee,
        reason=reason_text(call, planned.reason),
    )


async def _record(
    work: Work, call: Call, proposal: Proposal, made: tuple[TaskChange, ...], verb: Verb
) -> ActivityId:
    summary = call.say(f"plan.activity.{verb}", number=proposal.number)
    return await work.activity.add(
        ActivityDraft(
            space=call.space.id,
            project=call.project.id,
            actor=call.caller.id,
            verb=verb,
            subject=f"proposal:{proposal.id}",
            summary=summary,
            changes=made,
            proposal=proposal.number,
            was=proposal.state,
        ),
        call.now,
    )


def _edited(project: Project, proposal: Proposal, ask: EditLine) -> tuple[Outline, tuple[Pin, ...]]:
    """Give the outline with the new words, and what is fixed by hand: before and now."""
    place = next(((c, p) for line, c, p in lines(proposal.plan) if line == ask.line), None)
    if place is None:
        raise Refused("plan.no_line", option="line", line=ask.line)
    chapter, piece = place
    pins = {
        (c, p): Pin(c, p, assignee=planned.assignee)
        for c, top in enumerate(proposal.plan.chapters)
        for p, planned in enumerate(top.pieces)
        if planned.reason.why is Why.CHOSEN
    }
    outline = Outline(
        tuple(planned.chapter for planned in proposal.plan.chapters), proposal.plan.by_ai
    )
    if piece is None:
        if ask.assignee or ask.start or ask.due:
            raise Refused("plan.top_line", option="line")
        return _retitled(outline, chapter, None, ask.title), tuple(pins.values())
    if ask.assignee and project.standing_of(ask.assignee.id) is Standing.OUTSIDER:
        raise Refused("person.no_member", option="assignee", name=ask.assignee.name)
    assignee = ask.assignee.id if ask.assignee else None
    before = pins.get((chapter, piece), Pin(chapter, piece))
    pins[chapter, piece] = replace(
        before, assignee=assignee or before.assignee, start=ask.start, due=ask.due
    )
    return _retitled(outline, chapter, piece, ask.title), tuple(pins.values())


def _retitled(outline: Outline, place: int, inner: int | None, title: str) -> Outline:
    if not title:
        return outline
    chapter = outline.chapters[place]
    if inner is None:
        chapter = replace(chapter, title=title)
    else:
        pieces = list(chapter.pieces)
        pieces[inner] = replace(pieces[inner], title=title)
        chapter = replace(chapter, pieces=tuple(pieces))
    chapters = list(outline.chapters)
    chapters[place] = chapter
    return replace(outline, chapters=tuple(chapters))


COMMANDS = (
    Command("plan adopt", Decide, adopt, who=Standing.LEADER, answer=Audience.CHANNEL,
            in_place=True, hidden=True),
    Command("plan edit", EditLine, edit, who=Standing.LEADER, answer=Audience.CHANNEL,
            in_place=True, hidden=True),
    Command("plan drop", Decide, drop, who=Standing.LEADER, answer=Audience.CHANNEL,
            in_place=True, hidden=True),
    Command("plan show", Decide, show, who=Standing.MEMBER, answer=Audience.CHANNEL,
            in_place=True, hidden=True),
)  # fmt: skip
