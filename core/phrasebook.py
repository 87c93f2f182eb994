"""Every sentence a person reads, by key and language, with Korean particles that fit.

A phrase is a format string: `{name}`, `{name:을}` (the name followed by 을 or 를, as its last
sound asks), `{day:date}` (12월 3일 (목) / Thu, Dec 3), `{names:list}` (joined with commas).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from string import Formatter
from typing import Any, cast

from core.model.people import Locale

_PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로", "이에요": "예요"}
"""After a final consonant → after a vowel."""
_WEEKDAYS = {
    Locale.KO: ("월", "화", "수", "목", "금", "토", "일"),
    Locale.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_FINAL_DIGITS = "013678"
"""Digits whose Korean reading ends in a consonant."""
_RIEUL = 8
_HANGUL = range(0xAC00, 0xD7A4)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All phrases of all languages, by dotted key."""

    phrases: Mapping[Locale, Mapping[str, str]]
    lists: Mapping[Locale, Mapping[str, object]]
    """What is not a single phrase: template trees, by dotted key."""

    def say(self, locale: Locale, key: str, /, **params: object) -> str:
        """Give the phrase `key` filled with `params`.

        Raises:
            KeyError: no such phrase or parameter.
        """
        return _Filler(locale).vformat(self.phrases[locale][key], (), params)

    def has(self, locale: Locale, key: str) -> bool:
        """Tell whether there is a phrase `key`."""
        return key in self.phrases[locale]

    def tree(self, locale: Locale, key: str) -> object:
        """Give a list or table that is not a single phrase.

        Raises:
            KeyError: no such key.
        """
        return self.lists[locale][key]


def load() -> Phrasebook:
    """Read the phrases that come with the program."""
    read = {
        locale: tomllib.loads(
            resources.files("core.phrases").joinpath(f"{locale}.toml").read_text("utf-8")
        )
        for locale in Locale
    }
    return Phrasebook(
        {locale: dict(_phrases(tree)) for locale, tree in read.items()},
        {locale: dict(_lists(tree)) for locale, tree in read.items()},
    )


def particle(word: str, after_consonant: str) -> str:
    """Give the form of a Korean particle that follows `word`; `after_consonant` names it."""
    after_vowel = _PARTICLES[after_consonant]
    final = _final_consonant(word.rstrip("\"'”’)]}*`.!? ")[-2:])
    if after_consonant == "으로" and final == _RIEUL:
        return after_vowel
    return after_consonant if final else after_vowel


class _Filler(Formatter):
    """Fills a phrase in one language."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one parameter as its format asks."""
        if format_spec == "date":
            return _day(self._locale, value)
        if format_spec == "list":
            return ", ".join(str(item) for item in cast("Iterable[object]", value))
        if format_spec in _PARTICLES:
            return f"{value}{particle(str(value), format_spec)}"
        return super().format_field(value, format_spec)


def _day(locale: Locale, day: date) -> str:
    weekday = _WEEKDAYS[locale][day.weekday()]
    if locale is Locale.KO:
        return f"{day.month}월 {day.day}일({weekday})"
    return f"{weekday}, {_MONTHS[day.month - 1]} {day.day}"


def _final_consonant(end: str) -> int:
    """Give the number of the final consonant of a word by its last two letters, 0 for none."""
    letter = end[-1:]
    if not letter:
        return 0
    if ord(letter) in _HANGUL:
        return (ord(letter) - _HANGUL.start) % 28
    if letter.isdigit():
        return _RIEUL if letter in "178" else int(letter in _FINAL_DIGITS)
    return _final_latin(end)


def _final_latin(end: str) -> int:
    """Guess how Koreans read the end of a Latin word.

    Capitals by their names: PPT is 피피티, SQL 에스큐엘. A stop is a final consonant after a
    vowel only: Git is 깃, Slack 슬랙, but React 리액트.
    """
    letter = end[-1]
    if letter.isupper():
        return _RIEUL if letter in "LR" else int(letter in "MN")
    if letter in "lmn":
        return _RIEUL if letter == "l" else 1
    is_closed = end[0].lower() in "aeiou" or end.lower() in ("ck", letter * 2)
    return int(end.lower() == "ng" or (letter in "bckpt" and is_closed))


def _phrases(tree: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, str):
            yield prefix + name, value
        elif isinstance(value, dict):
            yield from _phrases(cast("Mapping[str, object]", value), f"{prefix}{name}.")


def _lists(tree: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, object]]:
    for name, value in tree.items():
        if isinstance(value, list):
            yield prefix + name, cast("object", value)
        elif isinstance(value, dict):
            yield from _lists(cast("Mapping[str, object]", value), f"{prefix}{name}.")
