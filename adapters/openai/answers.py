"""From the text a model wrote to the JSON value in it."""

import json
import re
from collections.abc import Callable
from typing import NoReturn, cast

from core.errors import Unusable

UNREADABLE = "it holds no readable JSON object"

ATTEMPTS = 16
"""At so many braces in a text an object is looked for."""

_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)


def value_of(text: str) -> object:
    """Give the JSON object in `text`, also out of prose, a code fence or after thinking.

    Strings come back as databases take them: without NUL and lone surrogates.

    Raises:
        Unusable: there is none.
    """
    spoken = text.rpartition("</think>")[2].strip()
    fenced = _FENCE.search(spoken)
    for part in (spoken, fenced.group(1) if fenced else ""):
        found = _first_object(part)
        if found is not None:
            return _storable(found)
    raise Unusable(UNREADABLE)


class Count:
    """Counts the properties of one name in a growing JSON text; tells when there are more.

    Args:
        name: the property; empty counts nothing.
        tell: called with each greater count, also over a second text (`restart`).
    """

    def __init__(self, name: str, tell: Callable[[int], None]) -> None:
        self._key = re.compile(rf'"{re.escape(name)}"\s*:') if name else None
        self._reach = len(name) + 16
        self._tell = tell
        self._most = 0
        self.restart()

    def restart(self) -> None:
        """Expect a new text."""
        self._here = 0
        self._rest = ""

    def hear(self, piece: str) -> None:
        """Go on with the next piece of the text, at a cost of its length only."""
        if self._key is None:
            return
        text = self._rest + piece
        ends = [match.end() for match in self._key.finditer(text)]
        self._here += len(ends)
        self._rest = text[max(ends[-1] if ends else 0, len(text) - self._reach) :]
        if self._here > self._most:
            self._most = self._here
            self._tell(self._most)


def _first_object(text: str) -> dict[str, object] | None:
    # Goes on behind what failed, so that all attempts together read the text once.
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    start = text.find("{")
    for _ in range(ATTEMPTS):
        if start < 0:
            break
        try:
            return cast("dict[str, object]", decoder.raw_decode(text, start)[0])
        except json.JSONDecodeError as problem:
            start = text.find("{", max(problem.pos, start + 1))
        except (ValueError, RecursionError):  # an endless number, endless nesting
            break
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _storable(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case dict():
            items = cast("dict[str, object]", value).items()
            return {cast("str", _storable(key)): _storable(item) for key, item in items}
        case list():
            return [_storable(item) for item in cast("list[object]", value)]
        case _:
            return value
