"""The load benchmark: what it costs everybody else while the model writes for many.

    python -m benchmarks.load [--latency 20] [--counts 0 10 200 1000]

A model that takes `latency` seconds for every answer runs in a process of its own; each row is
a fresh program on SQLite in another (`benchmarks.rush`): a class asks for that many plans at
once (two answers each, one after the other) while everybody goes on with 50 other asks and
presses a second, each timed from when it was due until its reply. Then start-up to ready.
Measure on a quiet machine; the figures are ratios as much as times.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager

Row = dict[str, float]

_HEAD = (
    "| generations in flight | reply p50 | p99 | p99 / idle | in bursts too, p99 "
    "| answers kept / ideal | plans saved / ideal | longest stall | memory |"
)


@contextmanager
def _model(latency: float) -> Generator[str]:
    """Run the model's server while the block runs; give its address."""
    command = [sys.executable, "-m", "tests.ai_server", "--latency", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603  our own module
        try:
            if server.stdout is None:
                raise SystemExit("the model's server says nothing")
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _row(count: int, latency: float, base_url: str) -> Row:
    """Give one row, measured in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.rush", "--count", str(count)]
    command += ["--latency", str(latency), "--base-url", base_url]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own module
    return json.loads(ran.stdout.splitlines()[-1])


def _start() -> tuple[float, float]:
    """Give the seconds until a console on a fresh SQLite file is ready, and its memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "bot", "console", "--script", "-", "--jsonl"]
        with subprocess.Popen(  # noqa: S603  our own module
            [*command, "--data", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as console:
            if console.stdin is None or console.stdout is None:
                raise SystemExit("the console cannot be spoken to")
            console.stdin.write("@a /project list\n")
            console.stdin.flush()
            console.stdout.readline()
            ready = time.perf_counter() - began
            with open(f"/proc/{console.pid}/statm", encoding="ascii") as pages:  # noqa: PTH123  no file
                held = int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
            console.stdin.close()
        return ready, held


def _lines(rows: Iterable[Row]) -> Generator[str]:
    yield _HEAD
    yield "|" + " ---: |" * _HEAD.count(" |")
    idle = 0.0
    for row in rows:
        idle = idle or row["most"]
        over = (
            [f"{row[name]:.1f} s / {row['ideal']:.0f} s" for name in ("answered", "saved")]
            if row["generations"]
            else ["–", "–"]
        )
        cells = [
            f"{row['generations']:.0f}",
            f"{1000 * row['half']:.0f} ms",
            f"{1000 * row['most']:.0f} ms",
            f"{row['most'] / idle:.1f}",
            f"{1000 * row['whole_most']:.0f} ms",
            *over,
            f"{1000 * row['stall']:.0f} ms",
            f"{row['memory']:.0f} MB",
        ]
        yield "| " + " | ".join(cells) + " |"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=20.0)
    parser.add_argument("--counts", type=int, nargs="+", default=[0, 10, 200, 1000])
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    with _model(chosen.latency) as base_url:
        rows = [_row(count, chosen.latency, base_url) for count in chosen.counts]
    for line in _lines(rows):
        print(line)
    ready, held = _start()
    print(f"\nReady in {ready:.1f} s with {held:.0f} MB. Load before the first row: {load:.1f}.")


if __name__ == "__main__":
    main()
