"""The documented limits of application commands that Discord's OpenAPI file lacks.

From https://docs.discord.com/developers/interactions/application-commands.
"""

import unicodedata
from collections import Counter

from tests.discord_server.limits import too_long
from tests.discord_server.slash import CHAT_INPUT, GROUP, SUBCOMMAND
from tests.ground import Json, part, parts

MOST = {1: 100, 2: 15, 3: 15}
"""Commands of each kind in a scope."""
TOGETHER = 8000
"""Characters of all names, descriptions and choice values of a command."""
NAME, HELP, OPTIONS, CHOICES, CHOICE = 32, 100, 25, 25, 100


def commands_wrongs(commands: list[Json]) -> list[str]:
    """Say what is wrong with all commands of a scope."""
    kinds = Counter(command.get("type", CHAT_INPUT) for command in commands)
    wrong = [
        f"{count} commands of kind {kind}" for kind, count in kinds.items() if count > MOST[kind]
    ]
    names = Counter((command.get("type", CHAT_INPUT), command["name"]) for command in commands)
    wrong += [f"two commands are named {name[1]}" for name, times in names.items() if times > 1]
    for command in commands:
        wrong += [f"/{command['name']}: {one}" for one in command_wrongs(command)]
    return wrong


def command_wrongs(command: Json) -> list[str]:
    """Say what is wrong with one command."""
    size = together(command)
    wrong = [f"{size} characters together, {TOGETHER} are allowed"] if size > TOGETHER else []
    if command.get("type", CHAT_INPUT) == CHAT_INPUT:
        return wrong + _described(command) + _options(command, depth=0)
    wrong += [f"the menu name {name!r}" for name in _names(command) if not 1 <= len(name) <= NAME]
    return wrong + (["a menu has no description"] if command.get("description") else [])


def together(thing: Json) -> int:
    """Count a command's characters; of translations the longest counts."""

    size = _length(thing, "name") + _length(thing, "description")
    if isinstance(thing.get("value"), str):
        size += len(thing["value"])
    inside = parts(thing, "options") + parts(thing, "choices")
    return size + sum(together(one) for one in inside)


def is_name(name: str) -> bool:
    """Say whether Discord takes it as a name: letters, digits, - _ ', lower case."""
    letters = all(char in "-_'" or unicodedata.category(char)[0] in "LN" for char in name)
    return letters and 1 <= len(name) <= NAME and name == name.lower()


def _length(thing: Json, key: str) -> int:
    translations: dict[str, str] = thing.get(f"{key}_localizations") or {}
    return max(len(text) for text in (thing.get(key) or "", *translations.values()))


def _names(thing: Json) -> list[str]:
    return [thing["name"], *part(thing, "name_localizations").values()]


def _described(thing: Json) -> list[str]:
    wrong = [f"the name {name!r}" for name in _names(thing) if not is_name(name)]
    texts = [thing.get("description"), *part(thing, "description_localizations").values()]
    for text in texts:
        wrong += too_long("a description", text, HELP)
        wrong += [] if text else [f"{thing['name']} has no description"]
    return wrong


def _options(thing: Json, depth: int) -> list[str]:
    options = parts(thing, "options")
    wrong = [f"{len(options)} options"] if len(options) > OPTIONS else []
    wrong += _named_once(options) + _required_first(options)
    steps = [option for option in options if option["type"] in (SUBCOMMAND, GROUP)]
    if steps and len(steps) < len(options):
        wrong.append("subcommands and options are mixed")
    for option in options:
        wrong += _described(option) + _choices(option)
        if option["type"] == GROUP and depth > 0:
            wrong.append(f"the group {option['name']} is too deep")
        wrong += _options(option, depth + 1)
    return wrong


def _named_once(options: list[Json]) -> list[str]:
    """Check that in no language two options have one name."""
    wrong: list[str] = []
    locales = {one for option in options for one in part(option, "name_localizations")}
    for locale in ("", *locales):
        names = [part(o, "name_localizations").get(locale, o["name"]) for o in options]
        wrong += [f"two options are named {n}" for n, times in Counter(names).items() if times > 1]
    return wrong


def _required_first(options: list[Json]) -> list[str]:
    required = [bool(option.get("required")) for option in options]
    return [] if required == sorted(required, reverse=True) else ["required options come first"]


def _choices(option: Json) -> list[str]:
    choices = parts(option, "choices")
    wrong = [f"{option['name']} has {len(choices)} choices"] if len(choices) > CHOICES else []
    for choice in choices:
        names = [choice["name"], *part(choice, "name_localizations").values()]
        for text in [*names, choice["value"]]:
            wrong += too_long("a choice", text, CHOICE)
    if choices and option.get("autocomplete"):
        wrong.append(f"{option['name']} has choices and autocomplete")
    return wrong
