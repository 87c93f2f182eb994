"""Adopting proposed teams: each becomes a project with its homes, its members are told why.

It is a job that goes on where it was cut off: one team is one transaction, so that nothing is
made twice and nobody waits behind forty teams. Homes open as their cards are brought there.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from core.call import Call
from core.cards import Button, Card, Field, Tone
from core.commands import Command, DateSpan, Option
from core.errors import Refused
from core.features.openings import SEMESTER, check_days, house, open_project
from core.features.projects import members_words, opened_buttons
from core.features.team_cards import hours_field
from core.features.team_people import members_of
from core.features.team_proposals import (
    HIGHEST,
    about,
    find,
    find_open,
    get,
    last_day,
    naming,
    projects_of,
    sheet_of,
    within,
)
from core.model.courses import Course
from core.model.messages import Draft
from core.model.people import PersonId
from core.model.projects import Project, Standing
from core.model.team_proposals import TeamProposal, TeamProposalState
from core.outgoing import dm_place, post
from core.ports.collections import ProjectDraft
from core.ports.storage import Work
from core.readers import speaking_to
from core.reports.teams import Sheet, leader_of, reason

_CHECKING, _OPENING = range(2)
_STAGES = ("teams.stage.checking", "teams.stage.opening")
_CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class AdoptTeams:
    """Let proposed teams become projects, from `start` to `end`; by default for a semester."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    start: Annotated[date | None, Option(past=True)] = None
    end: date | None = None
    course: Annotated[Course | None, Option(hidden=True)] = None


async def adopt_key(work: Work, call: Call, ask: AdoptTeams) -> str:
    """Give the identity of the ask: a proposal is adopted once.

    Raises:
        Refused: it is no longer to be adopted, or not as it stands.
    """
    proposal = await find(work, call, ask.teams)
    if proposal.state is not TeamProposalState.ADOPTED:
        await _check(work, call, proposal, ask)
    return str(proposal.id)


async def adopt(call: Call, ask: AdoptTeams) -> Card:
    """Open a project for every team, and tell its members."""
    progress = call.slow.progress
    progress.at(_CHECKING)
    proposal, days = await _claimed(call, ask)
    adoption = _Adoption(call, days, proposal, await sheet_of(call, proposal))
    total = len(adoption.sheet.formation.teams)
    for number in range(total):
        progress.at(_OPENING, call.say("teams.opened", count=number, total=total))
        await _open(adoption, number)
    return adopted_card(call, proposal, adoption.sheet)


def adopted_card(call: Call, proposal: TeamProposal, sheet: Sheet) -> Card:
    """Give the card that takes the place of adopted teams."""
    teams = enumerate(sheet.formation.teams, 1)
    show = Button(call.say("teams.show", number=proposal.id), "teams show", naming(call, proposal))
    return Card(
        call.say("teams.adopted_title", title=proposal.title),
        text=call.say("teams.adopted_text", teams=len(sheet.formation.teams), people=sheet.size),
        tone=Tone.GOOD,
        columns=tuple(call.say(f"teams.column.{name}") for name in ("team", "people")),
        rows=tuple(
            (call.say("teams.team", number=number), ", ".join(sheet.named(team.people)))
            for number, team in teams
        ),
        buttons=(show, Button(call.say("teams.export"), "teams export", naming(call, proposal))),
        footer=_window(call, proposal),
        subject=about(proposal),
    )


async def _check(work: Work, call: Call, proposal: TeamProposal, ask: AdoptTeams) -> DateSpan:
    """Give the days of the projects.

    Raises:
        Refused: the teams cannot be adopted as they stand, or the days are none of a project.
    """
    await find_open(work, call, proposal.id)
    enrolled = await members_of(work, call)
    gone = [person for person in proposal.people if person not in enrolled]
    if gone:
        names = [(await work.people.person(person)).name for person in gone]
        raise Refused("teams.left", people=names)
    start = ask.start or _today(call)
    days = DateSpan(start, ask.end or start + SEMESTER)
    check_days(days.first, days.last)
    await _check_free(work, call, proposal, start)
    return days


async def _check_free(work: Work, call: Call, proposal: TeamProposal, start: date) -> None:
    """Let nobody be in two teams of a course at a time.

    Raises:
        Refused: teams that were adopted earlier still go on at `start`, or are not all open yet.
    """
    people = set(proposal.people)
    for earlier in await work.team_proposals.all(call.space.id, call.course.id):
        if earlier.state is not TeamProposalState.ADOPTED or people.isdisjoint(earlier.people):
            continue
        projects = await projects_of(work, earlier)
        found = [await work.projects.get(call.space.id, project) for project in projects]
        going = [project for project in found if project and project.end >= start]
        busy = {each.person: project for project in going for each in project.members}
        both = people & busy.keys()
        if both:
            last = max(busy[person].end for person in both)
            raise Refused("teams.busy", number=earlier.id, count=len(both), last=last)


