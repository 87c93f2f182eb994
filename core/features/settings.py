"""How a person wants to be spoken to: language, time zone, quiet hours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from types import MappingProxyType
from typing import Annotated
from zoneinfo import ZoneInfo

from core.call import Call
from core.cards import Button, Card, Field
from core.commands import Command, Option
from core.errors import Refused
from core.model.people import Locale, Person, QuietHours, Reach, locale_of, quiet_of, zone_of
from core.model.projects import Standing
from core.options import label
from core.ports.storage import Work

_CLOCK = re.compile(r"(\d{1,2})(?:\s*(?::|시)\s*(\d{2})?\s*분?)?")

_CITIES: Mapping[str, str] = MappingProxyType(
    {
        "서울": "Asia/Seoul", "한국": "Asia/Seoul", "seoul": "Asia/Seoul", "kst": "Asia/Seoul",
        "도쿄": "Asia/Tokyo", "tokyo": "Asia/Tokyo", "베이징": "Asia/Shanghai",
        "하노이": "Asia/Ho_Chi_Minh", "런던": "Europe/London", "london": "Europe/London",
        "파리": "Europe/Paris", "paris": "Europe/Paris", "베를린": "Europe/Berlin",
        "berlin": "Europe/Berlin", "뉴욕": "America/New_York", "new york": "America/New_York",
        "로스앤젤레스": "America/Los_Angeles", "los angeles": "America/Los_Angeles",
        "utc": "UTC",
    }
)  # fmt: skip
"""What people type for a zone beside its IANA name."""


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Change one's settings; what is left out stays."""

    locale: Locale | None = None
    timezone: Annotated[str, Option(longest=60)] = ""
    quiet_start: Annotated[str, Option(longest=20)] = ""
    quiet_end: Annotated[str, Option(longest=20)] = ""
    reach: Reach | None = None


async def settings(call: Call, ask: ChangeSettings) -> Card:
    """Keep what was given, and show the settings in the language they now name."""
    if ask == ChangeSettings():
        return _card(call, call.caller, call.say("me.settings"))
    async with call.change() as work:
        person = _changed(call, await work.people.person(call.caller.id), ask)
        await _check_reach(work, person, ask)
        await work.people.save(person)
    call = replace(call, locale=locale_of(person, call.space))
    return _card(call, person, call.say("me.settings_saved"))


def read_zone(text: str) -> str:
    """Give the IANA name of the zone `text` means.

    Raises:
        Refused: no such zone.
    """
    name = _CITIES.get(text.casefold(), text)
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError) as error:
        raise Refused("settings.timezone", option="timezone", text=text) from error


def read_clock(text: str, option: str) -> time:
    """Give the time of day "22:00", "22" or "22시" means.

    Raises:
        Refused: no such time.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise Refused("settings.clock", option=option, text=text) from error


async def _check_reach(work: Work, person: Person, ask: ChangeSettings) -> None:
    """Refuse a platform on which the person is not known."""
    accounts = await work.people.accounts(person.id)
    known = {Reach.FIRST, Reach.LAST, *(account.platform for account in accounts)}
    if ask.reach is not None and ask.reach not in known:
        raise Refused("settings.reach", option="reach")


def _changed(call: Call, person: Person, ask: ChangeSettings) -> Person:
    quiet = quiet_of(person, call.space)
    start = read_clock(ask.quiet_start, "quiet_start") if ask.quiet_start else quiet.start
    end = read_clock(ask.quiet_end, "quiet_end") if ask.quiet_end else quiet.end
    return replace(
        person,
        locale=ask.locale or person.locale,
        timezone=read_zone(ask.timezone) if ask.timezone else person.timezone,
        quiet=QuietHours(start, end) if ask.quiet_start or ask.quiet_end else person.quiet,
        reach=ask.reach or person.reach,
        spoke=call.place.platform,
    )


def _card(call: Call, person: Person, said: str) -> Card:
    quiet = quiet_of(person, call.space)
    span = call.say("me.quiet", start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}")
    values = {
        "locale": label(call.ports.phrases, call.locale, locale_of(person, call.space)),
        "timezone": zone_of(person, call.space).key,
        "quiet": call.say("me.no_quiet") if quiet.start == quiet.end else span,
        "reach": label(call.ports.phrases, call.locale, person.reach),
    }
    asks = ("locale", "timezone", "quiet_start", "quiet_end", "reach")
    return Card(
        call.say("me.settings_title"),
        text=said,
        fields=tuple(Field(call.say(f"me.field.{name}"), value) for name, value in values.items()),
        buttons=(Button(call.say("me.edit"), "me settings", {}, asks),),
    )


COMMANDS = (Command("me settings", ChangeSettings, settings, who=Standing.OUTSIDER),)
