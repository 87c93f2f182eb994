import os
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bot.processes import Processes
from core.errors import Refused, Unavailable
from core.planning.check import broken
from tests.plan_problems import chain, problem, worker

ASKED = problem(chain(4), [worker(1, ("Python", 4)), worker(2)], 30)


def here() -> int:
    return os.getpid()


def double(number: int) -> int:
    return 2 * number


def refuse(key: str) -> None:
    raise Refused(key, option="due", day="금요일")


def fail() -> None:
    raise ValueError("a bug")


def die() -> None:
    os._exit(1)


def die_once(trace: str) -> str:
    if not Path(trace).exists():
        Path(trace).touch()
        die()
    return "risen"


async def test_a_plan_is_solved_in_another_process() -> None:
    plan = await Processes().plan(ASKED)
    assert broken(plan, ASKED) == ()
    assert plan.relaxed == ()


async def test_another_process_does_not_run_the_program_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"open({str(tmp_path / 'trace')!r}, 'w')")
    main = ModuleType("__main__")
    main.__file__ = str(program)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert await Processes().call(f"{__name__}:double", 2) == 4
    assert not (tmp_path / "trace").exists()


async def test_a_function_is_called_by_its_name_in_another_process() -> None:
    processes = Processes()
    assert await processes.call(f"{__name__}:double", 21) == 42
    assert await processes.call(f"{__name__}:here") != os.getpid()


async def test_a_refusal_comes_back_as_it_was_raised() -> None:
    with pytest.raises(Refused) as refused:
        await Processes().call(f"{__name__}:refuse", "date.past")
    assert (refused.value.key, refused.value.option) == ("date.past", "due")
    assert dict(refused.value.params) == {"day": "금요일"}
    with pytest.raises(Refused) as refused:
        await Processes().plan(replace(ASKED, workers=()))
    assert refused.value.key == "plan.nobody"


async def test_a_bug_in_another_process_stays_a_bug() -> None:
    with pytest.raises(ValueError, match="a bug"):
        await Processes().call(f"{__name__}:fail")


async def test_a_process_that_dies_over_a_call_is_replaced_once(tmp_path: Path) -> None:
    assert await Processes().call(f"{__name__}:die_once", str(tmp_path / "trace")) == "risen"


async def test_a_call_that_kills_two_processes_is_given_up() -> None:
    with pytest.raises(Unavailable) as unavailable:
        await Processes().call(f"{__name__}:die")
    assert unavailable.value.reason == "process died"
