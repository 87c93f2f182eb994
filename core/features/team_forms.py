"""Splitting a course, or a group that gathered, into teams: the solver's work, to be stopped."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, cast

from core.call import Call
from core.cards import Button, Card, Tone
from core.commands import Command, Option
from core.errors import Refused, Unavailable
from core.features.team_asks import (
    LONGEST_WINDOW,
    Focus,
    Repeat,
    TeamWishes,
    groups_of,
    problem_of,
    typed,
)
from core.features.team_cards import ASKED_AGAIN, Shown, proposal_card, replaced_card
from core.features.team_people import absent_of, as_now, members_of, reshow, still_of
from core.features.team_proposals import (
    HIGHEST,
    about,
    find,
    names_of,
    naming,
    sheet_of,
    within,
)
from core.model.courses import Course
from core.model.formation import Formation, Headway, TeamProblem, TeamRule
from core.model.jobs import JobId
from core.model.people import Person, PersonId, Role
from core.model.projects import Standing
from core.model.team_proposals import TeamProposal, TeamProposalId, TeamProposalState
from core.outgoing import keep
from core.ports.storage import Work
from core.reports.clashes import clash_lines

_READING, _SEARCHING, _SAVING = range(3)
_STAGES = ("teams.stage.reading", "teams.stage.searching", "teams.stage.saving")
_LOOK = timedelta(seconds=0.5)
"""How often it is looked whether somebody wants the search to stop."""
_STOPPED = "stopped"
_IMPOSSIBLE = "teams.impossible"


@dataclass(frozen=True, slots=True)
class FormTeams(TeamWishes):
    """Split a course into teams; `people` are some of it, without them everybody but staff."""

    people: tuple[Person, ...] = ()
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class SplitAgain(TeamWishes):
    """Split the people of a proposal into teams, anew or for the first time."""

    roles: Annotated[tuple[Role, ...], Option(hidden=True)] = ()
    skills: Annotated[str, Option(hidden=True, longest=200)] = ""
    repeat: Annotated[Repeat, Option(hidden=True)] = Repeat.AVOID
    focus: Annotated[Focus, Option(hidden=True)] = Focus.EVENLY
    appeals: Annotated[int, Option(hidden=True, least=0, most=LONGEST_WINDOW)] = 3
    teams: Annotated[int, Option(hidden=True, most=HIGHEST)] = 1
    course: Annotated[Course | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class StopForming:
    """Take the best teams found so far."""

    job: Annotated[str, Option(hidden=True, longest=200)]
    course: Annotated[Course | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be split how; `again` asks for it once more, `before` is what it replaces."""

    wishes: TeamWishes
    title: str
    people: tuple[PersonId, ...]
    again: Button
    before: TeamProposal | None = None


async def form(call: Call, ask: FormTeams) -> Card:
    """Propose teams of a course."""
    async with call.read() as work:
        people = await _class(work, call, ask)
    named = ", ".join(f"person:{person.id}" for person in ask.people)
    known = within(call) | ({"people": named} if named else {})
    again = Button(call.say("teams.ask_again"), "team form", known, ASKED_AGAIN)
    return await _formed(call, _Order(ask, call.course.name, people, again))


async def form_key(work: Work, call: Call, ask: FormTeams) -> str:
    """Give the identity of the ask: the next teams of this course with these wishes.

    Raises:
        Refused: they cannot be read.
    """
    await groups_of(work, call, ask, await _class(work, call, ask))
    return f"{call.course.id}:{len(await _proposed(work, call))}:{ask.digest}"


async def split(call: Call, ask: SplitAgain) -> Card:
    """Propose other teams of the same people; the earlier proposal is put away."""
    async with call.read() as work:
        before = await find(work, call, ask.teams)
        people = await still_of(work, call, before)
    words = call.say("teams.ask_again")
    again = Button(words, "teams split", naming(call, before), ASKED_AGAIN)
    return await _formed(call, _Order(ask, before.title, people, again, before))


async def split_key(work: Work, call: Call, ask: SplitAgain) -> str:
    """Give the identity of the ask, as `form_key` does.

    Raises:
        Refused: they cannot be read, or the teams were adopted.
    """
    before = await find(work, call, ask.teams)
    if before.state is TeamProposalState.ADOPTED:
        raise Refused("teams.adopted", number=before.id)
    await groups_of(work, call, ask, await still_of(work, call, before))
    return f"{before.id}:{len(await _proposed(work, call))}:{ask.digest}"


async def stop(call: Call, ask: StopForming) -> Card:
    """Let a search end with the best teams so far."""
    async with call.change() as work:
        job = await work.jobs.get(JobId(ask.job))
        if job is None or job.space != call.space.id or job.caller != call.caller.id:
            raise Refused("button.gone")
        await work.jobs.checkpoint(job.id, _STOPPED, value=True)
    return Card(call.say("teams.stopping_title"), text=call.say("teams.stopping"), tone=Tone.BUSY)


async def _class(work: Work, call: Call, ask: FormTeams) -> tuple[PersonId, ...]:
    """Give whom to place, in the order of their names.

    Raises:
        Refused: somebody named is not enrolled.
    """
    enrolled = await members_of(work, call)
    stranger = next((person for person in ask.people if person.id not in enrolled), None)
    if stranger is not None:
        raise Refused("teams.not_enrolled", option="people", name=stranger.name)
    everyone = await work.people.everyone(call.space.id)
    named = {person.id for person in ask.people} or {
        person.id for person in everyone if not person.staff
    }
    return tuple(person.id for person in everyone if person.id in named & enrolled)


