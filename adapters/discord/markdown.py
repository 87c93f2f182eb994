"""From the small Markdown of cards to Discord's, so that everything else is shown as typed.

Discord reads more: headings, quotes, spoilers, masked links, mentions, times. Whatever would
start one of them is escaped. Nothing said in text may call somebody, however it is sent.
"""

import re

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\s](?:[^*\n]*[^*\s])?)\*\*"
    r"|\*(?P<italic>[^*\s](?:[^*\n]*[^*\s])?)\*"
    r"|`(?P<code>[^`\n]+)`"
)
_MARKS = {"bold": "**", "italic": "*", "code": "`"}
_LITERAL = re.compile(r"(?P<link>https?://[^\s<>\[\]()*`|\\]+)|[\\*_~`|<\[\]]")
_START = re.compile(r"^([^\S\n]*)([#>+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*\d+)([.)])(?=\s)", re.MULTILINE)
_CALL = re.compile(r"@(?=everyone|here)|(?<=<)@(?=[!&]?\d)")
_LIST = "- "
_GAP = "\N{ZERO WIDTH SPACE}"


def shown(text: str) -> str:
    """Give `text` without what cannot be sent or would turn the text around it."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Give `text` in one line, bare of control characters."""
    return shown(" ".join(text.split()))


def plain(text: str) -> str:
    """Give Discord's Markdown for `text` exactly as it stands."""
    return _uncalled(_started(_escaped(shown(text))))


def marked(text: str) -> str:
    """Give Discord's Markdown for text of the small Markdown."""
    return _uncalled("\n".join(_line(line) for line in shown(text).split("\n")))


def unmarked(text: str) -> str:
    """Give text of the small Markdown as bare words."""
    return _INLINE.sub(lambda found: found[str(found.lastgroup)], shown(text))


def bold(text: str) -> str:
    """Give bare words in bold, nothing for nothing."""
    words = plain(one_line(text))
    return f"**{words}**" if words else ""


def _line(line: str) -> str:
    if line.startswith(_LIST):
        return _LIST + _started(_inline(line.removeprefix(_LIST)))
    return _started(_inline(line))


def _inline(line: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _INLINE.finditer(line):
        kind = str(found.lastgroup)
        inside = found[kind] if kind == "code" else _escaped(found[kind])
        parts += [_escaped(line[end : found.start()]), _MARKS[kind], inside, _MARKS[kind]]
        end = found.end()
    return "".join([*parts, _escaped(line[end:])])


def _escaped(text: str) -> str:
    """Escape what means something anywhere; a backslash within a link would be part of it."""
    return _LITERAL.sub(lambda found: found["link"] or f"\\{found[0]}", text)


def _started(text: str) -> str:
    """Escape what means something at the start of a line."""
    return _NUMBERED.sub(r"\1\\\2", _START.sub(r"\1\\\2", text))


def _uncalled(text: str) -> str:
    """Break mentions: the server finds them in spite of backslashes and in code."""
    return _CALL.sub(f"@{_GAP}", text)
