"""The plan one would draw by hand: everybody does one piece after the other.

It gives each piece to whoever suits it best and has not too many yet, lets nobody work on
two at once, and stretches or squeezes the whole to the days of the project. It breaks rules
where it must; the solver finds the plan that keeps them and is nearest to this one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.model.plans import PlannedPiece, Worker
from core.planning.effort import effort, length
from core.planning.skills import fit
from core.ports.outside import PlanProblem

Place = tuple[int, int]
"""A piece by its chapter's index and its own."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a piece had best be: index of the worker, days counted from the project's start.

    `kept` tells that an earlier plan has it there.
    """

    worker: int
    start: int
    due: int
    kept: bool = False


def places(problem: PlanProblem) -> tuple[Place, ...]:
    """Give all pieces in order."""
    chapters = enumerate(problem.outline.chapters)
    return tuple((one, other) for one, chapter in chapters for other in range(len(chapter.pieces)))


def fits(problem: PlanProblem) -> Mapping[Place, tuple[int, ...]]:
    """Give the points of every worker for every piece."""
    chapters = problem.outline.chapters
    return {
        (one, other): tuple(fit(chapters[one].pieces[other], man) for man in problem.workers)
        for one, other in places(problem)
    }


def wishes(problem: PlanProblem, points: Mapping[Place, Sequence[int]]) -> dict[Place, Wish]:
    """Give where every piece had best be; an earlier plan (`near`) goes first, pins before it."""
    wished = _timeline(problem, _shared_out(problem, points))
    last = length(problem) - 1
    for place, earlier in earlier_pieces(problem):
        start = _within(earlier.start, problem.start, last)
        due = max(start, _within(earlier.due, problem.start, last))
        worker = _index(problem.workers, earlier)
        wished[place] = (
            replace(wished[place], start=start, due=due)
            if worker is None
            else Wish(worker, start, due, kept=True)
        )
    return wished


def earlier_pieces(problem: PlanProblem) -> Iterable[tuple[Place, PlannedPiece]]:
    """Pair the pieces with those of the plan to stay near: by titles, else by position."""
    if problem.near is None:
        return
    planned = problem.near.chapters
    titled = {
        (chapter.chapter.title, piece.piece.title): piece
        for chapter in planned
        for piece in chapter.pieces
    }
    chapters = problem.outline.chapters
    for one, other in places(problem):
        title = (chapters[one].title, chapters[one].pieces[other].title)
        if title in titled:
            yield (one, other), titled[title]
        elif len(planned) == len(chapters) and other < len(planned[one].pieces):
            yield (one, other), planned[one].pieces[other]


def _shared_out(problem: PlanProblem, points: Mapping[Place, Sequence[int]]) -> dict[Place, int]:
    """Give each piece to the best who has room; where it matters most, first."""
    crew = len(problem.workers)
    room = -(-len(points) // crew)
    taken = [0] * crew
    shared: dict[Place, int] = {}
    for place in sorted(points, key=lambda place: (-_regret(points[place]), place)):
        worker = min(
            (one for one in range(crew) if taken[one] < room),
            key=lambda one: (-points[place][one], taken[one], (one - problem.seed) % crew),
        )
        shared[place] = worker
        taken[worker] += 1
    return shared


def _regret(points: Sequence[int]) -> int:
    """Tell how much is lost when the best does not get it."""
    best, *others = sorted(points, reverse=True)
    return best - max(others, default=0)


def _timeline(problem: PlanProblem, shared: Mapping[Place, int]) -> dict[Place, Wish]:
    """Lay the pieces out in days of work, then scale them to the project's days.

    Least effort where most is too much; several pieces of one worker at once where even that is.
    """
    days = length(problem)
    spans, total = _laid(problem, shared, most=True)
    if total > days:
        spans, total = _laid(problem, shared, most=False)
    if total > days:
        spans, total = _laid(problem, {place: place for place in shared}, most=False)
    wished: dict[Place, Wish] = {}
    for place, (begin, finish) in spans.items():
        start = begin * days // total
        due = max(start, finish * days // total - 1)
        wished[place] = Wish(shared[place], start, due)
    return _ended(wished, days - 1)


def _laid(
    problem: PlanProblem, lanes: Mapping[Place, Hashable], *, most: bool
) -> tuple[dict[Place, tuple[int, int]], int]:
    """Give begin and finish of every piece in days of work, and when all is finished.

    In a lane, one piece begins where the one before it finished.
    """
    free: dict[Hashable, int] = {}
    ended: list[int] = []
    spans: dict[Place, tuple[int, int]] = {}
    for one, chapter in enumerate(problem.outline.chapters):
        ready = max((ended[other] for other in chapter.after if 0 <= other < one), default=0)
        for other, piece in enumerate(chapter.pieces):
            lane = lanes[one, other]
            begin = max(free.get(lane, 0), ready)
            free[lane] = begin + effort(piece)[most]
            spans[one, other] = begin, free[lane]
        ended.append(max(finish for (owner, _), (_, finish) in spans.items() if owner == one))
    return spans, max(ended)


def _ended(wished: dict[Place, Wish], last: int) -> dict[Place, Wish]:
    """Let the last chapter end on the last day."""
    chapter = max(wished)[0]
    own = [place for place in wished if place[0] == chapter]
    latest = max(own, key=lambda place: (wished[place].due, place))
    return wished | {latest: replace(wished[latest], due=last)}


def _within(day: date, start: date, last: int) -> int:
    return min(max((day - start).days, 0), last)


def _index(workers: Sequence[Worker], earlier: PlannedPiece) -> int | None:
    found = (index for index, man in enumerate(workers) if man.person == earlier.assignee)
    return next(found, None)
