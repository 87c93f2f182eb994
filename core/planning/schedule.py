"""The plan solver: who does what and when, in one model that keeps the rules."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver

from core.errors import Refused, Unavailable
from core.model.people import PersonId
from core.model.plans import Plan, PlannedChapter, PlannedPiece, Reason, Why
from core.planning.check import given_up
from core.planning.concessions import Concessions
from core.planning.days import Days, add_days
from core.planning.layout import Place, earlier_pieces, fits, places, wishes
from core.planning.people import People, add_people
from core.planning.skills import reason
from core.ports.outside import Pin, PlanProblem

_LIMIT = 0.1
"""The solver's own measure of work, alike on every machine; well under a second."""


@dataclass(frozen=True, slots=True)
class _Solved:
    """The values of a solved model: index of the worker, first and last day of each piece."""

    workers: Mapping[Place, int]
    spans: Mapping[Place, tuple[int, int]]


def solve(problem: PlanProblem) -> Plan:
    """Give the plan that keeps the rules, suits people best and is nearest to what is wished.

    Never given up: all inside the project's days, the first chapter starts on the first and
    the last chapter ends on the last of them, pieces inside chapters, a chapter led by the
    assignee of one of its pieces, pins. Given up where there is no other way, in the order of
    `Rule`, first one first: distinct spans, effort, dependencies, balance. Alike for alike
    problems, also on another machine.

    Raises:
        Refused: `plan.days_reversed`, `plan.nobody`, `plan.empty`, `plan.pin_impossible` (of
            the piece `title`), or `plan.pins_impossible` (together).
        Unavailable: no plan was found in the time a plan may take.
    """
    _refuse_impossible(problem)
    points = fits(problem)
    wished = wishes(problem, points)
    model = CpModel()
    concessions = Concessions(model)
    people = add_people(model, concessions, problem, points, wished)
    days = add_days(model, concessions, problem, wished)
    concessions.minimize()
    plan = _written(problem, _solved(model, problem.seed, people, days))
    return replace(plan, relaxed=given_up(plan, problem))


def _refuse_impossible(problem: PlanProblem) -> None:
    if problem.start > problem.end:
        raise Refused("plan.days_reversed")
    if not problem.workers:
        raise Refused("plan.nobody")
    chapters = problem.outline.chapters
    if not chapters or not all(chapter.pieces for chapter in chapters):
        raise Refused("plan.empty")
    for pin in problem.pins:
        _refuse_impossible_pin(problem, pin)


def _refuse_impossible_pin(problem: PlanProblem, pin: Pin) -> None:
    chapters = problem.outline.chapters
    if not 0 <= pin.chapter < len(chapters):
        raise Refused("plan.pins_impossible")
    pieces = chapters[pin.chapter].pieces
    if not 0 <= pin.piece < len(pieces):
        raise Refused("plan.pins_impossible")
    days = [day for day in (pin.start, pin.due) if day is not None]
    inside = all(problem.start <= day <= problem.end for day in days)
    known = pin.assignee in (None, *(worker.person for worker in problem.workers))
    if not (inside and known and days == sorted(days)):
        raise Refused("plan.pin_impossible", title=pieces[pin.piece].title)


def _solved(model: CpModel, seed: int, people: People, days: Days) -> _Solved:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = _LIMIT
    # Plans are small: searching them costs less than these ways to make them smaller.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    status = solver.solve(model)
    if status == INFEASIBLE:
        raise Refused("plan.pins_impossible")
    if status not in {OPTIMAL, FEASIBLE}:
        raise Unavailable("planner", "no plan in time")
    return _Solved(
        {
            place: next(index for index, take in enumerate(takes) if solver.boolean_value(take))
            for place, takes in people.takes.items()
        },
        {
            place: (solver.value(start), solver.value(due))
            for place, (start, due) in days.pieces.items()
        },
    )


def _written(problem: PlanProblem, solved: _Solved) -> Plan:
    chosen = _chosen(problem)
    planned = {
        place: _written_piece(problem, solved, place, chosen=chosen.get(place))
        for place in places(problem)
    }
    led: Counter[PersonId] = Counter()
    chapters: list[PlannedChapter] = []
    for one, chapter in enumerate(problem.outline.chapters):
        pieces = tuple(piece for place, piece in planned.items() if place[0] == one)
        lead = _lead(problem, one, pieces, led)
        led[lead] += 1
        start, due = min(piece.start for piece in pieces), max(piece.due for piece in pieces)
        chapters.append(PlannedChapter(chapter, start, due, lead, pieces))
    return Plan(tuple(chapters), problem.outline.by_ai)


def _chosen(problem: PlanProblem) -> dict[Place, PersonId]:
    """Give who was chosen by hand, now or in the earlier plan."""
    earlier = {
        place: piece.assignee
        for place, piece in earlier_pieces(problem)
        if piece.reason.why is Why.CHOSEN
    }
    pins = {(pin.chapter, pin.piece): pin.assignee for pin in problem.pins}
    return earlier | {place: person for place, person in pins.items() if person is not None}


def _written_piece(
    problem: PlanProblem, solved: _Solved, place: Place, *, chosen: PersonId | None
) -> PlannedPiece:
    piece = problem.outline.chapters[place[0]].pieces[place[1]]
    worker = problem.workers[solved.workers[place]]
    start, due = (problem.start + timedelta(days=day) for day in solved.spans[place])
    why = Reason(Why.CHOSEN) if worker.person == chosen else reason(piece, worker)
    return PlannedPiece(piece, start, due, worker.person, why)


def _lead(
    problem: PlanProblem, one: int, pieces: tuple[PlannedPiece, ...], led: Counter[PersonId]
) -> PersonId:
    """Give who does most of a chapter; of several, who leads least so far."""
    own = Counter(piece.assignee for piece in pieces)
    earlier = problem.near.chapters if problem.near is not None else ()
    if one < len(earlier) and earlier[one].assignee in own:
        return earlier[one].assignee
    return min(own, key=lambda person: (-own[person], led[person]))
