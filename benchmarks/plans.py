"""How long plans of several sizes take to solve: `python -m benchmarks.plans`."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from core.model.people import PersonId, Role, Skill
from core.model.plans import Chapter, Outline, Piece, Worker
from core.planning.check import broken
from core.planning.schedule import solve
from core.ports.outside import PlanProblem

_SKILLS = ("Python", "React", "SQL", "Figma", "문서", "discord.py", "테스트", "CSS")
_START = date(2026, 12, 1)
_RUNS = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How large a plan is."""

    chapters: int
    pieces: int
    workers: int
    days: int

    def __str__(self) -> str:
        return f"{self.chapters} x {self.pieces}, {self.workers} members, {self.days:3} days"


SIZES = (
    Size(4, 3, 2, 30),
    Size(5, 4, 3, 46),
    Size(6, 5, 5, 60),
    Size(7, 7, 8, 100),
    Size(7, 7, 4, 365),
    Size(7, 7, 8, 20),
    Size(7, 7, 8, 10),
    Size(7, 7, 8, 4),
    Size(7, 7, 8, 1),
)


def problem(size: Size, chance: random.Random) -> PlanProblem:
    """Give a problem of `size`."""
    chapters = tuple(_chapter(number, size.pieces, chance) for number in range(size.chapters))
    workers = tuple(_worker(number, chance) for number in range(size.workers))
    end = _START + timedelta(days=size.days - 1)
    return PlanProblem(Outline(chapters, by_ai=True), workers, _START, end)


def main() -> None:
    """Print the times."""
    solve(problem(SIZES[0], random.Random(0)))  # the first one loads the library
    print(f"{'size':36} {'median':>8} {'worst':>8}  rules given up in")
    for size in SIZES:
        times: list[float] = []
        relaxed = 0
        for run in range(_RUNS):
            asked = problem(size, random.Random(run))
            begin = time.perf_counter()
            plan = solve(asked)
            times.append((time.perf_counter() - begin) * 1000)
            relaxed += bool(plan.relaxed)
            if broken(plan, asked):
                raise SystemExit(f"{size}: a rule is broken")
        print(f"{size!s:36} {median(times):5.0f} ms {max(times):5.0f} ms  {relaxed} of {_RUNS}")


def _chapter(number: int, pieces: int, chance: random.Random) -> Chapter:
    after = tuple(sorted(chance.sample(range(number), min(number, chance.randint(0, 2)))))
    own = tuple(_piece(f"{number + 1}.{piece + 1}", chance) for piece in range(pieces))
    return Chapter(f"{number + 1}", "", "", own, after)


def _piece(title: str, chance: random.Random) -> Piece:
    skills = tuple(chance.sample(_SKILLS, chance.randint(1, 2)))
    return Piece(title, "", "", "", skills, chance.randint(1, 3), chance.randint(3, 6))


def _worker(number: int, chance: random.Random) -> Worker:
    skills = tuple(Skill(name, chance.randint(0, 5)) for name in chance.sample(_SKILLS, 3))
    return Worker(PersonId(number + 1), f"{number + 1}", skills, (chance.choice(list(Role)),))


if __name__ == "__main__":
    main()
