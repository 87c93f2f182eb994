"""The console within the test's own process: the real program, a list in place of the terminal."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.console.board import Board
from adapters.console.events import Event
from adapters.console.gateway import Console
from adapters.console.lines import Lines
from adapters.console.script import Player, Reader, given
from adapters.console.transcript import Transcript
from bot.app import App, compose
from bot.clock import ShiftedClock
from bot.settings import Ai, Data, Jobs, Settings, Space
from bot.tokens import Tokens
from core.model.people import Locale
from core.vocabulary import Vocabulary
from tests.seen import Seen, seen_of
from tests.talk import START

_PATIENCE = 120
SPEAKER = "지민"


@dataclass(slots=True)
class Wall:
    """Where everything is shown (`adapters.console.screen.Screen`)."""

    seen: list[Seen] = field(default_factory=list[Seen])

    def show(self, event: Event, fields: Mapping[str, Any]) -> None:
        """Note what a line of JSON would tell."""
        del event
        self.seen.append(seen_of(dict(fields)))

    def said(self, text: str) -> None:
        """Leave it out: it is known."""

    def prompt(self, text: str) -> None:
        """Leave it out: nobody types."""

    def typed(self) -> None:
        """Leave it out: nobody types."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running program that plays scripts."""

    app: App
    wall: Wall
    player: Player

    async def play(self, script: str) -> list[Seen]:
        """Play a script to its end; give what appeared meanwhile."""
        before = len(self.wall.seen)
        async with asyncio.timeout(_PATIENCE):
            await self.player.play(given(Reader(moves=True).whole(script.encode())))
        return self.wall.seen[before:]


def configured(folder: Path, address: str = "", *, locale: Locale = Locale.KO) -> Settings:
    """Give the settings of a data directory and a model server, with the environment ignored."""
    return Settings.model_construct(
        data=Data(directory=folder),
        ai=Ai(base_url=address, timeout=30.0),
        jobs=Jobs(attempts=2),
        space=Space(locale=locale),
    )


@asynccontextmanager
async def stage(
    settings: Settings, wall: Wall, *, key: str | None = "any", now: datetime = START
) -> AsyncGenerator[Stage]:
    """Give the program running on a data directory; without `key` the model is off."""
    held = Tokens(SecretStr(key) if key else None)
    clock = ShiftedClock(now)
    folder = settings.data.directory
    async with compose(settings, held, clock) as app:
        board = Board(folder, Transcript(folder / "console.jsonl", clock), wall)
        vocabulary = Vocabulary(app.commands, app.ports.phrases)
        lines = Lines(app.ports, app.dispatch, vocabulary, board, _forward(app, clock))
        async with app.running(Console(board)):
            yield Stage(app, wall, Player(lines, wall, clock, SPEAKER))


def _forward(app: App, clock: ShiftedClock) -> Callable[[timedelta], Any]:
    async def forward(length: timedelta) -> None:
        clock.forward(length)
        await app.reminders.tick()

    return forward
