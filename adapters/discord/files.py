"""Files under names that Discord takes, shown under their own.

Discord rewrites the name of an upload, and a card cannot refer to a rewritten one. So a file
travels under an ASCII name, its own name beside it as the title.
https://github.com/discord/discord-api-docs/issues/7890
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath
from typing import Any

import discord

from core.ports.outside import File

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to send: `name` is on the wire and in links, `title` is what people read."""

    name: str
    title: str
    content: bytes

    @property
    def link(self) -> str:
        """Give how a card refers to it."""
        return f"attachment://{self.name}"

    def opened(self) -> discord.File:
        """Give it ready to be sent, once."""
        return _Titled(self)


class _Titled(discord.File):
    """A file with a title; discord.py 2.7 knows names only."""

    def __init__(self, parcel: Parcel) -> None:
        super().__init__(io.BytesIO(parcel.content), parcel.name)
        self._title = parcel.title

    def to_dict(self, index: int) -> dict[str, Any]:
        """Give what describes the upload."""
        return {**super().to_dict(index), "title": self._title}


def parcels(files: Iterable[File]) -> tuple[Parcel, ...]:
    """Give files under different names that Discord leaves as they are."""
    return tuple(_parcels(files))


def _parcels(files: Iterable[File]) -> Iterator[Parcel]:
    taken: set[str] = set()
    for file in files:
        path = PurePosixPath(file.name.replace("\\", "/"))
        name = next(name for name in _names(path) if name not in taken)
        taken.add(name)
        yield Parcel(name, path.stem[:_LONGEST] or name, file.content)


def _names(path: PurePosixPath) -> Iterator[str]:
    """Give names a file may travel under, the nearest to its own first."""
    stem = _UNSAFE.sub("-", path.stem)[:_LONGEST].strip("-") or "file"
    ending = f".{kept}" if (kept := _UNSAFE.sub("", path.suffix)[:10]) else ""
    yield f"{stem}{ending}"
    yield from (f"{stem}-{number}{ending}" for number in count(1))
