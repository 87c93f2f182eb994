"""Everything people do in Discord, brought to the core's one door and answered.

Each is acknowledged before anything is read: how is decided from what it carries. Where a form
may be the answer, it is the first answer, since Discord takes none later. The one for missing
options is known from the command; but what a button or a menu asks for is read first, within the
three seconds that Discord gives. A button that opens a form says so in its name on the wire.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import discord

from adapters.discord import forms, surfaces
from adapters.discord.answers import links, of_form
from adapters.discord.commands import Asked, Menu
from adapters.discord.limits import MODAL_PARTS
from adapters.discord.senders import Senders, mentioned, message_of
from adapters.discord.suggestions import beside, choices
from adapters.discord.surfaces import Surface
from adapters.discord.uploads import Uploads
from core import commands as core_commands
from core import keys
from core.arrivals import Arrivals
from core.asks import Ask, Pick, Press, Reply, Sender, Typing
from core.cards import ButtonId, Card, Form, Tone
from core.commands import AnyCommand, Input, Picked, Registry
from core.dispatch import Dispatch
from core.errors import Unavailable
from core.forms import Answered, Speech, after, invitation, narrowed, opening, reopening
from core.model.people import Locale
from core.model.places import Audience
from core.phrasebook import Phrasebook
from core.ports.outside import Clock
from core.suggestions import Suggestion

_log = logging.getLogger(__name__)

_PUBLIC, _PRIVATE = "p", "i"
"""The first letter of a form's id where no button opened it; buttons' own are hexadecimal."""


@dataclass(frozen=True, slots=True)
class Door:
    """The core as interactions meet it."""

    dispatch: Dispatch
    commands: Registry
    menus: tuple[core_commands.Menu, ...]
    phrases: Phrasebook


class Interactions:
    """Answers commands, presses, menus and forms."""

    def __init__(self, door: Door, uploads: Uploads, arrivals: Arrivals, clock: Clock) -> None:
        self._dispatch = door.dispatch
        self._commands = door.commands
        self._asking = {menu.words: bool(menu.asks) for menu in door.menus}
        self._phrases = door.phrases
        self._uploads = uploads
        self._arrivals = arrivals
        self._senders = Senders(door.dispatch.workspace_of, clock)
        self._keeping: dict[ButtonId, asyncio.Event] = {}

    async def ask(self, interaction: Asked, command: AnyCommand, answered: Answered) -> None:
        """Answer a slash command."""
        with self._arrivals.answering():
            form = opening(command, answered.answers, self._speech(interaction), MODAL_PARTS)
            if form is not None:
                await self._open(interaction, form)
                return
            private = command.slow or command.answer is not Audience.CHANNEL
            surface = await surfaces.thinking(interaction, private=private)
            if surface is not None:
                await self._ask(surface, command, answered)

    async def suggest(
        self, interaction: Asked, command: AnyCommand, given: Input, typed: str
    ) -> None:
        """Offer what an option that is being typed may be; nothing where that is not known now."""
        with self._arrivals.answering():
            found: Iterable[Suggestion] = ()
            try:
                sender = await self._senders.of(interaction)
                if sender is not None:
                    others = beside(command, _data(interaction))
                    typing = Typing(sender, command.name, given.name, typed, others)
                    found = await self._dispatch.suggest(typing)
            except Unavailable as unavailable:
                _unavailable(unavailable)
            await surfaces.offered(interaction, choices(found))

    async def choose(self, interaction: Asked, menu: Menu, message: discord.Message) -> None:
        """Answer an entry of a message's menu."""
        with self._arrivals.answering():
            picked = Picked(message.content, message.author.display_name, message.jump_url)
            surface = None
            if not self._asking[menu.words]:
                surface = await surfaces.thinking(interaction, private=True)
                if surface is None:
                    return
            sender = await self._sender(interaction, surface)
            if sender is not None:
                pick = Pick(str(interaction.id), sender, menu.words, picked)
                await self._reply(interaction, surface, sender, await self._dispatch.pick(pick))

    async def other(self, interaction: Asked) -> None:
        """Answer what stands on messages and in forms: presses, picks, and forms sent in."""
        data = _data(interaction)
        wire = str((data.get("values") or [data.get("custom_id", "")])[0])
        with self._arrivals.answering():
            if interaction.type is discord.InteractionType.component:
                await self._press(interaction, wire)
            elif interaction.type is discord.InteractionType.modal_submit:
                await self._submit(interaction, forms.asked_by(str(data["custom_id"])))

    async def failed(self, interaction: Asked, error: BaseException) -> None:
        """Answer where something failed before the core could say what."""
        speech = self._speech(interaction)
        if isinstance(error, Unavailable):
            _unavailable(error)
            card = Card(speech.say("failed.unavailable"), tone=Tone.WARNING)
        else:
            card = _incident(interaction, error, speech)
        await surfaces.failed(interaction, card)

    async def _press(self, interaction: Asked, wire: str) -> None:
        surface = None
        if not keys.asks(wire):
            surface = await surfaces.standing(interaction)
            if surface is None:
                return
        button = keys.pressed(wire)
        sender = await self._sender(interaction, surface)
        if button is None or sender is None:
            return
        press = Press(str(interaction.id), sender, button, message_of(interaction))
        reply = await self._dispatch.press(press)
        await self._reply(interaction, surface, sender, reply, button)

    async def _submit(self, interaction: Asked, button: ButtonId | None) -> None:
        if button is None:
            return
        if interaction.message is None:
            private = not button.startswith(_PUBLIC)
            surface = await surfaces.thinking(interaction, private=private)
        else:
            surface = await surfaces.standing(interaction)
        sender = surface and await self._sender(interaction, surface)
        if surface is None or sender is None:
            return
        if button in self._keeping:
            await self._keeping[button].wait()
        press = Press(str(interaction.id), sender, button, message_of(interaction))
        reply = await self._dispatch.press(press)
        if reply.form is None:
            await self._show(surface, sender, reply)
            return
        command, filled = self._commands[reply.form.command], of_form(_data(interaction))
        left = after(reply.form, filled, command)
        if left.fields:
            await self._show(surface, sender, Reply(form=left))
        else:
            await self._ask(surface, command, replace(filled, answers=left.answers))

    async def _ask(self, surface: Surface, command: AnyCommand, answered: Answered) -> None:
        """Bring an ask that was acknowledged to the core, with its files and people."""
        interaction = surface.interaction
        sender = await self._sender(interaction, surface)
        if sender is None:
            return
        ask = Ask(
            str(interaction.id),
            sender,
            command.name,
            answered.answers,
            await self._uploads.fetch(links(command, answered.answers)),
            await mentioned(interaction, sender, answered),
            message_of(interaction),
        )
        reply = await self._dispatch.ask(ask)
        if reply.card is None and reply.form is None and _goes_elsewhere(command, interaction):
            text = self._speech(interaction).say("job.by_dm")
            reply = replace(reply, card=reply.message and Card(text, tone=Tone.BUSY))
        await self._show(surface, sender, reply)

    async def _reply(
        self,
        interaction: Asked,
        surface: Surface | None,
        sender: Sender,
        reply: Reply,
        button: ButtonId | None = None,
    ) -> None:
        """Answer; without a surface nothing was answered yet, and a form can be."""
        if surface is not None:
            await self._show(surface, sender, reply)
        elif reply.form is not None:
            if button is None:
                await self._open(interaction, reply.form, sender)
            else:
                await self._opened(interaction, reply.form, button)
        elif reply.card is not None:
            await surfaces.answered(interaction, reply.card)
        else:
            await surfaces.standing(interaction)

    async def _show(self, surface: Surface, sender: Sender, reply: Reply) -> None:
        """Show a reply; what Discord does not show here is written to whom it belongs."""
        unseen: list[Card] = []
        if reply.form is not None:
            unseen += await self._invite(surface, sender, reply.form)
        elif reply.card is not None:
            private = reply.audience is not Audience.CHANNEL
            if not await surface.show(reply.card, private=private, replaces=reply.replaces):
                unseen.append(reply.card)
        else:
            await surface.nothing()
        unseen += [card for card in reply.missed if not await surface.beside(card)]
        if unseen:
            await self._dispatch.write(sender, str(surface.interaction.id), unseen)

    async def _invite(self, surface: Surface, sender: Sender, form: Form) -> list[Card]:
        """Lead to a form with a button, where no form can be the answer any more.

        Gives the card where it could not be shown.
        """
        card = invitation(narrowed(form, MODAL_PARTS), self._speech(surface.interaction))
        card = replace(card, buttons=await self._dispatch.keep(sender, card.buttons))
        return [] if await surface.invite(card) else [card]

    async def _open(self, interaction: Asked, form: Form, sender: Sender | None = None) -> None:
        """Answer with a form that no button opened; what gives it again is kept after that."""
        name = _name(interaction, self._commands[form.command])
        kept = self._keeping[name] = asyncio.Event()
        try:
            if await self._opened(interaction, form, name):
                sender = sender or await self._senders.of(interaction)
                again = replace(reopening(form, form.title), id=name)
                if sender is not None:
                    await self._dispatch.keep(sender, [again])
        finally:
            kept.set()
            del self._keeping[name]

    async def _opened(self, interaction: Asked, form: Form, name: ButtonId) -> bool:
        command, speech = self._commands[form.command], self._speech(interaction)
        return await surfaces.opened(
            interaction, forms.modal(form, command, forms.wire(name), speech)
        )

    async def _sender(self, interaction: Asked, surface: Surface | None) -> Sender | None:
        """Give who speaks; somebody without a server is told where to begin."""
        sender = await self._senders.of(interaction)
        if sender is None:
            text = self._speech(interaction).say("discord.alone")
            card = Card(text, tone=Tone.WARNING)
            if surface is None:
                await surfaces.answered(interaction, card)
            else:
                await surface.show(card, private=True)
        return sender

    def _speech(self, interaction: Asked) -> Speech:
        """Speak as the commands were shown: in the language of the person's Discord."""
        korean = interaction.locale is discord.Locale.korean
        locale = Locale.KO if korean else Locale.EN
        return Speech(self._phrases, locale, interaction.guild_id is not None)


