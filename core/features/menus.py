"""Commands on somebody's message: it becomes a task, or is kept for the minutes."""

from collections.abc import Mapping

from core.commands import Menu, Picked
from core.features.notes import beginning
from core.options import clean

_LONGEST_TITLE = 100
_LONGEST_TEXT = 2000
_LONGEST_AUTHOR = 100
"""Characters the options take; what is picked may be longer."""


def task_answers(picked: Picked) -> Mapping[str, str]:
    """Fill a task: the first line is its title, all of it the description, with its source."""
    text = clean(picked.text)
    source = "\n".join(part for part in (f"— {_author(picked)}", picked.link) if part)
    room = _LONGEST_TEXT - len(source) - 2
    description = f"{_cut(text, room)}\n\n{source}".strip()
    return {"title": beginning(text, _LONGEST_TITLE), "description": description}


def note_answers(picked: Picked) -> Mapping[str, str]:
    """Fill a note: what was said, by whom, and where."""
    text = _cut(clean(picked.text), _LONGEST_TEXT)
    return {"text": text, "author": _author(picked), "link": picked.link}


def _author(picked: Picked) -> str:
    return " ".join(clean(picked.author).split())[:_LONGEST_AUTHOR]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


MENUS = (
    Menu("menu.task", "task add", task_answers, ("title", "due", "assignee", "description")),
    Menu("menu.note", "note add", note_answers),
)
