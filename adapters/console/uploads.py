"""Files that people hand in by their path."""

import asyncio
from pathlib import Path
from typing import assert_never

from core.commands import Kind
from core.errors import Refused
from core.options import clean
from core.ports.outside import File

LARGEST = 10 * 2**20
"""In bytes (inclusive); what the smallest of the other platforms takes."""

_SHOWN = 200
"""How much of a path a refusal repeats."""


async def fetch(path: str) -> File:
    """Give the file at `path`.

    Raises:
        Refused: it cannot be read, or is too large.
    """
    return await asyncio.to_thread(_read, path)


def takes_path(kind: Kind) -> bool:
    """Tell whether what is typed for an option is the path of a file."""
    match kind:
        case Kind.FILE:
            return True
        case (
            Kind.TEXT | Kind.LONG_TEXT | Kind.NUMBER | Kind.DATE | Kind.DATE_SPAN | Kind.CHOICE
            | Kind.CHOICES | Kind.PERSON | Kind.PEOPLE | Kind.TASK | Kind.PROJECT
            | Kind.COURSE
        ):  # fmt: skip
            return False
        case _:
            assert_never(kind)


def _read(path: str) -> File:
    try:
        place = Path(path).expanduser()
        with place.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        raise Refused("console.file_missing", path=clean(path)[:_SHOWN]) from error
    if len(content) > LARGEST:
        raise Refused("console.file_large", path=clean(path)[:_SHOWN], most=LARGEST // 2**20)
    return File(place.name, content)
