"""Why everybody is where they are: facts of the teams, and what would be lost otherwise."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import sqrt

import numpy as np

from core.model.formation import Formation, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId
from core.model.placements import (
    BestPlace,
    BringsSkill,
    Fact,
    NotAlone,
    Placement,
    RuleKept,
    SharesHours,
    Span,
    TakesRole,
    WishMet,
)
from core.planning.skills import could_take
from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.rules import rules_of
from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.table import SKILL_LEVELS, Table, indexed, tabulate

_DAY = 48


def placements(problem: TeamProblem, formation: Formation) -> tuple[Placement, ...]:
    """Give what is true of everybody in their team, in the order of the members."""
    return _Facts(problem, formation).placements()


class _Facts:
    """What the facts of one formation are drawn from."""

    def __init__(self, problem: TeamProblem, formation: Formation) -> None:
        index = indexed(problem)
        self._problem = problem
        self._table = tabulate(problem)
        self._teams: list[Team] = [
            tuple(sorted(index[person] for person in team.people)) for team in formation.teams
        ]
        self._team_of = {person: team for team in self._teams for person in team}
        self._roles = {
            person: role for team in self._teams for person, role in matching(self._table, team)
        }
        self._could = np.array(
            [[could_take(need, one) for need in problem.roles] for one in problem.members], np.bool_
        )
        self._arrangement = Arrangement(Scorer(self._table), self._teams)
        self._swaps = self._arrangement.swaps()
        self._rules = _by_person(rules_of(problem))

    def placements(self) -> tuple[Placement, ...]:
        """Give everybody's facts."""
        return tuple(
            Placement(member.person, tuple(self._facts(number)))
            for number, member in enumerate(self._problem.members)
        )

    def _facts(self, person: int) -> Iterable[Fact]:
        yield from self._kept(person)
        yield from self._role(person)
        yield from self._skills(person)
        yield from self._wish(person)
        yield from self._hours(person)
        yield from self._mark(person)
        yield from self._place(person)

    def _kept(self, person: int) -> Iterable[Fact]:
        members = self._problem.members
        team = {members[one].person for one in self._team_of[person]}
        for rule in self._rules.get(members[person].person, ()):
            together = team.issuperset(rule.people)
            if together == (rule.kind is RuleKind.TOGETHER):
                yield RuleKept(rule)

    def _role(self, person: int) -> Iterable[Fact]:
        if person not in self._roles:
            return
        number = self._roles[person]
        role, could = self._problem.roles[number].role, self._could[:, number]
        wanted = self._problem.members[person].roles[:2]
        yield TakesRole(
            role=role,
            choice=wanted.index(role) + 1 if role in wanted else 0,
            others=int(could[list(self._team_of[person])].sum()) - 1,
            in_class=int(could.sum()),
            teams=len(self._teams),
            spread=all(could[list(team)].sum() <= 1 for team in self._teams),
        )

    def _skills(self, person: int) -> Iterable[Fact]:
        """Give each skill once, at the highest level nobody else of the team has."""
        for number, skill in enumerate(self._problem.skills):
            for step in reversed(range(len(SKILL_LEVELS))):
                having = _having(self._table, 2 * number + step)
                if having[person] and having[list(self._team_of[person])].sum() == 1:
                    level, everywhere = SKILL_LEVELS[step], int(having.sum())
                    yield BringsSkill(skill, level, everywhere, len(self._teams))
                    break

    def _wish(self, person: int) -> Iterable[Fact]:
        met = [one for one in self._team_of[person] if self._table.asks[person, one]]
        if met:
            yield WishMet(tuple(self._problem.members[one].person for one in met))

    def _hours(self, person: int) -> Iterable[Fact]:
        team, members = self._team_of[person], self._problem.members
        known = [free for one in team if (free := members[one].free) is not None]
        if len(known) < min(2, len(team)) or members[person].free is None:
            return
        common = sorted(frozenset[int].intersection(*known))
        if common:
            yield SharesHours(len(common), tuple(_spans(common)), len(known), len(team))

    def _mark(self, person: int) -> Iterable[Fact]:
        marked = int(self._table.marked[list(self._team_of[person])].sum())
        if self._table.marked[person] and marked > 1:
            yield NotAlone(marked)

    def _place(self, person: int) -> Iterable[Fact]:
        others = [one for one in range(self._table.size) if one not in self._team_of[person]]
        changes = self._swaps[person, others]
        least = int(changes.min(initial=FORBIDDEN))
        if 0 <= least < FORBIDDEN // 2:
            total, count = self._arrangement.total, len(self._teams)
            yield BestPlace(sqrt((total + least) / count) - sqrt(total / count))


def matching(table: Table, team: Team) -> list[tuple[int, int]]:
    """Give who takes which role in a best matching, by index; only where somebody fits."""
    best: dict[int, tuple[int, list[tuple[int, int]]]] = {0: (0, [])}
    for person in team:
        more = dict(best)
        for taken, (worth, pairs) in best.items():
            for role, fit in enumerate(table.fits[person].tolist()):
                into = taken | 1 << role
                better = fit > 0 and worth + fit > more.get(into, (-1, []))[0]
                if not taken & 1 << role and better:
                    more[into] = (worth + fit, [*pairs, (person, role)])
        best = more
    return max(best.values(), key=lambda found: found[0])[1]


def _having(table: Table, bit: int) -> np.ndarray:
    return (table.skills[bit // 64] >> np.uint64(bit % 64)) & np.uint64(1) != 0


def _by_person(rules: Sequence[TeamRule]) -> dict[PersonId, list[TeamRule]]:
    people: dict[PersonId, list[TeamRule]] = {}
    for rule in rules:
        for person in rule.people:
            people.setdefault(person, []).append(rule)
    return people


def _spans(slots: Sequence[int]) -> Iterable[Span]:
    """Give the spans of slots in rising order; none goes past midnight."""
    for _, run in groupby(
        enumerate(slots), key=lambda numbered: (numbered[1] - numbered[0], numbered[1] // _DAY)
    ):
        own = [slot for _, slot in run]
        yield Span(own[0] // _DAY, own[0] % _DAY, own[-1] % _DAY)
