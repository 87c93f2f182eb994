"""Makes what a model wrote fit to be shown: plain words of a sensible length."""

import html
import math
import re
import unicodedata
from typing import cast

_READ = 10_000
"""So much of a text is looked at, in characters."""
_HIDDEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(-->|$)|</?[a-zA-Z!?][^<>]*(>|$)", re.DOTALL)
_BULLET = re.compile(r"^(?:[-–—*•·#>]+\s+|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s+)+")
_MARKS = "*_` "
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?")
_SPOKEN_OF = re.compile(
    r"발표|프[레리]젠테이션|\bpresentations?\b(?!\s+(?:layer|tier))", re.IGNORECASE
)


def plain(value: object, longest: int) -> str:
    """Give a text without markup, control characters and bullets; empty for what is no text.

    One longer than `longest` is cut after a word, with an ellipsis.
    """
    if not isinstance(value, str):
        return ""
    text = html.unescape(unicodedata.normalize("NFC", value[:_READ]))
    text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    text = " ".join("".join(map(_visible, text)).split())
    return _cut(_BULLET.sub("", text.strip(_MARKS)).strip(_MARKS), longest)


def whole_number(value: object) -> int | None:
    """Give the number in `value`, rounded up, also out of a text such as "3 days"."""
    if isinstance(value, str):
        found = _NUMBER.search(value[:_READ])
        value = None if found is None else float(found.group())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return math.ceil(value) if math.isfinite(value) else None


def items(value: object) -> list[object]:
    """Give the items of a JSON array, none for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def properties(value: object) -> dict[str, object]:
    """Give the properties of a JSON object, none for anything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def speaks_of_presentation(text: str) -> bool:
    """Tell whether a text names a presentation; a demonstration (시연) is none."""
    return _SPOKEN_OF.search(unicodedata.normalize("NFC", text)) is not None


def _visible(letter: str) -> str:
    """Give a letter, a space for a line break or the like, nothing for what cannot be seen."""
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs" | "Co" | "Cn":
            return ""
        case _:
            return letter


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    words = kept.rpartition(" ")[0] if not text[longest - 1].isspace() else kept
    return (words if len(words) > longest // 2 else kept).rstrip(" ,.;:·-") + "…"
