"""From the small Markdown of cards to Discord's, so that everything else is shown as typed.

Discord reads more: headings, quotes, spoilers, masked links, mentions, times. Whatever would
start one of them is escaped. Nothing said in text may call somebody, however it is sent.
"""

import re

from core.marks import LISTED, Run, Style, one_line, runs, shown

_MARKS = {Style.BOLD: "**", Style.ITALIC: "*"}
_LITERAL = re.compile(r"(?P<link>https?://[^\s<>\[\]()*`|\\]+)|[\\*_~`|<\[\]]")
_START = re.compile(r"^([^\S\n]*)([#>+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*\d+)([.)])(?=\s)", re.MULTILINE)
_CALL = re.compile(r"@(?=everyone|here)|(?<=<)@(?=[!&]?\d)")
_GAP = "\N{ZERO WIDTH SPACE}"


def plain(text: str) -> str:
    """Give Discord's Markdown for `text` exactly as it stands."""
    return _uncalled(_started(_escaped(shown(text))))


def marked(text: str) -> str:
    """Give Discord's Markdown for text of the small Markdown."""
    return _uncalled("\n".join(_line(line) for line in shown(text).split("\n")))


def bold(text: str) -> str:
    """Give bare words in bold, nothing for nothing."""
    words = plain(one_line(text))
    return f"**{words}**" if words else ""


def _line(line: str) -> str:
    if line.startswith(LISTED):
        return LISTED + _started(_inline(line.removeprefix(LISTED)))
    return _started(_inline(line))


def _inline(line: str) -> str:
    return "".join(map(_set, runs(line)))


def _set(run: Run) -> str:
    if run.style is Style.CODE:
        return f"`{run.text}`"
    mark = _MARKS.get(run.style, "")
    return f"{mark}{_escaped(run.text)}{mark}"


def _escaped(text: str) -> str:
    """Escape what means something anywhere; a backslash within a link would be part of it."""
    return _LITERAL.sub(lambda found: found["link"] or f"\\{found[0]}", text)


def _started(text: str) -> str:
    """Escape what means something at the start of a line."""
    return _NUMBERED.sub(r"\1\\\2", _START.sub(r"\1\\\2", text))


def _uncalled(text: str) -> str:
    """Break mentions: the server finds them in spite of backslashes and in code."""
    return _CALL.sub(f"@{_GAP}", text)
