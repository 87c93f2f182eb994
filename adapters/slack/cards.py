"""Cards as Slack messages and as somebody's Home.

What people read is a header, rich text, a table, a plan and buttons. Sections of mrkdwn were
weighed: they put fields into two columns, but show `snake_case` and `2 * 3` otherwise than
typed, and leave the asterisks of bold words in sight where a Korean particle follows. What
exceeds the room of a message comes along whole as a `.txt` file, and the message says so.

The text beside the blocks is what notifications and readers aloud say. No page names anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.slack import buttons, limits
from adapters.slack.files import Parcel, parcels
from adapters.slack.mrkdwn import escaped
from adapters.slack.sections import Section, context, is_long, sections
from adapters.slack.texts import Json, Line, pack, plain, rich
from core.cards import Card
from core.marks import unmarked
from core.overflow import shares, whole_text
from core.ports.outside import File

_NOTHING = "…"
_KEPT = 200
"""Kept free for the line that tells of the rest."""


@dataclass(frozen=True, slots=True)
class Page:
    """A message to send: `blocks` with their `text`, and `files` beside it."""

    text: str
    blocks: tuple[Json, ...]
    files: tuple[Parcel, ...]


def page(card: Card, files: Sequence[File] = ()) -> Page:
    """Give the message that shows `card`, with `files` and, beyond the room, its whole text.

    Raises:
        ValueError: more buttons than menus can hold.
    """
    shown, whole = _fitted(sections(card, in_message=True), limits.BLOCKS_TEXT)
    whole = whole and not _is_long(card)
    sent = parcels([*files, *([] if whole else [whole_text(card)])])
    note = () if whole else (context(f"⋯ 📎 {sent[-1].name}"),)
    return Page(_fallback(card), _blocks(shown, note, card), sent)


def home_view(card: Card) -> Json:
    """Give the view that shows `card` as somebody's Home; it has no files.

    Raises:
        ValueError: more buttons than menus can hold.
    """
    shown, whole = _fitted(sections(card, in_message=False), limits.VIEW_TEXT)
    note = () if whole else (context("⋯"),)
    return {"type": "home", "blocks": [*_blocks(shown, note, card)]}


def _blocks(shown: Sequence[Json], note: Sequence[Json], card: Card) -> tuple[Json, ...]:
    said = (*shown, *note) or (rich([Line(plain(_NOTHING))]),)
    return (*said, *buttons.blocks(card.buttons))


def _fitted(parts: Sequence[Section], room: int) -> tuple[tuple[Json, ...], bool]:
    """Give blocks that fit `room`, and whether they show all."""
    rooms = shares([part.size for part in parts], room - _KEPT)
    whole = all(part.size <= given for part, given in zip(parts, rooms, strict=True))
    kept = (pack(part.lines, given) for part, given in zip(parts, rooms, strict=True))
    return tuple(part.block(lines) for part, lines in zip(parts, kept, strict=True)), whole


def _is_long(card: Card) -> bool:
    return is_long(card) or any(buttons.is_long(button) for button in card.buttons)


def _fallback(card: Card) -> str:
    """Give the whole card in words, as far as a message holds them."""
    words = unmarked(f"{card.tone.emoji} {card.plain()}").strip()
    return escaped(limits.clip(words, limits.MESSAGE_TEXT)) or _NOTHING
