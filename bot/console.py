"""`teampl console`: the program on a terminal, typed or scripted."""

import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters.console.board import Board
from adapters.console.gateway import Console
from adapters.console.keyboard import Keyboard, Pipe
from adapters.console.lines import Forward, Lines
from adapters.console.prompt import Prompt
from adapters.console.screen import JsonScreen, RichScreen, Screen
from adapters.console.script import Player, Reader, Scripted, given
from adapters.console.transcript import Transcript
from bot import log
from bot.app import App, compose, stoppable
from bot.clock import ShiftedClock, SystemClock
from bot.settings import Settings
from bot.tokens import Tokens
from core.errors import Misconfigured
from core.ports.outside import Clock
from core.vocabulary import Vocabulary

TRANSCRIPT = "console.jsonl"
LOG = "teampl.log"
FROM_PIPE = "-"


@dataclass(frozen=True, slots=True)
class Session:
    """How the console is used.

    `script` is a file's path, `-` for standard input, `None` for a person who types; `now` is
    when the clock starts, `None` for the real time; `pace` is between the lines of a script.
    """

    speaker: str
    script: str | None = None
    jsonl: bool = False
    now: datetime | None = None
    pace: timedelta = timedelta()


async def run(settings: Settings, held: Tokens, session: Session) -> None:
    """Run until the script or the typing ends.

    Raises:
        Misconfigured: it cannot be started so.
        ScriptUnreadable: the script holds a line that cannot be read.
        Unavailable: awaited work does not end, or nobody reads what is shown.
    """
    reader = Reader(moves=session.now is not None)
    script = _script(session.script, reader)
    folder = settings.data.directory.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    clock = SystemClock() if session.now is None else ShiftedClock(session.now)
    with stoppable(), ExitStack() as stack:
        log.start(held.known(), stack.enter_context((folder / LOG).open("a", encoding="utf-8")))
        keyboard = stack.enter_context(Keyboard(sys.stdin.fileno()))
        async with compose(settings, held, clock) as app:
            screen = _screen(keyboard, jsonl=session.jsonl)
            board = Board(folder, Transcript(folder / TRANSCRIPT, clock), screen)
            vocabulary = Vocabulary(app.commands, app.ports.phrases)
            lines = Lines(app.ports, app.dispatch, vocabulary, board, _forward(app, clock))
            async with app.running(Console(board)):
                if script is None:
                    await Prompt(lines, screen, session.speaker, keyboard.ask).run()
                else:
                    await Player(lines, screen, clock, session.speaker, session.pace).play(script)


def _script(source: str | None, reader: Reader) -> AsyncIterator[Scripted] | None:
    if source is None:
        return None
    if source == FROM_PIPE:
        return reader.streamed(Pipe(sys.stdin.fileno()).lines())
    try:
        return given(reader.whole(Path(source).read_bytes()))
    except OSError as error:
        raise Misconfigured(f"{source}: cannot be read: {error.strerror}") from error


def _screen(keyboard: Keyboard, *, jsonl: bool) -> Screen:
    if jsonl:
        return JsonScreen(sys.stdout.buffer)
    return RichScreen(sys.stdout, keyboard.half_typed)


def _forward(app: App, clock: Clock) -> Forward | None:
    if not isinstance(clock, ShiftedClock):
        return None

    async def forward(length: timedelta) -> None:
        clock.forward(length)
        await app.reminders.tick()

    return forward
