"""What a card does where a message has too little room: share it out, bring the whole as a file."""

import re
from collections.abc import Sequence

from core.cards import Card
from core.marks import shown
from core.ports.outside import File

_UNNAMED = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 50


def shares(sizes: Sequence[int], total: int) -> list[int]:
    """Share `total` out: what needs little gets it whole, the rest share evenly."""
    given = [0] * len(sizes)
    left = total
    by_size = sorted(range(len(sizes)), key=lambda place: sizes[place])
    for waiting, place in zip(range(len(sizes), 0, -1), by_size, strict=True):
        given[place] = min(sizes[place], left // waiting)
        left -= given[place]
    return given


def whole_text(card: Card) -> File:
    """Give the card as a text file, the labels of its buttons in brackets."""
    name = _UNNAMED.sub("-", card.subject.casefold()).strip("-")[:_LONGEST_NAME] or "card"
    lines = [card.plain(), *(f"[{button.label}]" for button in card.buttons)]
    return File(f"{name}.txt", shown("\n".join(lines)).encode())
