"""Where an interaction is answered: at first within three seconds, then by its token.

What the first answer was decides what can follow: whether an answer is private is fixed by a
deferral, and a form can only be the very first answer.
https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
from discord import ui
from discord.app_commands import Choice

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

    async def show(self, card: Card, *, private: bool, replaces: bool = False) -> bool:
        """Show a card; `replaces` puts it over the one that was pressed. Tell whether it stands."""
        fits = self.own and (self.takes_all or private == self.private)
        if fits or replaces:
            return await self.fill(card)
        await self.nothing()
        return await self.beside(card, private=private)

    async def invite(self, card: Card) -> bool:
        """Show a card that leads to a form, in private; tell whether it stands."""
        if self.own and self.private:
            return await self.fill(card, _INVITATION)
        await self.nothing()
        return await self.beside(card, number=_INVITATION)

    async def nothing(self) -> None:
        """Take away what waits to be filled."""
        if self.own:
            await _told(self.interaction.delete_original_response())

    async def beside(self, card: Card, *, private: bool = True, number: int | None = None) -> bool:
        """Say one thing more; tell whether it stands."""
        made = page(card)
        return await _told(
            self.interaction.followup.send(
                view=numbered(made, number).view if number else made.view,
                files=[parcel.opened() for parcel in made.files],
                ephemeral=private,
                allowed_mentions=quiet(),
                wait=True,
            )
        )

    async def fill(self, card: Card, number: int | None = None) -> bool:
        """Put a card where the first answer, or what was pressed, stands."""
        made = page(card)
        return await _told(
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


async def offered(interaction: Asked, choices: Sequence[Choice[str]]) -> None:
    """Answer somebody who types with what can be picked."""
    if not await _first(lambda: interaction.response.autocomplete(choices)):
        # Where nothing was answered the library tries again, in vain, and logs a trace.
        interaction.response._response_type = discord.InteractionResponseType.autocomplete_result  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  it has no way to say so


async def failed(interaction: Asked, card: Card) -> None:
    """Answer where something went wrong, whatever was answered before."""
    match interaction.response.type:
        case None:
            await answered(interaction, card)
        case discord.InteractionResponseType.deferred_channel_message:
            await Surface(interaction).fill(card)
        case discord.InteractionResponseType.deferred_message_update:
            await Surface(interaction).beside(card)
        case _:
            # A form is open, or everything was said.
            return


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


async def _told(sending: Awaitable[object]) -> bool:
    """Send what follows; tell whether it is shown. What was done stays done."""
    try:
        await sending
    except discord.HTTPException as error:
        why = str(error.code or error.status)
    except CONNECTION_LOST as error:
        why = type(error).__name__
    else:
        return True
    _log.warning("not shown", extra={"action": "not shown", "why": why})
    return False
