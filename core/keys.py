"""Buttons under the names they bear on a platform's wire.

A button carries `t:` and its id, one that asks in a form first `a:` and its id, since a form must
be the very first answer to a press. Where one button stands twice on a card, `:1` keeps the
second one apart.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.cards import Button, ButtonId, Emphasis
from core.marks import one_line

PRESSED = re.compile(r"(?P<kind>[ta]):(?P<id>[^:]+)(?::\d+)?")
"""The wire form of a button."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button under its name on the wire; the label is one line and never empty."""

    wire: str
    label: str
    emphasis: Emphasis


def keys(buttons: Sequence[Button]) -> Iterator[Key]:
    """Give every button its name on the wire, all of them different."""
    seen = Counter[str]()
    for button in buttons:
        again = f":{seen[button.id]}" if seen[button.id] else ""
        seen[button.id] += 1
        kind = "a" if button.asks else "t"
        yield Key(f"{kind}:{button.id}{again}", one_line(button.label) or "…", button.emphasis)


def pressed(wire: str) -> ButtonId | None:
    """Give the button that a name on the wire means, `None` if it is none's."""
    found = PRESSED.fullmatch(wire)
    return ButtonId(found["id"]) if found else None


def asks(wire: str) -> bool:
    """Tell whether the button that a name on the wire means opens a form."""
    found = PRESSED.fullmatch(wire)
    return found is not None and found["kind"] == "a"
