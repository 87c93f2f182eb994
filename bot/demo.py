"""`teampl demo`: a semester of five students, told on the console."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib import resources
from itertools import count
from pathlib import Path

from bot import console
from bot.settings import Settings
from core.model.people import Locale
from core.phrasebook import load

STARTS = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
_PEOPLE_READ = timedelta(seconds=1.2)
"""Between two lines of the story in a terminal."""
_DATABASE = "teampl.db"


def pace(chosen: float | None) -> timedelta:
    """Give the time between two lines: the chosen seconds, else what suits who reads."""
    if chosen is not None:
        return timedelta(seconds=chosen)
    return _PEOPLE_READ if sys.stdout.isatty() else timedelta()


def fresh_folder(wanted: Path) -> Path:
    """Give `wanted`, or its first numbered neighbour that holds nothing."""
    return next(folder for folder in _numbered(wanted) if not _holds_something(folder))


async def run(settings: Settings, between: timedelta) -> None:
    """Play the story and tell where its files are."""
    with ExitStack() as stack:
        story = resources.files("bot.stories").joinpath("semester.ko.txt")
        script = stack.enter_context(resources.as_file(story))
        session = console.Session("지민", str(script), now=STARTS, pace=between)
        await console.run(settings, session)
    folder = settings.data.directory
    documents = sorted((folder / "files").rglob("*.docx"))
    say = load().say
    sys.stdout.write("\n")
    for document in documents:
        sys.stdout.write(say(Locale.KO, "demo.document", path=document) + "\n")
    sys.stdout.write(say(Locale.KO, "demo.database", path=folder / _DATABASE) + "\n")
    sys.stdout.write(say(Locale.KO, "demo.next", folder=folder) + "\n")


def _numbered(wanted: Path) -> Iterator[Path]:
    yield wanted
    yield from (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))


def _holds_something(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
