"""Courses of a space: added by staff, joined by code, left, looked at.

Everybody of the space may know a course's code and name. Its people are known to those who take
it and to staff.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.board_live import close_left, desk_of
from core.features.course_boards import end_button, stands_here
from core.features.enrolments import asked, how_to_enter, known_people, seat
from core.model.courses import Course, Enrolment, EnrolmentState
from core.model.places import Audience
from core.model.projects import Standing
from core.ports.storage import Work
from core.rosters import let_in, named

_CODE = re.compile(r"[0-9A-Z가-힣][0-9A-Z가-힣_-]*")
_NO_SECTION = ""


@dataclass(frozen=True, slots=True)
class AddCourse:
    """Add a course, or give a known one a new name."""

    code: Annotated[str, Option(longest=20)]
    name: Annotated[str, Option(longest=80, main=True)]


@dataclass(frozen=True, slots=True)
class ListCourses:
    """List the courses of the space."""


@dataclass(frozen=True, slots=True)
class ShowCourse:
    """Show a course."""

    course: Annotated[Course | None, Option(main=True)] = None


@dataclass(frozen=True, slots=True)
class JoinCourse:
    """Take a course."""

    course: Annotated[Course, Option(main=True)]


async def add(call: Call, ask: AddCourse) -> Card:
    """Open a course for the space; the same code again gives it the new name."""
    code = "".join(unicodedata.normalize("NFKC", ask.code).upper().split())
    if not _CODE.fullmatch(code):
        raise Refused("course.code", option="code", text=ask.code)
    async with call.change() as work:
        course, new = await work.courses.add(call.space.id, code, ask.name, call.now)
    answers = _within(course)
    return Card(
        _title(course),
        text=call.say("course.added" if new else "course.renamed", code=course.code),
        tone=Tone.GOOD,
        buttons=(
            Button(call.say("course.upload"), "course roster", answers, ("file",)),
            Button(call.say("course.show"), "course show", answers),
        ),
        subject=f"course:{course.id}",
    )


async def listing(call: Call, _ask: ListCourses) -> Card:
    """List code and name of every course, and what the caller is to it."""
    async with call.read() as work:
        courses = await work.courses.all(call.space.id)
        rows = [
            (course.code, course.name, _place(call, await _own(work, call, course)))
            for course in courses
        ]
    title = call.say("course.list_title")
    if not rows:
        key = "course.none_staff" if call.caller.staff else "course.none_yet"
        return Card(title, text=call.say(key))
    columns = tuple(call.say(f"course.column.{name}") for name in ("code", "name", "state"))
    return Card(title, columns=columns, rows=tuple(rows), footer=call.say("course.how_to_join"))


async def show(call: Call, _ask: ShowCourse) -> Card:
    """Show a course: to those without a part in it, no more than how to join."""
    async with call.read() as work:
        own = await _own(work, call, call.course)
        places = await work.courses.enrolments(call.course.id)
        has_roster = bool(await work.courses.roster(call.course.id))
        has_board = await stands_here(work, call)
    within = _within(call.course)
    if call.standing is Standing.OUTSIDER:
        join = Button(call.say("course.join"), "course join", within, emphasis=Emphasis.PRIMARY)
        fields = (Field(call.say("course.field.state"), _place(call, own)),)
        return Card(_title(call.course), fields=fields, buttons=(join,))
    people = [place for place in places if place.state is EnrolmentState.ENROLLED]
    says_how = has_roster and call.standing is Standing.STAFF
    fields = (
        Field(call.say("course.field.people"), call.say("course.people", count=len(people))),
        Field(call.say("course.field.sections"), _sections(call, people)),
        Field(call.say("course.field.state"), _place(call, own)),
        Field(call.say("course.field.entry"), how_to_enter(call) if says_how else ""),
    )
    return Card(
        _title(call.course),
        fields=tuple(field for field in fields if field.value),
        buttons=tuple(_ways(call, own, has_board=has_board)),
        subject=f"course:{call.course.id}",
    )


async def join(call: Call, ask: JoinCourse) -> Card:
    """Take a course: at once if the roster lets one in or there is none, else staff is asked."""
    course = ask.course
    async with call.change() as work:
        await work.courses.hold(course.id)
        own = await work.courses.enrolment(course.id, call.caller.id)
        if own is None or own.state is not EnrolmentState.ENROLLED:
            own = await _taken(work, call, course, own)
    if own.state is EnrolmentState.ENROLLED:
        return _welcome(call, course, own)
    key = "course.asked" if own.state is EnrolmentState.ASKED else "course.declined"
    return Card(_title(course), text=call.say(key), tone=Tone.BUSY, subject=f"course:{course.id}")


async def leave(call: Call, _ask: ShowCourse) -> Card:
    """Leave a course; who is in its roster may come back. Open posts of theirs are closed."""
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        own = await work.courses.enrolment(call.course.id, call.caller.id)
        if own is not None:
            await close_left(desk_of(work, call), call.course, (call.caller.id,))
            await work.courses.leave(call.course.id, (call.caller.id,))
    again = Button(call.say("course.join_again"), "course join", _within(call.course))
    return Card(
        _title(call.course),
        text=call.say("course.not_in" if own is None else "course.left"),
        buttons=() if own is None else (again,),
    )


async def _taken(work: Work, call: Call, course: Course, own: Enrolment | None) -> Enrolment:
    """Keep the caller's place: enrolled where a line of the roster is theirs, else asked for."""
    roster = await work.courses.roster(course.id)
    people = await known_people(work, call.space)
    me = call.caller.id
    line = let_in(roster, people, (me,), names=course.names).get(me)
    if roster and line is None:
        alike = named(roster, people, me)
        return own or await asked(work, call, course, None if alike is None else roster[alike])
    place = Enrolment(course.id, me, EnrolmentState.ENROLLED, _NO_SECTION, call.now)
    return await seat(work, place, roster, line)


