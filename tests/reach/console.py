"""The console: what its lines mean, and what stands on the screen."""

import io
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from rich.console import Console as Terminal

from adapters.console.cards import render
from adapters.console.commands import Fill, Press, Say, parse
from adapters.console.events import Event, EventKind, Spot
from core.cards import Button, Card, Form
from core.commands import AnyCommand, Input, Menu
from core.model.people import Locale
from core.model.places import Audience
from core.typed import Word
from core.vocabulary import Vocabulary
from tests.reach.platform import Lines, Platform, Program

_FIELD = re.compile(r"^\W*(\w+)\*? \(", re.MULTILINE)
"""How an input of a form begins on the screen."""
_WIDE = 1000
"""Columns of a terminal that breaks no line."""


class Console:
    """What people find on the console."""

    name = "Console"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._vocabulary = Vocabulary(program.commands, program.phrases)
        self._lines = Lines(program, self._vocabulary, _words)

    def typed(self, command: str, locale: Locale) -> str:
        """Give the whole name in a language."""
        return self._lines.meaning(command, f"/{self._program.spoken(command, locale)}")

    def options(self, command: str) -> AbstractSet[str]:
        """Give those whose key is understood."""
        return self._lines.options(command, f"/{command}")

    def asked(self, command: str) -> AbstractSet[str]:
        """Give those that stand in a form and are filled by `fill`, in every language."""
        known = self._vocabulary.command(command)
        if known is None:
            return frozenset()
        form = self._program.form(known, Locale.KO)
        shown = frozenset(_FIELD.findall(_screen(EventKind.FORM, form)))
        return {
            given.name
            for given in self._program.visible(command)
            if given.name in shown and self._fills(known, given)
        }

    def pressed(self, button: Button) -> str:
        """Give the line that presses it."""
        line = f'press "{button.label}"'
        read = parse(line)
        named = self._vocabulary.labels(read.label) if isinstance(read, Press) else ()
        screen = _screen(EventKind.MESSAGE, Card("", buttons=(button,)))
        stands = f"[{button.label}]" in screen
        return line if stands and button.label.casefold() in named else ""

    def picked(self, menu: Menu, locale: Locale) -> str:
        """Give the command: on a console there is no message of anybody else to pick."""
        return self.typed(menu.command, locale)

    def _fills(self, command: AnyCommand, given: Input) -> bool:
        lines = [f'fill {{"{key}": "1"}}' for key in self._program.keys(command, given)]
        read = [line.answers for line in map(parse, lines) if isinstance(line, Fill)]
        taken = [self._vocabulary.by_option(command, answers) for answers in read]
        return taken == [{given.name: "1"} for _ in lines]


async def console(program: Program) -> Platform:
    """Give the console's rendering."""
    return Console(program)


def _words(line: str) -> Sequence[Word]:
    read = parse(line)
    return read.words if isinstance(read, Say) else ()


def _screen(kind: EventKind, shown: Card | Form) -> str:
    terminal = Terminal(file=io.StringIO(), width=_WIDE)
    with terminal.capture() as screen:
        terminal.print(render(Event(kind, Spot("m1", Audience.CHANNEL), shown)))
    return screen.get()
