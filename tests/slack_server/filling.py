"""What a person puts into an input, as Slack's own client would let them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from tests.ground import Json, Upload
from tests.slack_server.files import File
from tests.slack_server.people import User
from tests.slack_server.places import Channel
from tests.slack_server.seen import Control
from tests.slack_server.views import MANY, ONE, state_key

One = str | int | date | time | User | Channel | Upload
Value = One | Sequence[One] | None
"""What a person gives: words, the label of an option, a day, somebody, a file; or several."""
Attach = Callable[[Upload], File]
"""What makes a file of an upload."""

LONGEST = 3000
"""Characters of a text input, https://docs.slack.dev/reference/block-kit/block-elements."""
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
PICKS = ("static_select", "radio_buttons", "multi_static_select", "checkboxes")


class NotPossible(AssertionError):
    """Slack's own client would not let a person do this."""


def filled(control: Control, value: Value, attach: Attach) -> Json:
    """Give the state of an input with this value.

    Raises:
        NotPossible: the input does not take it.
    """
    kind = control.kind
    if kind not in ONE and kind not in MANY:
        raise NotPossible(f"{control.label!r} is a {kind}: nothing can be put in")
    given = [_one(control, one, attach) for one in _several(value)]
    if kind in ONE:
        if len(given) > 1:
            raise NotPossible(f"{control.label!r} takes one value")
        return {"type": kind, state_key(kind): given[0] if given else None}
    most = _most(control)
    if len(given) > most:
        raise NotPossible(f"{control.label!r} takes {most} at the most")
    return {"type": kind, state_key(kind): given}


def is_empty(held: Json | None) -> bool:
    """Say whether a required input with this state would keep a modal from being sent."""
    return held is None or not held[state_key(held["type"])]


def _one(control: Control, value: One, attach: Attach) -> object:
    kind = control.kind
    if isinstance(value, Upload):
        return _file(control, value, attach)
    if isinstance(value, User | Channel):
        return value.id
    if kind in TEXTS:
        return _text(control, str(value))
    if kind in PICKS:
        return option(control, str(value))
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def option(control: Control, label: str) -> Json:
    """Give the option with this label, or with this value.

    Raises:
        NotPossible: there is none.
    """
    by_value = {one["value"]: one for one in control.options.values()}
    found = control.options.get(label) or by_value.get(label)
    if found is None:
        raise NotPossible(f"{control.label!r} has no {label!r}: {list(control.options)}")
    return found


def _text(control: Control, text: str) -> str:
    element = control.element
    longest, shortest = element.get("max_length", LONGEST), element.get("min_length", 0)
    if len(text) > longest or (text and len(text) < shortest):
        raise NotPossible(f"{control.label!r} does not take {len(text)} characters")
    if "\n" in text and not element.get("multiline"):
        raise NotPossible(f"{control.label!r} has one line")
    return text


def _file(control: Control, upload: Upload, attach: Attach) -> Json:
    kinds = control.element.get("filetypes")
    ending = upload.filename.rpartition(".")[2].lower()
    if kinds and ending not in kinds:
        raise NotPossible(f"{control.label!r} takes {kinds}, not {ending}")
    return attach(upload).payload()


def _most(control: Control) -> int:
    if control.kind == "file_input":
        return control.element.get("max_files", 10)
    return control.element.get("max_selected_items", 100)


def _several(value: Value) -> list[One]:
    if value is None or value == "":
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [value]
    return list(value)
