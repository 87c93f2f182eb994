"""Which models the vendor has announced to shut down, as the SDK's own lists say."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from importlib import resources

LISTS = ("shared/chat_model.py", "audio_model.py", "audio/speech_model.py")
"""Where the SDK names models; the notes below the names are in the source only."""


def shutdown_day(model: str) -> date | str | None:
    """Give the announced last day of `model`, the SDK's note where it has no day, else `None`.

    Reads files of the installed SDK; a list this release no longer has is passed over.
    """
    for note, models in _notes():
        if model in models:
            day = re.search(r"\d{4}-\d{2}-\d{2}", note)
            return date.fromisoformat(day.group()) if day else note
    return None


def _notes() -> Iterator[tuple[str, frozenset[str]]]:
    # - "model", "model":
    #   Announced shutdown date: 2027-01-14. See …
    types = resources.files("openai.types")
    for name in LISTS:
        file = types.joinpath(name)
        if not file.is_file():
            continue
        for text in _texts(ast.parse(file.read_text("utf-8"))):
            for item in text.split("\n- ")[1:]:
                models, _, note = item.partition('":')
                yield " ".join(note.split()), frozenset(re.findall(r'"([^"]+)"', models + '"'))


def _texts(module: ast.Module) -> Iterator[str]:
    for statement in module.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield text
            case _:
                pass
