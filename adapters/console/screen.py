"""Where what happens is shown: a terminal for people, lines of JSON for programs."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Protocol, TextIO

from rich.console import Console as Terminal
from rich.console import RenderableType

from adapters.console import cards
from adapters.console.events import Event, EventKind, encoded
from core.cards import Card, StageState
from core.errors import Unavailable

_MARGIN = 2
"""Lines of a terminal that a block drawn in place must leave free."""


class Screen(Protocol):
    """Shows what can be seen."""

    def show(self, event: Event, fields: Mapping[str, object]) -> None:
        """Show an event; `fields` is its line.

        Raises:
            Unavailable: nobody looks any more.
        """
        ...

    def said(self, text: str) -> None:
        """Show a line of a script."""
        ...

    def prompt(self, text: str) -> None:
        """Note that a line is being asked for."""
        ...

    def typed(self) -> None:
        """Note that a line was typed at the prompt."""
        ...


class JsonScreen:
    """One line of JSON for everything visible, and nothing else."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def show(self, event: Event, fields: Mapping[str, object]) -> None:
        """Write the line."""
        del event
        try:
            self._stream.write(encoded(fields))
            self._stream.flush()
        except OSError as error:
            raise Unavailable("console", "output closed") from error

    def said(self, text: str) -> None:
        """Leave it out: it is known."""

    def prompt(self, text: str) -> None:
        """Leave it out: nobody types."""

    def typed(self) -> None:
        """Leave it out: nobody types."""


class RichScreen:
    """Cards in a terminal; running work is drawn in place where the terminal allows."""

    def __init__(self, stream: TextIO, half_typed: Callable[[], str] = str) -> None:
        self._stream = stream
        self._half_typed = half_typed
        self._terminal = Terminal(file=stream, highlight=False, soft_wrap=False)
        self._last = ""
        self._height = 0
        self._prompt = ""
        self._stage: dict[str, tuple[str, str]] = {}

    def show(self, event: Event, fields: Mapping[str, object]) -> None:
        """Draw the event below all others, or over the one it changes."""
        del fields
        if self._terminal.is_terminal:
            self._draw(event)
        elif line := self._plainly(event):
            self._write(self._rendered(line))

    def said(self, text: str) -> None:
        """Write the line."""
        self._last = ""
        self._write(self._rendered(cards.said(text)))

    def prompt(self, text: str) -> None:
        """Keep the prompt below whatever is drawn until a line is typed."""
        self._prompt = text

    def typed(self) -> None:
        """Leave what was typed where it stands."""
        self._prompt, self._last = "", ""

    def _draw(self, event: Event) -> None:
        block = self._rendered(cards.render(event))
        over = event.kind is EventKind.EDIT and event.spot.message == self._last
        up = f"\x1b[{self._height}A" if over else ""
        below = self._prompt and self._prompt + self._half_typed()
        self._write(f"\r{up}\x1b[J{block}{below}")
        self._height = block.count("\n")
        fits = self._height + _MARGIN < self._terminal.height
        self._last = event.spot.message if fits else ""

    def _plainly(self, event: Event) -> RenderableType | None:
        """Give the event for a stream that only grows: of running work a line a stage."""
        shown = event.shown
        if not isinstance(shown, Card) or not shown.stages or event.kind is EventKind.MESSAGE:
            return cards.render(event)
        running = next((s for s in shown.stages if s.state is StageState.RUNNING), None)
        stage = (running.name, "") if running else (shown.title, shown.text)
        if self._stage.get(event.spot.message) == stage:
            return None
        self._stage[event.spot.message] = stage
        return cards.progress(shown)

    def _rendered(self, what: RenderableType) -> str:
        with self._terminal.capture() as capture:
            self._terminal.print(what)
        return capture.get()

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            raise Unavailable("console", "output closed") from error
