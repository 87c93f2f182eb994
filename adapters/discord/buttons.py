"""Buttons of a card as rows; what exceeds the rows goes into menus, so that none is lost.

A button carries `t:` and its id, one that asks in a form first `a:` and its id, since a form must
be the very first answer to a press; an option of a menu carries the same as its value. Where
one button stands twice on a card, `:1` keeps the second one apart.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from adapters.discord import limits
from adapters.discord.markdown import one_line
from core.cards import Button, ButtonId, Emphasis

PRESSED = re.compile(r"(?P<kind>[ta]):(?P<id>[^:]+)(?::\d+)?")
"""The `custom_id` of a button, and the value of a menu's option."""
PICKED = re.compile(r"s:\d+")
"""The `custom_id` of a menu of buttons."""
_MOST_BUTTONS = 25
_STYLES = {
    Emphasis.NORMAL: discord.ButtonStyle.secondary,
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}

Row = ui.ActionRow[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class _Key:
    """A button under its name on the wire."""

    wire: str
    label: str
    emphasis: Emphasis


def pressed(wire: str) -> ButtonId | None:
    """Give the button that a `custom_id` or a menu's value names."""
    found = PRESSED.fullmatch(wire)
    return ButtonId(found["id"]) if found else None


def asks(wire: str) -> bool:
    """Tell whether the button that a `custom_id` or a menu's value names opens a form."""
    found = PRESSED.fullmatch(wire)
    return found is not None and found["kind"] == "a"


def rows(buttons: Sequence[Button], room: int) -> tuple[Row, ...]:
    """Give rows holding every button in at most `room` components.

    25 components hold 300 buttons.

    Raises:
        ValueError: more buttons than menus can hold.
    """
    keys = tuple(_keys(buttons))
    open_ = _in_the_open(len(keys), room)
    menus = [
        _menu(keys[first : first + limits.OPTIONS], place, len(keys) - open_)
        for place, first in enumerate(range(open_, len(keys), limits.OPTIONS))
    ]
    return (*_rows_of_five(keys[:open_]), *menus)


def is_long(button: Button) -> bool:
    """Tell whether a label is shown shortened."""
    return limits.length(one_line(button.label)) > limits.BUTTON_LABEL


def _in_the_open(count: int, room: int) -> int:
    """Give how many buttons stand outside menus: all, or as many full rows as leave room."""
    if count <= _MOST_BUTTONS and _cost(count, count) <= room:
        return count
    for many in range(_MOST_BUTTONS - limits.BUTTONS, -1, -limits.BUTTONS):
        if many < count and _cost(many, count) <= room:
            return many
    raise ValueError(f"{count} buttons do not fit one message")


def _cost(in_the_open: int, count: int) -> int:
    """Count components: a button and its row, a menu and its row."""
    rows_needed = -(-in_the_open // limits.BUTTONS)
    menus_needed = -(-(count - in_the_open) // limits.OPTIONS)
    return in_the_open + rows_needed + 2 * menus_needed


def _keys(buttons: Sequence[Button]) -> Iterator[_Key]:
    seen = Counter[str]()
    for button in buttons:
        again = f":{seen[button.id]}" if seen[button.id] else ""
        seen[button.id] += 1
        kind = "a" if button.asks else "t"
        yield _Key(f"{kind}:{button.id}{again}", one_line(button.label) or "…", button.emphasis)


def _rows_of_five(keys: Sequence[_Key]) -> Iterator[Row]:
    for first in range(0, len(keys), limits.BUTTONS):
        yield ui.ActionRow(*(_button(key) for key in keys[first : first + limits.BUTTONS]))


def _button(key: _Key) -> ui.Button[ui.LayoutView]:
    label = limits.clip(key.label, limits.BUTTON_LABEL)
    return ui.Button(label=label, custom_id=key.wire, style=_STYLES[key.emphasis])


def _menu(keys: Sequence[_Key], place: int, hidden: int) -> Row:
    options = [
        discord.SelectOption(label=limits.clip(key.label, limits.OPTION_LABEL), value=key.wire)
        for key in keys
    ]
    return ui.ActionRow(
        ui.Select[ui.LayoutView](
            custom_id=f"s:{place}", placeholder=f"⋯ +{hidden}", options=options
        )
    )
