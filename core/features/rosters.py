"""A course's roster: uploaded by staff, looked at before anything changes, then applied at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.class_lists import ClassList, read_list
from core.commands import Command, Option
from core.errors import Refused
from core.features.board_live import close_left, desk_of
from core.features.enrolments import Entry, how_to_enter, known_people
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
from core.rosters import Comparison, compare, digest_of, seated, unproven

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
    entry: Annotated[Entry, Option(hidden=True)] = Entry.PROVEN
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
        people = await known_people(work, call.space)
        compared = compare(await work.courses.roster(call.course.id), found.entries)
        await work.courses.keep_draft(draft)
    compared = seated(compared, people, names=call.course.names)
    return _dry_run(call, draft, found, compared, len(unproven(compared.entries, people)))


async def apply(call: Call, ask: ApplyRoster) -> Card:
    """Apply a list: the roster is as it says, and people come and leave by it.

    Raises:
        Refused: another list was uploaded since, or this one was applied.
    """
    names = ask.entry is Entry.NAMED
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        draft = await work.courses.draft(call.course.id)
        if draft is None or draft.digest != ask.digest:
            raise Refused("roster.outdated")
        await work.courses.admit_names(call.course.id, names=names)
        compared = compare(await work.courses.roster(call.course.id), draft.entries)
        compared = seated(compared, await known_people(work, call.space), names=names)
        stay = () if draft.whole else compared.gone
        await work.courses.set_roster(call.course.id, (*compared.entries, *stay))
        await _enrol(work, call, compared.entries)
        if draft.whole:
            gone = [entry.person for entry in compared.gone if entry.person is not None]
            await close_left(desk_of(work, call), call.course, gone)
            await work.courses.leave(call.course.id, gone)
        await work.courses.drop_draft(call.course.id)
    call = replace(call, attending=replace(call.course, names=names))
    return await _shown(call, call.say("roster.applied"))


async def _enrol(work: Work, call: Call, entries: Sequence[RosterEntry]) -> None:
    """Enrol everybody who came by a line, in its section; the first of two lines counts."""
    held = {each.person: each for each in await work.courses.enrolments(call.course.id)}
    places = {
        entry.person: _place(call, entry, entry.person, held.get(entry.person))
        for entry in reversed(entries)
        if entry.person is not None
    }
    news = [place for person, place in places.items() if place != held.get(person)]
    await work.courses.enrol(news)


def _place(call: Call, entry: RosterEntry, person: PersonId, before: Enrolment | None) -> Enrolment:
    """Give the place of somebody a line lets in, in the line's section."""
    at = before.at if before is not None else call.now
    return Enrolment(call.course.id, person, EnrolmentState.ENROLLED, entry.section, at)


def _dry_run(
    call: Call, draft: RosterDraft, found: ClassList, compared: Comparison, doubtful: int
) -> Card:
    """Show what a list changes; `doubtful` lines have nothing that could be checked."""
    leaving = bool(compared.gone) and draft.whole
    changes = bool(compared.new or compared.changed) or leaving
    text = [call.say("roster.check" if changes else "roster.unchanged")]
    if leaving:
        text.append(call.say("roster.check_gone"))
    if doubtful:
        text.append(call.say("roster.unproven", count=doubtful))
    return Card(
        _title(call),
        text=" ".join(text),
        tone=Tone.WARNING if found.wrong else Tone.PLAIN,
        fields=(*_changes(call, compared, whole=draft.whole), *_columns(call, found)),
        columns=(call.say("roster.column.line"), call.say("roster.column.problem")),
        rows=tuple(_problems(call, found)),
        buttons=(*_ways(call, draft, changes=changes, doubtful=doubtful > 0), _upload(call)),
        footer=call.say("roster.wrong_lines", count=len(found.wrong)) if found.wrong else "",
    )


def _ways(call: Call, draft: RosterDraft, *, changes: bool, doubtful: bool) -> Iterator[Button]:
    """Give the ways to apply a list: those that change anything."""
    names = call.course.names
    answers = {"course": f"course:{call.course.id}", "digest": draft.digest}
    if changes or names:
        said = call.say("roster.apply_proven" if names else "roster.apply")
        yield Button(said, "course apply", answers, emphasis=Emphasis.PRIMARY)
    if doubtful and (changes or not names):
        by_name = answers | {"entry": Entry.NAMED.value}
        yield Button(call.say("roster.apply_named"), "course apply", by_name)


def _columns(call: Call, found: ClassList) -> Iterator[Field]:
    """Tell which columns of a file were read as what, and which were not."""
    read = ((call.say(f"roster.column.{name}"), title) for name, title in found.columns.items())
    said = (title if title == name else f"{title} → {name}" for name, title in read)
    yield Field(call.say("roster.field.read"), ", ".join(said))
    if found.unread:
        rest = " …" if len(found.unread) > _NAMES else ""
        yield Field(call.say("roster.field.unread"), ", ".join(found.unread[:_NAMES]) + rest)


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
        fields=(
            *(
                Field(call.say(f"roster.field.{name}"), call.say("course.people", count=count))
                for name, count in counts.items()
            ),
            *((Field(call.say("course.field.entry"), how_to_enter(call)),) if entries else ()),
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
