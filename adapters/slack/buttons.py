"""Buttons of a card in a row; what exceeds a row goes into menus, so that none is lost.

A button's `action_id` is its name on the wire (`core.keys`); an option of a menu carries the
same as its value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.slack import limits
from adapters.slack.texts import Json, plain_text
from core import keys
from core.cards import Button, ButtonId, Emphasis
from core.keys import Key
from core.marks import one_line

PICKED = re.compile(r"s:\d+")
"""The `action_id` of a menu of buttons."""
_IN_THE_OPEN = 20
"""Buttons that stand beside menus."""


def pressed(action: Mapping[str, Any]) -> ButtonId | None:
    """Give the button that somebody pressed or chose, `None` for anything else."""
    chosen: Mapping[str, Any] = action.get("selected_option") or {}
    return keys.pressed(str(chosen.get("value") or action.get("action_id", "")))


def blocks(buttons: Sequence[Button]) -> tuple[Json, ...]:
    """Give at most two blocks that hold every button.

    Raises:
        ValueError: more buttons than menus can hold, that is 2,520.
    """
    made = tuple(keys.keys(buttons))
    if len(made) <= limits.BUTTONS:
        return _actions([_button(key) for key in made])
    menus = [*_menus(made[_IN_THE_OPEN:])]
    if len(menus) > limits.BUTTONS:
        raise ValueError(f"{len(made)} buttons do not fit one message")
    return (*_actions([_button(key) for key in made[:_IN_THE_OPEN]]), *_actions(menus))


def is_long(button: Button) -> bool:
    """Tell whether a label is shown shortened."""
    return limits.length(one_line(button.label)) > limits.BUTTON_LABEL


def _actions(elements: list[Json]) -> tuple[Json, ...]:
    return ({"type": "actions", "elements": elements},) if elements else ()


def _button(key: Key) -> Json:
    label = plain_text(key.label, limits.BUTTON_LABEL)
    made = {"type": "button", "action_id": key.wire, "text": label}
    return made if key.emphasis is Emphasis.NORMAL else {**made, "style": key.emphasis.value}


def _menus(hidden: Sequence[Key]) -> Iterator[Json]:
    for place, first in enumerate(range(0, len(hidden), limits.OPTIONS)):
        yield {
            "type": "static_select",
            "action_id": f"s:{place}",
            "placeholder": plain_text(f"⋯ +{len(hidden)}", limits.BUTTON_LABEL),
            "options": [
                {"text": plain_text(key.label, limits.OPTION_LABEL), "value": key.wire}
                for key in hidden[first : first + limits.OPTIONS]
            ],
        }
