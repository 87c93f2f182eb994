"""A class in teams, and all that a swap or a move of one person would change, kept up to date."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.table import Numbers

Team = tuple[int, ...]
"""People by index, in rising order."""

_WIDE = 10
"""So many times, first of all, swaps are made at once wherever they do not touch."""


class Arrangement:
    """Teams that keep the rules, and stay so. People of a group stay where they are."""

    def __init__(self, scorer: Scorer, teams: Iterable[Iterable[int]]) -> None:
        self._scorer = scorer
        people, problem = scorer.table.size, scorer.table.problem
        self._least, self._most = problem.least, problem.most
        self._fixed = np.array([one for group in scorer.table.groups for one in group], np.int64)
        self.teams: list[Team] = [tuple(sorted(team)) for team in teams]
        self._team_of = np.zeros(people, np.int64)
        self.costs = np.zeros(len(self.teams), np.int64)
        self._in_place_of = np.full((people, people), FORBIDDEN, np.int64)
        """The cost of one's team with another in one's place, (one, another)."""
        self._without = np.full(people, FORBIDDEN, np.int64)
        self._with = np.full((len(self.teams), people), FORBIDDEN, np.int64)
        self._update(range(len(self.teams)))

    @property
    def total(self) -> int:
        """The cost of all teams."""
        return int(self.costs.sum())

    def columns(self) -> Iterable[tuple[Team, int]]:
        """Give every team and its cost."""
        return zip(self.teams, (int(cost) for cost in self.costs), strict=True)

    def descend(self, stopped: Callable[[], bool]) -> None:
        """Swap and move as long as that makes the total smaller."""
        for _ in range(_WIDE):
            if not self._swap_widely() or stopped():
                break
        while self._step() and not stopped():
            pass

    def change(self, one: int, other: int) -> int:
        """Give what swapping two people would change; above `FORBIDDEN` / 2: they must not."""
        before = self.costs[self._team_of[one]] + self.costs[self._team_of[other]]
        return int(self._in_place_of[one, other] + self._in_place_of[other, one] - before)

    def exchange(self, one: int, other: int) -> None:
        """Swap two people of different teams."""
        self._update(self._swap(one, other))

    def _step(self) -> bool:
        """Make the best swap or move; tell whether there was one."""
        swaps, moves = self.swaps(), self._moves()
        swap, move = int(swaps.argmin()), int(moves.argmin())
        if min(swaps.flat[swap], moves.flat[move]) >= 0:
            return False
        if swaps.flat[swap] <= moves.flat[move]:
            changed = self._swap(*divmod(swap, len(self._team_of)))
        else:
            changed = self._move(*divmod(move, len(self.teams)))
        self._update(changed)
        return True

    def _swap_widely(self) -> bool:
        """Make all good swaps that do not touch each other, the best ones first."""
        swaps = np.triu(self.swaps())
        good = np.flatnonzero(swaps < 0)
        good = good[np.argsort(swaps.flat[good], kind="stable")]
        changed: set[int] = set()
        for swap in good[: 4 * len(swaps)]:
            one, other = divmod(int(swap), len(swaps))
            teams = {int(self._team_of[one]), int(self._team_of[other])}
            if changed.isdisjoint(teams):
                changed.update(self._swap(one, other))
        self._update(sorted(changed))
        return bool(changed)

    def swaps(self) -> Numbers:
        """Give what swapping two people would change, (n, n); above `FORBIDDEN` / 2: not at all."""
        own = self.costs[self._team_of]
        return self._in_place_of + self._in_place_of.T - own[:, None] - own[None, :]

    def _moves(self) -> Numbers:
        """Give what moving a person, (n, teams), would change."""
        before = self.costs[self._team_of][:, None] + self.costs[None, :]
        return self._without[:, None] + self._with.T - before

    def _swap(self, one: int, other: int) -> tuple[int, int]:
        here, there = int(self._team_of[one]), int(self._team_of[other])
        self._replace(here, {one}, {other})
        self._replace(there, {other}, {one})
        return here, there

    def _move(self, one: int, there: int) -> tuple[int, int]:
        here = int(self._team_of[one])
        self._replace(here, {one}, set())
        self._replace(there, set(), {one})
        return here, there

    def _replace(self, team: int, leaving: set[int], joining: set[int]) -> None:
        self.teams[team] = tuple(sorted({*self.teams[team]} - leaving | joining))

    def _update(self, changed: Sequence[int]) -> None:
        sizes: defaultdict[int, list[int]] = defaultdict(list)
        for team in changed:
            sizes[len(self.teams[team])].append(team)
        for numbers in sizes.values():
            self._update_alike(np.array(numbers), np.array([self.teams[one] for one in numbers]))

    def _update_alike(self, numbers: Numbers, teams: Numbers) -> None:
        """Reckon anew for teams of one size."""
        size = teams.shape[1]
        people, rests = teams.reshape(-1), rests_of(teams)
        costs = self._scorer.costs(rests).astype(np.int64)
        self._team_of[teams] = numbers[:, None]
        self.costs[numbers] = costs[np.arange(0, len(people), size), people[::size]]
        costs[:, self._fixed] = FORBIDDEN
        self._in_place_of[people] = costs
        self._in_place_of[self._fixed] = FORBIDDEN
        if self._least < self._most:
            large, small = size > self._least, size < self._most
            self._without[people] = self._scorer.team_costs(rests) if large else FORBIDDEN
            self._without[self._fixed] = FORBIDDEN
            self._with[numbers] = self._scorer.costs(teams) if small else FORBIDDEN


def rests_of(teams: NDArray[np.int64]) -> Numbers:
    """Give each team without each of its members, in turn, (teams · members, members - 1)."""
    size = teams.shape[1]
    others = [[other for other in range(size) if other != one] for one in range(size)]
    places = np.array(others, np.int64).reshape(size, size - 1)
    return teams[:, places].reshape(len(teams) * size, size - 1)
