"""Teams as a proposal: whom to split, the teams the solver found, what people object to.

A proposal is known by its id, which people see as its number; its live messages are about
`team_proposal:<id>`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.model.courses import CourseId
from core.model.formation import Formation, Member, Pair, Proof, TeamProblem
from core.model.people import PersonId, SpaceId

TeamProposalId = NewType("TeamProposalId", int)
AppealId = NewType("AppealId", int)
_Names = Mapping[PersonId, PersonId]


class TeamProposalState(StrEnum):
    """What a proposal is waiting for, or what became of it."""

    GATHERING = "gathering"
    """People may opt in; there are no teams yet."""
    OPEN = "open"
    """There are teams, to be adopted or dropped; appeals are possible."""
    ADOPTED = "adopted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TeamProposal:
    """A class, or a group that opted in, and its split into teams.

    `course` is `None` for a group of its own. `people` are those to be placed, in the order in
    which they came. `problem` is what the solver was given, `formation` what it found, or what
    swaps made of it; both `None` while people gather. `appeals_until` is when the window for
    appeals ends, once the teams are adopted with a day of their space; `None` where there is
    none. `version` counts the changes.
    """

    id: TeamProposalId
    space: SpaceId
    course: CourseId | None
    author: PersonId
    title: str
    created: datetime
    people: tuple[PersonId, ...] = ()
    problem: TeamProblem | None = None
    formation: Formation | None = None
    appeals_until: datetime | None = None
    state: TeamProposalState = TeamProposalState.GATHERING
    version: int = 1


class AppealState(StrEnum):
    """What became of an appeal."""

    OPEN = "open"
    """The other person has not agreed yet."""
    AGREED = "agreed"
    """The other person agreed; staff has to decide."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Appeal:
    """Somebody asks to change places with `other`, and says why in a `line`."""

    id: AppealId
    proposal: TeamProposalId
    person: PersonId
    other: PersonId
    line: str
    at: datetime
    state: AppealState = AppealState.OPEN


def renamed(proposal: TeamProposal, names: _Names) -> TeamProposal:
    """Name anew whom a proposal speaks of; people who get one name are one from then on.

    What the problem says of people who have no new name is left out. Who was in two teams stays
    in the smaller one, so that sizes are kept where they can be; the points are then outdated.
    """
    problem, formation = proposal.problem, proposal.formation
    return replace(
        proposal,
        people=tuple(dict.fromkeys(names[person] for person in proposal.people)),
        problem=problem and _renamed_problem(problem, names),
        formation=formation and _renamed_formation(formation, names),
    )


def _renamed_problem(problem: TeamProblem, names: _Names) -> TeamProblem:
    together = (_renamed_group(group, names) for group in problem.together)
    return replace(
        problem,
        members=_renamed_members(problem.members, names),
        together=tuple(group for group in together if len(group) > 1),
        apart=_renamed_pairs(problem.apart, names),
        earlier=_renamed_pairs(problem.earlier, names),
    )


def _renamed_members(members: Iterable[Member], names: _Names) -> tuple[Member, ...]:
    """Give each person once: the first of them whose profile is known, else the first."""
    found: dict[PersonId, Member] = {}
    for member in members:
        person = names[member.person]
        if person not in found or not found[person].known:
            wishes = _renamed_group(member.wishes, names) - {person}
            found[person] = replace(member, person=person, wishes=wishes)
    return tuple(found.values())


def _renamed_group(group: Iterable[PersonId], names: _Names) -> frozenset[PersonId]:
    return frozenset(names[person] for person in group if person in names)


def _renamed_pairs(pairs: Iterable[Pair], names: _Names) -> tuple[Pair, ...]:
    known = (pair for pair in pairs if names.keys() >= set(pair))
    named = ((names[one], names[other]) for one, other in known)
    return tuple((one, other) for one, other in named if one != other)


def _renamed_formation(formation: Formation, names: _Names) -> Formation:
    named = [tuple(names[each] for each in team.people) for team in formation.teams]
    falling = sorted(range(len(named)), key=lambda team: (len(named[team]), team), reverse=True)
    stays = {person: team for team in falling for person in named[team]}
    teams = [
        tuple(dict.fromkeys(person for person in people if stays[person] == team))
        for team, people in enumerate(named)
    ]
    left = zip(formation.teams, teams, strict=True)
    return replace(
        formation,
        teams=tuple(replace(team, people=people) for team, people in left if people),
        proof=formation.proof if teams == named else Proof.OUTDATED,
    )
