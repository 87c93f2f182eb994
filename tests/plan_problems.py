"""Plan problems of any size, for property tests and by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from core.model.people import PersonId, Skill
from core.model.plans import Chapter, Outline, Piece, Worker
from core.ports.outside import Pin, PlanProblem

START = date(2026, 12, 1)
SKILLS = ("Python", "React", "SQL", "Figma", "문서")


def piece(title: str, *skills: str, low: int = 1, high: int = 3) -> Piece:
    return Piece(title, f"{title} 설명", "끝났을 때", "첫걸음", skills, low, high)


def chapter(title: str, *pieces: Piece, after: Sequence[int] = ()) -> Chapter:
    own = pieces or tuple(piece(f"{title}-{number}") for number in range(3))
    return Chapter(title, "설명", "끝났을 때", own, tuple(after))


def chain(count: int, *, low: int = 1, high: int = 3) -> tuple[Chapter, ...]:
    """Give chapters of three pieces, each after the one before it."""
    return tuple(
        chapter(
            f"{number}",
            *(piece(f"{number}-{inner}", low=low, high=high) for inner in range(3)),
            after=(number - 1,) if number else (),
        )
        for number in range(count)
    )


def worker(number: int, *skills: tuple[str, int], roles: tuple[str, ...] = ()) -> Worker:
    own = tuple(Skill(name, level) for name, level in skills)
    return Worker(PersonId(number), f"팀원{number}", own, roles)


def problem(
    chapters: Sequence[Chapter], workers: Sequence[Worker], days: int, *pins: Pin
) -> PlanProblem:
    end = START + timedelta(days=days - 1)
    return PlanProblem(Outline(tuple(chapters), by_ai=True), tuple(workers), START, end, pins)


@st.composite
def problems(draw: st.DrawFn) -> PlanProblem:
    """Give any problem: 1 to 7 chapters of 1 to 7 pieces, 1 to 8 workers, 1 to 120 days."""
    count = draw(st.integers(1, 7))
    most = draw(st.integers(1, 7))
    chapters = [draw(_chapters(number, count, most)) for number in range(count)]
    workers = [draw(_workers(number)) for number in range(1, draw(st.integers(1, 8)) + 1)]
    days = draw(st.sampled_from((1, 2, 3, 5, 8, 14, 30, 45, 120)))
    return problem(chapters, workers, days)


@st.composite
def _chapters(draw: st.DrawFn, number: int, count: int, most: int) -> Chapter:
    pieces = tuple(
        piece(
            f"{number}-{inner}",
            *draw(st.lists(st.sampled_from(SKILLS), max_size=2)),
            low=draw(st.integers(1, 4)),
            high=draw(st.integers(4, 9)),
        )
        for inner in range(draw(st.integers(1, most)))
    )
    after = draw(st.lists(st.integers(-1, count), max_size=2, unique=True))
    return chapter(f"{number}", *pieces, after=after)


@st.composite
def _workers(draw: st.DrawFn, number: int) -> Worker:
    skills = draw(st.lists(st.tuples(st.sampled_from(SKILLS), st.integers(0, 5)), max_size=3))
    roles = draw(st.lists(st.sampled_from(("backend", "frontend", "docs")), max_size=2))
    return worker(number, *skills, roles=tuple(roles))
