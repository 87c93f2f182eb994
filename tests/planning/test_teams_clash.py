"""Naming the rules that clash takes no longer than it may, and says when it was cut short."""

from itertools import combinations
from typing import cast

import pytest

from core.errors import Refused
from core.model.formation import Pair, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId
from core.planning.teams.clash import WORK, refuse_impossible
from core.planning.teams.form import form
from core.planning.teams.rules import placed, rules_of
from tests.team_problems import member


def pairs(people: int) -> tuple[Pair, ...]:
    return tuple(combinations((PersonId(one) for one in range(1, people + 1)), 2))


def crowd(people: int, apart: int) -> TeamProblem:
    """Give a class in teams of 3 to 5 of which the first `apart` people all keep apart."""
    members = tuple(member(number + 1) for number in range(people))
    return TeamProblem(members, 3, 5, apart=pairs(apart))


def clash(problem: TeamProblem, asked: list[bool], most: int, work: float) -> Refused:
    """Give the refusal where `most` questions may be asked before it is stopped."""

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > most

    with pytest.raises(Refused) as refused:
        refuse_impossible(problem, stopped, work)
    return refused.value


def rules_in(refused: Refused) -> tuple[TeamRule, ...]:
    return cast("tuple[TeamRule, ...]", refused.params["rules"])


def still_clashes(problem: TeamProblem, refused: Refused) -> bool:
    rules = rules_in(refused)
    return {*rules} <= {*rules_of(problem)} and placed(problem, rules) is None


def test_of_many_who_keep_apart_as_many_are_named_as_are_too_many() -> None:
    asked: list[bool] = []
    problem = crowd(60, 60)
    refused = clash(problem, asked, 1000, WORK)
    assert refused.params["smallest"]
    rules = rules_in(refused)
    people = {person for rule in rules for person in rule.people}
    assert len(people) == 21
    assert len(rules) == 1 + 21 * 20 // 2
    assert len(asked) < 60


@pytest.mark.parametrize(("most", "work", "times"), [(3, WORK, 4), (1000, 0.0, 1)])
def test_a_search_for_fewer_rules_that_is_cut_short_says_so(
    most: int, work: float, times: int
) -> None:
    asked: list[bool] = []
    problem = crowd(40, 30)
    refused = clash(problem, asked, most, work)
    assert refused.params["smallest"] is False
    assert still_clashes(problem, refused)
    assert len(asked) == times


def test_one_pair_short_of_everybody_is_still_named_with_what_clashes() -> None:
    members = tuple(member(number + 1) for number in range(9))
    problem = TeamProblem(members, 3, 3, apart=(*pairs(5)[1:], (PersonId(8), PersonId(9))))
    refused = clash(problem, [], 1000, WORK)
    assert refused.params["smallest"]
    assert still_clashes(problem, refused)
    rules = rules_in(refused)
    for rule in rules:
        assert placed(problem, [other for other in rules if other != rule]) is not None


def test_a_search_for_teams_passes_on_that_it_is_stopped() -> None:
    with pytest.raises(Refused) as refused:
        form(crowd(40, 30), stopped=lambda: True)
    assert refused.value.params["smallest"] is False
    assert rules_in(refused.value)[0] == TeamRule(RuleKind.SIZES)
