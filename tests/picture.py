"""The pictures of the READMEs: what a terminal shows of a real conversation, without a model.

`python -m tests.picture` draws them anew from the scripts beside them in `docs`; what comes
before the first comment is left out.
"""

import io
import os
import re
import subprocess
import sys
import tempfile

from rich.console import Console
from rich.text import Text

from core.model.people import Locale
from tests.readme import HOME

_WIDTH = 96
_NOW = "2026-11-30T10:00:00+09:00"
_TERMINAL = {
    "COLORTERM": "truecolor",
    "COLUMNS": str(_WIDTH),
    "FORCE_COLOR": "1",
    "LINES": "999",
    "OPENAI_API_KEY": "",
    "TERM": "xterm-256color",
}
_DRAWN_OVER = re.compile(r"\r(?:\x1b\[(\d+)A)?\x1b\[J")
"""How the console goes up before it draws a message again."""
_FONTS = re.compile(r"@font-face \{.*?\}\s*|font-variant-east-asian: full-width;\s*", re.DOTALL)
"""A picture in a README may load nothing, and not every font has letters of full width."""


def draw(locale: Locale) -> str:
    """Give the picture of the conversation in one language."""
    screen = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    screen.print(_from_first_comment(Text.from_ansi(_settled(_shown(locale)))))
    return _FONTS.sub("", screen.export_svg(title="teampl console", unique_id="teampl"))


def _shown(locale: Locale) -> str:
    script = HOME / "docs" / f"console.{locale}.txt"
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "bot", "console", "--data", data, "--now", _NOW]
        ended = subprocess.run(  # noqa: S603  this very program
            [*command, "--locale", locale, "--script", str(script)],
            cwd=HOME,
            env=os.environ | _TERMINAL,
            check=True,
            capture_output=True,
        )
    return ended.stdout.decode("utf-8").replace(data, "teampl-data")


def _settled(output: str) -> str:
    """Give what stands there in the end: messages drawn over are gone."""
    first, *rest = _DRAWN_OVER.split(output)
    lines = first.splitlines(keepends=True)
    for up, drawn in zip(rest[::2], rest[1::2], strict=True):
        lines[len(lines) - int(up or 0) :] = drawn.splitlines(keepends=True)
    return "".join(lines)


def _from_first_comment(conversation: Text) -> Text:
    """Leave out what happens before the story begins."""
    spans = conversation.spans
    start = next(span.start for span in spans if str(span.style) == "italic")
    return conversation[start:]


def _write() -> None:
    for locale in Locale:
        picture = HOME / "docs" / f"console.{locale}.svg"
        picture.write_text(draw(locale), "utf-8", newline="\n")


if __name__ == "__main__":
    _write()
