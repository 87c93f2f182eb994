"""The whole class as one model for CP-SAT: who is in which team, and what every team gets."""

from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar

from core.planning.teams.arrangement import Team
from core.planning.teams.score import Scorer
from core.planning.teams.worth import Worth

_FINE = 1000


class _Model:
    """One model; the sizes of the teams are fixed and as even as they can be."""

    def __init__(self, scorer: Scorer, count: int) -> None:
        self.model: Any = CpModel()  # its operators are untyped
        self._table = scorer.table
        self._scorer = scorer
        people = range(scorer.table.size)
        self._sizes = [len(people) // count + (one < len(people) % count) for one in range(count)]
        self.takes: list[list[Any]] = [
            [self.model.new_bool_var("") for _ in range(count)] for _ in people
        ]
        for row in self.takes:
            self.model.add_exactly_one(row)
        self._add_rules()
        costs = [self._cost(team) for team in range(count)]
        self.model.minimize(sum(costs))

    def _add_rules(self) -> None:
        table, model = self._table, self.model
        for team, size in enumerate(self._sizes):
            model.add(sum(row[team] for row in self.takes) == size)
        for group in table.groups:
            for other in group[1:]:
                for one, two in zip(self.takes[group[0]], self.takes[other], strict=True):
                    model.add(one == two)
        for one in range(table.size):
            for other in range(one):
                if table.apart[one, other]:
                    for first, second in zip(self.takes[one], self.takes[other], strict=True):
                        model.add_at_most_one(first, second)

    def _cost(self, team: int) -> IntVar:
        size = self._sizes[team]
        worth = self._scorer.worth(size)
        points = (
            self._roles(team, worth)
            + self._skills(team, worth)
            + self._hours(team, worth)
            + self._balance(team, size, worth)
            + self._wishes(team, size, worth)
            + self._mixing(team, worth)
        )
        lacking = self.model.new_int_var(0, 1000, "")
        cost = self.model.new_int_var(0, 1_000_000, "")
        self.model.add(lacking * _FINE >= 1000 * _FINE - points + self._repeats(team) * _FINE)
        self.model.add_multiplication_equality(cost, [lacking, lacking])
        return cost

    def _flag(self) -> IntVar:
        return self.model.new_bool_var("")

    def _roles(self, team: int, worth: Worth) -> Any:
        fits, got = self._table.fits, list[Any]()
        taken: list[list[IntVar]] = [[] for _ in range(fits.shape[1])]
        for person, row in enumerate(self.takes):
            own: list[IntVar] = []
            for role, fit in enumerate(fits[person].tolist()):
                if fit:
                    fills = self._flag()
                    own.append(fills)
                    taken[role].append(fills)
                    got.append(fit * fills)
            self.model.add(sum(own) <= row[team])
        for fillers in taken:
            self.model.add_at_most_one(fillers)
        return sum(got) * (_FINE * int(worth.roles[-1]) // max(1, len(worth.roles) - 1))

    def _skills(self, team: int, worth: Worth) -> Any:
        bits = len(worth.skills) - 1
        got: list[Any] = []
        for bit in range(bits):
            covered = self._flag()
            able = [
                row[team]
                for person, row in enumerate(self.takes)
                if int(self._table.skills[bit // 64, person]) >> bit % 64 & 1
            ]
            self.model.add(sum(able) >= covered)
            got.append(covered)
        return sum(got) * (_FINE * int(worth.skills[-1]) // max(1, bits))

    def _hours(self, team: int, worth: Worth) -> Any:
        common: list[IntVar] = []
        for slot in range(64 * len(self._table.free)):
            busy = [
                row[team]
                for person, row in enumerate(self.takes)
                if not int(self._table.free[slot // 64, person]) >> slot % 64 & 1
            ]
            if len(busy) < len(self.takes):
                free = self._flag()
                self.model.add(sum(busy) == 0).only_enforce_if(free)
                common.append(free)
        steps = [int(points) for points in worth.hours[:9]]
        levels = [self._flag() for _ in steps[1:]]
        for level, other in pairwise(levels):
            self.model.add_implication(other, level)
        self.model.add(sum(levels) <= sum(common))
        gains = [after - before for before, after in pairwise(steps)]
        return sum(gain * level for gain, level in zip(gains, levels, strict=True)) * _FINE

    def _balance(self, team: int, size: int, worth: Worth) -> Any:
        members = self._table.problem.members
        strengths = [int(own) for own in self._table.strengths]
        known = [own for own, one in zip(strengths, members, strict=True) if one.known]
        people, total = len(known), sum(known)
        spread = sum((people * own - total) ** 2 for own in known)
        most = int(worth.balance.max())
        rate = int(_FINE * most * sqrt(people / spread) / size) if spread else 0
        off = self.model.new_int_var(
            0, people * size * max(strengths, default=0) + total * size, ""
        )
        own = sum(row[team] * strength for row, strength in zip(self.takes, strengths, strict=True))
        self.model.add(off >= people * own - size * total)
        self.model.add(off >= size * total - people * own)
        lost = self.model.new_int_var(0, most * _FINE, "")
        missed = self._flag()
        self.model.add(lost >= off * rate).only_enforce_if(~missed)
        self.model.add(lost == most * _FINE).only_enforce_if(missed)
        return most * _FINE - lost

    def _wishes(self, team: int, size: int, worth: Worth) -> Any:
        content: list[IntVar] = []
        for person, row in enumerate(self.takes):
            if self._table.easy[person]:
                content.append(row[team])
                continue
            happy = self._flag()
            asked = [self.takes[other][team] for other in np.flatnonzero(self._table.asks[person])]
            self.model.add_implication(happy, row[team])
            self.model.add(sum(asked) >= happy)
            content.append(happy)
        return sum(content) * (_FINE * int(worth.wishes[-1]) // size)

    def _mixing(self, team: int, worth: Worth) -> Any:
        marked = sum(
            row[team] for person, row in enumerate(self.takes) if self._table.marked[person]
        )
        mixed, some = self._flag(), self._flag()
        self.model.add(marked >= 2 * some)
        self.model.add(marked <= len(self.takes) * some + (1 - mixed))
        return mixed * (worth.mixing * _FINE)

    def _repeats(self, team: int) -> Any:
        again: list[IntVar] = []
        met = self._table.met
        for one in range(self._table.size):
            for other in range(one):
                if met[one, other]:
                    both = self._flag()
                    self.model.add(both >= self.takes[one][team] + self.takes[other][team] - 1)
                    again.append(both)
        return 50 * sum(again)


def alone(scorer: Scorer, count: int, seconds: float) -> list[Team]:
    """Give the teams CP-SAT finds by itself; none where it finds none in time."""
    whole = _Model(scorer, count)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(whole.model) not in {OPTIMAL, FEASIBLE}:
        return []
    return [
        tuple(person for person, row in enumerate(whole.takes) if solver.boolean_value(row[team]))
        for team in range(count)
    ]
