"""The sections of a card from top to bottom: each as lines, and as Slack's own block if it has one.

Lines can be shortened, Slack's own blocks stand or fall as a whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.slack import limits
from adapters.slack.texts import Json, Line, bold, lines, marked, plain, plain_text, rich
from core.cards import Card, Field, Stage, StageState
from core.marks import one_line, unmarked

CELL = 200
STAGE = 100
"""Of a name and of a detail."""
_STAGES = 20
"""So many are a plan."""
_NOTHING = "–"
"""An empty cell: Slack refuses a cell without text."""
_WIDE = "\N{IDEOGRAPHIC SPACE}"
_DEEPEST = 5
_STATUSES = {
    StageState.PENDING: "pending",
    StageState.RUNNING: "in_progress",
    StageState.DONE: "complete",
    StageState.FAILED: "error",
}
_TOLD = (StageState.FAILED, StageState.RUNNING, StageState.PENDING)
"""Which stage a folded plan tells of: the first there is of these, otherwise the last."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card; `native` is what shows all of it better than lines."""

    lines: tuple[Line, ...]
    native: Json | None = None

    @property
    def size(self) -> int:
        """Give what it costs of the room of a message."""
        return sum(line.size for line in self.lines)

    def block(self, kept: Sequence[Line]) -> Json:
        """Give the block that shows the `kept` lines."""
        whole = len(kept) == len(self.lines) and all(map(_same, kept, self.lines))
        return self.native if self.native and whole else rich(kept)


def sections(card: Card, *, in_message: bool) -> tuple[Section, ...]:
    """Give the sections of a card that say something.

    Tables and plans stand in messages only.
    """
    made = (
        _header(card),
        Section(tuple(lines(card.text))),
        Section(tuple(line for each in card.fields for line in _field(each))),
        _table(card, in_message=in_message),
        _plan(card, in_message=in_message),
        _context("\n".join(f"📎 {one_line(file.name)}" for file in card.files)),
        _context(unmarked(card.footer).strip()),
    )
    return tuple(section for section in made if any(line.parts for line in section.lines))


def headline(card: Card) -> str:
    """Give mark and title in one line."""
    return f"{card.tone.emoji} {one_line(unmarked(card.title))}".strip()


def is_long(card: Card) -> bool:
    """Tell whether a stage or a cell is shown shortened."""
    told = (text for stage in card.stages for text in (stage.name, stage.detail))
    cells = (cell for row in (card.columns, *card.rows) for cell in row)
    return _exceeds(STAGE, told) or _exceeds(CELL, cells)


def context(text: str) -> Json:
    """Give a block of small text."""
    return {"type": "context", "elements": [plain_text(text, limits.CONTEXT)]}


def _header(card: Card) -> Section:
    title = headline(card)
    fits = limits.length(title) <= limits.HEADER
    native = {"type": "header", "text": plain_text(title, limits.HEADER)} if fits else None
    return Section((Line(bold(title)),), native)


def _field(given: Field) -> Iterator[Line]:
    value = tuple(lines(given.value.strip()))
    if len(value) == 1 and not value[0].listed:
        yield Line((*bold(given.name), *plain("  "), *value[0].parts))
    else:
        yield Line(bold(given.name))
        yield from value


def _context(text: str) -> Section:
    fits = limits.length(text) <= limits.CONTEXT
    return Section((Line(plain(text)),), context(text) if text and fits else None)


def _plan(card: Card, *, in_message: bool) -> Section:
    listed = tuple(_stage(stage) for stage in card.stages)
    if not in_message or not 0 < len(card.stages) <= _STAGES:
        return Section(listed)
    tasks = [_task(stage, number) for number, stage in enumerate(card.stages, 1)]
    return Section(listed, {"type": "plan", "title": _told(card.stages), "tasks": tasks})


def _stage(stage: Stage) -> Line:
    name = bold(_short(stage.name)) if stage.state is StageState.RUNNING else _said(stage.name)
    detail = (*plain(" · "), *_said(stage.detail)) if stage.detail.strip() else ()
    return Line((*plain(f"{stage.state.emoji} "), *name, *detail))


def _task(stage: Stage, number: int) -> Json:
    made = {
        "type": "task_card",
        "task_id": f"stage-{number}",
        "title": _short(stage.name) or _NOTHING,
        "status": _STATUSES[stage.state],
    }
    if not stage.detail.strip():
        return made
    return {**made, "details": rich([Line(_said(stage.detail))])}


def _told(stages: Sequence[Stage]) -> str:
    found = (stage for state in _TOLD for stage in stages if stage.state is state)
    told = next(found, stages[-1])
    return " · ".join(text for text in (_short(told.name), _short(told.detail)) if text) or _NOTHING


def _said(text: str) -> tuple[Json, ...]:
    return plain(_short(text))


def _short(text: str) -> str:
    return limits.clip(one_line(text), STAGE)


def _table(card: Card, *, in_message: bool) -> Section:
    """Give rows as a table where they have columns, otherwise as a list."""
    listed = tuple(_rows(card))
    width = len(card.columns)
    fits = (
        in_message
        and 1 < width <= limits.TABLE_COLUMNS
        and 0 < len(card.rows) < limits.TABLE_ROWS
        and all(len(row) <= width for row in card.rows)
    )
    return Section(listed, _grid(card, width) if fits else None)


def _grid(card: Card, width: int) -> Json:
    head = [_boxed(bold(_cell(column))) for column in card.columns]
    rows = (
        [_boxed(marked(_cell(cell))) for cell in (*row, *[""] * (width - len(row)))]
        for row in card.rows
    )
    settings = [{"is_wrapped": True}] * width
    return {"type": "table", "rows": [head, *rows], "column_settings": settings}


def _boxed(parts: tuple[Json, ...]) -> Json:
    return rich([Line(parts or plain(_NOTHING))])


def _rows(card: Card) -> Iterator[Line]:
    if card.rows and any(column.strip() for column in card.columns):
        yield Line(plain(" · ".join(_cell(column) for column in card.columns)))
    for row in card.rows:
        first, *rest = [_cell(cell) for cell in row] or [""]
        cells = (_deep(first), *(marked(cell) for cell in rest))
        if parts := tuple(_dotted(cell for cell in cells if cell)):
            yield Line(parts, listed=True)


def _deep(cell: str) -> tuple[Json, ...]:
    """Give the first cell of a row in bold, as deep as it lies."""
    words = cell.lstrip(_WIDE)
    return (*plain(_WIDE * (len(cell) - len(words))), *bold(words))


def _dotted(cells: Iterable[tuple[Json, ...]]) -> Iterator[Json]:
    for number, parts in enumerate(cells):
        if number:
            yield from plain(" · ")
        yield from parts


def _cell(text: str) -> str:
    """Give a cell in one line; leading wide spaces show how deep it lies."""
    words = one_line(text)
    depth = len(text) - len(text.lstrip(_WIDE))
    return limits.clip(min(depth, _DEEPEST) * _WIDE + words, CELL) if words else ""


def _exceeds(most: int, texts: Iterable[str]) -> bool:
    return any(limits.length(one_line(text)) > most for text in texts)


def _same(one: Line, other: Line) -> bool:
    return one is other
