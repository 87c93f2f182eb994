"""Discord: what a sync tells it, and what messages and modals carry."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, assert_never, cast

import discord
from discord import app_commands

from adapters.discord import commands, forms
from adapters.discord.cards import page
from core import keys
from core.cards import Button, ButtonId, Card
from core.commands import AnyCommand, Kind, Menu
from core.forms import Speech
from core.model.people import Locale
from tests.reach.platform import Platform, Program

Json = Mapping[str, Any]

_KINDS = discord.AppCommandOptionType


@dataclass(frozen=True, slots=True)
class Discord:
    """What people find in Discord; `rendered` is what a sync sends."""

    program: Program
    rendered: Sequence[Json]
    name: str = field(default="Discord", init=False)

    def typed(self, command: str, locale: Locale) -> str:
        """Give the names that the tree holds."""
        found = self._path(command)
        return "/" + " ".join(_in(locale, each, "name") for each in found) if found else ""

    def options(self, command: str) -> AbstractSet[str]:
        """Give those the tree holds, each in the way of its kind."""
        kinds = {given.name: given.kind for given in self.program.visible(command)}
        return {
            given["name"]
            for leaf in self._path(command)[-1:]
            for given in leaf["options"]
            if given["name"] in kinds and _fits(kinds[given["name"]], given)
        }

    def asked(self, command: str) -> AbstractSet[str]:
        """Give those that modals ask for, one after the other."""
        known = self.program.commands.get(command)
        return frozenset(self._steps(known)) if known else frozenset()

    def pressed(self, button: Button) -> str:
        """Give the label, where the message holds what leads to the button."""
        wires = _custom_ids(page(Card("", buttons=(button,))).view.to_components())
        there = any(
            keys.pressed(wire) == button.id and keys.asks(wire) == bool(button.asks)
            for wire in wires
        )
        return f"[{button.label}]" if there else ""

    def picked(self, menu: Menu, locale: Locale) -> str:
        """Give the label in the menu of a message."""
        wanted = self.program.phrases.say(Locale.EN, menu.words)
        kind = discord.AppCommandType.message.value
        entries = (each for each in self.rendered if each.get("type") == kind)
        found = next((each for each in entries if each["name"] == wanted), None)
        return f"⋯ {_in(locale, found, 'name')}" if found else ""

    def _steps(self, command: AnyCommand) -> Iterator[str]:
        """Give what one modal after the other asks for, until nothing is left to ask."""
        speech = Speech(self.program.phrases, Locale.KO)
        form, asked = self.program.form(command, Locale.KO), {""}
        while asked and form.fields:
            modal = forms.modal(form, command, forms.wire(ButtonId("ab12")), speech)
            asked = {*_custom_ids(modal.to_dict())} & {each.option for each in form.fields}
            yield from asked
            left = tuple(each for each in form.fields if each.option not in asked)
            form = replace(form, fields=left)

    def _path(self, command: str) -> Sequence[Json]:
        """Give the parts of the tree that a command's words name."""
        path: list[Json] = []
        inside: Sequence[Json] = self.rendered
        for name in command.split():
            found = next((each for each in inside if each["name"] == name), None)
            if found is None:
                return ()
            path.append(found)
            inside = found.get("options", ())
        return path


async def on_discord(program: Program) -> Platform:
    """Give Discord's rendering."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for top in commands.build(program.commands, program.phrases, _never, _never):
        tree.add_command(top)
    menus = [commands.Menu(menu.words) for menu in program.menus]
    for entry in commands.build_menus(menus, program.phrases, _never):
        tree.add_command(entry)
    await tree.set_translator(commands.KoreanNames())
    return Discord(program, await commands.payload(tree))


async def _never(*_: Any) -> Any:
    raise AssertionError


def _in(locale: Locale, rendered: Json, key: str) -> str:
    return str(rendered.get(f"{key}_localizations", {}).get(locale.value, rendered[key]))


def _fits(kind: Kind, rendered: Json) -> bool:
    """Tell whether an option is filled in as people expect of its kind."""
    of_type = _KINDS(rendered["type"])
    offers = bool(rendered.get("autocomplete") or rendered.get("choices"))
    match kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return of_type is _KINDS.string
        case Kind.NUMBER:
            return of_type is _KINDS.integer
        case Kind.PERSON:
            return of_type is _KINDS.user
        case Kind.FILE:
            return of_type is _KINDS.attachment
        case (
            Kind.DATE | Kind.DATE_SPAN | Kind.CHOICE | Kind.CHOICES | Kind.PEOPLE | Kind.TASK
            | Kind.PROJECT | Kind.COURSE
        ):  # fmt: skip
            return of_type is _KINDS.string and offers
        case _:
            assert_never(kind)


def _custom_ids(rendered: object) -> Iterator[str]:
    """Give every `custom_id`, and every value of a menu, wherever it stands."""
    if isinstance(rendered, list):
        for each in cast("list[object]", rendered):
            yield from _custom_ids(each)
    elif isinstance(rendered, dict):
        part = cast("dict[str, object]", rendered)
        yield from (str(part[key]) for key in ("custom_id", "value") if key in part)
        for each in part.values():
            yield from _custom_ids(each)
