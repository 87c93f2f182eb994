"""Teams keep every rule, place everybody once, and come out alike each time."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from benchmarks.classes import school_class
from core.errors import Refused
from core.model.formation import Formation, Headway, Proof, TeamProblem
from core.model.people import PersonId
from core.planning.teams.bound import supply
from core.planning.teams.check import broken, judged
from core.planning.teams.form import form
from core.planning.teams.score import Scorer
from core.planning.teams.table import tabulate
from tests.team_problems import partitions, problems


def people(formation: Formation) -> list[PersonId]:
    return sorted(person for team in formation.teams for person in team.people)


def best_quality(problem: TeamProblem, count: int) -> float:
    everybody = [member.person for member in problem.members]
    formations = (judged(problem, teams) for teams in partitions(everybody) if len(teams) == count)
    return max(one.quality for one in formations if not broken(problem, one))


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
    best = best_quality(problem, len(formation.teams))
    assert formation.quality <= best + 1e-9 <= formation.bound + 2e-6
    count = len(formation.teams)
    assert best <= supply(Scorer(tabulate(problem)), count) + 1e-9
    if formation.proof is Proof.BEST:
        assert formation.quality == pytest.approx(best)


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
