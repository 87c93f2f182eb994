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
from core.model.formation import Formation, Member, Pair, TeamProblem
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
    appeals ends. `version` counts the changes.
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
    """Name anew whom a proposal's problem and formation speak of; its `people` stay as they are.

    What the problem says of people who have no new name is left out.
    """
    problem, formation = proposal.problem, proposal.formation
    return replace(
        proposal,
        problem=problem and _renamed_problem(problem, names),
        formation=formation and _renamed_formation(formation, names),
    )


def _renamed_problem(problem: TeamProblem, names: _Names) -> TeamProblem:
    return replace(
        problem,
        members=tuple(_renamed_member(member, names) for member in problem.members),
        together=tuple(_renamed_group(group, names) for group in problem.together),
        apart=_renamed_pairs(problem.apart, names),
        earlier=_renamed_pairs(problem.earlier, names),
    )


def _renamed_member(member: Member, names: _Names) -> Member:
    wishes = _renamed_group(member.wishes, names)
    return replace(member, person=names[member.person], wishes=wishes)


def _renamed_group(group: Iterable[PersonId], names: _Names) -> frozenset[PersonId]:
    return frozenset(names[person] for person in group if person in names)


def _renamed_pairs(pairs: Iterable[Pair], names: _Names) -> tuple[Pair, ...]:
    known = (pair for pair in pairs if names.keys() >= set(pair))
    return tuple((names[one], names[other]) for one, other in known)


def _renamed_formation(formation: Formation, names: _Names) -> Formation:
    teams = formation.teams
    named = (replace(team, people=tuple(names[each] for each in team.people)) for team in teams)
    return replace(formation, teams=tuple(named))
