"""The rules that are never broken: whether they can be kept, and if not, which ones clash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar

from core.errors import Refused, Unavailable
from core.model.formation import RuleKind, TeamProblem, TeamRule
from core.planning.teams.table import indexed, merged, pairs_of

_EFFORT = 4.0
"""The most work spent on one question, in the solver's own measure."""

Teams = list[list[int]]


@dataclass(frozen=True, slots=True)
class _Units:
    """People who move as one, of those the rules speak of, and which of them never meet."""

    people: tuple[tuple[int, ...], ...]
    apart: frozenset[tuple[int, int]]


def rules_of(problem: TeamProblem) -> tuple[TeamRule, ...]:
    """Give the rules of a class, without what they say about people who are not members."""
    index = indexed(problem)
    groups = [tuple(sorted(group & index.keys())) for group in problem.together]
    never = [(RuleKind.APART, problem.apart)]
    if not problem.may_repeat:
        never.append((RuleKind.EARLIER, problem.earlier))
    rules = [TeamRule(RuleKind.SIZES)]
    rules += [TeamRule(RuleKind.TOGETHER, group) for group in groups if len(group) > 1]
    rules += [
        TeamRule(kind, (one, other) if one < other else (other, one))
        for kind, pairs in never
        for one, other in pairs
        if one != other and {one, other} <= index.keys()
    ]
    return tuple(dict.fromkeys(rules))


def counts_of(problem: TeamProblem) -> list[int]:
    """Give the numbers of teams the sizes allow, the middle ones first."""
    people = len(problem.members)
    counts = range(-(-people // problem.most), people // problem.least + 1)
    if problem.count is not None:
        return [count for count in counts if count == problem.count and count > 0]
    middle = (counts.start + counts.stop - 1) / 2
    return sorted((one for one in counts if one > 0), key=lambda one: (abs(one - middle), one))


def refuse_impossible(problem: TeamProblem) -> None:
    """Refuse rules nobody can keep.

    Raises:
        Refused: `teams.impossible`, with `rules`: a smallest set of them that clash. Without
            any one of these the others could be kept.
        Unavailable: it could not be told in time.
    """
    rules = list(rules_of(problem))
    if placed(problem, rules) is not None:
        return
    for rule in tuple(rules):
        fewer = [other for other in rules if other != rule]
        if not _can_be_kept(problem, fewer):
            rules = fewer
    raise Refused("teams.impossible", rules=tuple(rules))


def placed(
    problem: TeamProblem, rules: Sequence[TeamRule], counts: Iterable[int] | None = None
) -> Teams | None:
    """Give a team each for those the rules speak of, such that all others fit in too.

    `None`: there is no way. Without a rule of sizes, teams may be of any.

    Raises:
        Unavailable: the solver could not tell in the work it may spend.
    """
    units = _units(problem, rules)
    if units is None:
        return None
    if TeamRule(RuleKind.SIZES) not in rules:
        return [list(unit) for unit in units.people]
    for count in counts_of(problem) if counts is None else counts:
        teams = _placed(problem, units, count)
        if teams is not None:
            return teams
    return None


def _can_be_kept(problem: TeamProblem, rules: Sequence[TeamRule]) -> bool:
    try:
        return placed(problem, rules) is not None
    except Unavailable:
        return True


def _units(problem: TeamProblem, rules: Iterable[TeamRule]) -> _Units | None:
    """Give the units; `None` where two people are both together and apart."""
    index = indexed(problem)
    rules = tuple(rules)
    together = [rule.people for rule in rules if rule.kind is RuleKind.TOGETHER]
    never = [rule.people for rule in rules if rule.kind in {RuleKind.APART, RuleKind.EARLIER}]
    pairs = pairs_of(((one, other) for one, other in never), index)
    groups = merged(together, index)
    grouped = {person for group in groups for person in group}
    alone = sorted({person for pair in pairs for person in pair} - grouped)
    people = (*groups, *((person,) for person in alone))
    unit_of = {person: number for number, unit in enumerate(people) for person in unit}
    apart = {(unit_of[one], unit_of[other]) for one, other in pairs}
    if any(one == other for one, other in apart):
        return None
    return _Units(people, frozenset((min(pair), max(pair)) for pair in apart))


def _placed(problem: TeamProblem, units: _Units, count: int) -> Teams | None:
    clique = _clique(units)
    if len(clique) > count:
        return None
    model = CpModel()
    takes = [[model.new_bool_var("") for _ in range(count)] for _ in units.people]
    for row in takes:
        model.add_exactly_one(row)
    for one, other in sorted(units.apart):
        for first, second in zip(takes[one], takes[other], strict=True):
            model.add_at_most_one(first, second)
    for team, unit in enumerate(clique):
        model.add(takes[unit][team] == 1)
    _add_sizes(model, problem, units, takes)
    return _solved(model, units, takes, count)


def _add_sizes(
    model: CpModel, problem: TeamProblem, units: _Units, takes: Sequence[Sequence[IntVar]]
) -> None:
    """Let no team be too large, and leave enough others to fill those that are too small."""
    others = len(problem.members) - sum(len(unit) for unit in units.people)
    lacks: list[IntVar] = []
    for team in zip(*takes, strict=True):
        load = sum(len(unit) * take for unit, take in zip(units.people, team, strict=True))
        lacking = model.new_int_var(0, problem.least, "")
        model.add(load <= problem.most)
        model.add(lacking >= problem.least - load)
        lacks.append(lacking)
    if lacks:
        model.add(sum(lacks) <= others)


def _solved(
    model: CpModel, units: _Units, takes: Sequence[Sequence[IntVar]], count: int
) -> Teams | None:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = _EFFORT
    status = solver.solve(model)
    if status == INFEASIBLE:
        return None
    if status not in {OPTIMAL, FEASIBLE}:
        raise Unavailable("teams", "rules undecided")
    teams: Teams = [[] for _ in range(count)]
    for unit, row in zip(units.people, takes, strict=True):
        team = next(number for number, take in enumerate(row) if solver.boolean_value(take))
        teams[team].extend(unit)
    return teams


def _clique(units: _Units) -> list[int]:
    """Give units that all keep apart: each is in a team of its own, so any team will do."""
    met: dict[int, set[int]] = {}
    for one, other in units.apart:
        met.setdefault(one, set()).add(other)
        met.setdefault(other, set()).add(one)
    clique: list[int] = []
    for unit in sorted(met, key=lambda unit: (-len(met[unit]), unit)):
        if met[unit].issuperset(clique):
            clique.append(unit)
    return clique
