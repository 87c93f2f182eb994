"""Which teams, in shares, cover everybody once at the least cost: the linear relaxation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp as lp  # pyright: ignore[reportMissingTypeStubs]

from core.planning.teams.arrangement import Team

Shares = NDArray[np.float64]

_NOTHING = 1e-6
_UNIT = 1000
"""The solver is more at ease with numbers not far from 1."""
_LEFT_OUT = 2_000_000
"""The cost of somebody in no team: more than the worst team costs."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The best shares of the teams so far, and what each person and a team is worth there."""

    cost: float
    count: float
    whole: bool
    """Whether the teams cover everybody; else some people are left out, as if at a high cost."""
    shares: Mapping[Team, float]
    people: Shares
    team: float
    """A team is worth adding when it costs less than its people and this together."""


class _Column(Protocol):
    def SetBounds(self, least: float, most: float) -> None: ...  # noqa: N802  # the vendor's name
    def solution_value(self) -> float: ...


class _Row(Protocol):
    def SetCoefficient(self, column: _Column, value: float) -> None: ...  # noqa: N802  # likewise
    def dual_value(self) -> float: ...


class Master:
    """The relaxation over teams that are added one by one; `fewest` to `most` teams in all."""

    def __init__(self, people: int, fewest: int, most: int) -> None:
        library = cast("Any", lp)
        self._solver = library.Solver.CreateSolver("GLOP")
        self._optimal: int = library.Solver.OPTIMAL
        self._afresh = library.MPSolverParameters()
        self._afresh.SetIntegerParam(
            library.MPSolverParameters.INCREMENTALITY,
            library.MPSolverParameters.INCREMENTALITY_OFF,
        )
        self._goal = self._solver.Objective()
        self._goal.SetMinimization()
        self._rows: list[_Row] = [self._solver.RowConstraint(1, 1, "") for _ in range(people)]
        self._teams: _Row = self._solver.RowConstraint(0, 0, "")
        self._count = self._column(0)
        self._teams.SetCoefficient(self._count, -1)
        self.columns: dict[Team, int] = {}
        self._variables: list[_Column] = []
        self.limit(fewest, most)
        self._left_out = [self._column(_LEFT_OUT) for _ in self._rows]
        for row, left_out in zip(self._rows, self._left_out, strict=True):
            row.SetCoefficient(left_out, 1)

    def limit(self, fewest: int, most: int) -> None:
        """Set how many teams there may be."""
        self._count.SetBounds(fewest, most)

    def reward(self, points: float) -> None:
        """Make every team so much cheaper."""
        self._goal.SetCoefficient(self._count, -points / _UNIT)

    def add(self, team: Team, cost: int) -> bool:
        """Add a team; tell whether it is new."""
        if team in self.columns:
            return False
        self.columns[team] = cost
        column = self._column(cost)
        self._variables.append(column)
        for person in team:
            self._rows[person].SetCoefficient(column, 1)
        self._teams.SetCoefficient(column, 1)
        return True

    def solve(self) -> Relaxation:
        """Give the best shares of the teams added so far."""
        if self._solver.Solve() != self._optimal:
            self._solver.Solve(self._afresh)
        shares = [variable.solution_value() for variable in self._variables]
        return Relaxation(
            cost=sum(
                cost * share for cost, share in zip(self.columns.values(), shares, strict=True)
            ),
            count=sum(shares),
            whole=all(one.solution_value() < _NOTHING for one in self._left_out),
            shares={
                team: share
                for team, share in zip(self.columns, shares, strict=True)
                if share > _NOTHING
            },
            people=np.array([row.dual_value() for row in self._rows]) * _UNIT,
            team=self._teams.dual_value() * _UNIT,
        )

    def _column(self, cost: float) -> _Column:
        column: _Column = self._solver.NumVar(0, self._solver.infinity(), "")
        self._goal.SetCoefficient(column, cost / _UNIT)
        return column
