"""Files as Slack is given them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from core.marks import one_line
from core.ports.outside import File

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to send."""

    name: str
    content: bytes


def parcels(files: Iterable[File]) -> tuple[Parcel, ...]:
    """Give files under different names, as near to their own as they can be."""
    return tuple(_parcels(files))


def _parcels(files: Iterable[File]) -> Iterator[Parcel]:
    taken: set[str] = set()
    for file in files:
        path = PurePosixPath(one_line(file.name).replace("\\", "/"))
        name = next(name for name in _names(path) if name not in taken)
        taken.add(name)
        yield Parcel(name, file.content)


def _names(path: PurePosixPath) -> Iterator[str]:
    stem, ending = path.stem[:_LONGEST] or "file", path.suffix[:10]
    yield f"{stem}{ending}"
    yield from (f"{stem}-{number}{ending}" for number in count(1))
