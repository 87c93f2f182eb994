"""The text grammar of the console: one line typed or scripted, as a value.

@지민 /task add 로그인 화면 due:금요일 assignee:@서준
@지민 press "적용" on last          (or: on #12)
@지민 fill {"topic": "…"}
wait
clock +1d6h30m
# a comment
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from core.errors import ScriptUnreadable
from core.typed import Word, shown, words_of

_SPEAKER = re.compile(r'@(?:"([^"]+)"|([^\s"/]+))(?:\s+(.*))?', re.DOTALL)
_PRESS = re.compile(
    r'press\s+(?:"([^"]+)"|“([^”]+)”|([^\s"“].*?))(?:\s+on\s+(?:(last)|#(\d{1,9})))?',
    re.IGNORECASE | re.DOTALL,
)
_FILL = re.compile(r"fill\s+(\{.*)", re.IGNORECASE | re.DOTALL)
_CLOCK = re.compile(
    r"clock\s+\+(?=\d)(?:(\d{1,3})w)?(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?",
    re.IGNORECASE,
)
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Say:
    """A slash command; the first word has lost its slash. `speaker` is `None` for oneself."""

    words: tuple[Word, ...]
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed: on the newest card that has it, or on the card of a task."""

    label: str
    task: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """The answer to an open form, by option."""

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when nothing is being worked on."""


@dataclass(frozen=True, slots=True)
class ClockForward:
    """Let the clock be later by `length`."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Comment:
    """Nothing to do."""

    text: str = ""


Line = Say | Press | Fill | Wait | ClockForward | Comment


def parse(text: str, number: int = 1) -> Line:
    """Read a line; `number` is the one an error names.

    Raises:
        ScriptUnreadable: it is no line of the grammar.
    """
    try:
        return _line(text.strip())
    except ValueError as error:
        raise ScriptUnreadable(number, str(error)) from error


def person_name(text: str) -> str:
    """Give a person's name as it is kept.

    Raises:
        ValueError: it is none.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"a name is 1 to {LONGEST_NAME} printable characters: {shown(name)}")
    return name


def _line(text: str) -> Line:
    if not text or text.startswith("#"):
        return Comment(text.lstrip("# "))
    if text.casefold() == "wait":
        return Wait()
    if text.casefold().startswith("clock"):
        return ClockForward(_length(text))
    if not text.startswith("@"):
        return _spoken(text, None)
    found = _SPEAKER.fullmatch(text)
    if found is None or not found[3]:
        raise ValueError(f"nothing is said after the name: {shown(text)}")
    return _spoken(found[3], person_name(found[1] or found[2]))


def _spoken(text: str, speaker: str | None) -> Line:
    if text.startswith("/"):
        return Say(tuple(words_of(text[1:])), speaker)
    if found := _PRESS.fullmatch(text):
        task = int(found[5]) if found[5] else None
        return Press(found[1] or found[2] or found[3], task, speaker)
    if found := _FILL.fullmatch(text):
        return Fill(_answers(found[1]), speaker)
    raise ValueError(f"expected a /command, press, fill, wait, clock or #: {shown(text)}")


def _length(text: str) -> timedelta:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"expected clock +1d6h30m: {shown(text)}")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days, seconds, minutes=minutes, hours=hours, weeks=weeks)


def _answers(text: str) -> Mapping[str, str]:
    try:
        given: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"fill is followed by no JSON object: {shown(text)}") from error
    return {key: _answer(value) for key, value in cast("Mapping[str, object]", given).items()}


def _answer(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_single(item) for item in cast("list[object]", value))
    return _single(value)


def _single(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() | dict():
            raise ValueError("an answer of fill is text, a number or a list of them")
        case _:
            return json.dumps(value)
