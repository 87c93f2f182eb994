"""Courses, who takes them and their rosters, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.courses import (
    Course,
    CourseBoard,
    CourseId,
    Enrolment,
    EnrolmentState,
    RosterDraft,
    RosterEntry,
)
from core.model.people import PersonId, SpaceId
from storage.codec import cells_of
from storage.course_tables import (
    course_boards,
    courses,
    enrolments,
    former_courses,
    roster_drafts,
    roster_entries,
)
from storage.insertion import insert_new, insertion, put
from storage.reading import cell, every, first, only

_ONE = select(courses).where(
    courses.c.id == bindparam("course"), courses.c.space == bindparam("space")
)
_FORMER = select(former_courses.c.course).where(former_courses.c.id == bindparam("course"))
_ALL = select(courses).where(courses.c.space == bindparam("space")).order_by(courses.c.code)
_OF = (
    select(courses)
    .join(enrolments)
    .where(
        enrolments.c.person == bindparam("person"),
        enrolments.c.state == EnrolmentState.ENROLLED,
    )
    .order_by(courses.c.code)
)
_BOARDS = (
    select(course_boards)
    .where(course_boards.c.course == bindparam("course"))
    .order_by(course_boards.c.platform, course_boards.c.workspace)
)
_PLACE = select(enrolments).where(
    enrolments.c.course == bindparam("course"), enrolments.c.person == bindparam("person")
)


@dataclass(frozen=True, slots=True)
class SqlCourses:
    """Courses of one's own space; see `core.ports.courses.Courses`."""

    connection: AsyncConnection

    async def add(self, space: SpaceId, code: str, name: str, now: datetime) -> tuple[Course, bool]:
        """Keep a course; tell whether it is new."""
        cells = {"space": space, "code": code, "name": name, "created": now}
        made = await insert_new(self.connection, courses, cells, courses.c.id)
        held = (courses.c.space == space, courses.c.code == code)
        naming = update(courses).where(*held).values(name=name).returning(courses)
        return await only(self.connection, Course, naming), made is not None

    async def admit_names(self, course: CourseId, *, names: bool) -> None:
        """Keep whether lines of the roster let in whoever goes by their names."""
        admitting = update(courses).where(courses.c.id == course).values(names=names)
        await self.connection.execute(admitting)

    async def get(self, space: SpaceId, course: CourseId) -> Course | None:
        """Give a course of `space`; one that was united with another is that one."""
        found = await first(self.connection, Course, _ONE, course=course, space=space)
        if found is not None:
            return found
        now = await cell(self.connection, _FORMER, course=course)
        return now and await first(self.connection, Course, _ONE, course=now, space=space)

    async def all(self, space: SpaceId) -> tuple[Course, ...]:
        """Give all courses of a space, by code."""
        return await every(self.connection, Course, _ALL, space=space)

    async def of(self, person: PersonId) -> tuple[Course, ...]:
        """Give the courses a person is enrolled in, by code."""
        return await every(self.connection, Course, _OF, person=person)

    async def hold(self, course: CourseId) -> None:
        """Keep all others from holding this course until the transaction ends."""
        holding = select(courses.c.id).where(courses.c.id == course)
        await self.connection.execute(holding.with_for_update(key_share=True))

    async def enrolment(self, course: CourseId, person: PersonId) -> Enrolment | None:
        """Give somebody's place in a course, `None` where they have none."""
        return await first(self.connection, Enrolment, _PLACE, course=course, person=person)

    async def enrolments(self, course: CourseId) -> tuple[Enrolment, ...]:
        """Give all places in a course, whatever their state, in the order in which people came."""
        held = select(enrolments).where(enrolments.c.course == course)
        ordered = held.order_by(enrolments.c.at, enrolments.c.person)
        return await every(self.connection, Enrolment, ordered)

    async def enrol(self, places: Sequence[Enrolment]) -> None:
        """Keep places in courses, each over an earlier one of the same person there."""
        if not places:
            return
        last = {(place.course, place.person): place for place in places}
        adding = insertion(self.connection, enrolments).values([*map(cells_of, last.values())])
        news = {name: adding.excluded[name] for name in ("state", "section", "at")}
        keys = ["course", "person"]
        await self.connection.execute(adding.on_conflict_do_update(index_elements=keys, set_=news))

    async def leave(self, course: CourseId, people: Sequence[PersonId]) -> None:
        """Forget the places of people in a course; their roster entries let them in again."""
        theirs = (enrolments.c.course == course, enrolments.c.person.in_(people))
        await self.connection.execute(delete(enrolments).where(*theirs))
        entries = (roster_entries.c.course == course, roster_entries.c.person.in_(people))
        freeing = update(roster_entries).where(*entries).values(person=None)
        await self.connection.execute(freeing)

    async def roster(self, course: CourseId) -> tuple[RosterEntry, ...]:
        """Give the roster of a course, in the order of its list; empty where there is none."""
        held = select(roster_entries).where(roster_entries.c.course == course)
        return await every(self.connection, RosterEntry, held.order_by(roster_entries.c.id))

    async def set_roster(self, course: CourseId, entries: Sequence[RosterEntry]) -> None:
        """Keep a roster in place of the earlier one."""
        gone = delete(roster_entries).where(roster_entries.c.course == course)
        await self.connection.execute(gone)
        if entries:
            rows = [cells_of(each) | {"course": course} for each in entries]
            await self.connection.execute(insert(roster_entries), rows)

    async def draft(self, course: CourseId) -> RosterDraft | None:
        """Give the roster that waits to be confirmed."""
        held = select(roster_drafts).where(roster_drafts.c.course == course)
        return await first(self.connection, RosterDraft, held)

    async def keep_draft(self, draft: RosterDraft) -> None:
        """Keep a roster to be confirmed, in place of an earlier one."""
        await put(self.connection, roster_drafts, cells_of(draft))

    async def drop_draft(self, course: CourseId) -> None:
        """Forget the roster that waits to be confirmed."""
        dropping = delete(roster_drafts).where(roster_drafts.c.course == course)
        await self.connection.execute(dropping)

    async def boards(self, course: CourseId) -> tuple[CourseBoard, ...]:
        """Give the channels in which a course's posts stand, by platform and workspace."""
        return await every(self.connection, CourseBoard, _BOARDS, course=course)

    async def put_board(self, board: CourseBoard) -> None:
        """Keep a channel for a course's posts, in place of the workspace's earlier one."""
        await put(self.connection, course_boards, cells_of(board))

    async def drop_board(self, course: CourseId, platform: str, workspace: str) -> None:
        """Forget a workspace's channel for a course's posts."""
        held = course_boards.c
        this = (held.course == course, held.platform == platform, held.workspace == workspace)
        await self.connection.execute(delete(course_boards).where(*this))
