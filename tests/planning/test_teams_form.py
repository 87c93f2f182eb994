"""Teams keep every rule, place everybody once, and come out alike each time."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings

from benchmarks.classes import school_class
from core.errors import Refused
from core.model.formation import Formation, Headway, Proof, RoleNeed, TeamProblem
from core.model.people import PersonId, Role
from core.planning.teams.bound import supply
from core.planning.teams.check import broken, judged
from core.planning.teams.form import form
from core.planning.teams.rules import counts_of
from core.planning.teams.score import Scorer
from core.planning.teams.table import tabulate
from tests.team_problems import member, partitions, problems


def people(formation: Formation) -> list[PersonId]:
    return sorted(person for team in formation.teams for person in team.people)


def best_qualities(problem: TeamProblem) -> dict[int, float]:
    """Give the best there is, by the number of teams."""
    best: dict[int, float] = {}
    for teams in partitions([one.person for one in problem.members]):
        if len(teams) in counts_of(problem) and not broken(
            problem, formed := judged(problem, teams)
        ):
            best[len(teams)] = max(formed.quality, best.get(len(teams), 0.0))
    return best


@given(problems(14))
@settings(max_examples=40, deadline=None)
def test_everybody_is_placed_once_and_every_rule_is_kept(problem: TeamProblem) -> None:
    try:
        formation = form(problem)
    except Refused:
        return
    assert people(formation) == sorted(member.person for member in problem.members)
    assert broken(problem, formation) == ()
    again = judged(problem, [team.people for team in formation.teams])
    assert again.teams == formation.teams
    assert again.quality == pytest.approx(formation.quality)
    assert formation.quality <= formation.bound <= 1000


def test_a_large_class_keeps_its_rules() -> None:
    problem = replace(school_class(40), may_repeat=False)
    formation = form(problem)
    assert people(formation) == sorted(member.person for member in problem.members)
    assert broken(problem, formation) == ()
    assert formation.quality > 700


@given(problems(6))
@settings(max_examples=25, deadline=None)
def test_what_is_proven_best_is_best(problem: TeamProblem) -> None:
    try:
        formation = form(problem)
    except Refused:
        return
    best, count = best_qualities(problem), len(formation.teams)
    assert formation.quality <= best[count] + 1e-9 <= formation.bound + 2e-6
    assert best[count] <= supply(Scorer(tabulate(problem)), count) + 1e-9
    if formation.proof is Proof.BEST:
        assert formation.quality == pytest.approx(max(best.values()))


def test_what_is_proven_best_is_best_of_every_number_of_teams() -> None:
    for seed in range(20):
        problem = small_class(seed)
        formation = form(problem)
        assert formation.proof is Proof.BEST
        others = [form(replace(problem, count=count)) for count in counts_of(problem)]
        assert formation.quality == max(other.quality for other in others)


def small_class(seed: int) -> TeamProblem:
    """Give a class whose best number of teams is not the likeliest one, for some seeds."""
    draw = Random(seed)
    roles = (Role.BACKEND, Role.FRONTEND, Role.DESIGN)
    members = tuple(
        member(
            number,
            roles=tuple(draw.sample([*Role][:4], draw.randint(0, 2))),
            free=frozenset(draw.sample(range(48), 8)) if draw.random() < 0.7 else None,
        )
        for number in range(1, draw.randint(6, 9) + 1)
    )
    return TeamProblem(members, 2, 4, roles=tuple(RoleNeed(role) for role in roles))


def test_thirty_people_are_split_as_well_as_can_be() -> None:
    formation = form(school_class(30))
    assert formation.proof is Proof.BEST
    assert formation.quality == formation.bound


def test_the_same_seed_gives_the_same_teams() -> None:
    problem = school_class(36)
    assert form(problem) == form(problem)


def test_a_number_of_teams_is_kept() -> None:
    assert len(form(school_class(12)).teams) == 3
    assert len(form(replace(school_class(30), count=6)).teams) == 6


def test_headway_never_turns_back() -> None:
    heard: list[Headway] = []
    formation = form(replace(school_class(36), count=8), heard.append)
    assert all(one.quality <= other.quality for one, other in pairwise(heard))
    assert all(headway.quality <= headway.bound for headway in heard)
    assert heard[-1].quality == formation.quality


def test_a_search_that_is_stopped_gives_the_best_teams_so_far() -> None:
    problem = school_class(120)
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 5

    formation = form(problem, stopped=stopped)
    assert formation.cut_short
    assert broken(problem, formation) == ()
    assert len(asked) < 40


def test_a_search_that_ends_by_itself_was_not_cut_short() -> None:
    assert not form(school_class(12)).cut_short
