"""When somebody is free in a usual week: typed, pasted, or from a timetable file.

What was read is shown first and kept once the person says that it is right.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.hours import Hours, read_hours
from core.model.free_time import DAY, FreeTime, free_time
from core.model.projects import Standing
from core.ports.outside import File
from core.reports.lengths import length_words

_WEEK = re.compile(r"[0-9a-f]{84}")
_WORKDAY = range(18, 44)
"""The half hours from 09:00 to 22:00: of them a timetable's lessons are taken."""
_WORKDAYS = range(5)
_SHOWN = 5
"""How many unread pieces are repeated."""
_LONGEST_PIECE = 60


@dataclass(frozen=True, slots=True)
class WriteFreeTime:
    """Say when one is free; without anything, see it."""

    times: Annotated[str, Option(longest=2000, long=True, main=True)] = ""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class KeepFreeTime:
    """Keep the week that was shown; `zone` is what its slots are the time of."""

    week: Annotated[str, Option(hidden=True)]
    zone: Annotated[str, Option(hidden=True)]


@dataclass(frozen=True, slots=True)
class _Understood:
    """The week that was read, what could not be, and in how many lessons a file has it."""

    week: FreeTime
    unread: tuple[str, ...] = ()
    lessons: int = 0


async def write(call: Call, ask: WriteFreeTime) -> Card:
    """Show what was understood of somebody's week, to be confirmed."""
    if ask.times or ask.file is not None:
        return _to_confirm(call, await _understood(call, ask))
    async with call.read() as work:
        kept = (await work.people.profile(call.caller.id)).free
    if kept is None:
        return Card(
            call.say("free.title"), text=call.say("free.none"), buttons=tuple(_ways(call, ""))
        )
    return _week_card(call, kept, call.say("free.kept"))


async def keep(call: Call, ask: KeepFreeTime) -> Card:
    """Keep the week as it was shown.

    Raises:
        Refused: it is none, or the space's clocks are others by now.
    """
    if ask.zone != call.space.timezone or not _WEEK.fullmatch(ask.week):
        raise Refused("button.gone")
    week = FreeTime(ask.week, ask.zone)
    async with call.change() as work:
        profile = await work.people.profile(call.caller.id)
        await work.people.save_profile(replace(profile, free=week))
    card = _week_card(call, week, call.say("free.saved"))
    return replace(card, tone=Tone.GOOD)


def week_text(say: Callable[..., str], week: FreeTime) -> str:
    """Write a week as it can be typed; `say` gives a phrase."""
    days = ((day, spans) for day, spans in week.days() if spans)
    return ", ".join(f"{say(f'weekday.{day}')} {_spans(spans)}" for day, spans in days)


async def _understood(call: Call, ask: WriteFreeTime) -> _Understood:
    """Read what is clear; hours that were typed beside a file go before what it says.

    Raises:
        Refused: nothing is clear, or nothing is left.
    """
    hours = read_hours(ask.times)
    free, lessons = hours.free, 0
    if ask.file is not None:
        timetable = await call.ports.timetables.week(ask.file, call.zone.key, call.today)
        workdays = {day * DAY + slot for day in _WORKDAYS for slot in _WORKDAY}
        free, lessons = free | (workdays - timetable.taken), timetable.lessons
    slots = free - hours.taken
    if not slots:
        raise _nothing(hours)
    week = free_time(slots, call.zone.key).within(call.space.timezone, call.now)
    return _Understood(week, hours.unread, lessons)


def _nothing(hours: Hours) -> Refused:
    if hours.unread:
        return Refused("free.unclear", option="times", text=_pieces(hours.unread)[0])
    return Refused("free.nothing", option="times")


def _to_confirm(call: Call, understood: _Understood) -> Card:
    said = [call.say("free.check")]
    if understood.lessons:
        said.append(call.say("free.from_file", count=understood.lessons))
    card = _week_card(call, understood.week, "\n".join(said))
    unread = _pieces(understood.unread)
    field = Field(call.say("free.unread"), "\n".join(f"- {piece}" for piece in unread))
    kept = {"week": understood.week.week, "zone": understood.week.zone}
    yes = Button(call.say("free.right"), "me hours", kept, emphasis=Emphasis.PRIMARY)
    return replace(
        card,
        tone=Tone.WARNING if unread else Tone.PLAIN,
        text="\n".join((card.text, *([call.say("free.rewrite")] if unread else ()))),
        fields=(*card.fields, *([field] if unread else ())),
        buttons=(yes, *card.buttons),
    )


def _pieces(unread: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(piece.split())[:_LONGEST_PIECE] for piece in unread[:_SHOWN])


def _week_card(call: Call, kept: FreeTime, said: str) -> Card:
    """Show a week in the person's own zone."""
    week = kept.within(call.zone.key, call.now)
    return Card(
        call.say("free.title"),
        text=said,
        fields=(
            Field(
                call.say("free.hours"),
                call.say("free.count", length=length_words(call.say, len(week.slots))),
            ),
        ),
        columns=(call.say("free.column.day"), call.say("free.column.times")),
        rows=tuple(_rows(call, week)),
        buttons=tuple(_ways(call, week_text(call.say, week))),
        footer=_zones(call, kept),
    )


def _rows(call: Call, week: FreeTime) -> Iterator[tuple[str, str]]:
    for day, spans in week.days():
        yield _day(call, day), _spans(spans) or call.say("free.no_hours")


def _ways(call: Call, typed: str) -> Iterator[Button]:
    known = {"times": typed} if typed else {}
    yield Button(call.say("free.edit"), "me free", known, ("times",))
    yield Button(call.say("free.upload"), "me free", {}, ("file",))


def _zones(call: Call, kept: FreeTime) -> str:
    """Say of which zone the hours are, and of which those are that others see."""
    if call.zone.key == kept.zone:
        return call.say("free.zone", zone=kept.zone)
    return call.say("free.zones", zone=call.zone.key, common=kept.zone)


def _day(call: Call, day: int) -> str:
    return call.say(f"weekday.{day}")


def _spans(spans: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


COMMANDS = (
    Command("me free", WriteFreeTime, write, who=Standing.OUTSIDER),
    Command("me hours", KeepFreeTime, keep, who=Standing.OUTSIDER, hidden=True, in_place=True),
)
