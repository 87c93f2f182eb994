"""Cards as Discord messages.

A card is a Components V2 message: one container with the colour of its tone, its texts, files
and buttons. Embeds were weighed. They hold more text, but a person who turned link previews
off sees none of them, a channel without the Embed Links permission drops them silently, their
files and buttons stand outside the frame, and their columns fold badly on a phone. Components
are always shown, fill a phone's width and need no permission. Their price: 4,000 characters
instead of 6,000 (a longer card brings the whole of its text as a `.txt` file and says so), and
no `content`, so that a push notification would say nothing
(https://github.com/discord/discord-api-docs/issues/7854). A message that should call somebody
is therefore sent with `Page.headline` as its content, and edited into its page at once.

A page is only text, mark and colour of the card: it names no one, and is sent with `quiet()`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from adapters.discord import buttons, limits
from adapters.discord.files import Parcel, parcels
from adapters.discord.texts import Texts, headline, is_long, texts
from core.cards import Card, Tone
from core.overflow import whole_text
from core.ports.outside import File

_COLOURS = {
    Tone.PLAIN: None,
    Tone.BUSY: 0x5865F2,
    Tone.GOOD: 0x2D9D5C,
    Tone.WARNING: 0xE6A700,
    Tone.BAD: 0xD83C3E,
}

Part = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Page:
    """A message to send: `view` once, with `files`; `headline` is what a notification says."""

    view: ui.LayoutView
    files: tuple[Parcel, ...]
    headline: str


def quiet() -> discord.AllowedMentions:
    """Give what lets a message call nobody, whatever its text."""
    return discord.AllowedMentions.none()


def page(card: Card, files: Sequence[File] = ()) -> Page:
    """Give the message that shows `card`, with its `files` and, beyond the limit, its whole text.

    Raises:
        ValueError: more than ten files, or more buttons than menus can hold.
    """
    written = texts(card)
    whole = written.whole and not _is_long(card)
    sent = parcels([*files, *([] if whole else [whole_text(card)])])
    if len(sent) > limits.FILES:
        raise ValueError(f"{len(sent)} files do not fit one message")
    return Page(_view(card, written, sent, whole=whole), sent, headline(card) or "…")


def numbered(made: Page, number: int) -> Page:
    """Give a page that carries a number, unseen and for ever: the id of its container.

    Discord gives the small ids out itself; they are 32-bit numbers.
    """
    for part in made.view.children:
        if isinstance(part, ui.Container):
            part.id = number
    return made


def carries(message: discord.Message, number: int) -> bool:
    """Tell whether a message shows a page that was given this number."""
    return any(
        isinstance(part, discord.Container) and part.id == number for part in message.components
    )


def _view(card: Card, written: Texts, sent: Sequence[Parcel], *, whole: bool) -> ui.LayoutView:
    parts = list(_parts(written, sent, whole=whole))
    room = limits.COMPONENTS - 1 - len(parts)
    container = ui.Container[ui.LayoutView](
        *parts, *buttons.rows(card.buttons, room), accent_colour=_COLOURS[card.tone]
    )
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    # A view that has ended is not kept by the library: buttons are answered by their ids,
    # also after a restart, and thousands of cards would never be let go.
    view.stop()
    return view


def _parts(written: Texts, sent: Sequence[Parcel], *, whole: bool) -> Iterator[Part]:
    yield from (ui.TextDisplay(text) for text in written.parts)
    if not whole:
        yield ui.TextDisplay(f"-# ⋯ 📎 {sent[-1].name}")
    elif not written.parts:
        yield ui.TextDisplay("…")
    yield from (ui.File(parcel.link) for parcel in sent)


def _is_long(card: Card) -> bool:
    return is_long(card) or any(buttons.is_long(button) for button in card.buttons)
