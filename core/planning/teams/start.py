"""Teams to start from: any that keep the rules."""

from functools import partial

import numpy as np

from core.planning.teams.rules import Teams, placed, rules_of
from core.planning.teams.table import Table

_TRIES = 10


def start(table: Table, count: int, chance: np.random.Generator) -> Teams | None:
    """Give `count` teams of everybody that keep the rules; `None` where there are none.

    Raises:
        Unavailable: it could not be told in the work that may be spent.
    """
    for _ in range(_TRIES if all(map(partial(_can_meet, table), table.groups)) else 0):
        teams = _filled(table, [[] for _ in range(count)], chance)
        if teams is not None:
            return teams
    bound = placed(table.problem, rules_of(table.problem), [count])
    return None if bound is None else _filled(table, bound, chance)


def _can_meet(table: Table, group: tuple[int, ...]) -> bool:
    return bool((table.apart[np.ix_(group, group)].sum(axis=1) == 1).all())


def _filled(table: Table, teams: Teams, chance: np.random.Generator) -> Teams | None:
    """Place everybody who is nowhere yet, those with rules first, in the smallest team."""
    problem = table.problem
    teams = [list(team) for team in teams]
    there = {person for team in teams for person in team}
    grouped = {person for group in table.groups for person in group}
    singles = [(one,) for one in range(table.size) if one not in grouped]
    units: list[tuple[int, ...]] = [*table.groups, *singles]
    rules = table.apart.sum(axis=1) - 1
    order: list[int] = chance.permutation(len(units)).tolist()
    open_units = [units[one] for one in order if units[one][0] not in there]
    for unit in sorted(open_units, key=lambda unit: (-len(unit), -int(rules[list(unit)].sum()))):
        fitting = [
            team
            for team in teams
            if len(team) + len(unit) <= problem.most
            and not (rules[list(unit)].any() and table.apart[np.ix_(unit, team)].any())
        ]
        if not fitting:
            return None
        min(fitting, key=len).extend(unit)
    return teams if all(len(team) >= problem.least for team in teams) else None
