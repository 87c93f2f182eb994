"""The rules that are never broken, and whether they can be kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar

from core.errors import Unavailable
from core.model.formation import RuleKind, TeamProblem, TeamRule
from core.planning.cliques import cliques
from core.planning.teams.table import indexed, merged, pairs_of

_EFFORT = 4.0
"""The most work spent on one question, in the solver's own measure."""
_ASKING = 1e-5
"""What it counts for to tell the solver of one who may be in one team."""

Teams = list[list[int]]
Rules = tuple[TeamRule, ...]


@dataclass(slots=True)
class Work:
    """What may still be spent on questions."""

    left: float


@dataclass(frozen=True, slots=True)
class _Units:
    """People who move as one, of those the rules speak of, and groups of which no two meet."""

    people: tuple[tuple[int, ...], ...]
    cliques: tuple[tuple[int, ...], ...]


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


def fewest(problem: TeamProblem) -> int:
    """Give a number of teams that the rules need at least; one more than people if none will do."""
    units = _units(problem, rules_of(problem))
    return len(problem.members) + 1 if units is None else len(_largest(units))


def placed(
    problem: TeamProblem,
    rules: Sequence[TeamRule],
    counts: Iterable[int] | None = None,
    work: Work | None = None,
) -> Teams | None:
    """Give a team each for those the rules speak of, such that all others fit in too.

    `None`: there is no way. Without a rule of sizes, teams may be of any. What the solver does
    is taken from `work`.

    Raises:
        Unavailable: the solver could not tell in the work it may spend.
    """
    units = _units(problem, rules)
    if units is None:
        return None
    if TeamRule(RuleKind.SIZES) not in rules:
        return [list(unit) for unit in units.people]
    for count in counts_of(problem) if counts is None else counts:
        teams = _placed(problem, units, count, work or Work(_EFFORT))
        if teams is not None:
            return teams
    return None


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
    return _Units(people, cliques(apart))


def _placed(problem: TeamProblem, units: _Units, count: int, work: Work) -> Teams | None:
    largest = _largest(units)
    if len(largest) > count:
        return None
    work.left -= _ASKING * len(units.people) * count
    model = CpModel()
    takes = [[model.new_bool_var("") for _ in range(count)] for _ in units.people]
    for row in takes:
        model.add_exactly_one(row)
    for clique in units.cliques:
        for team in range(count):
            model.add_at_most_one(takes[unit][team] for unit in clique)
    for team, unit in enumerate(largest):
        model.add(takes[unit][team] == 1)
    _add_sizes(model, problem, units, takes)
    return _solved(model, units, takes, work)


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
    model: CpModel, units: _Units, takes: Sequence[Sequence[IntVar]], work: Work
) -> Teams | None:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = max(0.0, min(_EFFORT, work.left))
    status = solver.solve(model)
    work.left -= solver.response_proto.deterministic_time
    if status == INFEASIBLE:
        return None
    if status not in {OPTIMAL, FEASIBLE}:
        raise Unavailable("teams", "rules undecided")
    teams: Teams = [[] for _ in takes[0]] if takes else []
    for unit, row in zip(units.people, takes, strict=True):
        team = next(number for number, take in enumerate(row) if solver.boolean_value(take))
        teams[team].extend(unit)
    return teams


def _largest(units: _Units) -> tuple[int, ...]:
    """Give units that all keep apart: each is in a team of its own, so any team will do."""
    return max(units.cliques, key=len, default=())
