"""Every team a small class could have, so that what is found can be proven."""

from collections.abc import Iterable
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from core.planning.teams.arrangement import Team
from core.planning.teams.master import Relaxation
from core.planning.teams.pricing import Offer
from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.table import Flags, Numbers

_MOST = 400_000
"""Teams looked at: about a third of a second, and 30 MB."""
_EACH = 4
_WORTH = -0.01


def is_small(people: int, least: int, most: int) -> bool:
    """Tell whether every team of a class can be looked at."""
    return sum(comb(people, size) for size in range(least, min(most, people) + 1)) <= _MOST


class EveryTeam:
    """All teams that keep the rules, with their costs."""

    def __init__(self, scorer: Scorer) -> None:
        self._people = scorer.table.size
        problem = scorer.table.problem
        sizes = range(problem.least, min(problem.most, self._people) + 1)
        self._lots = [_teams(scorer, size) for size in sizes]

    def price(self, relaxed: Relaxation) -> Offer:
        """Give the teams by which the relaxation gains most; none when it cannot gain."""
        best: list[tuple[float, Team, int]] = []
        for teams, costs in self._lots:
            gains = _gains(teams, costs, relaxed)
            rows = np.argsort(gains, kind="stable")[: _EACH * self._people]
            best.extend(
                (float(gains[row]), tuple(teams[row].tolist()), int(costs[row]))
                for row in rows
                if gains[row] < _WORTH
            )
        return [(team, cost) for _, team, cost in sorted(best)[: _EACH * self._people]]

    def least(self, relaxed: Relaxation, counts: Iterable[int]) -> dict[int, float]:
        """Give what so many teams of everybody cost at least, whatever the prices are."""
        gains = [_gains(*lot, relaxed).min(initial=0.0) for lot in self._lots]
        people, team = float(relaxed.people.sum()), relaxed.team + float(min(gains))
        return {count: people + count * team for count in counts}

    def within(self, relaxed: Relaxation, gap: float) -> dict[Team, int]:
        """Give all teams that solutions up to `gap` above the relaxation can have, likely first."""
        found: list[tuple[float, Team, int]] = []
        for teams, costs in self._lots:
            gains = _gains(teams, costs, relaxed)
            near = gains <= gap
            rows = zip(
                gains[near].tolist(), teams[near].tolist(), costs[near].tolist(), strict=True
            )
            found.extend((gain, tuple(team), cost) for gain, team, cost in rows)
        return {team: cost for _, team, cost in sorted(found)}


def _gains(teams: Numbers, costs: NDArray[np.int32], relaxed: Relaxation) -> NDArray[np.float64]:
    return costs - relaxed.people[teams].sum(axis=1) - relaxed.team


def _teams(scorer: Scorer, size: int) -> tuple[Numbers, NDArray[np.int32]]:
    """Give all teams of `size`: whoever comes after the last of every rest joins it."""
    people = scorer.table.size
    rests = np.array(list(combinations(range(people), size - 1)), np.int64)
    rests = rests[scorer.lawful(rests)]
    last = rests[:, -1] if size > 1 else np.full(1, -1)
    lots = [_joined(scorer, rests[last == one], one + 1) for one in range(-1, people - 1)]
    teams, costs = (np.concatenate(lot) for lot in zip(*lots, strict=True))
    whole = _keep_groups(scorer, teams)
    return teams[whole], costs[whole]


def _joined(scorer: Scorer, rests: Numbers, first: int) -> tuple[Numbers, NDArray[np.int32]]:
    costs = scorer.costs(rests, slice(first, scorer.table.size))
    rows, joining = np.nonzero(costs < FORBIDDEN)
    teams = np.concatenate([rests[rows], joining[:, None] + first], axis=1)
    return teams, costs[rows, joining]


def _keep_groups(scorer: Scorer, teams: Numbers) -> Flags:
    keep = np.ones(len(teams), np.bool_)
    for group in scorer.table.groups:
        there = np.isin(teams, group).sum(axis=1)
        keep &= (there == 0) | (there == len(group))
    return keep
