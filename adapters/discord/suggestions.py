"""What is offered while somebody types an option, as Discord shows it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord
from discord.app_commands import Choice

from adapters.discord import limits
from adapters.discord.answers import mention
from adapters.discord.commands import slug
from core.commands import AnyCommand
from core.marks import one_line
from core.suggestions import Suggestion


def choices(suggestions: Iterable[Suggestion]) -> list[Choice[str]]:
    """Give what can be offered: a value Discord has no room for could only be sent cut off."""
    sendable = (each for each in suggestions if _sendable(each))
    return [Choice(name=_name(each), value=each.value) for each in sendable][: limits.CHOICES]


def beside(command: AnyCommand, data: Mapping[str, Any]) -> Mapping[str, str]:
    """Give what stands in the other options of a command; `data` is the interaction's."""
    names = {slug(given.name): given.name for given in command.inputs}
    options: Sequence[Mapping[str, Any]] = data.get("options", ())
    while options and "value" not in options[0]:
        options = options[0].get("options", ())
    return {
        names[option["name"]]: _words(option) for option in options if not option.get("focused")
    }


def _words(option: Mapping[str, Any]) -> str:
    user = option["type"] == discord.AppCommandOptionType.user.value
    return mention(option["value"]) if user else str(option["value"])


def _sendable(suggestion: Suggestion) -> bool:
    return bool(_name(suggestion)) and 0 < limits.length(suggestion.value) <= limits.CHOICE_NAME


def _name(suggestion: Suggestion) -> str:
    return limits.clip(one_line(suggestion.label), limits.CHOICE_NAME)
