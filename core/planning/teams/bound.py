"""What a class has to give at most, part by part: a bound on the quality of any teams.

The quality is at most the mean score, and the mean score at most the sum of what the whole
class can get for each part on its own.
"""

import numpy as np

from core.model.formation import WHOLE
from core.planning.teams.score import Scorer
from core.planning.teams.table import Numbers, Table


def supply(scorer: Scorer, count: int) -> float:
    """Give a quality that no `count` teams exceed."""
    table = scorer.table
    weights = table.problem.weights
    got = (
        _roles(scorer, count),
        weights.skills * _skills(table, count),
        _hours(scorer, count),
        count * weights.balance,
        weights.wishes * (count - _discontent(table) / table.problem.most),
        count * weights.mixing,
    )
    return min(float(WHOLE), sum(got) / count)


def _roles(scorer: Scorer, count: int) -> float:
    """Give the most for roles: everybody takes one role, every role is taken once a team."""
    problem, fits = scorer.table.problem, scorer.table.fits.astype(np.int64)
    importances = sorted((need.importance for need in problem.roles), reverse=True)
    whole = 3 * sum(importances[: problem.least])
    if whole == 0:
        return count * problem.weights.roles
    by_role = np.sort(fits, axis=0)[::-1][:count].sum()
    by_person = fits.max(axis=1).sum()
    return problem.weights.roles * min(count, int(min(by_role, by_person)) / whole)


def _skills(table: Table, count: int) -> float:
    """Give for how many teams' worth of skills there are people."""
    steps = 2 * len(table.problem.skills)
    if steps == 0:
        return count
    flags = np.unpackbits(np.ascontiguousarray(table.skills.T).view(np.uint8), axis=1)
    return float(np.minimum(flags.sum(axis=0), count).sum()) / steps


def _hours(scorer: Scorer, count: int) -> int:
    """Give the most for common hours: nobody has more with a team than with its best members.

    The teams with the most hours hold `least` people each that can have as many.
    """
    table = scorer.table
    best = np.sort(_with_teams(table))[::-1]
    points = scorer.worth(table.problem.least).hours[best].astype(np.int64)
    last = np.arange(1, count + 1) * table.problem.least - 1
    return int(points[last].sum())


def _with_teams(table: Table) -> Numbers:
    """Give how many common slots everybody's team has at most."""
    overlap = np.zeros((table.size, table.size), np.int64)
    for word in table.free:
        overlap += np.bitwise_count(word[:, None] & word[None, :])
    own = np.diagonal(overlap).copy()
    overlap[table.apart] = 0
    others = table.problem.least - 1
    if others == 0:
        return own
    return np.sort(overlap, axis=1)[:, -others]


def _discontent(table: Table) -> int:
    """Count who cannot get anybody they asked for."""
    return int((~table.easy & ~(table.asks & ~table.apart).any(axis=1)).sum())
