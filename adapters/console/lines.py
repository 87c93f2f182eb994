"""What people say on the console, line by line, and how they are answered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from adapters.console.board import Board
from adapters.console.commands import ClockForward, Comment, Fill, Line, Press, Say, Wait
from adapters.console.events import Spot
from adapters.console.gateway import CHANNEL, NAME, spot_name
from adapters.console.transcript import Transcript
from adapters.console.uploads import fetch, takes_path
from core import asks
from core.cards import ButtonId, Card, Tone
from core.commands import AnyCommand, Kind
from core.dispatch import Dispatch
from core.errors import Refused, Unavailable
from core.guide import Guide, highest_standing
from core.model.people import Account, Home, locale_of
from core.model.places import Audience
from core.options import clean
from core.ports import Ports
from core.ports.outside import File
from core.vocabulary import Asked, HelpAsked, Unknown, Vocabulary

_HOME = Home(NAME, NAME, NAME)
_ID_LENGTH = 12
_TASK_CARD = "task show"
_SHOWN = 50
"""How much of a label that stands nowhere a refusal repeats."""
_PATIENCE = timedelta(minutes=10)
_SOON = timedelta(seconds=5)
"""How long a line waits for its message to appear before the next line is read."""
_LOOK_AGAIN = timedelta(milliseconds=30)

Forward = Callable[[timedelta], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Told:
    """The answer to a line: `message` is what a pressed button stood on."""

    reply: asks.Reply
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Answers lines on the board, one after the other.

    `forward` moves the clock, `None` where it cannot be moved; `patience` is how long `wait`
    waits.
    """

    ports: Ports
    door: Dispatch
    vocabulary: Vocabulary
    board: Board
    forward: Forward | None = None
    patience: timedelta = _PATIENCE

    async def answer(self, line: Line, speaker: str) -> None:
        """Do what a line says, until its answer can be seen; `speaker` says what nobody else does.

        Raises:
            Unavailable: the awaited work does not end, or nobody looks any more.
        """
        match line:
            case Say() | Press() | Fill():
                await self._speak(line, _sender(line.speaker or speaker))
            case Wait():
                await self._settle()
            case ClockForward():
                await self._move_clock(line.length, speaker)
            case Comment():
                pass
            case _:
                assert_never(line)

    async def refuse(self, refused: Refused, speaker: str) -> None:
        """Tell somebody what is wrong and what to do next."""
        sender = _sender(speaker)
        space, person = await self.door.meet(sender)
        locale, say = locale_of(person, space), self.ports.phrases.say
        text = say(locale, f"refused.{refused.key}", **refused.params)
        card = Card(say(locale, "refused.title"), text=text, tone=Tone.WARNING)
        await self._tell(asks.Reply(card), sender)

    async def _speak(self, line: Say | Press | Fill, sender: asks.Sender) -> None:
        before = self.board.transcript.length
        try:
            told = await self._told(line, sender)
        except Refused as refused:
            await self.refuse(refused, sender.name)
            return
        await self._tell(told.reply, sender, told.message)
        if told.reply.message is not None and told.reply.card is None:
            await self._appeared(spot_name(told.reply.message), before)

    async def _told(self, line: Say | Press | Fill, sender: asks.Sender) -> _Told:
        match line:
            case Say():
                return _Told(await self._said(line, sender))
            case Fill():
                return await self._filled(line.answers, sender)
            case Press(label, task):
                if task is None:
                    return await self._pressed(label, sender)
                return await self._pressed_on_task(label, task, sender)

    async def _said(self, line: Say, sender: asks.Sender) -> asks.Reply:
        match self.vocabulary.find(line.words):
            case Asked(command, words):
                answers = self.vocabulary.answers(command, words)
                return await self._ask(command, answers, sender, self._new_ask())
            case HelpAsked(commands, wrong):
                return asks.Reply(await self._help(commands, sender, wrong=wrong))
            case Unknown(name):
                return await self.door.ask(asks.Ask(self._new_ask(), sender, name, {}))

    async def _ask(
        self,
        command: AnyCommand,
        answers: Mapping[str, str],
        sender: asks.Sender,
        ask: str,
        stood_on: str | None = None,
    ) -> asks.Reply:
        files = await self._files(command, answers)
        asked = asks.Ask(ask, sender, command.name, answers, files, message=stood_on)
        return await self.door.ask(asked)

    async def _files(self, command: AnyCommand, answers: Mapping[str, str]) -> Mapping[str, File]:
        paths = {
            given.name: answers[given.name]
            for given in command.inputs
            if takes_path(given.kind) and answers.get(given.name, "").strip()
        }
        return {name: await fetch(path.strip()) for name, path in paths.items()}

    async def _filled(self, given: Mapping[str, str], sender: asks.Sender) -> _Told:
        form = self.board.transcript.form(sender.name)
        command = form and self.vocabulary.command(form.command)
        if form is None or command is None:
            raise Refused("console.no_form")
        answers = {**form.answers, **self.vocabulary.by_option(command, given)}
        reply = await self._ask(command, answers, sender, f"{NAME}:{form.id}", form.stood_on)
        self.board.transcript.close_form(sender.name)
        return _Told(reply, form.stood_on)

    async def _pressed(self, label: str, sender: asks.Sender) -> _Told:
        wanted = self.vocabulary.labels(label)
        for standing in self.board.transcript.seen_by(sender.name):
            for button in standing.buttons:
                if button.label.casefold() in wanted:
                    return await self._press(button.id, sender, standing.spot.message)
        raise Refused("console.no_button", label=clean(label)[:_SHOWN])

    async def _pressed_on_task(self, label: str, task: int, sender: asks.Sender) -> _Told:
        """Look the task up unseen, and press the button on its card."""
        command = self.vocabulary.command(_TASK_CARD)
        inputs = command.inputs if command else ()
        answers = {given.name: f"#{task}" for given in inputs if given.kind is Kind.TASK}
        shown = await self.door.ask(asks.Ask(self._new_ask(), sender, _TASK_CARD, answers))
        wanted = self.vocabulary.labels(label)
        for button in shown.card.buttons if shown.card else ():
            if button.label.casefold() in wanted:
                return await self._press(button.id, sender, None)
        if shown.card is None or shown.card.buttons:
            raise Refused("console.no_button", label=clean(label)[:_SHOWN])
        return _Told(shown)

    async def _press(self, button: ButtonId, sender: asks.Sender, message: str | None) -> _Told:
        press = asks.Press(self._new_ask(), sender, button, message)
        return _Told(await self.door.press(press), message)

    async def _help(
        self, commands: tuple[AnyCommand, ...], sender: asks.Sender, *, wrong: bool
    ) -> Card:
        space, person = await self.door.meet(sender)
        guide = Guide(self.ports.phrases, locale_of(person, space), NAME)
        standing = await highest_standing(self.ports.store, person)
        return guide.overview(commands, standing, wrong=wrong)

    async def _settle(self) -> None:
        """Return when no work is left and everything can be seen."""
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                while await self.door.busy():
                    await self.ports.clock.sleep(_LOOK_AGAIN)
        except TimeoutError as error:
            raise Unavailable(NAME, f"work did not end within {self.patience}") from error

    async def _move_clock(self, length: timedelta, speaker: str) -> None:
        if self.forward is None:
            await self.refuse(Refused("console.clock"), speaker)
        else:
            await self.forward(length)

    async def _tell(
        self, reply: asks.Reply, sender: asks.Sender, pressed: str | None = None
    ) -> None:
        """Show what is to be shown at once."""
        board = self.board
        private = self._private(sender)
        for card in reply.missed:
            await board.post(self._private(sender), card)
        if reply.form is not None:
            await board.ask(private, reply.form, pressed)
        if reply.card is None:
            return
        standing = board.transcript.standing(pressed) if reply.replaces and pressed else None
        if standing is not None:
            await board.edit(standing.spot, reply.card)
            return
        person = None if reply.audience is Audience.CHANNEL else sender.name
        await board.post(Spot(private.message, reply.audience, person), reply.card)

    def _private(self, sender: asks.Sender) -> Spot:
        """Give a new spot that only the sender sees."""
        message = f"r{self.ports.chance.token()[:_ID_LENGTH]}"
        return Spot(message, Audience.PRIVATE, sender.name)

    async def _appeared(self, message: str, before: int) -> None:
        """Return once a message was shown; who brings it may also be another process."""

        def seen(transcript: Transcript) -> bool:
            return transcript.shown_since(message, before)

        with suppress(TimeoutError):
            async with asyncio.timeout(_SOON.total_seconds()):
                await self.board.until(seen)

    def _new_ask(self) -> str:
        return f"{NAME}:{self.ports.chance.token()}"


def _sender(name: str) -> asks.Sender:
    account = Account(NAME, NAME, name)
    return asks.Sender(_HOME, account, name, CHANNEL, manages=True, handle=name)
