"""Scores teams as they stand and tells which rules they break, without asking the solver."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import sqrt

from core.model.formation import (
    WHOLE,
    Formation,
    FormedTeam,
    Parts,
    Proof,
    RuleKind,
    TeamProblem,
    TeamRule,
)
from core.model.people import PersonId
from core.planning.teams.bound import supply
from core.planning.teams.rules import rules_of
from core.planning.teams.score import Scorer
from core.planning.teams.table import indexed, tabulate


def judged(problem: TeamProblem, teams: Iterable[Iterable[PersonId]]) -> Formation:
    """Give these teams with their scores, whether or not they keep the rules.

    Raises:
        ValueError: somebody is in no team or in several, or is no member.
    """
    sorted_teams = sorted(tuple(sorted(team)) for team in teams)
    if sorted(person for team in sorted_teams for person in team) != sorted(indexed(problem)):
        raise ValueError("not everybody is in one team")
    # The bound is on teams of the sizes asked for: it has to hold for these teams as well.
    sizes = [len(team) for team in sorted_teams if team]
    least, most = min([problem.least, *sizes]), max([problem.most, *sizes])
    scorer = Scorer(tabulate(replace(problem, least=least, most=most)))
    formed = tuple(FormedTeam(team, _parts(scorer, team)) for team in sorted_teams if team)
    quality = quality_of([team.parts.points for team in formed])
    return Formation(formed, quality, max(quality, supply(scorer, len(formed))), Proof.SUPPLY)


def rejudged(problem: TeamProblem, formation: Formation) -> Formation:
    """Give the same teams, in their order, with the scores they have in this class.

    Raises:
        ValueError: as in `judged`.
    """
    now = judged(problem, [team.people for team in formation.teams])
    scored = {frozenset(team.people): team for team in now.teams}
    return replace(now, teams=tuple(scored[frozenset(team.people)] for team in formation.teams))


def quality_of(points: Sequence[int]) -> float:
    """Give the quality of teams with these scores."""
    return WHOLE - sqrt(sum((WHOLE - score) ** 2 for score in points) / len(points))


def broken(problem: TeamProblem, formation: Formation) -> tuple[TeamRule, ...]:
    """Name the rules a formation breaks; empty when it is sound."""
    team_of = {
        person: number for number, team in enumerate(formation.teams) for person in team.people
    }
    return tuple(
        rule for rule in rules_of(problem) if not _is_kept(rule, problem, formation, team_of)
    )


def _is_kept(
    rule: TeamRule, problem: TeamProblem, formation: Formation, team_of: dict[PersonId, int]
) -> bool:
    teams = {team_of[person] for person in rule.people}
    match rule.kind:
        case RuleKind.SIZES:
            counted = problem.count in (None, len(formation.teams))
            return counted and all(
                problem.least <= len(team.people) <= problem.most for team in formation.teams
            )
        case RuleKind.TOGETHER:
            return len(teams) == 1
        case RuleKind.APART | RuleKind.EARLIER:
            return len(teams) == len(rule.people)


def _parts(scorer: Scorer, team: Sequence[PersonId]) -> Parts:
    index = indexed(scorer.table.problem)
    return scorer.parts([index[person] for person in team])
