"""What can be seen on the console, as values and as lines of JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from core.cards import Card, Form
from core.model.places import Audience


class EventKind(StrEnum):
    """What appeared."""

    MESSAGE = "message"
    EDIT = "edit"
    FORM = "form"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands: its id, who sees it; `person` is `None` for the channel."""

    message: str
    to: Audience
    person: str | None = None


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that came with a message, and where it lies."""

    name: str
    path: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Event:
    """One visible thing: a card that stands or now stands somewhere, a form, or a file.

    `stood_on` is the message whose button opened a form.
    """

    kind: EventKind
    spot: Spot
    shown: Card | Form | SavedFile
    stood_on: str | None = None


def line(event: Event, number: int, at: datetime) -> dict[str, object]:
    """Give an event as the fields of a JSON line; `number` counts them from 1."""
    shown = event.shown
    return {
        "seq": number,
        "at": at.isoformat(timespec="milliseconds"),
        "kind": event.kind.value,
        "to": event.spot.to.value,
        "person": event.spot.person,
        "message": event.spot.message,
        "card": _card(shown),
        "plain": _plain(shown),
        "file": asdict(shown) if isinstance(shown, SavedFile) else None,
        **({"form": _form(shown, event.stood_on)} if isinstance(shown, Form) else {}),
    }


def encoded(fields: Mapping[str, object]) -> bytes:
    """Give a line of JSON; what UTF-8 cannot hold is replaced."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _card(shown: Card | Form | SavedFile) -> dict[str, object] | None:
    match shown:
        case Card():
            return {
                "title": shown.title,
                "text": shown.text,
                "tone": shown.tone.value,
                "fields": [asdict(item) for item in shown.fields],
                "columns": list(shown.columns),
                "rows": [list(row) for row in shown.rows],
                "stages": [asdict(stage) for stage in shown.stages],
                "buttons": [{"label": button.label} for button in shown.buttons],
                "footer": shown.footer,
            }
        case Form():
            return {
                "title": shown.title,
                "text": shown.text,
                "tone": "plain",
                "fields": [{"name": each.label, "value": each.value} for each in shown.fields],
                "columns": [],
                "rows": [],
                "stages": [],
                "buttons": [],
                "footer": "",
            }
        case SavedFile():
            return None


def _plain(shown: Card | Form | SavedFile) -> str:
    match shown:
        case Card():
            return shown.plain()
        case Form():
            asked = [f"{each.label}: {each.error or each.hint}" for each in shown.fields]
            return "\n".join(part for part in (shown.title, shown.text, *asked) if part)
        case SavedFile():
            return shown.name


def _form(form: Form, stood_on: str | None) -> dict[str, object]:
    return {
        "command": form.command,
        "fields": [asdict(each) for each in form.fields],
        "answers": dict(form.answers),
        "stood_on": stood_on,
    }
