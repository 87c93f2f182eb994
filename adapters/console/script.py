"""Lines from a script: read before anything is done, or one by one from a pipe."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapters.console.commands import ClockForward, Comment, Line, Wait, parse
from adapters.console.lines import Lines
from adapters.console.screen import Screen
from core.errors import ScriptUnreadable
from core.ports.outside import Clock


@dataclass(frozen=True, slots=True)
class Scripted:
    """A line of a script."""

    text: str
    line: Line


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads scripts. `moves` tells whether the clock can be moved."""

    moves: bool

    def whole(self, script: bytes) -> tuple[Scripted, ...]:
        """Give all lines of a script.

        Raises:
            ScriptUnreadable: one of them cannot be read.
        """
        return tuple(self._numbered(script.split(b"\n")))

    async def streamed(self, lines: AsyncIterator[bytes]) -> AsyncGenerator[Scripted]:
        """Give the lines as they come.

        Raises:
            ScriptUnreadable: one cannot be read; those before it were given.
        """
        number = 0
        async for line in lines:
            number += 1
            yield self._one(line, number)

    def _numbered(self, lines: list[bytes]) -> Iterator[Scripted]:
        for number, line in enumerate(lines, start=1):
            yield self._one(line, number)

    def _one(self, raw: bytes, number: int) -> Scripted:
        try:
            text = raw.decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise ScriptUnreadable(number, "is not UTF-8 text") from error
        line = parse(text, number)
        if isinstance(line, ClockForward) and not self.moves:
            raise ScriptUnreadable(number, "the clock moves only with --now")
        return Scripted(text, line)


async def given(script: tuple[Scripted, ...]) -> AsyncGenerator[Scripted]:
    """Give the lines of a script that was read as a whole."""
    for scripted in script:
        yield scripted


@dataclass(frozen=True, slots=True)
class Player:
    """Plays scripts, one line after the other is answered.

    `pace` is how long people look at an answer before the next line.
    """

    lines: Lines
    screen: Screen
    clock: Clock
    speaker: str
    pace: timedelta = timedelta()

    async def play(self, script: AsyncIterator[Scripted]) -> None:
        """Play a script to its end."""
        async for scripted in script:
            if scripted.text and not isinstance(scripted.line, Wait):
                self.screen.said(scripted.text)
            await self.lines.answer(scripted.line, self.speaker)
            if self.pace and not isinstance(scripted.line, Comment):
                await self.clock.sleep(self.pace)
