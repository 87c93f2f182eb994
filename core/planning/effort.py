"""How many days a piece may last.

Efforts are days of one person's full work; students give a few hours a day. So where the
project is longer than the work, every piece may last as many times longer as the whole work
would fit into the days of all members. Where it is not, a piece lasts at most its highest
effort. It never lasts less than its lowest one, unless `Rule.EFFORT` is given up.
"""

from core.model.plans import Piece
from core.ports.outside import PlanProblem


def length(problem: PlanProblem) -> int:
    """Give the number of days of the project, both ends counted."""
    return (problem.end - problem.start).days + 1


def effort(piece: Piece) -> tuple[int, int]:
    """Give a piece's least and most days of work, in order and at least 1."""
    low, high = sorted((piece.effort_low, piece.effort_high))
    return max(1, low), max(1, high)


def lasting(piece: Piece, problem: PlanProblem) -> tuple[int, int]:
    """Give the least and the most days from a piece's start to its due day, both counted."""
    least, most = effort(piece)
    room = length(problem) * len(problem.workers)
    work = sum(effort(other)[1] for one in problem.outline.chapters for other in one.pieces)
    return least, max(most, -(-most * room // max(1, work)))
