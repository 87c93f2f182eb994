"""What Discord's client makes of a typed command: it finds it, checks the options, sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.discord_server.forms import NotPossible
from tests.discord_server.people import Account, Role
from tests.discord_server.places import Channel
from tests.discord_server.resolved import Resolved
from tests.ground import Json, Upload, parts

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(
    1, 12
)

Given = str | int | float | bool | Account | Channel | Role | Upload
"""What a person puts into an option."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A command as it was found: the registered one, and the way down to its options."""

    command: Json
    way: tuple[Json, ...]

    @property
    def options(self) -> list[Json]:
        """The options of what is called."""
        return parts(self.way[-1] if self.way else self.command, "options")

    def data(self, values: list[Json], resolved: Resolved) -> Json:
        """Give an interaction's data for these option values."""
        for step in reversed(self.way):
            values = [{"name": step["name"], "type": step["type"], "options": values}]
        return called(self.command, resolved) | {"options": values}


def called(command: Json, resolved: Resolved) -> Json:
    """Give the data every call of a command has."""
    data: Json = {key: command[key] for key in ("id", "name", "type")}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved.data} if resolved.data else {})


def named(thing: Json, name: str) -> bool:
    """Say whether it has this name in any language."""
    return name == thing["name"] or name in (thing.get("name_localizations") or {}).values()


def find(commands: list[Json], path: str) -> Picked:
    """Find `task add` among the registered commands.

    Raises:
        NotPossible: nothing has this name.
    """
    first, *rest = path.removeprefix("/").split()
    roots = [one for one in commands if one["type"] == CHAT_INPUT and named(one, first)]
    if not roots:
        raise NotPossible(f"no /{first}: {[one['name'] for one in commands]}")
    way: list[Json] = []
    for name in rest:
        inside = parts(way[-1] if way else roots[0], "options")
        steps = [one for one in inside if one["type"] in (SUBCOMMAND, GROUP) and named(one, name)]
        if not steps:
            raise NotPossible(f"/{path}: no {name!r} in {[one['name'] for one in inside]}")
        way.append(steps[0])
    picked = Picked(roots[0], tuple(way))
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in picked.options):
        raise NotPossible(f"/{path} is a group")
    return picked


def find_menu(commands: list[Json], name: str, kind: int) -> Json:
    """Find an entry of the menu on a message or a person.

    Raises:
        NotPossible: the menu has no such entry.
    """
    menu = [one for one in commands if one["type"] == kind]
    for one in menu:
        if named(one, name):
            return one
    raise NotPossible(f"no {name!r} in the menu: {[one['name'] for one in menu]}")


def values(picked: Picked, given: Mapping[str, Given], resolved: Resolved) -> list[Json]:
    """Give the option values a person sends.

    Raises:
        NotPossible: an option is missing, unknown, or not what it takes.
    """
    missing = [
        option["name"]
        for option in picked.options
        if option.get("required") and not any(named(option, name) for name in given)
    ]
    if missing:
        raise NotPossible(f"{missing} must be given")
    return [value(option_named(picked, name), given[name], resolved) for name in given]


def option_named(picked: Picked, name: str) -> Json:
    """Find an option.

    Raises:
        NotPossible: the command has none of this name.
    """
    for option in picked.options:
        if named(option, name):
            return option
    raise NotPossible(f"no option {name!r} in {[option['name'] for option in picked.options]}")


def value(option: Json, given: Given, resolved: Resolved) -> Json:
    """Give one option's value as it is sent.

    Raises:
        NotPossible: the option does not take it.
    """
    sent = {"name": option["name"], "type": option["type"]}
    match given:
        case Account():
            wire: object = resolved.user(given)
        case Channel():
            wire = resolved.channel(given)
        case Role():
            wire = resolved.role(given)
        case Upload():
            wire = resolved.file(given)
        case _:
            wire = plain(option, given)
    return sent | {"value": wire}


def plain(option: Json, given: str | float) -> str | int | float | bool:
    """Give a value that is none of Discord's things, checked as the client does.

    Raises:
        NotPossible: the option does not take it.
    """
    takes: dict[int, Callable[[str | float], str | int | float | bool]] = {
        STRING: str,
        INTEGER: int,
        NUMBER: float,
        BOOLEAN: bool,
    }
    if option["type"] not in takes:
        raise NotPossible(f"{option['name']} does not take {given!r}")
    typed = takes[option["type"]](given)
    size = len(typed) if isinstance(typed, str) else typed
    least = option.get("min_length" if isinstance(typed, str) else "min_value")
    most = option.get("max_length" if isinstance(typed, str) else "max_value")
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotPossible(f"{option['name']} does not take {given!r}: {least} to {most}")
    return chosen(option, typed)


def chosen(option: Json, typed: str | float) -> str | int | float | bool:
    """Give the value of the choice with this name, where there are choices.

    Raises:
        NotPossible: it is none of them.
    """
    choices = parts(option, "choices")
    if not choices:
        return typed
    for choice in choices:
        if named(choice, str(typed)) or choice["value"] == typed:
            return choice["value"]
    raise NotPossible(f"{option['name']} offers {[choice['name'] for choice in choices]}")
