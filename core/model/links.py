"""Links: two accounts that are one person, two workspaces that are one space."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.people import Person, PersonId, Profile, Reach, Skill

LIFE = timedelta(minutes=10)
"""How long a code can be used; also how long tries are counted."""
TRIES = 5
"""How many codes a person may try meanwhile."""

_LETTERS = "ACDEFHJKMNPQRTUVWXY34679"
"""What nobody takes for something else when reading it aloud or copying it by hand."""
_LENGTH = 8
_HALF = _LENGTH // 2


class LinkKind(StrEnum):
    """What a code joins."""

    PERSON = "person"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class Link:
    """A code somebody asked for, kept as its digest; it works once, until `expires`."""

    digest: str
    kind: LinkKind
    person: PersonId
    expires: datetime
    used: bool = False


def code_of(token: str) -> str:
    """Give the code a token nobody can guess stands for: `ACDE-3467`, 24 ** 8 are possible."""
    number = int.from_bytes(hashlib.sha256(token.encode()).digest())
    letters: list[str] = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return f"{''.join(letters[:_HALF])}-{''.join(letters[_HALF:])}"


def digest_of(code: str) -> str:
    """Digest a code however it was typed: small, wide, with blanks, without its dash."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return hashlib.sha256("".join(filter(str.isalnum, plain)).encode()).hexdigest()


def united(first: Person, second: Person) -> Person:
    """Give two people as one: named and set as the first, who takes over what they left open.

    The newer row stays, since SQLite gives the highest id again once its row is removed.
    """
    planned = (first.reminded_until, second.reminded_until)
    known = [until for until in planned if until is not None]
    return replace(
        first,
        id=max(first.id, second.id),
        staff=first.staff or second.staff,
        locale=first.locale or second.locale,
        timezone=first.timezone or second.timezone,
        quiet=first.quiet or second.quiet,
        # Looking at a morning again tells nothing twice; passing over one loses a notice.
        reminded_until=min(known) if len(known) == len(planned) else None,
        reach=second.reach if first.reach is Reach.FIRST else first.reach,
        spoke=first.spoke or second.spoke,
    )


def pooled(person: PersonId, first: Profile, second: Profile) -> Profile:
    """Give two profiles as the one of `person`; of a skill in both the higher level counts."""
    interests = dict.fromkeys(text for text in (first.interests, second.interests) if text)
    return Profile(
        person,
        skills=_best((*first.skills, *second.skills)),
        roles=tuple(dict.fromkeys((*first.roles, *second.roles))),
        interests=", ".join(interests),
        github=first.github or second.github,
        free=first.free or second.free,
    )


def _best(skills: Iterable[Skill]) -> tuple[Skill, ...]:
    best: dict[str, Skill] = {}
    for skill in skills:
        known = best.setdefault(skill.name.casefold(), skill)
        best[skill.name.casefold()] = replace(known, level=max(known.level, skill.level))
    return tuple(best.values())
