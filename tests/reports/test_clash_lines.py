"""Rules that clash are named in a few lines, people who all keep apart once."""

from functools import partial
from itertools import combinations

from core.model.formation import RuleKind, TeamProblem, TeamRule
from core.model.people import Locale, PersonId
from core.phrasebook import load
from core.reports.clashes import clash_lines
from tests.team_problems import member

SIZES = TeamRule(RuleKind.SIZES)
NAMES = {PersonId(number): f"학생{number}" for number in range(1, 31)}
CLASS = TeamProblem(tuple(member(number) for number in range(1, 31)), 3, 5)


def lines(*rules: TeamRule) -> list[str]:
    return clash_lines(partial(load().say, Locale.KO), CLASS, rules, NAMES)


def rule(kind: RuleKind, *people: int) -> TeamRule:
    return TeamRule(kind, tuple(PersonId(one) for one in people))


def every_pair(kind: RuleKind, *people: int) -> list[TeamRule]:
    return [rule(kind, *pair) for pair in combinations(people, 2)]


def test_too_many_who_keep_apart_are_named_once_with_how_many_teams_there_can_be() -> None:
    sizes, crowd = lines(SIZES, *every_pair(RuleKind.APART, *range(1, 12)))
    assert sizes == "30명을 한 팀에 3~5명씩 나누기"
    assert crowd.startswith("학생1, 학생2, ")
    assert crowd.count("학생") == 11
    assert "모두 서로 떨어져야 하는데(11명) 팀은 10개까지만" in crowd


def test_earlier_teams_that_are_too_large_are_named_as_such() -> None:
    _, crowd = lines(SIZES, *every_pair(RuleKind.EARLIER, *range(1, 12)))
    assert "예전에 같은 팀이라 모두 서로 떨어져야" in crowd


def test_groups_that_keep_apart_are_a_line_each() -> None:
    pairs = [
        *every_pair(RuleKind.APART, 1, 2, 3),
        *every_pair(RuleKind.EARLIER, 3, 4, 5),
        rule(RuleKind.APART, 6, 7),
    ]
    assert lines(rule(RuleKind.TOGETHER, 1, 6), *pairs) == [
        "같은 팀: 학생1, 학생6",
        "다른 팀: 학생1, 학생2, 학생3",
        "다른 팀: 학생6, 학생7",
        "예전에 같은 팀이라 이번에는 다른 팀: 학생3, 학생4, 학생5",
    ]


def test_of_many_lines_the_first_ones_are_shown_with_how_many_there_are_besides() -> None:
    shown = lines(*(rule(RuleKind.APART, one, one + 15) for one in range(1, 13)))
    assert len(shown) == 6
    assert shown[-1] == "외 7개"
