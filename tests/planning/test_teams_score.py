"""The score of a team, against a slow telling of the same rules."""

from dataclasses import astuple, replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.formation import RoleNeed, TeamProblem, Weights
from core.model.people import PersonId, Role, Skill
from core.planning.teams.arrangement import Arrangement
from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.table import tabulate
from tests.team_problems import member, problems, slow_points


def never() -> bool:
    return False


def points(problem: TeamProblem, *team: int) -> tuple[int, ...]:
    index = {one.person: number for number, one in enumerate(problem.members)}
    return astuple(Scorer(tabulate(problem)).parts([index[PersonId(one)] for one in team]))


@given(problems(8, ruled=False), st.data())
@settings(max_examples=100, deadline=None)
def test_every_part_is_what_the_rules_say(problem: TeamProblem, data: st.DataObject) -> None:
    people = [one.person for one in problem.members]
    most = min(problem.most, len(people))
    team = data.draw(st.lists(st.sampled_from(people), unique=True, min_size=1, max_size=most))
    assert points(problem, *team) == slow_points(problem, tuple(team))


@given(problems(9))
@settings(max_examples=40, deadline=None)
def test_who_joins_is_scored_alike_alone_and_among_everybody(problem: TeamProblem) -> None:
    scorer = Scorer(tabulate(problem))
    people = scorer.table.size
    size = min(problem.most, people) - 1
    rests = np.array([*combinations(range(people), size)], np.int64)
    rests = rests[scorer.lawful(rests)]
    together = scorer.costs(rests)
    for one in range(people):
        alone = scorer.costs(rests, np.full(len(rests), one))
        assert (together[:, one] == alone[:, 0]).all()


@given(problems(10, ruled=False))
@settings(max_examples=40, deadline=None)
def test_some_of_a_class_are_scored_as_in_the_whole_of_it(problem: TeamProblem) -> None:
    scorer = Scorer(tabulate(problem))
    people = np.arange(scorer.table.size)[::2]
    size = min(problem.most, len(people))
    some = scorer.among(people)
    teams = np.array([*combinations(range(len(people)), size)], np.int64)
    assert (some.team_costs(teams) == scorer.team_costs(people[teams])).all()


def test_a_role_goes_to_whom_it_fits_best() -> None:
    needs = (RoleNeed(Role.BACKEND, 3, "Python"), RoleNeed(Role.FRONTEND, 1, "React"))
    both = (Role.BACKEND, Role.FRONTEND)
    problem = TeamProblem(
        (member(1, roles=both), member(2, roles=both[:1]), member(3)), 2, 2, roles=needs
    )
    assert points(problem, 1, 2)[0] == 250 * (3 * 3 + 2) // 12
    assert points(problem, 1, 3)[0] == 250 * 9 // 12
    assert points(problem, 2, 3)[0] == 250 * 9 // 12


def test_somebody_able_fits_a_role_they_did_not_choose() -> None:
    need = (RoleNeed(Role.BACKEND, 1, "Python"),)
    members = (member(1, skills=(Skill("파이썬", 3),)), member(2, skills=(Skill("Python", 2),)))
    problem = TeamProblem(members, 1, 1, roles=need)
    assert points(problem, 1)[0] == 250 // 3
    assert points(problem, 2)[0] == 0


def test_hours_nobody_told_are_worth_nothing_and_narrow_nothing() -> None:
    problem = TeamProblem((member(1, free=frozenset({1, 2})), member(2), member(3)), 2, 2)
    assert points(problem, 1, 2)[2] == 110
    assert points(problem, 2, 3)[2] == 0


def test_a_pair_that_meets_again_costs_its_team() -> None:
    pair = (PersonId(1), PersonId(2))
    problem = TeamProblem((member(1), member(2), member(3)), 2, 2, earlier=(pair,))
    assert points(problem, 1, 2)[-1] == 50
    assert points(problem, 1, 3)[-1] == 0
    scorer = Scorer(tabulate(replace(problem, may_repeat=False)))
    assert scorer.team_costs(np.array([[0, 1], [0, 2]])).tolist()[0] == FORBIDDEN


def test_weights_are_settings_that_make_a_thousand() -> None:
    weights = Weights.of({"roles": 1, "skills": 1, "hours": 1})
    assert sum(astuple(weights)) == 1000
    assert (weights.balance, weights.wishes, weights.mixing) == (0, 0, 0)
    with pytest.raises(ValueError, match="shares"):
        Weights.of({"roles": 0})


@given(problems(12, ruled=False))
@settings(max_examples=30, deadline=None)
def test_no_swap_or_move_is_left_when_a_descent_ends(problem: TeamProblem) -> None:
    people = len(problem.members) // problem.least * problem.least
    problem = replace(problem, members=problem.members[:people])
    scorer = Scorer(tabulate(problem))
    order = range(people)
    begun = [order[first : first + problem.least] for first in range(0, people, problem.least)]
    arrangement = Arrangement(scorer, begun)
    before = arrangement.total
    arrangement.descend(never)
    assert arrangement.total <= before
    assert arrangement.swaps().min() >= 0
    assert arrangement.total == sum(
        (1000 - scorer.parts(team).points) ** 2 for team in arrangement.teams
    )