def _unavailable(error: Unavailable) -> None:
    _log.warning("unavailable", extra={"action": "unavailable", "why": str(error)})


def _incident(interaction: Asked, error: BaseException, speech: Speech) -> Card:
    """Give the card of a bug, under a number that finds its trace in the log."""
    number = f"{interaction.id & 0xFFFFFFFF:08x}"
    told = {"action": "incident", "incident": number}
    _log.error("incident %s", number, exc_info=error, extra=told)
    text = speech.phrases.say(speech.locale, "failed.incident", number=number)
    return Card(speech.say("failed.title"), text=text, tone=Tone.BAD)


def _data(interaction: Asked) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def _goes_elsewhere(command: AnyCommand, interaction: Asked) -> bool:
    """Tell whether slow work reports in direct messages, while its asker looks at a server."""
    private = command.slow and command.answer is not Audience.CHANNEL
    return private and interaction.guild_id is not None and interaction.message is None


def _name(interaction: Asked, command: AnyCommand) -> ButtonId:
    """Name a form that no button opened: nobody can guess it, and its visibility shows."""
    public = command.answer is Audience.CHANNEL and not command.slow
    digest = hashlib.blake2b(interaction.token.encode(), digest_size=12).hexdigest()
    return ButtonId(f"{_PUBLIC if public else _PRIVATE}{digest}")
