"""The rules of when, as constraints; days are counted from the project's start."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python.cp_model import Constraint, CpModel, IntVar

from core.model.plans import Piece, Rule
from core.planning.concessions import Concessions
from core.planning.effort import lasting, length
from core.planning.layout import Place, Wish
from core.ports.outside import PlanProblem

Span = tuple[IntVar, IntVar]
"""First and last day, both counted."""


@dataclass(frozen=True, slots=True)
class Days:
    """The spans of the pieces and of the chapters, which reach just around their pieces."""

    pieces: Mapping[Place, Span]
    chapters: tuple[Span, ...]


def add_days(
    model: CpModel,
    concessions: Concessions,
    problem: PlanProblem,
    wished: Mapping[Place, Wish],
) -> Days:
    """Add when everything is done: inside the project, in order, each as long as it takes."""
    last = length(problem) - 1
    pieces = {place: _span(model, last) for place in wished}
    for place, span in pieces.items():
        _wish(model, concessions, span, wished[place], last)
    days = Days(pieces, _chapters(model, problem, pieces))
    model.add(days.chapters[0][0] == 0)
    model.add(days.chapters[-1][1] == last)
    _add_pins(model, problem, pieces)
    _add_effort(model, concessions, problem, pieces)
    _add_dependencies(model, concessions, problem, days)
    _add_distinct_spans(model, concessions, problem, days)
    return days


def _span(model: CpModel, last: int) -> Span:
    start, due = model.new_int_var(0, last, ""), model.new_int_var(0, last, "")
    model.add(start <= due)
    return start, due


def _wish(model: CpModel, concessions: Concessions, span: Span, wish: Wish, last: int) -> None:
    for day, wished in zip(span, (wish.start, wish.due), strict=True):
        model.add_hint(day, wished)
        away = concessions.wished(last)
        model.add(away >= day - wished)
        model.add(away >= wished - day)


def _chapters(
    model: CpModel, problem: PlanProblem, pieces: Mapping[Place, Span]
) -> tuple[Span, ...]:
    last = length(problem) - 1
    chapters: list[Span] = []
    for one in range(len(problem.outline.chapters)):
        inside = [span for place, span in pieces.items() if place[0] == one]
        start, due = _span(model, last)
        model.add_min_equality(start, [span[0] for span in inside])
        model.add_max_equality(due, [span[1] for span in inside])
        chapters.append((start, due))
    return tuple(chapters)


def _add_pins(model: CpModel, problem: PlanProblem, pieces: Mapping[Place, Span]) -> None:
    for pin in problem.pins:
        for day, fixed in zip(pieces[pin.chapter, pin.piece], (pin.start, pin.due), strict=True):
            if fixed is not None:
                model.add(day == (fixed - problem.start).days)


def _add_effort(
    model: CpModel,
    concessions: Concessions,
    problem: PlanProblem,
    pieces: Mapping[Place, Span],
) -> None:
    days = length(problem)
    for (one, other), (start, due) in pieces.items():
        least, most = _possible(problem.outline.chapters[one].pieces[other], problem)
        breach = concessions.breach(Rule.EFFORT, max(least, days))
        model.add(due - start + 1 >= least - breach)
        model.add(due - start + 1 <= most + breach)


def _possible(piece: Piece, problem: PlanProblem) -> tuple[int, int]:
    """Give the bounds of a piece; one longer than the project breaks the rule by a day."""
    least, most = lasting(piece, problem)
    longest = length(problem) + 1
    return min(least, longest), min(most, longest)


def _add_dependencies(
    model: CpModel, concessions: Concessions, problem: PlanProblem, days: Days
) -> None:
    chapters = problem.outline.chapters
    for one, chapter in enumerate(chapters):
        for other in chapter.after:
            if other != one and 0 <= other < len(chapters):
                before, after = days.chapters[other][1], days.chapters[one][0]
                breach = concessions.breach(Rule.DEPENDENCIES)
                _unless(breach, model.add(after > before))


def _add_distinct_spans(
    model: CpModel, concessions: Concessions, problem: PlanProblem, days: Days
) -> None:
    # Start and due day as one number: two spans are the same where these are.
    scale = length(problem)
    codes = [start * scale + due for start, due in days.chapters]
    for one, other in combinations(codes, 2):
        _unless(concessions.breach(Rule.DISTINCT_SPANS), model.add(one != other))


def _unless(breach: IntVar, constraint: Constraint) -> None:
    constraint.only_enforce_if(~breach)  # pyright: ignore[reportUnknownMemberType]  # untyped there