async def _proposed(work: Work, call: Call) -> tuple[TeamProposal, ...]:
    return await work.team_proposals.all(call.space.id, call.course.id)


async def _formed(call: Call, order: _Order) -> Card:
    """Search, save, show; what clashes is named."""
    progress = call.slow.progress
    progress.at(_READING)
    problem = await call.step("problem", TeamProblem, lambda: _problem(call, order))
    await _offer_stop(call)
    progress.at(_SEARCHING)
    try:
        formation = await call.step("formation", Formation, lambda: _searched(call, problem))
    except Refused as refused:
        if refused.key != _IMPOSSIBLE:
            raise
        return await _clash_card(call, problem, refused.params, order.again)
    progress.at(_SAVING)
    return await _saved(call, order, problem, formation)


async def _problem(call: Call, order: _Order) -> TeamProblem:
    async with call.read() as work:
        return await problem_of(work, call, order.wishes, order.people)


async def _saved(call: Call, order: _Order, problem: TeamProblem, formation: Formation) -> Card:
    """Keep the teams as a proposal, in the place of an earlier one."""
    wanted = TeamProposal(
        id=TeamProposalId(0), space=call.space.id, course=call.course.id, author=call.caller.id,
        title=order.title, created=call.now, people=tuple(one.person for one in problem.members),
        problem=problem, formation=formation,
        appeals_until=call.now + timedelta(days=order.wishes.appeals),
        state=TeamProposalState.OPEN,
    )  # fmt: skip
    async with call.change() as work:
        absent = 0 if order.before else await absent_of(work, call)
        wanted = await as_now(work, call, wanted)
        proposal = await work.team_proposals.add(wanted, call.slow.job)
        if order.before is not None:
            await _put_away(work, call, order.before)
    return proposal_card(call, proposal, await sheet_of(call, proposal), Shown(absent=absent))


async def _put_away(work: Work, call: Call, before: TeamProposal) -> None:
    """Drop the proposal that another takes the place of, unless it was decided on meanwhile."""
    now = await find(work, call, before.id)
    if now.state not in (TeamProposalState.OPEN, TeamProposalState.GATHERING):
        return
    await work.team_proposals.change(replace(now, state=TeamProposalState.DROPPED))

    await reshow(work, call, about(before), lambda reader: replaced_card(reader, before))


async def _offer_stop(call: Call) -> None:
    answers = within(call) | {"job": call.slow.job}
    button = Button(call.say("teams.stop"), "teams stop", answers)
    async with call.ports.store.work() as work:
        card = await keep(work, call.space.id, Card("", buttons=(button,)))
        await work.commit()
    call.slow.progress.offer(*card.buttons)


@dataclass(slots=True)
class _Watch:
    """What a search is told while it runs."""

    call: Call
    told: bool = False

    def stopped(self) -> bool:
        """Tell whether the search is to end."""
        return self.told

    def note(self, headway: Headway) -> None:
        """Show how far it is."""
        call = self.call
        quality, bound = f"{headway.quality:.0f}", f"{headway.bound:.0f}"
        said = call.say("teams.headway", quality=quality, bound=bound)
        call.slow.progress.at(_SEARCHING, said)

    async def look(self) -> None:
        """Look for somebody's wish to stop until there is one."""
        call = self.call
        while not self.told:
            async with call.read() as work:
                self.told = bool(await work.jobs.recall(call.slow.job, _STOPPED, bool))
            await call.ports.clock.sleep(_LOOK)


async def _searched(call: Call, problem: TeamProblem) -> Formation:
    """Give the best teams found until the work is done or somebody stops it.

    Raises:
        Refused: there are none.
        Unavailable: it could not be told.
    """
    watch = _Watch(call)
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(watch.look())
        outcome = await _outcome(call, problem, watch)
        looking.cancel()
    if isinstance(outcome, Formation):
        return outcome
    raise outcome


async def _outcome(
    call: Call, problem: TeamProblem, watch: _Watch
) -> Formation | Refused | Unavailable:
    """Give what comes of a search; an error as a value, for a task group would wrap it."""
    try:
        return await call.ports.former.form(problem, watch.note, watch.stopped)
    except (Refused, Unavailable) as error:
        return error


async def _clash_card(
    call: Call, problem: TeamProblem, clash: Mapping[str, object], again: Button
) -> Card:
    """Name the rules that cannot be kept together, and offer to ask again."""
    async with call.read() as work:
        names = await names_of(work, call)
    rules = cast("tuple[TeamRule, ...]", clash["rules"])
    lines = [f"- {line}" for line in clash_lines(call.say, problem, rules, names)]
    unsure = () if clash["smallest"] else (call.say("teams.clash_unsure"),)
    return Card(
        call.say("teams.clash_title"),
        text="\n".join((call.say("teams.clash"), *lines, *unsure, call.say("teams.clash_next"))),
        tone=Tone.WARNING,
        buttons=(replace(again, answers={**typed(problem, names), **again.answers}),),
    )


COMMANDS = (
    Command("team form", FormTeams, form, who=Standing.STAFF, stages=_STAGES, key=form_key),
    Command("teams split", SplitAgain, split, who=Standing.MEMBER, stages=_STAGES,
            key=split_key, hidden=True),
    Command("teams stop", StopForming, stop, who=Standing.MEMBER, hidden=True),
)  # fmt: skip
