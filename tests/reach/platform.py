"""What is asked of a platform, and what its adapter is given to render."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from core.cards import Button, Form
from core.commands import AnyCommand, Input, Menu, Registry
from core.forms import Speech, field_of
from core.model.people import Locale
from core.phrasebook import Phrasebook
from core.typed import Word
from core.vocabulary import Asked, Vocabulary

Read = Callable[[str], Sequence[Word]]


class Platform(Protocol):
    """What a person finds on a platform; an empty answer means that it is not there."""

    @property
    def name(self) -> str:
        """How the platform is called."""
        ...

    def typed(self, command: str, locale: Locale) -> str:
        """Give how a command is typed in a language."""
        ...

    def options(self, command: str) -> AbstractSet[str]:
        """Give the options that can be given with what is typed."""
        ...

    def asked(self, command: str) -> AbstractSet[str]:
        """Give the options a form can ask for."""
        ...

    def pressed(self, button: Button) -> str:
        """Give how a button is pressed."""
        ...

    def picked(self, menu: Menu, locale: Locale) -> str:
        """Give how what a message's menu does is done in a language."""
        ...


@dataclass(frozen=True, slots=True)
class Program:
    """What every adapter is given to render."""

    commands: Registry
    menus: Sequence[Menu]
    phrases: Phrasebook

    def visible(self, command: str) -> tuple[Input, ...]:
        """Give the options of a command that people fill in."""
        known = self.commands.get(command)
        return tuple(given for given in known.inputs if not given.option.hidden) if known else ()

    def keys(self, command: AnyCommand, given: Input) -> Iterator[str]:
        """Give an option's own name and those in every language."""
        yield given.name
        for locale in Locale:
            yield self.phrases.say(locale, f"{command.words}.options.{given.name}.name")

    def spoken(self, command: str, locale: Locale) -> str:
        """Give a command's name in a language."""
        first, *rest = command.split()
        words = f"commands.{command.replace(' ', '.')}"
        keys = (f"commands.{first}.name", *(f"{words}.name" for _ in rest))
        return " ".join(self.phrases.say(locale, key) for key in keys)

    def form(self, command: AnyCommand, locale: Locale) -> Form:
        """Give the form that asks for everything."""
        speech = Speech(self.phrases, locale)
        fields = (field_of(command, given, speech.say) for given in self.visible(command.name))
        return Form(speech.say(f"{command.words}.name"), command.name, tuple(fields))


@dataclass(frozen=True, slots=True)
class Lines:
    """Commands as lines of words, which `read` gives, for every platform on which people type."""

    program: Program
    vocabulary: Vocabulary
    read: Read

    def meaning(self, command: str, line: str) -> str:
        """Give a line if it means a command, nothing otherwise."""
        found = self._found(line)
        return line if found is not None and found.command.name == command else ""

    def options(self, command: str, line: str) -> AbstractSet[str]:
        """Give those whose key after the line means them, in every language."""
        return {
            given.name
            for given in self.program.visible(command)
            if all(
                self._answers(f'{line} {key}:"1"') == {given.name: "1"}
                for key in self.program.keys(self.program.commands[command], given)
            )
        }

    def _found(self, line: str) -> Asked | None:
        found = self.vocabulary.find(self.read(line))
        return found if isinstance(found, Asked) else None

    def _answers(self, line: str) -> Mapping[str, str]:
        found = self._found(line)
        return {} if found is None else self.vocabulary.answers(found.command, found.words)
