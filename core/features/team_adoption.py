"""Adopting proposed teams: each becomes a project with its homes, its members are told why.

It is a job that goes on where it was cut off: one team is one transaction, so that nothing is
made twice and nobody waits behind forty teams. Homes open as their cards are brought there.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.day import refresh
from core.errors import Refused
from core.features.homes import want_homes
from core.features.team_cards import hours_field
from core.features.team_forms import members_of
from core.features.team_proposals import (
    HIGHEST,
    about,
    find,
    find_open,
    naming,
    sheet_of,
    speaking_to,
    within,
)
from core.model.activity import ActivityDraft, Verb
from core.model.courses import Course
from core.model.messages import Draft
from core.model.people import PersonId
from core.model.places import Place
from core.model.projects import Project, ProjectId, Standing
from core.model.team_proposals import TeamProposal, TeamProposalState
from core.outgoing import dm_place, post
from core.ports.collections import ProjectDraft
from core.ports.storage import Work
from core.reports.teams import Sheet, leader_of, reason

_CHECKING, _OPENING, _SAVING = range(3)
_STAGES = ("teams.stage.checking", "teams.stage.opening", "teams.stage.saving")
_CLAIMED, _DONE = "claimed", "done"
SEMESTER = timedelta(weeks=15)
"""How long a project goes unless somebody says until when."""
_LONGEST = timedelta(days=366)


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
    proposal = await _claimed(call, ask)
    sheet = await sheet_of(call, proposal)
    opened: list[ProjectId] = []
    total = len(sheet.formation.teams)
    for number in range(total):
        progress.at(_OPENING, call.say("teams.opened", count=number, total=total))
        opened.append(await _opened(_Adoption(call, ask, proposal, sheet), number))
    progress.at(_SAVING)
    async with call.change() as work:
        if not await work.jobs.recall(call.slow.job, _DONE, bool):
            await work.team_proposals.adopted(proposal.id, opened)
            await work.jobs.checkpoint(call.slow.job, _DONE, value=True)
    return adopted_card(call, proposal, sheet)


def adopted_card(call: Call, proposal: TeamProposal, sheet: Sheet) -> Card:
    """Give the card that takes the place of adopted teams."""
    teams = enumerate(sheet.formation.teams, 1)
    until = proposal.appeals_until
    window = call.say("teams.until", day=until.astimezone(call.zone).date()) if until else ""
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
        footer=window,
        subject=about(proposal),
    )


async def _check(
    work: Work, call: Call, proposal: TeamProposal, ask: AdoptTeams
) -> tuple[date, date]:
    """Give the days of the projects.

    Raises:
        Refused: the teams cannot be adopted as they stand, or the days are none of a project.
    """
    await find_open(work, call, proposal.id)
    gone = [person for person in proposal.people if person not in await members_of(work, call)]
    if gone:
        names = [(await work.people.person(person)).name for person in gone]
        raise Refused("teams.left", people=names)
    start, end = _days(call, ask)
    if end < start:
        raise Refused("project.order", option="end", start=start, end=end)
    if end - start > _LONGEST:
        raise Refused("project.length", option="end", most=_LONGEST.days)
    return start, end


def _days(call: Call, ask: AdoptTeams) -> tuple[date, date]:
    today = call.now.astimezone(ZoneInfo(call.space.timezone)).date()
    start = ask.start or today
    return start, ask.end or start + SEMESTER


async def _claimed(call: Call, ask: AdoptTeams) -> TeamProposal:
    """Give the proposal as adopted: by this very job, whichever of its attempts.

    The window for appeals, which was counted from its making, begins now.
    """
    async with call.change() as work:
        proposal = await find(work, call, ask.teams)
        if await work.jobs.recall(call.slow.job, _CLAIMED, bool):
            return proposal
        await _check(work, call, proposal, ask)
        window = proposal.appeals_until and proposal.appeals_until - proposal.created
        until = call.now + (window or timedelta())
        adopted = replace(proposal, state=TeamProposalState.ADOPTED, appeals_until=until)
        kept = await work.team_proposals.change(adopted)
        await work.jobs.checkpoint(call.slow.job, _CLAIMED, value=True)
    return kept


@dataclass(frozen=True, slots=True)
class _Adoption:
    """What all teams of one adoption share."""

    call: Call
    ask: AdoptTeams
    proposal: TeamProposal
    sheet: Sheet


async def _opened(adoption: _Adoption, number: int) -> ProjectId:
    """Give the project of a team, opened in one transaction with all that tells of it."""
    call, step = adoption.call, f"team {number}"
    async with call.change() as work:
        kept = await work.jobs.recall(call.slow.job, step, int)
        if kept is not None:
            return ProjectId(kept)
        project = await _open(work, adoption, number)
        inside = replace(call, within=project, place=await _place(work, project))
        await want_homes(work, inside)
        await refresh(work, call.ports, call.space, project.id)
        await _tell(work, adoption, project)
        await work.jobs.checkpoint(call.slow.job, step, int(project.id))
    return project.id


async def _open(work: Work, adoption: _Adoption, number: int) -> Project:
    call, title = adoption.call, adoption.proposal.title
    words = partial(call.ports.phrases.say, call.space.locale)
    start, end = _days(call, adoption.ask)
    topic = words("teams.topic", title=title, number=number + 1)
    draft = ProjectDraft(
        call.space.id, topic, words("teams.description", title=title),
        words("teams.goal", title=title), (), start, end, _led(adoption.sheet, number),
    )  # fmt: skip
    project = await work.projects.open(draft, call.now)
    record = ActivityDraft(
        call.space.id, project.id, call.caller.id, Verb.CREATED, f"project:{project.id}",
        words("project.opened", topic=topic),
    )  # fmt: skip
    await work.activity.add(record, call.now)
    return project


def _led(sheet: Sheet, number: int) -> tuple[PersonId, ...]:
    """Give the members of a team, who leads first."""
    people = sheet.formation.teams[number].people
    leader = leader_of(sheet.problem, people, sheet.names)
    return leader, *(person for person in people if person != leader)


async def _place(work: Work, project: Project) -> Place:
    """Give a place of the leader's: homes open where the members are, not where it was asked."""
    return await dm_place(work, await work.people.person(project.members[0].person))


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
    names = [
        call.say("project.leader", name=member.name)
        if member.standing is Standing.LEADER
        else member.name
        for member in project.members
    ]
    show = {"project": f"project:{project.id}"}
    person, until = call.caller.id, proposal.appeals_until
    open_window = until is not None and until > call.now
    appeal = Button(call.say("teams.appeal"), "team appeal", within(call), ("other", "line"))
    return Card(
        call.say("teams.yours_title", topic=project.topic),
        text=reason(call.say, sheet, person),
        tone=Tone.GOOD,
        fields=(
            Field(call.say("project.field.members"), ", ".join(names)),
            *hours_field(call, sheet, person),
        ),
        buttons=(
            Button(call.say("teams.project"), "project show", show, emphasis=Emphasis.PRIMARY),
            *((appeal,) if open_window else ()),
        ),
        footer=call.say("teams.until", day=until.astimezone(call.zone).date())
        if open_window and until else "",
        subject=f"project:{project.id}",
    )  # fmt: skip


COMMANDS = (
    Command("teams adopt", AdoptTeams, adopt, who=Standing.MEMBER, stages=_STAGES,
            key=adopt_key, in_place=True, hidden=True),
)  # fmt: skip
