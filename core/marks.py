"""The small Markdown of cards, read once for every platform.

`**bold**`, `*italic*` and `` `code` `` within a line; a line that starts with `- ` is an item of
a list; everything else is shown as typed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LISTED = "- "
"""What an item of a list starts with."""
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\s](?:[^*\n]*[^*\s])?)\*\*"
    r"|\*(?P<italic>[^*\s](?:[^*\n]*[^*\s])?)\*"
    r"|`(?P<code>[^`\n]+)`"
)


class Style(StrEnum):
    """How a run of text is set."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style, without its marks."""

    text: str
    style: Style = Style.PLAIN


def shown(text: str) -> str:
    """Give `text` without what cannot be sent or would turn the text around it."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Give `text` in one line, bare of control characters."""
    return shown(" ".join(text.split()))


def runs(text: str) -> tuple[Run, ...]:
    """Give `text` as its runs, none of them empty; what a line starts with is left in."""
    text = shown(text)
    made: list[Run] = []
    end = 0
    for found in _INLINE.finditer(text):
        kind = str(found.lastgroup)
        made += [Run(text[end : found.start()]), Run(found[kind], Style(kind))]
        end = found.end()
    return tuple(run for run in (*made, Run(text[end:])) if run.text)


def unmarked(text: str) -> str:
    """Give text of the small Markdown as bare words."""
    return "".join(run.text for run in runs(text))
