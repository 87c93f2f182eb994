"""The rules of who does what, as constraints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import CpModel, IntVar

from core.model.plans import Rule
from core.planning.concessions import Concessions
from core.planning.layout import Place, Wish
from core.ports.outside import PlanProblem

FAIR = 2
"""Counts of pieces differ by at most this between members."""
_UNEVEN = 25
"""Points of fit that are worth one piece less between the busiest and the idlest."""
_MOVED = 1
_MOVED_FROM_EARLIER = 1000
"""Points for leaving a piece where it is; where an earlier plan has it, above all fit."""


@dataclass(frozen=True, slots=True)
class People:
    """For every piece a switch for every worker."""

    takes: Mapping[Place, tuple[IntVar, ...]]


def add_people(
    model: CpModel,
    concessions: Concessions,
    problem: PlanProblem,
    points: Mapping[Place, Sequence[int]],
    wished: Mapping[Place, Wish],
) -> People:
    """Add who does what: each piece to one, pins kept, counts even, fit as high as possible."""
    crew = range(len(problem.workers))
    takes = {place: tuple(model.new_bool_var("") for _ in crew) for place in points}
    for place, switches in takes.items():
        model.add_exactly_one(switches)
        _wish(model, concessions, switches, (points[place], wished[place]))
    _add_pins(model, problem, takes)
    _add_balance(model, concessions, takes, len(problem.workers))
    return People(takes)


def _wish(
    model: CpModel,
    concessions: Concessions,
    switches: Sequence[IntVar],
    wish: tuple[Sequence[int], Wish],
) -> None:
    points, where = wish
    moved = _MOVED_FROM_EARLIER if where.kept else _MOVED
    for worker, switch in enumerate(switches):
        here = worker == where.worker
        concessions.charge(switch, max(points) - points[worker] + (0 if here else moved))
        model.add_hint(switch, here)


def _add_pins(
    model: CpModel, problem: PlanProblem, takes: Mapping[Place, tuple[IntVar, ...]]
) -> None:
    index = {worker.person: number for number, worker in enumerate(problem.workers)}
    for pin in problem.pins:
        if pin.assignee is not None:
            model.add(takes[pin.chapter, pin.piece][index[pin.assignee]] == 1)


def _add_balance(
    model: CpModel,
    concessions: Concessions,
    takes: Mapping[Place, tuple[IntVar, ...]],
    crew: int,
) -> None:
    pieces = len(takes)
    # The tightest bounds that lose no plan: the least of the counts is at most the mean.
    least = model.new_int_var(0, pieces // crew, "")
    most = model.new_int_var(-(-pieces // crew), pieces, "")
    for switches in zip(*takes.values(), strict=True):
        model.add(sum(switches) >= least)
        model.add(sum(switches) <= most)
    uneven = concessions.wished(pieces, _UNEVEN)
    model.add(uneven >= most - least)
    model.add(most - least <= FAIR + concessions.breach(Rule.BALANCE, pieces))
