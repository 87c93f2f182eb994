"""How the program holds under load: `python -m benchmarks.load [--latency L] [--counts 0,10]`.

Each row is a process of its own (`benchmarks.rush`): the whole program on a new SQLite file,
with a platform in memory and, in another process, a model server whose answers take L
seconds. So many generations are asked for, 100 a second; while they wait for the model, 500
mixed asks and presses of a class are made, 50 a second, and timed until their reply. At last the
program is started as a person would and timed until its first answer.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.gauges import resident
from benchmarks.rush import Row

_COUNTS = (0, 10, 200, 1000)
_STARTS = 5
_HEAD = """\
| in flight | acknowledged p50 | p99 | × idle | own p99 of the asks for them | model part / ideal \
| saved after | longest stall (computing) | resident |
|---|---|---|---|---|---|---|---|---|"""


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--latency", type=float, default=20.0, help="seconds an answer takes")
    parser.add_argument("--counts", default=",".join(map(str, _COUNTS)), help="rows, by comma")
    chosen = parser.parse_args()
    print(f"load average {_load()}, {os.cpu_count()} processors\n\n{_HEAD}")
    idle = 0.0
    for count in map(int, chosen.counts.split(",")):
        for command in _commands(count):
            row = await _row(count, command, chosen.latency)
            idle = idle or row.most
            print(_line(row, idle), flush=True)
    print(f"\nload average {_load()}")
    await _print_starts()


def _commands(count: int) -> tuple[str, ...]:
    """Give what is generated: reports take one answer of the model, plans two."""
    return ("project plan",) if count in {0, 10} else ("report weekly", "project plan")


async def _row(count: int, command: str, latency: float) -> Row:
    async with _model_server(latency) as url:
        rush = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.rush", "--count", str(count),
            "--command", command, "--latency", str(latency), "--base-url", url, stdout=PIPE,
        )  # fmt: skip
        told, _ = await rush.communicate()
    if rush.returncode:
        raise SystemExit(f"{count} x {command}: failed")
    return Row(**json.loads(told))


@asynccontextmanager
async def _model_server(latency: float) -> AsyncGenerator[str]:
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ai_server", "--latency", str(latency), stdout=PIPE
    )
    try:
        yield (await _output(server)).decode().strip()
    finally:
        server.terminate()
        await server.wait()


def _line(row: Row, idle: float) -> str:
    name = f"{row.in_flight} of {row.generations} x {row.command}" if row.generations else "none"
    failed = f" ({row.failed} failed)" if row.failed else ""
    model = f"{row.answered:.1f} s / {row.ideal:.0f} s" if row.generations else ""
    cells = (
        f"{name}{failed}",
        _ms(row.half),
        _ms(row.most),
        f"{row.most / idle:.1f}",
        _ms(row.joining) if row.generations else "",
        model,
        f"{row.saved:.1f} s" if row.generations else "",
        f"{_ms(row.stall)} ({_ms(row.stall_own)})",
        f"{row.memory:.0f} MB",
    )
    return f"| {' | '.join(cells)} |"


async def _print_starts() -> None:
    """Start the program as a person would and time it until its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        starts = [await _start(Path(folder)) for _ in range(_STARTS)]
    first, *again = [took for took, _ in starts]
    memory = max(held for _, held in starts)
    print(
        f"start to the first answer: {first:.2f} s with a new database, then at most "
        f"{max(again):.2f} s; {memory:.0f} MB resident"
    )


async def _start(folder: Path) -> tuple[float, float]:
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "console", "--data", str(folder), "--script", "-",
        "--jsonl", stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    if program.stdin is None:
        raise SystemExit("it does not listen")
    program.stdin.write("@지민 /me today\n".encode())
    await _output(program)
    took, held = time.perf_counter() - began, resident(str(program.pid))
    program.stdin.close()
    await program.wait()
    return took, held


async def _output(process: Process) -> bytes:
    """Give the first line a process writes."""
    if process.stdout is None:
        raise SystemExit("it is not heard")
    return await process.stdout.readline()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


if __name__ == "__main__":
    asyncio.run(main())
