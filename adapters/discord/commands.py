"""Commands as Discord shows them: a group for each first word, a subcommand for each second.

Their own names are English; the Korean ones lie beside them as localisations. No option is
required: one that is missing is asked for in a form. What Discord can only say of a whole
group is decided by its commands: it stands in direct messages too when one of them answers
in private and needs no project, and it is staff's when all of them are. Dispatch judges each
command whatever Discord let through.
"""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, assert_never

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from adapters.discord import limits
from adapters.discord.answers import Value, of_command
from core.commands import AnyCommand, Input, Kind, Registry
from core.forms import Answered
from core.model.people import Locale
from core.model.places import Audience
from core.model.projects import Standing
from core.options import label
from core.phrasebook import Phrasebook

Asked = discord.Interaction[discord.Client]
Ask = Callable[[Asked, AnyCommand, Answered], Awaitable[None]]
Suggest = Callable[[Asked, AnyCommand, Input, str], Awaitable[None]]
Top = app_commands.Group | app_commands.Command[Any, ..., None]
_KINDS = discord.AppCommandOptionType
_SUGGESTED_TEXTS = frozenset({"skills"})
"""Text options for which there are usual words."""


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry in the menu of a server's message; its name is the phrase `words`."""

    words: str


Chosen = Callable[[Asked, Menu, discord.Message], Awaitable[None]]


class KoreanNames(app_commands.Translator):
    """Gives the names that `build` left beside the English ones."""

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002  the vendor's signature
    ) -> str | None:
        """Give the words in `locale`, `None` for languages the bot does not speak."""
        return string.extras.get(locale.value)


def build(registry: Registry, phrases: Phrasebook, ask: Ask, suggest: Suggest) -> tuple[Top, ...]:
    """Give everything to add to a command tree.

    Args:
        registry: all commands; hidden ones are left out.
        phrases: their words.
        ask: is called with what was filled in.
        suggest: answers with values for what is typed of an option so far.
    """
    maker = _Maker(phrases, ask, suggest)
    visible = [command for command in registry.values() if not command.hidden]
    by_noun = sorted(visible, key=_noun)
    return tuple(
        top for noun, commands in groupby(by_noun, _noun) for top in maker.tops(noun, [*commands])
    )


def build_menus(
    menus: Iterable[Menu], phrases: Phrasebook, chosen: Chosen
) -> tuple[app_commands.ContextMenu, ...]:
    """Give the entries of message menus to add to a command tree."""
    return tuple(_menu(menu, phrases, chosen) for menu in menus)


async def payload(tree: app_commands.CommandTree[discord.Client]) -> list[dict[str, Any]]:
    """Give what a sync of `tree` would send."""
    commands = tree.get_commands(type=None)
    if tree.translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, tree.translator) for command in commands]


