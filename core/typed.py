"""What people type after a slash: words, some of them `key:value`, some in quotes.

task add 로그인 화면 due:금요일 assignee:@서준 note:"한 줄"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = re.compile(r'(?:([^\s:"“]+):)?(?=["“])')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|“([^”]*)”', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_BARE = re.compile(r"\S+")
_GAP = re.compile(r"\s*")
_SHOWN = 60
"""How much of unreadable text its problem repeats."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command: `raw` as typed, and `key:value` where it can be read so.

    `value` is without quotes; of a word without key it is the whole word.
    """

    raw: str
    value: str
    key: str | None = None
    quoted: bool = False

    @property
    def text(self) -> str:
        """Give the word standing for itself."""
        return self.raw if self.key is not None else self.value


def words_of(text: str) -> Iterator[Word]:
    """Read typed text.

    Raises:
        ValueError: a quote is not closed.
    """
    place = _after(_GAP, text, 0)
    while place < len(text):
        opening = _OPENING.match(text, place)
        end = _after(_BARE, text, place if opening is None else _closed(text, opening.end()))
        yield _word(text[place:end], opening)
        place = _after(_GAP, text, end)


def shown(text: str) -> str:
    """Give the beginning of a text such that it can stand in a problem."""
    return ascii(text[:_SHOWN]) if not text.isprintable() else text[:_SHOWN]


def _word(raw: str, opening: re.Match[str] | None) -> Word:
    if opening is not None:
        start = opening.end() - opening.start()
        end = _closed(raw, start)
        inside = _ESCAPED.sub(r"\1", raw[start + 1 : end - 1])
        return Word(raw, inside + raw[end:], opening[1], quoted=True)
    key, colon, value = raw.partition(":")
    return Word(raw, value, key) if colon and key else Word(raw, raw)


def _closed(text: str, place: int) -> int:
    """Give where the quote that opens at `place` ends."""
    found = _QUOTED.match(text, place)
    if found is None:
        raise ValueError(f"a quote is not closed: {shown(text[place:])}")
    return found.end()


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return place if found is None else found.end()
