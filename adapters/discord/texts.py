"""A message's 4,000 characters of text, shared out so that no line is cut unnoticed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from adapters.discord import limits
from adapters.discord.markdown import bold, marked, plain
from core.cards import Card, Field, Stage, StageState
from core.marks import one_line, unmarked
from core.overflow import shares

TITLE = 250
NAME = 100
"""Of a field, a stage or a file."""
CELL = 200
_MORE = "…"
_NOTE = 100
"""Kept free for the line that tells of the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: `head` stands or falls as a whole, `tail` may be shortened.

    `shown` is the line whole, as far as one message could ever show it.
    """

    head: str = ""
    tail: str = ""
    shown: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", f"{self.head}{marked(self.tail[: limits.TEXT + 1])}")

    def cut(self, room: int) -> str:
        """Give as much as fits `room`, ending in a mark."""
        kept = self.tail[:room]
        while kept:
            text = f"{self.head}{marked(kept)}{_MORE}"
            over = limits.length(text) - room
            if over <= 0:
                return text
            kept = kept[: -max(1, over // 2)]
        return _MORE


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a card from top to bottom; `whole` unless something is missing."""

    parts: tuple[str, ...]
    whole: bool


def texts(card: Card) -> Texts:
    """Give the texts of a card within the limit."""
    parts = [_bounded(lines) for lines in _parts(card)]
    parts = [lines for lines in parts if any(line.shown.strip() for line in lines)]
    sizes = [_size(lines) for lines in parts]
    if sum(sizes) <= limits.TEXT - _NOTE:
        return Texts(tuple("\n".join(line.shown for line in lines) for lines in parts), whole=True)
    rooms = shares(sizes, limits.TEXT - _NOTE)
    packed = tuple(_pack(lines, room) for lines, room in zip(parts, rooms, strict=True))
    return Texts(packed, whole=False)


def headline(card: Card) -> str:
    """Give mark and title in one line."""
    return f"{card.tone.emoji} {plain(limits.clip(one_line(card.title), TITLE))}".strip()


def is_long(card: Card) -> bool:
    """Tell whether a title, a name or a cell is shown shortened."""
    names = [
        *(each.name for each in card.fields),
        *(text for stage in card.stages for text in (stage.name, stage.detail)),
        *(file.name for file in card.files),
    ]
    cells = (cell for row in (card.columns, *card.rows) for cell in row)
    return (
        _exceeds(TITLE, [card.title]) or _exceeds(NAME, names) or _exceeds(CELL, cells)
    )  # fmt: skip


def _parts(card: Card) -> Iterator[Iterable[Line]]:
    head = headline(card)
    yield [Line(f"### {head}")] if head else []
    yield _lines(card.text)
    yield (line for each in card.fields for line in _field(each))
    yield _table(card)
    yield (Line(_stage(stage)) for stage in card.stages)
    yield (Line(f"-# 📎 {plain(limits.clip(one_line(file.name), NAME))}") for file in card.files)
    yield (Line("-# ", line) for line in card.footer.split("\n") if line.strip())


def _lines(text: str) -> Iterable[Line]:
    return (Line(tail=line) for line in text.strip("\n").split("\n")) if text.strip() else ()


def _field(given: Field) -> Iterator[Line]:
    name = bold(limits.clip(one_line(given.name), NAME))
    if "\n" in given.value.strip():
        yield Line(name)
        yield from _lines(given.value)
    else:
        yield Line(f"{name} ", given.value.strip())


def _table(card: Card) -> Iterator[Line]:
    """List the rows: a phone has no room for columns."""
    if card.rows and any(column.strip() for column in card.columns):
        yield Line(f"-# {plain(' · '.join(_cell(column) for column in card.columns))}")
    for row in card.rows:
        first, *rest = [_cell(cell) for cell in row] or [""]
        cells = [bold(unmarked(first)), *(marked(cell) for cell in rest)]
        yield Line(f"- {' · '.join(cell for cell in cells if cell)}")


def _cell(text: str) -> str:
    """Give a cell in one line; leading wide spaces show how deep it lies."""
    words = one_line(text)
    depth = len(text) - len(text.lstrip("\N{IDEOGRAPHIC SPACE}"))
    return limits.clip(min(depth, 5) * "\N{IDEOGRAPHIC SPACE}" + words, CELL) if words else ""


def _stage(stage: Stage) -> str:
    name, detail = (limits.clip(one_line(text), NAME) for text in (stage.name, stage.detail))
    words = bold(name) if stage.state is StageState.RUNNING else plain(name)
    return f"{stage.state.emoji} {words}" + (f" · {plain(detail)}" if detail else "")


def _bounded(lines: Iterable[Line]) -> list[Line]:
    """Give no more lines than one message could ever show."""
    kept: list[Line] = []
    size = 0
    for line in lines:
        kept.append(line)
        size += limits.length(line.shown) + 1
        if size > limits.TEXT:
            break
    return kept


def _size(lines: Sequence[Line]) -> int:
    return sum(limits.length(line.shown) + 1 for line in lines)


def _pack(lines: Sequence[Line], room: int) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.shown
        if limits.length(text) + 1 > room:
            kept.append(line.cut(room - 1))
            break
        kept.append(text)
        room -= limits.length(text) + 1
    return "\n".join(kept)


def _exceeds(most: int, texts: Iterable[str]) -> bool:
    return any(limits.length(one_line(text)) > most for text in texts)