def fingerprint(sent: Sequence[Mapping[str, Any]]) -> str:
    """Give a digest that differs when what is sent does."""
    text = json.dumps(sorted(sent, key=lambda each: each["name"]), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def slug(text: str) -> str:
    """Give words as a name of a command or an option."""
    return "-".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class _Maker:
    phrases: Phrasebook
    ask: Ask
    suggest: Suggest

    def tops(self, noun: str, commands: Sequence[AnyCommand]) -> Iterable[Top]:
        """Give the group of a noun, or the command that is the noun alone."""
        if commands[0].name == noun:
            yield self._command(commands[0], noun, contexts=_contexts(commands))
            return
        group = app_commands.Group(
            name=_named(self.phrases, f"commands.{noun}.name", noun),
            description=_said(self.phrases, f"commands.{noun}.help"),
            allowed_contexts=_contexts(commands),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            default_permissions=_permissions(commands),
        )
        for command in commands:
            group.add_command(self._command(command, command.name.removeprefix(f"{noun} ")))
        yield group

    def _command(
        self,
        command: AnyCommand,
        name: str,
        contexts: app_commands.AppCommandContext | None = None,
    ) -> app_commands.Command[Any, ..., None]:
        made = app_commands.Command[Any, ..., None](
            name=_named(self.phrases, f"{command.words}.name", name),
            description=_said(self.phrases, f"{command.words}.help"),
            callback=self._callback(command),
            allowed_contexts=contexts,
        )
        made.default_permissions = _permissions([command]) if contexts else None
        return made

    def _callback(self, command: AnyCommand) -> Callable[..., Any]:
        """Give the function discord.py calls; its options are read from its signature.

        A signature can be given outright, which `inspect` documents as `__signature__`: one
        honest function for all commands, where the library knows only functions written by
        hand. What the library would read from annotations and decorators stays the same.
        """

        async def run(interaction: Asked, **given: Value | None) -> None:
            answered = of_command(given, interaction.data or {})
            await self.ask(interaction, command, answered)

        shown = [given for given in command.inputs if not given.option.hidden]
        run.__signature__ = inspect.Signature(  # pyright: ignore[reportFunctionMemberAccess]  see above
            [
                inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD),
                *(self._parameter(command, given) for given in shown),
            ]
        )
        words = {given.name: f"{command.words}.options.{given.name}" for given in shown}
        names = {
            name: _named(self.phrases, f"{key}.name", slug(name)) for name, key in words.items()
        }
        helps = {name: _said(self.phrases, f"{key}.help") for name, key in words.items()}
        return app_commands.rename(**names)(app_commands.describe(**helps)(run))

    def _parameter(self, command: AnyCommand, given: Input) -> inspect.Parameter:
        shape = _shape(given, self.phrases)
        option = _Suggesting(shape, command, given, self.suggest) if shape.suggested else None
        return inspect.Parameter(
            given.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=option or _Option(shape),
        )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How Discord asks for an option; `least` and `most` bound numbers or lengths."""

    type: discord.AppCommandOptionType
    least: int | None = None
    most: int | None = None
    choices: tuple[Choice[str | int | float], ...] = ()
    suggested: bool = False


class _Option(app_commands.Transformer):
    """Takes an option as Discord gives it."""

    def __init__(self, shape: _Shape) -> None:
        self._shape = shape

    @property
    def type(self) -> discord.AppCommandOptionType:
        return self._shape.type

    @property
    def min_value(self) -> int | None:
        return self._shape.least

    @property
    def max_value(self) -> int | None:
        return self._shape.most

    @property
    def choices(self) -> list[Choice[str | int | float]] | None:
        return list(self._shape.choices) or None

    async def transform(self, interaction: Asked, value: Any, /) -> Any:  # noqa: ARG002  the vendor's signature
        return value


class _Suggesting(_Option):
    """Takes an option, and proposes values while it is typed."""

    def __init__(self, shape: _Shape, command: AnyCommand, given: Input, suggest: Suggest) -> None:
        super().__init__(shape)
        self._command = command
        self._given = given
        self._suggest = suggest

    async def autocomplete(self, interaction: Asked, value: str | float, /) -> list[Choice[Any]]:  # pyright: ignore[reportIncompatibleMethodOverride]  the library declares a union of every type of choice
        await self._suggest(interaction, self._command, self._given, str(value))
        return []


def _shape(given: Input, phrases: Phrasebook) -> _Shape:  # noqa: PLR0911  one return a kind
    longest = min(given.option.longest, limits.STRING)
    match given.kind:
        case Kind.TEXT:
            return _Shape(_KINDS.string, None, longest, suggested=given.name in _SUGGESTED_TEXTS)
        case Kind.LONG_TEXT:
            return _Shape(_KINDS.string, None, longest)
        case Kind.NUMBER:
            return _Shape(_KINDS.integer, given.option.least, given.option.most)
        case Kind.CHOICE:
            choices = _choices(given, phrases)
            few = len(choices) <= limits.CHOICES
            return _Shape(_KINDS.string, choices=choices if few else (), suggested=not few)
        case (
            Kind.DATE | Kind.DATE_SPAN | Kind.CHOICES | Kind.PEOPLE | Kind.TASK | Kind.PROJECT
            | Kind.COURSE
        ):  # fmt: skip
            return _Shape(_KINDS.string, suggested=True)
        case Kind.PERSON:
            return _Shape(_KINDS.user)
        case Kind.FILE:
            return _Shape(_KINDS.attachment)
        case _:
            assert_never(given.kind)


def _choices(given: Input, phrases: Phrasebook) -> tuple[Choice[str | int | float], ...]:
    return tuple(
        Choice(
            name=locale_str(
                label(phrases, Locale.EN, value),
                **{locale.value: label(phrases, locale, value) for locale in _others()},
            ),
            value=value.value,
        )
        for value in given.choices or ()
    )


def _menu(menu: Menu, phrases: Phrasebook, chosen: Chosen) -> app_commands.ContextMenu:
    async def run(interaction: Asked, message: discord.Message) -> None:
        await chosen(interaction, menu, message)

    made = app_commands.ContextMenu(name=_said(phrases, menu.words), callback=run)
    made.allowed_contexts = app_commands.AppCommandContext(guild=True)
    return made


def _noun(command: AnyCommand) -> str:
    return command.name.split()[0]


def _contexts(commands: Sequence[AnyCommand]) -> app_commands.AppCommandContext:
    alone = any(
        command.answer is Audience.PRIVATE and not command.wants_project() for command in commands
    )
    return app_commands.AppCommandContext(guild=True, dm_channel=alone)


def _permissions(commands: Sequence[AnyCommand]) -> discord.Permissions | None:
    staff = all(command.who is Standing.STAFF for command in commands)
    return discord.Permissions(manage_guild=True) if staff else None


def _named(phrases: Phrasebook, key: str, name: str) -> locale_str:
    """Give a name with those of the other languages beside it."""
    return locale_str(
        name, **{locale.value: slug(phrases.say(locale, key)) for locale in _others()}
    )


def _said(phrases: Phrasebook, key: str) -> locale_str:
    return locale_str(
        phrases.say(Locale.EN, key),
        **{locale.value: phrases.say(locale, key) for locale in _others()},
    )


def _others() -> Iterable[Locale]:
    return (locale for locale in Locale if locale is not Locale.EN)
