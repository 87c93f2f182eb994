"""What a person brings to a team."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Field
from core.commands import Command, Option
from core.errors import Refused
from core.model.people import LEVELS, Profile, Role, Skill
from core.model.projects import Standing
from core.options import label
from core.reports.lengths import length_words

_MOST = 20
_LONGEST_NAME = 40
_USUAL_LEVEL = 3
"""What a skill without a level means: somebody able to do it alone."""

_BETWEEN = re.compile(r"[,，、;\n]+|\s/\s")
_LEVELLED = re.compile(r"(.+?)(?:\s+|\s*[:：=(（]\s*)([+-]?\d+(?:\.\d+)?)\s*[)）]?")
"""A name, then a level after a space, a colon or in brackets; `ES6` is a name."""
_AROUND = " \t:：=(（)）"
"""What may stand around a name and is no part of it."""
_GITHUB = re.compile(
    r"(?:(?:https?://)?(?:www\.)?github\.com/|@)?"
    r"((?!-)(?:[a-z0-9]|-(?!-)){1,39}(?<!-))/?",
    re.IGNORECASE | re.ASCII,
)
"""As GitHub allows it: letters, digits, single hyphens not at the ends."""


@dataclass(frozen=True, slots=True)
class WriteProfile:
    """Write one's profile; what is left out stays."""

    skills: Annotated[str, Option(longest=600, main=True)] = ""
    roles: Annotated[tuple[Role, ...], Option(ordered=True)] = ()
    interests: Annotated[str, Option(longest=300, long=True)] = ""
    github: Annotated[str, Option(longest=100)] = ""


async def profile(call: Call, ask: WriteProfile) -> Card:
    """Keep what was given, and show the profile."""
    skills, github = read_skills(ask.skills), read_github(ask.github)
    if not (skills or ask.roles or ask.interests or github):
        async with call.read() as work:
            kept = await work.people.profile(call.caller.id)
        return _card(call, kept, call.say("me.profile" if _any(kept) else "me.no_profile"))
    async with call.change() as work:
        kept = await work.people.profile(call.caller.id)
        kept = replace(
            kept,
            skills=skills or kept.skills,
            roles=ask.roles or kept.roles,
            interests=ask.interests or kept.interests,
            github=github or kept.github,
        )
        await work.people.save_profile(kept)
    return _card(call, kept, call.say("me.profile_saved"))


def read_skills(text: str) -> tuple[Skill, ...]:
    """Read "Python 4, React(2), SQL"; of a skill named twice the last level counts.

    Raises:
        Refused: a level is none of `LEVELS`, a name is too long, or there are too many.
    """
    skills: dict[str, Skill] = {}
    for part in _BETWEEN.split(text):
        skill = _skill(part.strip(_AROUND))
        if skill.name:
            skills[skill.name.casefold()] = skill
    if len(skills) > _MOST:
        raise Refused("skill.many", option="skills", most=_MOST)
    return tuple(skills.values())


def read_github(text: str) -> str:
    """Read "name", "@name" or the address of the page as a name on GitHub.

    Raises:
        Refused: it is none.
    """
    found = _GITHUB.fullmatch(text)
    if text and found is None:
        raise Refused("profile.github", option="github", text=text[:_LONGEST_NAME])
    return found[1] if found else ""


def skills_text(skills: tuple[Skill, ...]) -> str:
    """Write skills as they can be typed."""
    return ", ".join(f"{skill.name} {skill.level}" for skill in skills)


def _skill(text: str) -> Skill:
    found = _LEVELLED.fullmatch(text)
    name, level = (found[1], found[2]) if found else (text, str(_USUAL_LEVEL))
    name = name.strip(_AROUND)
    if level not in map(str, LEVELS):
        raise Refused("skill.level", option="skills", name=name[:_LONGEST_NAME], level=level[:9])
    if len(name) > _LONGEST_NAME:
        raise Refused("skill.long", option="skills", name=name, longest=_LONGEST_NAME)
    return Skill(name, int(level))


def _any(kept: Profile) -> bool:
    return bool(kept.skills or kept.roles or kept.interests or kept.github)


def _card(call: Call, kept: Profile, said: str) -> Card:
    current = _written(call, kept)
    given = {name: value for name, value in current.items() if value}
    return Card(
        call.say("me.profile_title", name=call.caller.name),
        text=said,
        fields=tuple(_fields(call, kept, current)),
        buttons=(
            Button(call.say("me.edit"), "me profile", given, tuple(current)),
            Button(call.say("me.free"), "me free"),
        ),
        subject=f"person:{call.caller.id}",
    )


def _written(call: Call, kept: Profile) -> dict[str, str]:
    """Give a profile option by option, as it can be typed."""
    roles = [label(call.ports.phrases, call.locale, role) for role in kept.roles]
    return {
        "skills": skills_text(kept.skills),
        "roles": ", ".join(roles),
        "interests": kept.interests,
        "github": kept.github,
    }


def _fields(call: Call, kept: Profile, current: Mapping[str, str]) -> Iterator[Field]:
    for name, value in current.items():
        yield Field(call.say(f"me.field.{name}"), value or call.say("me.not_yet"))
    length = length_words(call.say, len(kept.free.slots)) if kept.free else ""
    shown = call.say("free.count", length=length) if length else call.say("me.not_yet")
    yield Field(call.say("me.field.free"), shown)


COMMANDS = (Command("me profile", WriteProfile, profile, who=Standing.OUTSIDER),)
