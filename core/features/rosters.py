"""A course's roster: uploaded by staff, looked at before anything changes, then applied at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.enrolments import known_people
from core.model.courses import (
    Course,
    Enrolment,
    EnrolmentState,
    RosterDraft,
    RosterEntry,
)
from core.model.people import PersonId
from core.model.projects import Standing
from core.ports.outside import File
from core.ports.storage import Work
from core.rosters import ClassList, Comparison, compare, digest_of, let_in, read_list

_NAMES = 15
"""How many of each kind a card names."""
_LINES = 10
"""How many wrong lines it names."""
_ROWS = 100
"""How many people of a roster it lists."""


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """Upload a class list, or see the roster."""

    file: File | None = None
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class ApplyRoster:
    """Apply the list that was shown."""

    digest: Annotated[str, Option(hidden=True)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def roster(call: Call, ask: ReadRoster) -> Card:
    """Show what a list would change, and keep it until somebody says so; nothing else changes."""
    if ask.file is None:
        return await _shown(call)
    found = read_list(call.course.id, ask.file.content)
    draft = RosterDraft(
        call.course.id, digest_of(found.entries), found.entries, whole=not found.wrong
    )
    async with call.change() as work:
        compared = compare(await work.courses.roster(call.course.id), found.entries)
        await work.courses.keep_draft(draft)
    return _dry_run(call, draft, found, compared)


async def apply(call: Call, ask: ApplyRoster) -> Card:
    """Apply a list: the roster is as it says, and people come and leave by it.

    Raises:
        Refused: another list was uploaded since, or this one was applied.
    """
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        draft = await work.courses.draft(call.course.id)
        if draft is None or draft.digest != ask.digest:
            raise Refused("roster.outdated")
        known = await work.courses.roster(call.course.id)
        compared = compare(known, draft.entries)
        stay = () if draft.whole else compared.gone
        entries = await _let_in(work, call, (*compared.entries, *stay))
        await work.courses.set_roster(call.course.id, entries)
        if draft.whole:
            gone = [entry.person for entry in compared.gone if entry.person is not None]
            await work.courses.leave(call.course.id, gone)
        await work.courses.drop_draft(call.course.id)
    return await _shown(call, call.say("roster.applied"))


async def _let_in(
    work: Work, call: Call, entries: Sequence[RosterEntry]
) -> tuple[RosterEntry, ...]:
    """Enrol everybody whom a line lets in, and give the lines with who came by them."""
    people = await known_people(work, call.space)
    found = let_in(entries, people, [known.person for known in people])
    lines = {place: person for person, place in found.items()}
    held = {each.person: each for each in await work.courses.enrolments(call.course.id)}
    now = [replace(entry, person=lines.get(n, entry.person)) for n, entry in enumerate(entries)]
    places = [
        _place(call, entry, entry.person, held.get(entry.person))
        for entry in now
        if entry.person is not None
    ]
    await work.courses.enrol([place for place in places if place != held.get(place.person)])
    return tuple(now)


def _place(call: Call, entry: RosterEntry, person: PersonId, before: Enrolment | None) -> Enrolment:
    """Give the place of somebody a line lets in, in the line's section."""
    at = before.at if before is not None else call.now
    return Enrolment(call.course.id, person, EnrolmentState.ENROLLED, entry.section, at)


def _dry_run(call: Call, draft: RosterDraft, found: ClassList, compared: Comparison) -> Card:
    leaving = bool(compared.gone) and draft.whole
    changes = bool(compared.new or compared.changed) or leaving
    text = call.say("roster.check" if changes else "roster.unchanged")
    warned = call.say("roster.check_gone") if leaving else ""
    answers = {"course": f"course:{call.course.id}", "digest": draft.digest}
    go = Button(call.say("roster.apply"), "course apply", answers, emphasis=Emphasis.PRIMARY)
    again = _upload(call)
    return Card(
        _title(call),
        text=f"{text} {warned}".strip(),
        tone=Tone.WARNING if found.wrong else Tone.PLAIN,
        fields=tuple(_changes(call, compared, whole=draft.whole)),
        columns=(call.say("roster.column.line"), call.say("roster.column.problem")),
        rows=tuple(_problems(call, found)),
        buttons=(go, again) if changes else (again,),
        footer=call.say("roster.wrong_lines", count=len(found.wrong)) if found.wrong else "",
    )


def _changes(call: Call, compared: Comparison, *, whole: bool) -> Iterator[Field]:
    yield Field(call.say("roster.field.same"), call.say("course.people", count=compared.same))
    for kind in ("new", "changed", "gone"):
        entries: tuple[RosterEntry, ...] = getattr(compared, kind)
        if entries:
            kept = kind == "gone" and not whole
            name = call.say("roster.field.stay" if kept else f"roster.field.{kind}")
            yield Field(name, _named(call, entries))


def _named(call: Call, entries: Sequence[RosterEntry]) -> str:
    """Count people, and name the first of them."""
    count = call.say("course.people", count=len(entries))
    names = ", ".join(entry.name for entry in entries[:_NAMES])
    return f"{count}: {names}{' …' if len(entries) > _NAMES else ''}"


def _problems(call: Call, found: ClassList) -> Iterator[tuple[str, str]]:
    for wrong in found.wrong[:_LINES]:
        yield str(wrong.line), call.say(f"roster.wrong.{wrong.why}", text=wrong.text)


async def _shown(call: Call, said: str = "") -> Card:
    """Show the roster with who came, and the wishes that wait."""
    async with call.read() as work:
        entries = await work.courses.roster(call.course.id)
        places = await work.courses.enrolments(call.course.id)
        names = {each.id: each.name for each in await work.people.everyone(call.space.id)}
    waiting = [place for place in places if place.state is EnrolmentState.ASKED]
    came = sum(place.state is EnrolmentState.ENROLLED for place in places)
    counts = {"listed": len(entries), "came": came, "waiting": len(waiting)}
    asking = ", ".join(names[place.person] for place in waiting[:_NAMES])
    columns = ("name", "section", "state")
    return Card(
        _title(call),
        text="\n".join(part for part in (said, "" if entries else call.say("roster.none")) if part),
        tone=Tone.GOOD if said else Tone.PLAIN,
        fields=tuple(
            Field(call.say(f"roster.field.{name}"), call.say("course.people", count=count))
            for name, count in counts.items()
        ),
        columns=tuple(call.say(f"roster.column.{name}") for name in columns) if entries else (),
        rows=tuple(_row(call, entry) for entry in entries[:_ROWS]),
        buttons=(_upload(call),),
        footer=call.say("roster.asking", names=asking) if asking else "",
        subject=f"course:{call.course.id}",
    )


def _row(call: Call, entry: RosterEntry) -> tuple[str, str, str]:
    state = "came" if entry.person is not None else "expected"
    return entry.name, entry.section, call.say(f"roster.state.{state}")


def _upload(call: Call) -> Button:
    answers = {"course": f"course:{call.course.id}"}
    return Button(call.say("course.upload"), "course roster", answers, ("file",))


def _title(call: Call) -> str:
    return call.say("roster.title", code=call.course.code)


COMMANDS = (
    Command("course roster", ReadRoster, roster, who=Standing.STAFF),
    Command("course apply", ApplyRoster, apply, who=Standing.STAFF, hidden=True, in_place=True),
)