def _today(call: Call) -> date:
    return call.now.astimezone(ZoneInfo(call.space.timezone)).date()


async def _claimed(call: Call, ask: AdoptTeams) -> tuple[TeamProposal, DateSpan]:
    """Give the proposal as adopted by this very job, and the days settled then.

    Once it is, the job's caller need not be one who decides any more.
    """
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        days = await work.jobs.recall(call.slow.job, _CLAIMED, DateSpan)
        if days is not None:
            return await get(work, call, ask.teams), days
        proposal = await find(work, call, ask.teams)
        days = await _check(work, call, proposal, ask)
        until = _appeals_until(call, proposal)
        adopted = replace(proposal, state=TeamProposalState.ADOPTED, appeals_until=until)
        kept = await work.team_proposals.change(adopted)
        await work.jobs.checkpoint(call.slow.job, _CLAIMED, days)
    return kept, days


def _appeals_until(call: Call, proposal: TeamProposal) -> datetime | None:
    """Give when the last day of appeals ends: its days, counted from its making, begin anew."""
    days = (proposal.appeals_until - proposal.created).days if proposal.appeals_until else 0
    if not days:
        return None
    end = datetime.combine(_today(call) + timedelta(days=days + 1), time())
    return end.replace(tzinfo=ZoneInfo(call.space.timezone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Adoption:
    """What all teams of one adoption share."""

    call: Call
    days: DateSpan
    proposal: TeamProposal
    sheet: Sheet


async def _open(adoption: _Adoption, number: int) -> None:
    """Open the project of a team once, in one transaction with all that tells of it."""
    call, proposal = adoption.call, adoption.proposal
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        if number < len(await work.team_proposals.projects(proposal.id)):
            return
        project = await open_project(work, call, _draft(adoption, number))
        await work.team_proposals.became(proposal.id, number, project.id)
        await house(work, call, project)
        await _tell(work, adoption, project)


def _draft(adoption: _Adoption, number: int) -> ProjectDraft:
    """Give the project of a team; what is not known of it is as good as can be."""
    call, title = adoption.call, adoption.proposal.title
    words = partial(call.ports.phrases.say, call.space.locale)
    return ProjectDraft(
        call.space.id, words("teams.topic", title=title, number=number + 1),
        words("teams.description", title=title), words("teams.goal", title=title), (),
        adoption.days.first, adoption.days.last, _led(adoption.sheet, number),
    )  # fmt: skip


def _led(sheet: Sheet, number: int) -> tuple[PersonId, ...]:
    """Give the members of a team, who leads first."""
    people = sheet.formation.teams[number].people
    leader = leader_of(sheet.problem, people, sheet.names)
    return leader, *(person for person in people if person != leader)


async def _tell(work: Work, adoption: _Adoption, project: Project) -> None:
    """Tell every member of a new team, once each, who they are with and why."""
    for member in project.members:
        person = await work.people.person(member.person)
        reader = speaking_to(adoption.call, person)
        card = member_card(reader, adoption.proposal, adoption.sheet, project)
        key = f"team:{adoption.proposal.id}:{person.id}"
        place = await dm_place(work, person)
        draft = Draft(key, project.space, place, card, card.subject)
        await post(work, draft, adoption.call.now)


def member_card(call: Call, proposal: TeamProposal, sheet: Sheet, project: Project) -> Card:
    """Give what the caller is told of their new team."""
    person, window = call.caller.id, _window(call, proposal)
    appeal = Button(call.say("teams.appeal"), "team appeal", within(call), ("other", "line"))
    why = reason(call.say, sheet, person)
    leads = project.leader == person
    return Card(
        call.say("teams.yours_title", topic=project.topic),
        text="\n".join((why, call.say("project.lead")) if leads else (why,)),
        tone=Tone.GOOD,
        fields=(
            Field(call.say("project.field.members"), members_words(call.say, project)),
            *hours_field(call, sheet, person),
        ),
        buttons=(
            *opened_buttons(call.say, project, leads=leads),
            *((appeal,) if window else ()),
        ),
        footer=window,
        subject=f"project:{project.id}",
    )  # fmt: skip


def _window(call: Call, proposal: TeamProposal) -> str:
    """Say until when a swap may be asked for, "" where it no longer may."""
    day = last_day(call, proposal)
    return call.say("teams.until", day=day) if day else ""


COMMANDS = (
    Command("teams adopt", AdoptTeams, adopt, who=Standing.MEMBER, stages=_STAGES,
            key=adopt_key, in_place=True, hidden=True, finishes=True),
)  # fmt: skip
