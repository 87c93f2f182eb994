"""`teampl demo`: a semester of five students, told on the console."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from itertools import count
from pathlib import Path

from bot import console
from bot.settings import Data, Settings
from bot.tokens import Tokens
from core.model.people import Locale
from core.phrasebook import load

_STARTS = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
_PEOPLE_READ = timedelta(seconds=1.5)
"""Between two lines of the story in a terminal."""
_NO_TOKENS = Tokens()
"""The story is the same for everybody, with a key and without, and costs nothing."""


def pace(chosen: timedelta | None) -> timedelta:
    """Give the time between two lines: as chosen, else what suits who reads."""
    if chosen is not None:
        return chosen
    return _PEOPLE_READ if sys.stdout.isatty() else timedelta()


def fresh_folder(wanted: Path) -> Path:
    """Give `wanted`, or its first numbered neighbour that holds nothing."""
    return next(folder for folder in _numbered(wanted) if not _holds_something(folder))


async def run(folder: Path, between: timedelta) -> None:
    """Play the story in a folder and tell what lies there."""
    # Not as the environment says: the story must not reach anybody's real database.
    settings = Settings.model_construct(data=Data(directory=folder))
    story = resources.files("bot.stories").joinpath("semester.ko.txt")
    with resources.as_file(story) as script:
        session = console.Session("지민", str(script), now=_STARTS, pace=between)
        await console.run(settings, _NO_TOKENS, session)
    sys.stdout.write("\n".join(["", *_left(settings)]) + "\n")


def _left(settings: Settings) -> Iterator[str]:
    """Say what the story left behind and how to go on with it."""
    say = load().say
    folder = settings.data.directory
    for document in sorted((folder / "files").rglob("*.docx")):
        yield say(Locale.KO, "demo.document", path=document)
    yield say(Locale.KO, "demo.database", path=settings.database_url.removeprefix("sqlite:///"))
    yield say(Locale.KO, "demo.next", folder=folder)


def _numbered(wanted: Path) -> Iterator[Path]:
    yield wanted
    yield from (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))


def _holds_something(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
