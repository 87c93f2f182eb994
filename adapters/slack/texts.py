"""Text as Slack's rich text: exactly the small Markdown of cards, everything else as typed.

Rich text is never read for mentions, links or emoji, so nothing typed calls anybody; a bare
address becomes a link to itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from adapters.slack import limits
from core.marks import LISTED, Run, Style, one_line, runs, shown, unmarked

Json = dict[str, Any]
_LINK = re.compile(r"https?://[^\s<>\[\]()*`|\\\"']+(?<![.,;:!?])")
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][!-~]*)?"
)
_LONGEST_LINK = 2000
_PIECE = 1400
"""Characters of one element, whichever way they are counted."""
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of rich text: `parts` are elements; `listed` makes it an item of a list."""

    parts: tuple[Json, ...] = ()
    listed: bool = False
    size: int = field(init=False)
    """What it costs of the room of a message."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(map(_size, self.parts)))

    def cut(self, room: int) -> "Line":
        """Give as much as fits `room`, ending in a mark."""
        kept: list[Json] = []
        room -= limits.ELEMENT + 2
        for part in self.parts:
            if _size(part) > room:
                rest = room - limits.ELEMENT
                clipped = limits.clip(part["text"], rest) if "text" in part and rest > 1 else ""
                kept.append({**part, "text": clipped} if clipped else _text(_MORE))
                break
            kept.append(part)
            room -= _size(part)
        return Line(tuple(kept), listed=self.listed)


def plain_text(text: str, most: int) -> Json:
    """Give a text object that is shown as typed; it may not be empty."""
    return {"type": "plain_text", "text": limits.clip(text, most), "emoji": False}


def plain(text: str) -> tuple[Json, ...]:
    """Give elements for `text` as typed."""
    return tuple(_text(piece) for piece in _pieces(shown(text)))


def bold(text: str) -> tuple[Json, ...]:
    """Give elements for bare words in bold."""
    return tuple(_text(piece, Style.BOLD) for piece in _pieces(one_line(unmarked(text))))


def marked(text: str) -> tuple[Json, ...]:
    """Give elements for one line of the small Markdown."""
    return tuple(part for run in runs(text) for part in _run(run))


def lines(text: str) -> Iterator[Line]:
    """Give the lines of a text of the small Markdown."""
    if text.strip():
        for line in shown(text).strip("\n").split("\n"):
            item = line.startswith(LISTED) and line != LISTED
            yield Line(marked(line.removeprefix(LISTED) if item else line), listed=item)


def rich(lines: Sequence[Line]) -> Json:
    """Give the rich text of lines, at least one of which is not empty."""
    return {"type": "rich_text", "elements": [*_elements(lines)]}


def pack(lines: Sequence[Line], room: int) -> tuple[Line, ...]:
    """Give as many lines as fit `room`, the last one cut where they do not all."""
    kept: list[Line] = []
    for line in lines:
        if line.size > room:
            kept.append(line.cut(room))
            break
        kept.append(line)
        room -= line.size
    return tuple(kept)


def _elements(lines: Iterable[Line]) -> Iterator[Json]:
    for listed, group in groupby(lines, lambda line: line.listed):
        if listed:
            items = [_section(line.parts) for line in group]
            yield {"type": "rich_text_list", "style": "bullet", "elements": items}
        else:
            yield _section(_joined(group))


def _section(parts: Iterable[Json]) -> Json:
    """Give a section, which must not be empty, also where it is a blank line between lists."""
    return {"type": "rich_text_section", "elements": [*parts] or [_text(" ")]}


def _joined(lines: Iterable[Line]) -> Iterator[Json]:
    for number, line in enumerate(lines):
        if number:
            yield _text("\n")
        yield from line.parts


def _run(run: Run) -> Iterator[Json]:
    if run.style is not Style.PLAIN:
        yield from (_text(piece, run.style) for piece in _pieces(run.text))
        return
    end = 0
    for found in _LINK.finditer(run.text):
        if len(found[0]) <= _LONGEST_LINK and _ADDRESS.fullmatch(found[0]):
            yield from map(_text, _pieces(run.text[end : found.start()]))
            yield {"type": "link", "url": found[0]}
            end = found.end()
    yield from map(_text, _pieces(run.text[end:]))


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _text(text: str, style: Style = Style.PLAIN) -> Json:
    element: Json = {"type": "text", "text": text}
    return element if style is Style.PLAIN else {**element, "style": {style.value: True}}


def _size(part: Json) -> int:
    return limits.length(part.get("text") or part["url"]) + limits.ELEMENT
