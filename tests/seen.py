"""What stands on a line of the console's JSON: read strictly, as a program outside would."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

_LINE = {"seq", "at", "kind", "to", "person", "message", "card", "plain", "file"}
_CARD = {"title", "text", "tone", "fields", "rows", "buttons"}
_KINDS = {"message", "edit", "form", "file"}
_PLACES = {"channel", "private", "dm"}
_TONES = {"plain", "busy", "good", "warning", "bad"}


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of slow work."""

    name: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One visible thing."""

    seq: int
    at: datetime
    kind: str
    to: str
    person: str | None
    message: str
    title: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    buttons: tuple[str, ...]
    stages: tuple[Stage, ...]
    plain: str
    file: Path | None
    asked: tuple[str, ...]
    """The options an open form asks for."""
    errors: tuple[str, ...]
    """What a form says is wrong."""


def seen_in(line: bytes | str) -> Seen:
    """Give what a line tells; fail on one that is not as promised."""
    return seen_of(json.loads(line))


def seen_of(fields: dict[str, Any]) -> Seen:
    """Give what the fields of a line tell; fail where they are not as promised."""
    assert fields.keys() >= _LINE, fields.keys()
    assert fields.keys() - _LINE <= {"form"}, fields.keys()
    assert fields["kind"] in _KINDS
    assert fields["to"] in _PLACES
    assert (fields["person"] is None) == (fields["to"] == "channel"), fields
    assert (fields["file"] is None) == (fields["kind"] != "file"), fields
    assert (fields["card"] is None) == (fields["kind"] == "file"), fields
    assert ("form" in fields) == (fields["kind"] == "form"), fields
    at = datetime.fromisoformat(fields["at"])
    assert at.tzinfo is not None
    card = _card(fields["card"])
    form = cast("dict[str, Any]", fields.get("form") or {"fields": []})
    return Seen(
        seq=fields["seq"],
        at=at,
        kind=fields["kind"],
        to=fields["to"],
        person=fields["person"],
        message=fields["message"],
        title=card["title"],
        text=card["text"],
        rows=tuple(tuple(row) for row in card["rows"]),
        buttons=tuple(button["label"] for button in card["buttons"]),
        stages=tuple(Stage(**stage) for stage in card["stages"]),
        plain=fields["plain"],
        file=_file(fields["file"]),
        asked=tuple(field["option"] for field in form["fields"]),
        errors=tuple(field["error"] for field in form["fields"] if field["error"]),
    )


def assert_one_board(seen: list[Seen]) -> None:
    """Judge that lines are those of one board: counted, messages shown once and staying put."""
    spots: dict[str, tuple[str, str | None]] = {}
    last = 0
    for each in seen:
        assert each.seq > last, f"line {each.seq} after {last}"
        last = each.seq
        spot = (each.to, each.person)
        assert spots.setdefault(each.message, spot) == spot, f"{each.message} moved"
    shown = [each.message for each in seen if each.kind == "message"]
    assert len(shown) == len(set(shown)), "a message was shown twice"


def _card(card: dict[str, Any] | None) -> dict[str, Any]:
    if card is None:
        return {"title": "", "text": "", "rows": [], "buttons": [], "stages": []}
    assert card.keys() >= _CARD, card.keys()
    assert card["tone"] in _TONES
    assert card["title"]
    assert all(field.keys() == {"name", "value"} for field in card["fields"])
    assert all(button.keys() == {"label"} for button in card["buttons"])
    assert all(isinstance(cell, str) for row in card["rows"] for cell in row)
    return card


def _file(file: dict[str, Any] | None) -> Path | None:
    if file is None:
        return None
    assert file.keys() == {"name", "path", "bytes"}
    path = Path(file["path"])
    assert path.stat().st_size == file["bytes"] > 0
    return path
