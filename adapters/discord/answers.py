"""What somebody filled in, as the words dispatch takes, with the people and files named in it.

A file is answered by its address, so that it stays given when a form is asked again, in steps,
and after a restart; whoever asks dispatch fetches it.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import discord

from core.commands import AnyCommand, Kind
from core.forms import Answered

Value = str | int | discord.User | discord.Member | discord.Object | discord.Attachment
"""What discord.py gives for an option."""


def of_command(given: Mapping[str, Value | None], data: Mapping[str, Any]) -> Answered:
    """Give what was filled in beside a command; `data` is the interaction's."""
    answers = {name: _words(value) for name, value in given.items() if value is not None}
    return Answered(answers, _people(data.get("resolved", {})))


def of_form(data: Mapping[str, Any]) -> Answered:
    """Give what was filled in in a form; `data` is the interaction's.

    It is read from the wire, so that a form shown before a restart is answered too.
    """
    resolved = data.get("resolved", {})
    filled = {
        part["custom_id"]: _filled(part, resolved) for part in _inputs(data.get("components", ()))
    }
    answers = {name: words for name, words in filled.items() if words.strip()}
    return Answered(answers, _people(resolved), frozenset(filled))


def links(command: AnyCommand, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Give where the files lie that `answers` name, by option."""
    return MappingProxyType(
        {
            given.name: answers[given.name]
            for given in command.inputs
            if given.kind is Kind.FILE and answers.get(given.name)
        }
    )


def mention(user: int | str) -> str:
    """Give how somebody is named in text."""
    return f"<@{user}>"


def _words(value: Value) -> str:
    match value:
        case discord.Attachment():
            return value.url
        case discord.User() | discord.Member() | discord.Object():
            return mention(value.id)
        case _:
            return str(value)


def _inputs(parts: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in parts:
        if part["type"] == discord.ComponentType.action_row.value:
            yield from _inputs(part["components"])
        elif part["type"] == discord.ComponentType.label.value:
            yield from _inputs([part["component"]])
        elif "custom_id" in part:
            yield part


def _filled(part: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    values: Sequence[str] = part.get("values") or ()
    match discord.ComponentType(part["type"]):
        case discord.ComponentType.text_input:
            return str(part.get("value") or "")
        case discord.ComponentType.user_select:
            return " ".join(mention(user) for user in values)
        case discord.ComponentType.file_upload:
            return str(resolved["attachments"][values[0]]["url"]) if values else ""
        case _:
            return ", ".join(values)


def _people(resolved: Mapping[str, Any]) -> Mapping[str, str]:
    members: Mapping[str, Any] = resolved.get("members") or {}
    users: Mapping[str, Any] = resolved.get("users") or {}
    return {
        user: str(
            members.get(user, {}).get("nick") or named.get("global_name") or named["username"]
        )
        for user, named in users.items()
    }
