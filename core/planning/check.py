"""Tells which rules a plan breaks, without asking the solver."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from core.model.plans import Plan, PlannedChapter, PlannedPiece, Rule
from core.planning.effort import lasting
from core.ports.outside import PlanProblem

_FAIR = 2
"""Counts of pieces differ by at most this between members."""


@dataclass(frozen=True, slots=True)
class _Breach:
    """What is wrong; `rule` is `None` for what can never be given up."""

    text: str
    rule: Rule | None = None


def broken(plan: Plan, problem: PlanProblem) -> tuple[str, ...]:
    """Name every rule `plan` breaks without saying so in `relaxed`; empty when it is sound."""
    return tuple(
        breach.text for breach in _breaches(plan, problem) if breach.rule not in plan.relaxed
    )


def given_up(plan: Plan, problem: PlanProblem) -> tuple[Rule, ...]:
    """Give the rules `plan` breaks of those that may be given up, in their order."""
    rules = {breach.rule for breach in _breaches(plan, problem)}
    return tuple(rule for rule in Rule if rule in rules)


def _breaches(plan: Plan, problem: PlanProblem) -> Iterable[_Breach]:
    if not _is_whole(plan, problem):
        yield _Breach("shape: the plan's pieces are not the outline's")
        return
    yield from _ends(plan, problem)
    for number, chapter in enumerate(plan.chapters, 1):
        yield from _chapter(f"chapter {number}", chapter, problem)
    yield from _pins(plan, problem)
    yield from _balance(plan, problem)
    yield from _dependencies(plan)
    yield from _distinct_spans(plan)


def _is_whole(plan: Plan, problem: PlanProblem) -> bool:
    chapters = tuple(planned.chapter for planned in plan.chapters)
    pieces = all(
        tuple(piece.piece for piece in planned.pieces) == planned.chapter.pieces
        for planned in plan.chapters
    )
    return bool(chapters) and chapters == problem.outline.chapters and pieces


def _ends(plan: Plan, problem: PlanProblem) -> Iterable[_Breach]:
    if plan.chapters[0].start != problem.start:
        yield _Breach("start day: the first chapter does not start on it")
    if plan.chapters[-1].due != problem.end:
        yield _Breach("end day: the last chapter does not end on it")


def _chapter(name: str, chapter: PlannedChapter, problem: PlanProblem) -> Iterable[_Breach]:
    if not problem.start <= chapter.start <= chapter.due <= problem.end:
        yield _Breach(f"days: {name} is not inside the project")
    if chapter.assignee not in {piece.assignee for piece in chapter.pieces}:
        yield _Breach(f"assignee: {name} is led by somebody without a piece of it")
    for number, piece in enumerate(chapter.pieces, 1):
        own = f"{name} piece {number}"
        if not chapter.start <= piece.start <= piece.due <= chapter.due:
            yield _Breach(f"days: {own} is not inside its chapter")
        if piece.assignee not in {worker.person for worker in problem.workers}:
            yield _Breach(f"assignee: {own} is given to nobody of the project")
        yield from _effort(own, piece, problem)


def _effort(name: str, piece: PlannedPiece, problem: PlanProblem) -> Iterable[_Breach]:
    least, most = lasting(piece.piece, problem)
    if not least <= (piece.due - piece.start).days + 1 <= most:
        yield _Breach(f"effort: {name} does not last {least} to {most} days", Rule.EFFORT)


def _pins(plan: Plan, problem: PlanProblem) -> Iterable[_Breach]:
    for pin in problem.pins:
        piece = plan.chapters[pin.chapter].pieces[pin.piece]
        found = (piece.assignee, piece.start, piece.due)
        asked = (pin.assignee, pin.start, pin.due)
        if any(want not in (None, have) for want, have in zip(asked, found, strict=True)):
            yield _Breach(f"pin: chapter {pin.chapter + 1} piece {pin.piece + 1} is not kept")


def _balance(plan: Plan, problem: PlanProblem) -> Iterable[_Breach]:
    taken = Counter(piece.assignee for chapter in plan.chapters for piece in chapter.pieces)
    counts = [taken[worker.person] for worker in problem.workers]
    if max(counts) - min(counts) > _FAIR:
        yield _Breach(f"balance: counts of pieces are {counts}", Rule.BALANCE)


def _dependencies(plan: Plan) -> Iterable[_Breach]:
    for number, planned in enumerate(plan.chapters):
        for other in planned.chapter.after:
            known = other != number and 0 <= other < len(plan.chapters)
            if known and planned.start <= plan.chapters[other].due:
                text = f"dependencies: chapter {number + 1} does not wait for {other + 1}"
                yield _Breach(text, Rule.DEPENDENCIES)


def _distinct_spans(plan: Plan) -> Iterable[_Breach]:
    numbered = enumerate(plan.chapters, 1)
    for (one, first), (other, second) in combinations(numbered, 2):
        if (first.start, first.due) == (second.start, second.due):
            text = f"distinct spans: chapters {one} and {other} have the same"
            yield _Breach(text, Rule.DISTINCT_SPANS)
