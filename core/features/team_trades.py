"""Two people change projects: open tasks stay behind for others, the leaders are told.

What somebody finished stays theirs. Who led a team no longer does; the first of the others leads.
"""

from dataclasses import dataclass, replace

from core.call import Call
from core.cards import Button, Card
from core.errors import Refused
from core.features.members import join, leave
from core.features.team_adoption import member_card
from core.features.team_proposals import projects_of
from core.model.messages import Draft
from core.model.people import Person
from core.model.projects import Project, ProjectId, Standing
from core.model.team_proposals import Appeal, TeamProposal
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.readers import speaking_to
from core.reports.teams import Sheet


@dataclass(frozen=True, slots=True)
class Trade:
    """An appeal that was granted: `sheet` is of the teams after it, `teams` both's before."""

    proposal: TeamProposal
    appeal: Appeal
    sheet: Sheet
    teams: tuple[int, int]


async def trade(work: Work, call: Call, given: Trade) -> None:
    """Let both change projects, and tell them and the leaders.

    Raises:
        Refused: one of them is no longer in the project their team became, or not all are open.
    """
    person = await work.people.person(given.appeal.person)
    other = await work.people.person(given.appeal.other)
    projects = await projects_of(work, given.proposal)
    here, there = (projects[team] for team in given.teams)
    for project in sorted((here, there)):
        await work.projects.hold(project)
    left = [await _leave(work, call, here, person), await _leave(work, call, there, other)]
    for leaving, coming, project, count in (
        (person, other, here, left[0]),
        (other, person, there, left[1]),
    ):
        joined = await join(work, call, await _project(work, call, project), coming)
        await _tell_leader(work, call, given, _Change(joined, leaving, coming, count))
        await _tell_member(work, call, given, joined, coming)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a trade changed in a project; `count` open tasks have nobody now."""

    project: Project
    leaving: Person
    coming: Person
    count: int


async def _project(work: Work, call: Call, project: ProjectId) -> Project:
    found = await work.projects.get(call.space.id, project)
    if found is None:
        raise Refused("project.unknown")
    return found


async def _leave(work: Work, call: Call, project_id: ProjectId, person: Person) -> int:
    """Let somebody leave a project; give how many open tasks they leave behind."""
    project = await _project(work, call, project_id)
    if project.standing_of(person.id) is Standing.OUTSIDER:
        raise Refused("teams.moved", name=person.name)
    return await leave(work, replace(call, within=project), person)


async def _tell_leader(work: Work, call: Call, given: Trade, change: _Change) -> None:
    leads = (one for one in change.project.members if one.standing is Standing.LEADER)
    leader = next(leads, None)
    if leader is None or leader.person == change.coming.id:
        return
    reader = await work.people.person(leader.person)
    say = speaking_to(call, reader).say
    project = {"project": f"project:{change.project.id}"}
    left = say("teams.traded_tasks", name=change.leaving.name, count=change.count)
    card = Card(
        say("teams.traded_title", topic=change.project.topic),
        text="\n".join((
            say("teams.traded", leaving=change.leaving.name, coming=change.coming.name),
            *((left,) if change.count else ()),
        )),
        buttons=(Button(say("button.tasks"), "task list", project),),
        subject=f"project:{change.project.id}",
    )  # fmt: skip
    key = f"traded:{given.appeal.id}:{change.project.id}:{reader.id}"
    place = await dm_place(work, reader)
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


async def _tell_member(
    work: Work, call: Call, given: Trade, project: Project, person: Person
) -> None:
    """Tell somebody of their new team, as at its adoption."""
    card = member_card(speaking_to(call, person), given.proposal, given.sheet, project)
    key = f"team:{given.proposal.id}:{person.id}:{given.appeal.id}"
    place = await dm_place(work, person)
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)
