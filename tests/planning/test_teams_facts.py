"""What people are told about their team is so."""

from dataclasses import replace

import pytest

from benchmarks.classes import school_class
from core.model.formation import Formation, RoleNeed, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId, Role, Skill
from core.model.placements import (
    BestPlace,
    BringsSkill,
    Fact,
    NotAlone,
    RuleKept,
    SharesHours,
    Span,
    TakesRole,
    WishMet,
)
from core.planning.skills import level
from core.planning.teams.check import judged
from core.planning.teams.facts import placements
from core.planning.teams.form import form
from core.planning.teams.swap import swapped
from tests.team_problems import member

CLASS = school_class(30)
"""It has pairs to be kept apart and wishes, but no groups."""


@pytest.fixture(scope="module")
def formation() -> Formation:
    return form(CLASS)


def facts(problem: TeamProblem, teams: list[set[int]], person: int) -> tuple[Fact, ...]:
    formed = judged(problem, [{PersonId(one) for one in team} for team in teams])
    return next(
        found.facts for found in placements(problem, formed) if found.person == PersonId(person)
    )


def test_everybody_is_told_something(formation: Formation) -> None:
    found = placements(CLASS, formation)
    assert [each.person for each in found] == [one.person for one in CLASS.members]
    assert all(each.facts for each in found)


def test_a_skill_somebody_brings_is_lost_without_them(formation: Formation) -> None:
    members = {one.person: one for one in CLASS.members}
    brought = 0
    for team in formation.teams:
        for placement in placements(CLASS, formation):
            if placement.person not in team.people:
                continue
            for fact in placement.facts:
                if isinstance(fact, BringsSkill):
                    having = [
                        one
                        for one in team.people
                        if level(fact.skill, members[one].skills) >= fact.level
                    ]
                    assert having == [placement.person]
                    brought += 1
    assert brought


def test_the_best_place_is_no_worse_than_any_swap(formation: Formation) -> None:
    for placement in placements(CLASS, formation)[:4]:
        places = [fact for fact in placement.facts if isinstance(fact, BestPlace)]
        own = next(team for team in formation.teams if placement.person in team.people)
        costs = [
            change.cost
            for team in formation.teams
            if team is not own
            for other in team.people
            if not (change := swapped(CLASS, formation, placement.person, other)).broken
        ]
        assert places[0].loss == pytest.approx(min(costs))


def test_the_roles_of_a_team_are_taken_by_whom_they_fit_best() -> None:
    needs = (RoleNeed(Role.BACKEND, 3, "Python"), RoleNeed(Role.FRONTEND, 1, "React"))
    problem = TeamProblem(
        (
            member(1, roles=(Role.BACKEND, Role.FRONTEND)),
            member(2, roles=(Role.BACKEND,)),
            member(3, skills=(Skill("React", 4),)),
            member(4),
        ),
        2,
        2,
        roles=needs,
    )
    teams = [{1, 2}, {3, 4}]
    assert TakesRole(Role.FRONTEND, 2, 0, 2, 2, spread=True) in facts(problem, teams, 1)
    assert TakesRole(Role.BACKEND, 1, 1, 2, 2, spread=False) in facts(problem, teams, 2)
    assert TakesRole(Role.FRONTEND, 0, 0, 2, 2, spread=True) in facts(problem, teams, 3)
    assert not any(isinstance(fact, TakesRole) for fact in facts(problem, teams, 4))


def test_common_hours_are_told_in_spans_of_days() -> None:
    evening, morning = frozenset({46, 47, 48, 49}), frozenset({47, 48, 60})
    people = (member(1, free=evening), member(2, free=morning), member(3), member(4))
    problem = TeamProblem(people, 2, 2)
    spans = (Span(0, 47, 47), Span(1, 0, 0))
    assert SharesHours(2, spans, 2, 2) in facts(problem, [{1, 2}, {3, 4}], 1)
    assert SharesHours(2, spans, 2, 4) in facts(problem, [{1, 2, 3, 4}], 2)
    assert not any(isinstance(fact, SharesHours) for fact in facts(problem, [{1, 3}, {2, 4}], 1))


def test_wishes_rules_and_marks_are_told_where_they_were_met() -> None:
    two, three = PersonId(2), PersonId(3)
    people = (
        member(1, wishes=frozenset({two}), marked=True),
        member(2, marked=True),
        member(3),
        member(4),
    )
    pair = (PersonId(1), two)
    problem = TeamProblem(people, 2, 2, together=(frozenset(pair),), apart=((PersonId(1), three),))
    found = facts(problem, [{1, 2}, {3, 4}], 1)
    assert WishMet((two,)) in found
    assert NotAlone(2) in found
    assert RuleKept(TeamRule(RuleKind.TOGETHER, pair)) in found
    assert RuleKept(TeamRule(RuleKind.APART, (PersonId(1), three))) in found
    loose = facts(replace(problem, together=()), [{1, 3}, {2, 4}], 1)
    kinds = (WishMet, NotAlone, RuleKept)
    assert not any(isinstance(fact, kinds) for fact in loose)
