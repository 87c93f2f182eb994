"""Rules that cannot all be kept are named, as few of them as clash."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from core.errors import Refused
from core.model.formation import Pair, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId
from core.planning.teams.clash import refuse_impossible
from core.planning.teams.rules import rules_of
from tests.team_problems import member, partitions, problems

SIZES = TeamRule(RuleKind.SIZES)


def school(people: int, least: int, most: int, **rules: object) -> TeamProblem:
    members = tuple(member(number + 1) for number in range(people))
    return replace(TeamProblem(members, least, most), **rules)  # type: ignore[arg-type]  # as named


def pair(one: int, other: int) -> Pair:
    return PersonId(one), PersonId(other)


def apart(one: int, other: int) -> TeamRule:
    return TeamRule(RuleKind.APART, pair(one, other))


def together(*people: int) -> TeamRule:
    return TeamRule(RuleKind.TOGETHER, tuple(PersonId(one) for one in people))


def group(*people: int) -> frozenset[PersonId]:
    return frozenset(PersonId(one) for one in people)


def clash(problem: TeamProblem) -> set[TeamRule]:
    with pytest.raises(Refused) as refused:
        refuse_impossible(problem)
    assert refused.value.key == "teams.impossible"
    assert refused.value.params["smallest"]
    rules = refused.value.params["rules"]
    assert isinstance(rules, tuple)
    return {*rules}


def keeps(problem: TeamProblem, teams: list[set[PersonId]], rules: set[TeamRule]) -> bool:
    for rule in rules:
        match rule.kind:
            case RuleKind.SIZES:
                kept = all(problem.least <= len(team) <= problem.most for team in teams)
            case RuleKind.TOGETHER:
                kept = any(team.issuperset(rule.people) for team in teams)
            case RuleKind.APART | RuleKind.EARLIER:
                kept = not any(team.issuperset(rule.people) for team in teams)
        if not kept:
            return False
    return True


def possible(problem: TeamProblem, rules: set[TeamRule]) -> bool:
    people = [one.person for one in problem.members]
    return any(keeps(problem, teams, rules) for teams in partitions(people))


@given(problems(6))
@settings(max_examples=80, deadline=None)
def test_a_refusal_names_rules_of_which_none_can_be_spared(problem: TeamProblem) -> None:
    rules = {*rules_of(problem)}
    if possible(problem, rules):
        refuse_impossible(problem)
        return
    clashing = clash(problem)
    assert clashing <= rules
    assert not possible(problem, clashing)
    assert all(possible(problem, clashing - {rule}) for rule in clashing)


def test_a_class_that_no_size_divides_is_refused_for_its_sizes() -> None:
    assert clash(school(7, 4, 5)) == {SIZES}
    assert clash(school(0, 1, 5)) == {SIZES}
    assert clash(school(20, 4, 5, count=3)) == {SIZES}


def test_people_both_together_and_apart_are_named_with_all_that_binds_them() -> None:
    groups = (group(1, 2), group(2, 3), group(5, 6))
    pairs = (pair(1, 3), pair(4, 5))
    assert clash(school(8, 4, 4, together=groups, apart=pairs)) == {
        together(1, 2),
        together(2, 3),
        apart(1, 3),
    }


def test_a_group_larger_than_a_team_is_refused_with_the_sizes() -> None:
    assert clash(school(12, 3, 4, together=(group(1, 2, 3), group(3, 4, 5)))) == {
        SIZES,
        together(1, 2, 3),
        together(3, 4, 5),
    }


def test_more_people_who_must_not_meet_than_teams_are_refused() -> None:
    pairs = tuple(pair(one, other) for one in range(1, 4) for other in range(one + 1, 5))
    clashing = clash(school(9, 3, 3, apart=(*pairs, pair(7, 8))))
    assert clashing == {SIZES, *(apart(*each) for each in pairs)}


def test_earlier_pairs_bind_only_where_nobody_may_meet_again() -> None:
    earlier = (pair(1, 2), pair(1, 3), pair(2, 3))
    refuse_impossible(school(4, 2, 2, earlier=earlier))
    clashing = clash(school(4, 2, 2, earlier=earlier, may_repeat=False))
    assert {rule.kind for rule in clashing} == {RuleKind.SIZES, RuleKind.EARLIER}


def test_rules_about_strangers_say_nothing() -> None:
    problem = school(4, 2, 2, apart=(pair(1, 99),), together=(group(2, 98),))
    assert rules_of(problem) == (SIZES,)
    refuse_impossible(problem)


@pytest.mark.parametrize(
    "changes",
    [{"least": 0}, {"least": 3}, {"members": (member(1), member(1))}],
)
def test_what_is_no_class_is_a_bug_of_the_caller(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"twice|size"):
        refuse_impossible(replace(school(4, 2, 2), **changes))
