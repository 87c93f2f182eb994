"""Buttons of a card as rows; what exceeds the rows goes into menus, so that none is lost.

A button's `custom_id` is its name on the wire (`core.keys`); an option of a menu carries the
same as its value.
"""

import re
from collections.abc import Iterator, Sequence

import discord
from discord import ui

from adapters.discord import limits
from core.cards import Button, Emphasis
from core.keys import Key, keys
from core.marks import one_line

PICKED = re.compile(r"s:\d+")
"""The `custom_id` of a menu of buttons."""
_MOST_BUTTONS = 25
_STYLES = {
    Emphasis.NORMAL: discord.ButtonStyle.secondary,
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}

Row = ui.ActionRow[ui.LayoutView]


def rows(buttons: Sequence[Button], room: int) -> tuple[Row, ...]:
    """Give rows holding every button in at most `room` components.

    25 components hold 300 buttons.

    Raises:
        ValueError: more buttons than menus can hold.
    """
    made = tuple(keys(buttons))
    open_ = _in_the_open(len(made), room)
    menus = [
        _menu(made[first : first + limits.OPTIONS], place, len(made) - open_)
        for place, first in enumerate(range(open_, len(made), limits.OPTIONS))
    ]
    return (*_rows_of_five(made[:open_]), *menus)


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


def _rows_of_five(keys: Sequence[Key]) -> Iterator[Row]:
    for first in range(0, len(keys), limits.BUTTONS):
        yield ui.ActionRow(*(_button(key) for key in keys[first : first + limits.BUTTONS]))


def _button(key: Key) -> ui.Button[ui.LayoutView]:
    label = limits.clip(key.label, limits.BUTTON_LABEL)
    return ui.Button(label=label, custom_id=key.wire, style=_STYLES[key.emphasis])


def _menu(keys: Sequence[Key], place: int, hidden: int) -> Row:
    options = [
        discord.SelectOption(label=limits.clip(key.label, limits.OPTION_LABEL), value=key.wire)
        for key in keys
    ]
    return ui.ActionRow(
        ui.Select[ui.LayoutView](
            custom_id=f"s:{place}", placeholder=f"⋯ +{hidden}", options=options
        )
    )
