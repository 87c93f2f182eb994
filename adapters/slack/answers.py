"""What somebody filled in, as the words dispatch takes.

A file is answered by its id, so that it stays given when a form is asked again and after a
restart; whoever asks dispatch fetches it.
"""

from collections.abc import Mapping
from typing import Any

from core.forms import Answered

UPLOADED = "file:"
"""Before the id of a file that was uploaded."""


def answered(values: Mapping[str, Mapping[str, Any]]) -> Answered:
    """Give what was filled in; `values` is `view["state"]["values"]`.

    It is read from the wire, so that a form shown before a restart is answered too.
    """
    filled = {
        option: _filled(element)
        for elements in values.values()
        for option, element in elements.items()
    }
    answers = {option: words for option, words in filled.items() if words.strip()}
    return Answered(answers, asked=frozenset(filled))


def mention(user: str) -> str:
    """Give how somebody is named in answers."""
    return f"<@{user}>"


def _filled(element: Mapping[str, Any]) -> str:
    """Give the words of an element, "" for one left blank."""
    match element.get("type"):
        case "static_select" | "checkboxes" | "multi_static_select":
            chosen = element.get("selected_options") or [element.get("selected_option")]
            return ", ".join(option["value"] for option in chosen if option)
        case "users_select" | "multi_users_select":
            users = element.get("selected_users") or [element.get("selected_user")]
            return " ".join(mention(user) for user in users if user)
        case "file_input":
            return "".join(f"{UPLOADED}{file['id']}" for file in (element.get("files") or ())[:1])
        case _:
            return element.get("selected_date") or element.get("value") or ""
