"""What a team gets for what it has, in whole points, as tables to look up."""

from dataclasses import dataclass
from math import isqrt

import numpy as np

from core.model.formation import Weights
from core.planning.teams.table import SKILL_LEVELS, Small, Table

REPEAT = 50
"""What a pair that meets again costs its team, where it may meet again."""
_HOURS = (0, 70, 110, 140, 165, 190, 212, 232, 250)
"""Of `_BEST_HOURS`, for so many common half hours; more are worth no more."""
_BEST_HOURS = 250
_BEST_FIT = 3


@dataclass(frozen=True, slots=True)
class Worth:
    """Points of a team of one size, each by what the team has of it.

    `balance` is by the sum of the members' strengths, `wishes` by how many are content.
    """

    roles: Small
    skills: Small
    hours: Small
    balance: Small
    wishes: Small
    mixing: int


def worth_of(table: Table, size: int) -> Worth:
    """Give what a team of `size` (at least 1) gets."""
    weights: Weights = table.problem.weights
    importances = sorted((need.importance for need in table.problem.roles), reverse=True)
    return Worth(
        roles=_share(weights.roles, _BEST_FIT * sum(importances[:size])),
        skills=_share(weights.skills, len(SKILL_LEVELS) * len(table.problem.skills)),
        hours=_hours(weights.hours, 64 * len(table.free)),
        balance=_balance(table, size, weights.balance),
        wishes=_share(weights.wishes, size),
        mixing=weights.mixing,
    )


def _share(weight: int, whole: int) -> Small:
    """Give the points for having 0 to `whole`; all of them where nothing is asked for."""
    if whole == 0:
        return np.array([weight], np.int16)
    return np.array([weight * have // whole for have in range(whole + 1)], np.int16)


def _hours(weight: int, slots: int) -> Small:
    points = [weight * points // _BEST_HOURS for points in _HOURS]
    return np.array(points + points[-1:] * (slots + 1 - len(points)), np.int16)


def _balance(table: Table, size: int, weight: int) -> Small:
    """Give the points by the sum of strengths: none where the mean is one deviation off.

    With n people of strength x, the sum of all X, and y = n·x - X, the team's mean is off by
    |Σy| ÷ √(n⁻¹·Σy²) ÷ size deviations, Σy² over the class: all in whole numbers.
    """
    strengths = [int(own) for own in table.strengths]
    known = [
        own for own, member in zip(strengths, table.problem.members, strict=True) if member.known
    ]
    people, total = len(known), sum(known)
    spread = sum((people * own - total) ** 2 for own in known)
    sums = range(size * max(strengths, default=0) + 1)
    if spread == 0:
        return np.full(len(sums), weight, np.int16)
    lost = [
        isqrt(weight**2 * (people * own - size * total) ** 2 * people // (size**2 * spread))
        for own in sums
    ]
    return np.array([max(0, weight - loss) for loss in lost], np.int16)
