"""How well and how fast classes are split into teams: `python -m benchmarks.teams [size …]`.

Every method gets as much of the processor's time as ours took (a second at least) and our number
of teams, on one core, in a process of its own, one after another. CP-SAT gets as much on the
clock, and builds its model before that.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from benchmarks.classes import SIZES, school_class
from benchmarks.gauges import watched
from benchmarks.team_methods import Method, annealing, descents, greedy, restarts
from benchmarks.team_model import alone
from bot.processes import Processes
from core.model.formation import TeamProblem
from core.planning.teams.check import broken, judged
from core.planning.teams.form import form
from core.planning.teams.score import Scorer
from core.planning.teams.table import tabulate

_OTHERS: Mapping[str, Method] = MappingProxyType(
    {
        "random": restarts,
        "greedy": greedy,
        "swaps": descents,
        "annealing": annealing,
        "CP-SAT": alone,
    }
)
_LEAST = 1.0
"""Seconds the others get at least."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a method made of a class; `quality` is 0 where it found no teams."""

    quality: float
    count: int
    seconds: float
    """Of the processor."""
    elapsed: float
    megabytes: float
    bound: float = 0.0
    proof: str = ""


def main(sizes: list[int]) -> None:
    """Print a table."""
    print(
        "people teams method     quality of best  of bound  proof     processor    clock  memory",
        flush=True,
    )
    for size in sizes:
        ours = _apart("ours", size, 0, 0.0)
        seconds = max(ours.seconds, _LEAST)
        runs = {"ours": ours} | {
            method: _apart(method, size, ours.count, seconds) for method in _OTHERS
        }
        best = max(run.quality for run in runs.values())
        for method, run in runs.items():
            print(
                f"{size:6} {ours.count:5} {method:10} {run.quality:7.2f} {run.quality / best:7.1%}"
                f" {run.quality / ours.bound:9.1%}  {run.proof:10} {run.seconds:7.1f} s"
                f" {run.elapsed:6.1f} s {run.megabytes:4.0f} MB",
                flush=True,
            )
        print(f"{size:6}       through the port: {asyncio.run(_stalled(size))}", flush=True)


def run(method: str, size: int, count: int, seconds: float) -> Run:
    """Give what `method` makes of a class in this process."""
    problem = school_class(size)
    form(school_class(12))  # the first one loads the libraries
    begin = time.process_time(), time.perf_counter()
    if method == "ours":
        formation = form(problem)
        took = _since(*begin)
        if broken(problem, formation):
            raise SystemExit(f"{size}: a rule is broken")
        shape = len(formation.teams), *took, _memory()
        return Run(formation.quality, *shape, formation.bound, formation.proof)
    teams = _OTHERS[method](Scorer(tabulate(problem)), count, seconds)
    return Run(_quality(problem, teams), count, *_since(*begin), _memory())


def _since(processor: float, clock: float) -> tuple[float, float]:
    return time.process_time() - processor, time.perf_counter() - clock


def _quality(problem: TeamProblem, teams: list[tuple[int, ...]]) -> float:
    if not teams:
        return 0.0
    members = problem.members
    formation = judged(problem, [[members[one].person for one in team] for team in teams])
    if broken(problem, formation):
        raise SystemExit("a rule is broken")
    return formation.quality


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _apart(method: str, size: int, count: int, seconds: float) -> Run:
    asked = [method, str(size), str(count), str(seconds)]
    command = [sys.executable, "-m", "benchmarks.teams", "run", *asked]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own
    return Run(**json.loads(told.stdout))


async def _stalled(size: int) -> str:
    heard: list[float] = []
    begin = time.perf_counter()
    async with watched() as stall:
        await Processes().form(school_class(size), lambda headway: heard.append(headway.quality))
    took = time.perf_counter() - begin
    return (
        f"{took:.1f} s with the start of the process, {len(heard)} times told how far,"
        f" loop held {stall.whole * 1000:.0f} ms at most ({stall.own * 1000:.0f} ms its own work)"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["run", method, size, count, seconds]:
            print(json.dumps(asdict(run(method, int(size), int(count), float(seconds)))))
        case sizes:
            main([int(size) for size in sizes] or [*SIZES])
