"""Runs what would hold up the event loop in processes of its own.

The solvers and the writer of Word files are imported there only, so the program itself
stays small. A process starts when it is first needed, is used again, and ends with the program.
"""

import os
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import cast

from anyio import BrokenWorkerProcess, CapacityLimiter, Path, create_task_group, sleep, to_process

from core.errors import Refused, Unavailable
from core.model.formation import Formation, Headway, TeamProblem
from core.model.people import PersonId
from core.model.placements import Placement, Rearrangement
from core.model.plans import Plan
from core.ports.outside import PlanProblem

_MOST = 2
"""Processes at most: each holds some 100 MB."""
_TRIES = 2
_SOLVE = "core.planning.schedule:solve"
_FORM = "bot.forming:formed"
_SWAP = "core.planning.teams.swap:swapped"
_JUDGE = "core.planning.teams.check:rejudged"
_EXPLAIN = "core.planning.teams.facts:placements"
_LOOK = 0.25
"""Seconds from one look at how far a search is to the next."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A `Refused` on its way between processes."""

    key: str
    option: str | None
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Outage:
    """An `Unavailable` on its way between processes."""

    service: str
    reason: str
    retry_after: timedelta | None


class Processes:
    """Calls functions in other processes; as `Planner` and `TeamFormer`, solves there."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(min(_MOST, os.cpu_count() or 1))
        # Teams take up to a minute: plans and documents must not wait behind them.
        self._forming = CapacityLimiter(1)
        # A process of anyio's runs the file of its parent's main module again, as multiprocessing
        # does: it would import the whole program, which takes seconds and 90 MB, for nothing.
        vars(sys.modules["__main__"]).pop("__file__", None)

    async def plan(self, problem: PlanProblem) -> Plan:
        """Give the plan the solver finds.

        Raises:
            Refused: there is none.
            Unavailable: none was found in time, or the solver's process died twice.
        """
        return cast("Plan", await self._called("planner", _SOLVE, problem))

    async def form(
        self,
        problem: TeamProblem,
        on_progress: Callable[[Headway], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> Formation:
        """Give the teams the solver finds (`core.ports.outside.TeamFormer`).

        Raises:
            Refused: the rules clash.
            Unavailable: it could not be told, or the solver's process died twice.
        """
        with TemporaryDirectory() as folder:
            notes, stop = Path(folder) / "headway", Path(folder) / "stop"
            told: object = None
            async with create_task_group() as group:
                group.start_soon(_follow, notes, on_progress)
                group.start_soon(_pass_on, stop, stopped)
                asked = problem, str(notes), str(stop)
                told = await self._asked("former", _FORM, asked, self._forming)
                group.cancel_scope.cancel()
        return cast("Formation", _given(told))

    async def swap(
        self, problem: TeamProblem, formation: Formation, one: PersonId, other: PersonId
    ) -> Rearrangement:
        """Give what it changes when two people take each other's places."""
        changed = await self._called("former", _SWAP, problem, formation, one, other)
        return cast("Rearrangement", changed)

    async def judge(self, problem: TeamProblem, formation: Formation) -> Formation:
        """Give the same teams with the scores they have in this class."""
        return cast("Formation", await self._called("former", _JUDGE, problem, formation))

    async def explain(self, problem: TeamProblem, formation: Formation) -> tuple[Placement, ...]:
        """Give why everybody is in their team."""
        found = await self._called("former", _EXPLAIN, problem, formation)
        return cast("tuple[Placement, ...]", found)

    async def call(self, function: str, *args: object) -> object:
        """Give what `function`, named `module:function`, gives for `args`.

        Arguments and result are pickled. A process that dies over it is replaced once.

        Raises:
            Refused: as the function raises it; `Unavailable` likewise.
            Unavailable: the process died twice.
        """
        return await self._called(function.partition(":")[0], function, *args)

    async def _called(self, service: str, function: str, *args: object) -> object:
        return _given(await self._asked(service, function, args, self._limiter))

    async def _asked(
        self, service: str, function: str, args: tuple[object, ...], limiter: CapacityLimiter
    ) -> object:
        for _ in range(_TRIES):
            try:
                return await to_process.run_sync(
                    _told, function, args, cancellable=True, limiter=limiter
                )
            except BrokenWorkerProcess:
                continue
        return _Outage(service, "process died", None)


async def _follow(notes: Path, on_progress: Callable[[Headway], None]) -> None:
    """Tell of every new last line of `notes`."""
    told = ""
    while True:
        await sleep(_LOOK)
        if not await notes.exists():
            continue
        *lines, _ = (await notes.read_text()).split("\n")
        if lines and lines[-1] != told:
            told = lines[-1]
            quality, bound = map(float, told.split())
            on_progress(Headway(quality, bound))


async def _pass_on(stop: Path, stopped: Callable[[], bool]) -> None:
    """Let the search end once it is stopped."""
    while not stopped():  # noqa: ASYNC110  # it can only be asked
        await sleep(_LOOK)
    await stop.touch()


def _told(function: str, args: tuple[object, ...]) -> object:
    """Run `function` in this process; errors meant for the caller become values."""
    call = cast("Callable[..., object]", pkgutil.resolve_name(function))
    try:
        return call(*args)
    except Refused as error:
        return _Refusal(error.key, error.option, dict(error.params))
    except Unavailable as error:
        return _Outage(error.service, error.reason, error.retry_after)


def _given(told: object) -> object:
    match told:
        case _Refusal():
            raise Refused(told.key, option=told.option, **told.params)
        case _Outage():
            raise Unavailable(told.service, told.reason, told.retry_after)
        case _:
            return told
