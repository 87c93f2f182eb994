"""Slack: what the manifest declares, what its slash commands mean, and what blocks carry."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from adapters.slack import buttons, forms
from adapters.slack.cards import page
from adapters.slack.manifest import callback_of, manifest, meanings, slash
from core.cards import Button, Card
from core.commands import AnyCommand, Kind, Menu
from core.forms import Speech, opening
from core.model.people import Locale
from core.typed import Word, words_of
from core.vocabulary import Vocabulary
from tests.reach.platform import Lines, Platform, Program

Json = Mapping[str, Any]


class Slack:
    """What people find in Slack."""

    name = "Slack"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._commands = tuple(program.commands.values())
        declared = manifest(self._commands, program.menus, program.phrases)["features"]
        self._slashes = {each["command"] for each in declared["slash_commands"]}
        self._shortcuts = {each["callback_id"]: each["name"] for each in declared["shortcuts"]}
        self._lines = Lines(program, Vocabulary(program.commands, program.phrases), self._words)

    def typed(self, command: str, locale: Locale) -> str:
        """Give the noun as it is declared and what follows it in a language."""
        _, *rest = self._program.spoken(command, locale).split()
        return self._lines.meaning(command, " ".join((slash(command.partition(" ")[0]), *rest)))

    def options(self, command: str) -> AbstractSet[str]:
        """Give those whose key is understood; files are for the form that opens by itself."""
        known = self._program.commands.get(command)
        if known is None:
            return frozenset()
        files = {given.name for given in known.inputs if given.kind is Kind.FILE}
        speech = Speech(self._program.phrases, Locale.KO)
        opened = opening(known, {}, speech, forms.ROOM, whole=True)
        asked = {each.option for each in opened.fields} if opened else frozenset[str]()
        typed = self._lines.options(command, self.typed(command, Locale.KO))
        return typed - files | asked & files

    def asked(self, command: str) -> AbstractSet[str]:
        """Give those a window asks for, a file as an upload."""
        known = self._program.commands.get(command)
        return frozenset(self._inputs(known)) if known else frozenset()

    def pressed(self, button: Button) -> str:
        """Give the label, where the message holds what leads to the button."""
        there = any(
            buttons.pressed(element) == button.id
            for block in page(Card("", buttons=(button,))).blocks
            for element in block["elements"]
            if block["type"] == "actions"
        )
        return f"[{button.label}]" if there else ""

    def picked(self, menu: Menu, locale: Locale) -> str:
        """Give the label in the menu of a message: one for all languages."""
        del locale
        found = self._shortcuts.get(callback_of(menu))
        return f"⋯ {found}" if found else ""

    def _words(self, line: str) -> Sequence[Word]:
        """Read a line as Slack tells it: a declared command, and the text after it."""
        declared, _, text = line.partition(" ")
        noun = meanings(self._commands).get(declared) if declared in self._slashes else None
        return tuple(words_of(f"{noun} {text}")) if noun else ()

    def _inputs(self, command: AnyCommand) -> Iterator[str]:
        kinds = {given.name: given.kind for given in command.inputs}
        speech = Speech(self._program.phrases, Locale.KO)
        form = self._program.form(command, Locale.KO)
        for block in forms.view(form, command, "f:ab12", "", speech)["blocks"]:
            element = block.get("element", {})
            name = element.get("action_id")
            uploads = element.get("type") == "file_input"
            if name in kinds and uploads == (kinds[name] is Kind.FILE):
                yield name


async def slack(program: Program) -> Platform:
    """Give Slack's rendering."""
    return Slack(program)
