"""A console on fakes: what is typed goes in, what is shown comes out."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.console.board import Board
from adapters.console.commands import parse
from adapters.console.events import Event, EventKind, SavedFile
from adapters.console.gateway import Console
from adapters.console.lines import Lines
from adapters.console.script import Player, Scripted
from adapters.console.transcript import Transcript
from bot.app import App
from bot.clock import ShiftedClock
from core.cards import Card, Form
from core.commands import registry
from core.dispatch import Dispatch
from core.features import COMMANDS
from core.model.places import Audience
from core.reminders import Reminders
from core.vocabulary import Vocabulary
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore

STARTS = datetime(2026, 12, 1, tzinfo=UTC)


@dataclass
class Seen:
    """A screen that remembers."""

    events: list[Event] = field(default_factory=list[Event])

    def show(self, event: Event, fields: Mapping[str, object]) -> None:
        assert fields["kind"] == event.kind
        self.events.append(event)

    def said(self, text: str) -> None:
        pass

    def prompt(self, text: str) -> None:
        pass

    def typed(self) -> None:
        pass


class Table:
    """A console somebody sits at."""

    def __init__(self, folder: Path, clock: ShiftedClock, store: FakeStore) -> None:
        self.folder = folder
        self.clock = clock
        self.store = store
        self.seen = Seen()
        ports = fake_ports(clock=clock, store=store, writer=None)
        commands = registry(COMMANDS)
        self.app = App(ports, commands, Dispatch(ports, commands), Reminders(ports), 4)
        self.board = Board(folder, Transcript(folder / "console.jsonl", clock), self.seen)
        self.platform = Console(self.board)
        vocabulary = Vocabulary(commands, ports.phrases)
        self.lines = Lines(ports, self.app.dispatch, vocabulary, self.board, self._forward)

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Table"]:
        async with self.app.running(self.platform):
            yield self

    def after_kill(self) -> "Table":
        """Give the console of a new process in the same directory."""
        return Table(self.folder, self.clock, self.store.after_kill())

    async def type(self, *lines: str) -> list[Event]:
        """Give what the lines, typed one after the other, let appear."""
        before = len(self.seen.events)
        for line in lines:
            await self.lines.answer(parse(line), "지민")
        return self.seen.events[before:]

    async def play(self, script: AsyncIterator[Scripted]) -> None:
        """Play a script as its default speaker."""
        await Player(self.lines, self.seen, self.clock, "지민").play(script)

    async def card(self, *lines: str) -> Card:
        """Give the last card that the lines let appear."""
        cards = [event.shown for event in await self.type(*lines)]
        return next(card for card in reversed(cards) if isinstance(card, Card))

    async def form(self, *lines: str) -> Form:
        """Give the form the lines open."""
        shown = (await self.type(*lines))[-1].shown
        assert isinstance(shown, Form)
        return shown

    def messages(self, kind: EventKind = EventKind.MESSAGE) -> list[str]:
        """Give the ids of what was shown in one way."""
        return [event.spot.message for event in self.seen.events if event.kind is kind]

    def files(self) -> list[SavedFile]:
        """Give the files that came."""
        return [e.shown for e in self.seen.events if isinstance(e.shown, SavedFile)]

    def dms(self, person: str) -> list[str]:
        """Give the titles of what somebody got by DM."""
        return [
            event.shown.title
            for event in self.seen.events
            if event.spot.to is Audience.DM
            and event.spot.person == person
            and isinstance(event.shown, Card)
        ]

    async def _forward(self, length: timedelta) -> None:
        self.clock.forward(length)
        await self.app.reminders.tick()
