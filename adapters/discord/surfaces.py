"""Where an interaction is answered: at first within three seconds, then by its token.

What the first answer was decides what can follow: whether an answer is private is fixed by a
deferral, and a form can only be the very first answer.
https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord
from discord import ui

from adapters.discord.cards import carries, numbered, page, quiet
from adapters.discord.commands import Asked
from adapters.discord.outcomes import CONNECTION_LOST
from core.cards import Card

_log = logging.getLogger(__name__)

_INVITATION = 900
"""The number of a page that leads to a form and gives way to what comes of it."""
_ANSWERED_ALREADY = 40060
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Surface:
    """What an acknowledged interaction is answered on.

    `own` tells that there is a message to fill or to take away: one that says that the bot is
    thinking, or an invitation; `private` that only one person sees it, `takes_all` that public
    cards are shown there too.
    """

    interaction: Asked
    own: bool = False
    private: bool = True
    takes_all: bool = False

    async def show(self, card: Card, *, private: bool, replaces: bool = False) -> None:
        """Show a card; `replaces` puts it over the one that was pressed."""
        fits = self.own and (self.takes_all or private == self.private)
        if fits or replaces:
            await self._fill(card)
        else:
            await self.nothing()
            await self.beside(card, private=private)

    async def invite(self, card: Card) -> None:
        """Show a card that leads to a form, in private."""
        if self.own and self.private:
            await self._fill(card, _INVITATION)
        else:
            await self.nothing()
            await self.beside(card, number=_INVITATION)

    async def nothing(self) -> None:
        """Take away what waits to be filled."""
        if self.own:
            await _told(self.interaction.delete_original_response())

    async def beside(self, card: Card, *, private: bool = True, number: int | None = None) -> None:
        """Say one thing more."""
        made = page(card)
        await _told(
            self.interaction.followup.send(
                view=numbered(made, number).view if number else made.view,
                files=[parcel.opened() for parcel in made.files],
                ephemeral=private,
                allowed_mentions=quiet(),
                wait=True,
            )
        )

    async def _fill(self, card: Card, number: int | None = None) -> None:
        made = page(card)
        await _told(
            self.interaction.edit_original_response(
                view=numbered(made, number).view if number else made.view,
                attachments=[parcel.opened() for parcel in made.files],
                allowed_mentions=quiet(),
            )
        )


async def thinking(interaction: Asked, *, private: bool) -> Surface | None:
    """Acknowledge with a message that says that the bot is thinking; `None`: it is too late."""
    response = interaction.response
    if not await _first(lambda: response.defer(ephemeral=private, thinking=True)):
        return None
    return Surface(interaction, own=True, private=private, takes_all=private)


async def standing(interaction: Asked) -> Surface | None:
    """Acknowledge, and leave the message as it is for now; `None` where it is too late."""
    if not await _first(interaction.response.defer):
        return None
    message = interaction.message
    return Surface(interaction, own=message is not None and carries(message, _INVITATION))


async def opened(interaction: Asked, modal: ui.Modal) -> bool:
    """Answer with a form; tell whether it could be."""
    return await _first(lambda: interaction.response.send_modal(modal))


async def answered(interaction: Asked, card: Card) -> None:
    """Answer with a private card, at once."""
    made = page(card)
    await _first(
        lambda: interaction.response.send_message(
            view=made.view,
            files=[parcel.opened() for parcel in made.files],
            ephemeral=True,
            allowed_mentions=quiet(),
        )
    )


async def _first(answer: Callable[[], Awaitable[object]]) -> bool:
    """Give the first answer; tell whether it stands.

    Where an answer's own answer was lost, the next try finds that it stands already. Whoever
    gets no first answer is told so by Discord; then nothing is done.
    """
    for tried in range(1, _TRIES + 1):
        try:
            await answer()
        except discord.HTTPException as error:
            if error.code == _ANSWERED_ALREADY:
                return True
            _log.warning("not acknowledged", extra={"action": "unheard", "why": str(error.code)})
            return False
        except CONNECTION_LOST as error:
            why = type(error).__name__
            _log.warning("try %s lost", tried, extra={"action": "unheard", "why": why})
        else:
            return True
    return False


async def _told(sending: Awaitable[object]) -> None:
    """Send what follows; where it cannot be shown any more, what was done stays done."""
    try:
        await sending
    except discord.HTTPException as error:
        _log.warning("not shown", extra={"action": "not shown", "why": str(error.code)})
    except CONNECTION_LOST as error:
        _log.warning("not shown", extra={"action": "not shown", "why": type(error).__name__})
