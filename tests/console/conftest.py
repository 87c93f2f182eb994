"""Consoles to type at."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from tests.console.table import STARTS, Table
from tests.fakes.store import FakeStore


@pytest.fixture
def closed(tmp_path: Path) -> Table:
    """Give a console before its start."""
    clock = ShiftedClock(STARTS)
    return Table(tmp_path, clock, FakeStore(clock))


@pytest.fixture
async def table(closed: Table) -> AsyncGenerator[Table]:
    """Give a console that runs."""
    async with closed.open() as table:
        yield table
