"""Runs what would hold up the event loop in processes of its own.

The solver and the writer of Word files are imported there only, so the program itself
stays small. A process starts when it is first needed, is used again, and ends with the program.
"""

import os
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from core.errors import Refused, Unavailable
from core.model.plans import Plan
from core.ports.outside import PlanProblem

_MOST = 2
"""Processes at most: each holds some 100 MB."""
_TRIES = 2
_SOLVE = "core.planning.schedule:solve"


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
    """Calls functions in other processes; as a `Planner`, solves plans there."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(min(_MOST, os.cpu_count() or 1))
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

    async def call(self, function: str, *args: object) -> object:
        """Give what `function`, named `module:function`, gives for `args`.

        Arguments and result are pickled. A process that dies over it is replaced once.

        Raises:
            Refused: as the function raises it; `Unavailable` likewise.
            Unavailable: the process died twice.
        """
        return await self._called(function.partition(":")[0], function, *args)

    async def _called(self, service: str, function: str, *args: object) -> object:
        for _ in range(_TRIES):
            try:
                told = await to_process.run_sync(
                    _told, function, args, cancellable=True, limiter=self._limiter
                )
            except BrokenWorkerProcess:
                continue
            return _given(told)
        raise Unavailable(service, "process died")


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