async def _own(work: Work, call: Call, course: Course) -> Enrolment | None:
    return await work.courses.enrolment(course.id, call.caller.id)


def _welcome(call: Call, course: Course, own: Enrolment) -> Card:
    section = Field(call.say("course.field.section"), own.section)
    return Card(
        _title(course),
        text=call.say("course.joined"),
        tone=Tone.GOOD,
        fields=(section,) if own.section else (),
        buttons=(
            Button(call.say("course.profile"), "me profile"),
            Button(call.say("me.free"), "me free"),
        ),
        subject=f"course:{course.id}",
    )


def _place(call: Call, own: Enrolment | None) -> str:
    """Say what the caller is to a course."""
    if own is None:
        return call.say("course.staff" if call.caller.staff else "course.state.none")
    said = call.say(f"course.state.{own.state}")
    return f"{said} · {own.section}" if own.section else said


def _sections(call: Call, people: list[Enrolment]) -> str:
    counts = Counter(place.section for place in people if place.section)
    said = (call.say("course.section", section=each, count=counts[each]) for each in sorted(counts))
    return " · ".join(said)


def _ways(call: Call, own: Enrolment | None, *, has_board: bool) -> Iterator[Button]:
    within = _within(call.course)
    if call.standing is Standing.STAFF:
        yield Button(call.say("course.roster"), "course roster", within)
        if has_board:
            yield end_button(call)
    if own is not None:
        yield Button(call.say("course.leave"), "course leave", within, (), Emphasis.DANGER)


def _title(course: Course) -> str:
    return f"{course.code} {course.name}"


def _within(course: Course) -> dict[str, str]:
    return {"course": f"course:{course.id}"}


COMMANDS = (
    Command("course add", AddCourse, add, who=Standing.STAFF, answer=Audience.CHANNEL),
    Command("course list", ListCourses, listing, who=Standing.OUTSIDER),
    Command("course show", ShowCourse, show, who=Standing.OUTSIDER),
    Command("course join", JoinCourse, join, who=Standing.OUTSIDER),
    Command("course leave", ShowCourse, leave, who=Standing.MEMBER),
)
