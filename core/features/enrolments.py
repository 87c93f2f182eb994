"""Wishes to take a course that no roster answers: staff decides in a direct message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.model.courses import Course, Enrolment, EnrolmentState, RosterEntry
from core.model.messages import Draft
from core.model.people import Identity, Person, Space
from core.model.projects import Standing
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.readers import reshow, speaking_to
from core.rosters import Known, let_in, named


class Entry(StrEnum):
    """What a line of a roster lets people in by."""

    PROVEN = "proven"
    """What platforms say of them: an account, an e-mail address."""
    NAMED = "named"
    """Their name too, which they chose themselves."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on somebody's wish to take a course."""

    person: Annotated[Person, Option(hidden=True)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def accept(call: Call, ask: Decide) -> Card:
    """Let somebody into a course."""
    return await _decided(call, ask.person, EnrolmentState.ENROLLED)


async def decline(call: Call, ask: Decide) -> Card:
    """Do not let somebody into a course, for now."""
    return await _decided(call, ask.person, EnrolmentState.DECLINED)


async def asked(work: Work, call: Call, course: Course, line: RosterEntry | None) -> Enrolment:
    """Keep the caller's wish to take a course, and ask all staff of the space.

    `line` of the roster has their name, which proves nothing; staff may know better.

    Raises:
        Refused: there is no staff to ask.
    """
    everyone = await work.people.everyone(call.space.id)
    staff = [person for person in everyone if person.staff]
    if not staff:
        raise Refused("course.nobody", option="course")
    place = Enrolment(course.id, call.caller.id, EnrolmentState.ASKED, "", call.now)
    await work.courses.enrol((place,))
    for person in staff:
        card = _request(speaking_to(call, person), course, call.caller, EnrolmentState.ASKED, line)
        key = f"{card.subject}:{person.id}:{call.id}"
        draft = Draft(key, call.space.id, await dm_place(work, person), card, card.subject)
        await post(work, draft, call.now)
    return place


async def seat(
    work: Work, place: Enrolment, roster: Sequence[RosterEntry], line: int | None
) -> Enrolment:
    """Let somebody into a course, by a line of its roster if one is theirs; give their place."""
    section = place.section if line is None else roster[line].section
    seated = replace(place, state=EnrolmentState.ENROLLED, section=section)
    await work.courses.enrol((seated,))
    if line is not None:
        theirs = replace(roster[line], person=place.person)
        entries = (*roster[:line], theirs, *roster[line + 1 :])
        await work.courses.set_roster(place.course, entries)
    return seated


def how_to_enter(call: Call) -> str:
    """Say what the roster of the call's course lets people in by."""
    return call.say(f"course.entry.{Entry.NAMED if call.course.names else Entry.PROVEN}")


async def known_people(work: Work, space: Space) -> tuple[Known, ...]:
    """Give everybody of a space with what platforms say of them."""
    held: dict[int, list[tuple[str, Identity]]] = {}
    for person, user, identity in await work.people.users(space.id):
        held.setdefault(person, []).append((user, identity))
    return tuple(
        _known(person, held.get(person.id, ())) for person in await work.people.everyone(space.id)
    )


def _known(person: Person, accounts: Sequence[tuple[str, Identity]]) -> Known:
    users = tuple(user for user, _ in accounts)
    handles = tuple(said.handle for _, said in accounts if said.handle)
    emails = tuple(said.email for _, said in accounts if said.email)
    return Known(person.id, person.name, users, handles, emails)


async def _decided(call: Call, person: Person, state: EnrolmentState) -> Card:
    """Keep a decision, show it to all staff, and tell who asked; twice the same is one."""
    course = call.course
    async with call.change() as work:
        await work.courses.hold(course.id)
        place = await work.courses.enrolment(course.id, person.id)
        if place is None or (place.state is EnrolmentState.ENROLLED and state is not place.state):
            return _request(call, course, person, place.state if place else None)
        if place.state is not state:
            if state is EnrolmentState.ENROLLED:
                await _accepted(work, call, place)
            else:
                await work.courses.enrol((replace(place, state=state),))
            await _show_staff(work, call, person, state)
            await _tell(work, call, person, state)
    return _request(call, course, person, state)


async def _accepted(work: Work, call: Call, place: Enrolment) -> None:
    """Let in who asked, by the line that is theirs, or now that staff said so, has their name."""
    roster = await work.courses.roster(place.course)
    people = await known_people(work, call.space)
    line = let_in(roster, people, (place.person,), names=False).get(place.person)
    if line is None:
        line = named(roster, people, place.person)
    await seat(work, place, roster, line)


async def _show_staff(work: Work, call: Call, person: Person, state: EnrolmentState) -> None:
    """Let what stands of a wish in the messages of staff show how it was decided."""
    course = call.course
    subject = _subject(course, person)
    await reshow(work, call, subject, lambda reader: _request(reader, course, person, state))


async def _tell(work: Work, call: Call, person: Person, state: EnrolmentState) -> None:
    reader = speaking_to(call, person)
    course = call.course
    is_in = state is EnrolmentState.ENROLLED
    card = Card(
        f"{course.code} {course.name}",
        text=reader.say("course.joined" if is_in else "course.declined"),
        tone=Tone.GOOD if is_in else Tone.PLAIN,
        subject=f"course:{course.id}",
    )
    key = f"enrolled:{course.id}:{person.id}:{state}:{call.id}"
    place = await dm_place(work, person)
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


def _request(
    call: Call,
    course: Course,
    person: Person,
    state: EnrolmentState | None,
    line: RosterEntry | None = None,
) -> Card:
    """Show staff who wants to take a course, or what was decided."""
    answers = {"course": f"course:{course.id}", "person": f"person:{person.id}"}
    yes = Button(call.say("enrolment.accept"), "course accept", answers, emphasis=Emphasis.PRIMARY)
    no = Button(call.say("enrolment.decline"), "course decline", answers)
    open_ways = {EnrolmentState.ASKED: (yes, no), EnrolmentState.DECLINED: (yes,)}
    said = call.say(f"enrolment.{state or 'gone'}", name=person.name, code=course.code)
    section = "" if line is None else line.section
    return Card(
        call.say("enrolment.title", code=course.code),
        text=f"{said} {_found(call, line)}" if state is EnrolmentState.ASKED else said,
        tone=Tone.BUSY if state is EnrolmentState.ASKED else Tone.PLAIN,
        fields=(Field(call.say("course.field.section"), section),) if section else (),
        buttons=open_ways.get(state, ()) if state else (),
        subject=_subject(course, person),
    )


def _found(call: Call, line: RosterEntry | None) -> str:
    """Say what the roster knows of somebody no line lets in."""
    if line is None:
        return call.say("enrolment.unlisted")
    return call.say("enrolment.named", name=line.name)


def _subject(course: Course, person: Person) -> str:
    return f"enrolment:{course.id}:{person.id}"


COMMANDS = (
    Command("course accept", Decide, accept, who=Standing.STAFF, hidden=True, in_place=True),
    Command("course decline", Decide, decline, who=Standing.STAFF, hidden=True, in_place=True),
)
