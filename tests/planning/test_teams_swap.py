"""What a swap costs is what the swapped teams are worth, scored anew."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.classes import school_class
from core.errors import Refused
from core.model.formation import Proof, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId
from core.planning.teams.check import broken, judged, rejudged
from core.planning.teams.form import form
from core.planning.teams.swap import moved, swapped
from tests.team_problems import member, problems

PAIR = (PersonId(1), PersonId(2))
FOUR = tuple(member(number) for number in range(1, 5))


@given(problems(12), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_swap_costs_what_scoring_anew_says(problem: TeamProblem, seed: int) -> None:
    chance = Random(seed)
    try:
        formation = form(problem)
    except Refused:
        return
    if len(formation.teams) == 1:
        return
    here, there = chance.sample(formation.teams, 2)
    one, other = chance.choice(here.people), chance.choice(there.people)
    change = swapped(problem, formation, one, other)
    teams = [{*team.people} ^ {one, other} for team in (here, there)]
    kept = [team.people for team in formation.teams if team not in (here, there)]
    expected = judged(problem, [*kept, *teams])
    assert change.formation.teams == expected.teams
    assert change.cost == pytest.approx(formation.quality - expected.quality)
    assert change.broken == broken(problem, expected)
    assert [set(each.after.people) for each in change.changes if each.after] == teams
    if not change.broken:
        assert change.formation.quality <= formation.bound + 1e-6


def test_no_swap_within_the_rules_makes_the_best_teams_better() -> None:
    problem = school_class(12)
    formation = form(problem)
    first, *others = formation.teams
    for other in (person for team in others for person in team.people):
        change = swapped(problem, formation, first.people[0], other)
        assert change.broken or change.cost >= 0


def test_a_swap_names_the_rules_it_breaks() -> None:
    problem = TeamProblem(FOUR, 2, 2, apart=(PAIR,))
    formation = judged(problem, [{PersonId(1), PersonId(3)}, {PersonId(2), PersonId(4)}])
    assert broken(problem, formation) == ()
    change = swapped(problem, formation, PersonId(2), PersonId(3))
    assert change.broken == (TeamRule(RuleKind.APART, PAIR),)


def test_a_swap_does_not_name_rules_that_were_broken_before() -> None:
    problem = TeamProblem(FOUR[:3], 2, 2, apart=(PAIR,))
    formation = judged(problem, [{PersonId(1), PersonId(2)}, {PersonId(3)}])
    assert len(broken(problem, formation)) == 2
    assert swapped(problem, formation, PersonId(1), PersonId(3)).broken == ()


def test_teams_are_scored_anew_in_their_order_whatever_their_sizes() -> None:
    problem = TeamProblem(FOUR[:3], 2, 2)
    teams = [(PersonId(2), PersonId(3)), (PersonId(1),)]
    now = judged(problem, teams)
    old = replace(now, teams=tuple(reversed(now.teams)), quality=0.0, proof=Proof.OUTDATED)
    again = rejudged(problem, old)
    assert [team.people for team in again.teams] == teams
    assert replace(again, teams=now.teams) == now


def test_a_move_changes_the_sizes() -> None:
    problem = TeamProblem(FOUR, 2, 2)
    formation = judged(problem, [{PersonId(1), PersonId(2)}, {PersonId(3), PersonId(4)}])
    change = moved(problem, formation, PersonId(1), 1)
    assert [len(team.people) for team in change.formation.teams] == [3, 1]
    assert change.broken == (TeamRule(RuleKind.SIZES),)


def test_a_team_nobody_is_left_of_is_gone() -> None:
    problem = TeamProblem(FOUR, 1, 3)
    formation = judged(problem, [{PersonId(1)}, {PersonId(2), PersonId(3)}, {PersonId(4)}])
    change = moved(problem, formation, PersonId(1), 2)
    assert len(change.formation.teams) == 2
    assert change.changes[0].after is None
    assert change.broken == ()


def test_people_of_one_team_cannot_swap() -> None:
    problem = TeamProblem(FOUR, 2, 2)
    formation = judged(problem, [{PersonId(1), PersonId(2)}, {PersonId(3), PersonId(4)}])
    with pytest.raises(ValueError, match="one team"):
        swapped(problem, formation, PersonId(1), PersonId(2))
    with pytest.raises(ValueError, match="already"):
        moved(problem, formation, PersonId(1), 0)
    with pytest.raises(ValueError, match="no team"):
        swapped(problem, formation, PersonId(1), PersonId(9))
