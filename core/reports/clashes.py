"""Rules of a class in words, and those that cannot be kept together in a few lines."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import comb

from core.model.formation import RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId
from core.planning.cliques import cliques

Say = Callable[..., str]
Names = Mapping[PersonId, str]

_LINES = 5
_PAIRS = (RuleKind.APART, RuleKind.EARLIER)


def rule_words(say: Say, problem: TeamProblem, rule: TeamRule, names: Names) -> str:
    """Say what a rule asks for."""
    people = [names.get(person, "?") for person in rule.people]
    alike = rule.kind is RuleKind.SIZES and problem.least == problem.most
    return say(
        "teams.rule.one_size" if alike else f"teams.rule.{rule.kind}",
        people=people, least=problem.least, most=problem.most, count=len(problem.members),
    )  # fmt: skip


def clash_lines(
    say: Say, problem: TeamProblem, rules: Sequence[TeamRule], names: Names
) -> list[str]:
    """Name rules that clash, people who all keep apart once; of many lines the first ones."""
    lines = [
        rule_words(say, problem, rule, names) for rule in rules if rule.kind not in _PAIRS
    ]  # fmt: skip
    lines += _apart(say, problem, [rule for rule in rules if rule.kind in _PAIRS], names)
    more = len(lines) - _LINES
    return [*lines[:_LINES], say("teams.clash_more", count=more)] if more > 0 else lines


def _apart(
    say: Say, problem: TeamProblem, pairs: Collection[TeamRule], names: Names
) -> Iterator[str]:
    """Name people who keep apart, the larger groups first."""
    people = sorted({person for rule in pairs for person in rule.people})
    most = problem.count or len(problem.members) // problem.least
    if len({rule.people for rule in pairs}) == comb(len(people), 2) and len(people) > most:
        kinds = {rule.kind for rule in pairs}
        kind = RuleKind.EARLIER if kinds == {RuleKind.EARLIER} else RuleKind.APART
        yield say(f"teams.crowded.{kind}", people=[names.get(one, "?") for one in people],
                  count=len(people), most=most)  # fmt: skip
        return
    for kind in _PAIRS:
        groups = cliques([_pair(rule) for rule in pairs if rule.kind is kind])
        for group in sorted(groups, key=lambda group: (-len(group), group)):
            members = tuple(PersonId(one) for one in sorted(group))
            yield rule_words(say, problem, TeamRule(kind, members), names)


def _pair(rule: TeamRule) -> tuple[int, int]:
    one, other = rule.people
    return one, other
