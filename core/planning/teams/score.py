"""The score of teams: the one place that tells what a team is worth.

Everything is reckoned for rests, that is teams lacking one member, and who joins them: either
one given person each or, at once, everybody of the class. So a swap, a step of a search and a
whole team are all the same question.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.model.formation import WHOLE, Parts
from core.planning.teams.table import Bits, Flags, Numbers, Small, Table
from core.planning.teams.worth import REPEAT, Worth, worth_of

_T = TypeVar("_T", bound=np.generic)

Costs = NDArray[np.int32]

EVERYBODY = slice(None)
FORBIDDEN = 10**8
"""The cost of a team that breaks a rule; of all others (1000 - S)²."""


class Scorer:
    """Scores the teams of one class.

    Rests are arrays (rests, members each). Results are (rests, n), or (rests, 1) where
    `joining` names one person for each rest.
    """

    def __init__(self, table: Table, worth: Mapping[int, Worth] | None = None) -> None:
        self.table = table
        sizes = range(1, min(table.problem.most, table.size) + 1)
        self._worth = worth or {size: worth_of(table, size) for size in sizes}

    def among(self, people: Numbers) -> "Scorer":
        """Give the scorer of some of the class: still measured against the whole of it."""
        return Scorer(self.table.among(people), self._worth)

    def worth(self, size: int) -> Worth:
        """Give what a team of `size` gets for what it has; also of a size that breaks the rule."""
        known = self._worth.get(size)
        return worth_of(self.table, size) if known is None else known

    def costs(self, rests: Numbers, joining: Numbers | slice = EVERYBODY) -> Costs:
        """Give what each rest costs with who joins; `FORBIDDEN` where they must not."""
        *got, lost = self.points(rests, joining)
        points = reduce(np.add, got) - lost
        lacking = WHOLE - np.maximum(points, 0).astype(np.int32)
        costs = lacking * lacking
        costs[_any(self.table.apart, rests, joining)] = FORBIDDEN
        return costs

    def team_costs(self, teams: Numbers) -> Costs:
        """Give the costs, (teams,), of whole teams, (teams, members each)."""
        costs = self.costs(teams[:, :-1], teams[:, -1])[:, 0]
        costs[~self.lawful(teams)] = FORBIDDEN
        return costs

    def lawful(self, teams: Numbers) -> Flags:
        """Tell which teams, or rests, hold nobody together who is kept apart."""
        lawful = np.ones(len(teams), np.bool_)
        for one, other in combinations(teams.T, 2):
            lawful &= ~self.table.apart[one, other]
        return lawful

    def parts(self, team: Sequence[int]) -> Parts:
        """Give the points of one team."""
        people = np.array(team, np.int64)[None, :]
        return Parts(*(int(part[0, 0]) for part in self.points(people[:, :-1], people[:, -1])))

    def points(self, rests: Numbers, joining: Numbers | slice = EVERYBODY) -> tuple[Small, ...]:
        """Give the points in the order of `Parts`."""
        table, worth = self.table, self.worth(rests.shape[1] + 1)
        strengths = table.strengths[rests].sum(axis=1)[:, None] + _own(table.strengths, joining)
        skills = [
            np.bitwise_or.reduce(word[rests], axis=1)[:, None] | _own(word, joining)
            for word in table.skills
        ]
        return (
            worth.roles[self._fit(rests, joining)],
            worth.skills[_count(skills, strengths)],
            self._hours(worth, rests, joining),
            worth.balance[strengths],
            worth.wishes[self._content(rests, joining)],
            self._mixing(worth, rests, joining),
            self._repeats(rests, joining),
        )

    def _fit(self, rests: Numbers, joining: Numbers | slice) -> Small:
        """Give the best matching of members to roles: the rest's with each role left free."""
        fits = self.table.fits
        best = np.zeros((len(rests), 1 << fits.shape[1]), np.int16)
        for member in rests.T:
            best = _with_member(best, fits[member])
        total = best[:, -1, None] + np.zeros_like(_own(self.table.marked, joining), np.int16)
        for role, own in enumerate(fits.T):
            without = best[:, best.shape[1] - 1 - (1 << role), None]
            total = np.maximum(total, without + _own(own, joining))
        return total

    def _hours(self, worth: Worth, rests: Numbers, joining: Numbers | slice) -> Small:
        table = self.table
        common = [
            np.bitwise_and.reduce(word[rests], axis=1)[:, None] & _own(word, joining)
            for word in table.free
        ]
        told = np.any(table.told[rests], axis=1, keepdims=True) | _own(table.told, joining)
        return worth.hours[_count(common, told)] * told

    def _content(self, rests: Numbers, joining: Numbers | slice) -> NDArray[np.int8]:
        """Give how many asked for nobody or got somebody they asked for."""
        asks, easy = self.table.asks, self.table.easy
        total = (_own(easy, joining) | _any(asks.T, rests, joining)).astype(np.int8)
        for place, member in enumerate(rests.T):
            others = np.delete(rests, place, axis=1)
            already = easy[member] | asks[member[:, None], others].any(axis=1)
            total += already[:, None] | _paired(asks, member, joining)
        return total

    def _mixing(self, worth: Worth, rests: Numbers, joining: Numbers | slice) -> Small:
        marked = self.table.marked.astype(np.int16)
        alone = marked[rests].sum(axis=1)[:, None] + _own(marked, joining) == 1
        return np.where(alone, 0, worth.mixing).astype(np.int16)

    def _repeats(self, rests: Numbers, joining: Numbers | slice) -> Small:
        met = self.table.met
        within = np.zeros(len(rests), np.int16)
        for one, other in combinations(rests.T, 2):
            within += met[one, other]
        total = within[:, None] + np.zeros_like(_own(met[0], joining), np.int16)
        for member in rests.T:
            total += _paired(met, member, joining)
        return (total * REPEAT).astype(np.int16)


def _own(values: NDArray[_T], joining: Numbers | slice) -> NDArray[_T]:
    """Give what joins: a row of everybody, or a column of those given."""
    return values[None, joining] if isinstance(joining, slice) else values[joining, None]


def _paired(pairs: Flags, members: Numbers, joining: Numbers | slice) -> Flags:
    """Tell for each of `members` whether they are paired with who joins."""
    paired = pairs[members, joining]
    return paired if isinstance(joining, slice) else paired[:, None]


def _any(pairs: Flags, rests: Numbers, joining: Numbers | slice) -> Flags:
    """Tell whether anybody of a rest is paired with who joins."""
    nobody = np.zeros_like(_own(pairs[0], joining)) & np.zeros((len(rests), 1), np.bool_)
    return reduce(np.logical_or, (_paired(pairs, member, joining) for member in rests.T), nobody)


def _with_member(best: Small, fits: Small) -> Small:
    """Give the best fit by roles taken (bits) once a member with `fits` may take one."""
    more = best.copy()
    for role, own in enumerate(fits.T):
        taken = best.reshape(len(best), best.shape[1] >> (role + 1), 2, 1 << role)
        free = more.reshape(taken.shape)
        np.maximum(free[:, :, 1], taken[:, :, 0] + own[:, None, None], out=free[:, :, 1])
    return more


def _count(words: Sequence[Bits], like: NDArray[np.generic]) -> Small:
    """Count the bits of all words; 0 in the shape of `like` where there are no words."""
    total = np.zeros(like.shape, np.int16)
    for word in words:
        total += np.bitwise_count(word)
    return total
