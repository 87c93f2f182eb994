"""What it costs when people change teams."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.formation import Formation, Proof, TeamProblem
from core.model.people import PersonId
from core.model.placements import Rearrangement, TeamChange
from core.planning.teams.check import broken, judged


def swapped(
    problem: TeamProblem, formation: Formation, one: PersonId, other: PersonId
) -> Rearrangement:
    """Give the formation after two people took each other's places.

    Raises:
        ValueError: they are in the same team, or one is in none.
    """
    here, there = _team_of(formation, one), _team_of(formation, other)
    if here == there:
        raise ValueError("people of one team cannot be swapped")
    teams = [set(team.people) for team in formation.teams]
    teams[here] ^= {one, other}
    teams[there] ^= {one, other}
    return _rearranged(problem, formation, teams, (here, there))


def moved(problem: TeamProblem, formation: Formation, person: PersonId, team: int) -> Rearrangement:
    """Give the formation after `person` went to the team numbered `team` (from 0).

    Raises:
        ValueError: they are in it already, or in none.
    """
    here = _team_of(formation, person)
    if here == team:
        raise ValueError("already in this team")
    teams = [set(each.people) for each in formation.teams]
    teams[here].remove(person)
    teams[team].add(person)
    return _rearranged(problem, formation, teams, (here, team))


def _rearranged(
    problem: TeamProblem,
    formation: Formation,
    teams: Sequence[set[PersonId]],
    changed: tuple[int, int],
) -> Rearrangement:
    after = judged(problem, [team for team in teams if team])
    if len(after.teams) == len(formation.teams):
        proof = Proof.EVERY_TEAM if formation.proof is Proof.BEST else formation.proof
        after = replace(after, bound=max(after.quality, formation.bound), proof=proof)
    by_people = {frozenset(team.people): team for team in after.teams}
    changes = tuple(
        TeamChange(formation.teams[number], by_people.get(frozenset(teams[number])))
        for number in changed
    )
    cost = formation.quality - after.quality
    was = broken(problem, formation)
    newly = tuple(rule for rule in broken(problem, after) if rule not in was)
    return Rearrangement(after, cost, changes, newly)


def _team_of(formation: Formation, person: PersonId) -> int:
    for number, team in enumerate(formation.teams):
        if person in team.people:
            return number
    raise ValueError("in no team")
