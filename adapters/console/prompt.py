"""A person who types, line by line."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from adapters.console.commands import parse
from adapters.console.keyboard import apart
from adapters.console.lines import Lines
from adapters.console.screen import Screen
from core.errors import Refused, ScriptUnreadable

_PROMPT = "› "


@dataclass(frozen=True, slots=True)
class Prompt:
    """Asks for lines until there are no more.

    `ask` shows the prompt it is given and gives what was typed; it raises `EOFError` at the end.
    """

    lines: Lines
    screen: Screen
    speaker: str
    ask: Callable[[str], str]

    async def run(self) -> None:
        """Answer line by line."""
        with suppress(EOFError):
            while True:
                self.screen.prompt(_PROMPT)
                typed = await apart(lambda: self.ask(_PROMPT))
                self.screen.typed()
                await self._answer(typed)

    async def _answer(self, typed: str) -> None:
        # A terminal may deliver bytes that are no text.
        text = typed.encode("utf-8", "replace").decode("utf-8")
        try:
            line = parse(text)
        except ScriptUnreadable:
            await self.lines.refuse(Refused("console.unreadable"), self.speaker)
        else:
            await self.lines.answer(line, self.speaker)
