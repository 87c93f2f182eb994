"""The phrases people read, in both languages, for judging what they were shown."""

from functools import cache

from core.model.people import Locale
from core.phrasebook import Phrasebook, load


@cache
def _phrases() -> Phrasebook:
    return load()


def said(key: str, **params: object) -> frozenset[str]:
    """Give a phrase in each language."""
    return frozenset(_phrases().say(locale, key, **params) for locale in Locale)


def ko(key: str, **params: object) -> str:
    """Give a phrase in Korean."""
    return _phrases().say(Locale.KO, key, **params)


def is_incident(plain: str) -> bool:
    """Tell whether a card confesses a bug."""
    return any(text.split("\0")[0] in plain for text in said("failed.incident", number="\0"))
