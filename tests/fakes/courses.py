"""Courses, who takes them and their rosters, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

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
from tests.fakes.rows import Rows, View


class FakeCourses:
    """Courses of one's own space."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, space: SpaceId, code: str, name: str, now: datetime) -> tuple[Course, bool]:
        """Keep a course; tell whether it is new."""
        held = self._view.rows.courses.values()
        known = next((kept for kept in held if (kept.space, kept.code) == (space, code)), None)
        rows = self._view.changing
        made = CourseId(rows.new_id()) if known is None else known.id
        course = Course(made, space, code, name, now) if known is None else known
        rows.courses[made] = replace(course, name=name)
        return rows.courses[made], known is None

    async def admit_names(self, course: CourseId, *, names: bool) -> None:
        """Keep whether lines of the roster let in whoever goes by their names."""
        rows = self._view.changing
        rows.courses[course] = replace(rows.courses[course], names=names)

    async def get(self, space: SpaceId, course: CourseId) -> Course | None:
        """Give a course of `space`; one that was united with another is that one."""
        rows = self._view.rows
        kept = rows.courses.get(rows.former_courses.get(course, course))
        return kept if kept is not None and kept.space == space else None

    async def all(self, space: SpaceId) -> tuple[Course, ...]:
        """Give all courses of a space, by code."""
        return _ordered(kept for kept in self._view.rows.courses.values() if kept.space == space)

    async def of(self, person: PersonId) -> tuple[Course, ...]:
        """Give the courses a person is enrolled in, by code."""
        rows = self._view.rows
        return _ordered(
            rows.courses[kept.course]
            for kept in rows.enrolments.values()
            if kept.person == person and kept.state is EnrolmentState.ENROLLED
        )

    async def hold(self, course: CourseId) -> None:
        """Hold a course: writers go one after the other here."""

    async def enrolment(self, course: CourseId, person: PersonId) -> Enrolment | None:
        """Give somebody's place in a course."""
        return self._view.rows.enrolments.get((course, person))

    async def enrolments(self, course: CourseId) -> tuple[Enrolment, ...]:
        """Give all places in a course, in the order in which people came."""
        held = (kept for kept in self._view.rows.enrolments.values() if kept.course == course)
        return tuple(sorted(held, key=lambda kept: (kept.at, kept.person)))

    async def enrol(self, places: Sequence[Enrolment]) -> None:
        """Keep places in courses."""
        rows = self._view.changing
        for place in places:
            rows.enrolments[place.course, place.person] = place

    async def leave(self, course: CourseId, people: Sequence[PersonId]) -> None:
        """Forget the places of people in a course."""
        rows = self._view.changing
        for person in people:
            rows.enrolments.pop((course, person), None)
        freed = (
            replace(entry, person=None) if entry.person in people else entry
            for entry in rows.rosters.get(course, ())
        )
        await self.set_roster(course, tuple(freed))

    async def roster(self, course: CourseId) -> tuple[RosterEntry, ...]:
        """Give the roster of a course."""
        return self._view.rows.rosters.get(course, ())

    async def set_roster(self, course: CourseId, entries: Sequence[RosterEntry]) -> None:
        """Keep a roster in place of the earlier one."""
        rows = self._view.changing
        rows.rosters.pop(course, None)
        if entries:
            rows.rosters[course] = tuple(replace(entry, course=course) for entry in entries)

    async def draft(self, course: CourseId) -> RosterDraft | None:
        """Give the roster that waits to be confirmed."""
        return self._view.rows.drafts.get(course)

    async def keep_draft(self, draft: RosterDraft) -> None:
        """Keep a roster to be confirmed."""
        self._view.changing.drafts[draft.course] = draft

    async def drop_draft(self, course: CourseId) -> None:
        """Forget the roster that waits to be confirmed."""
        self._view.changing.drafts.pop(course, None)

    async def boards(self, course: CourseId) -> tuple[CourseBoard, ...]:
        """Give the channels in which a course's posts stand."""
        boards = self._view.rows.boards
        return tuple(boards[key] for key in sorted(boards) if key[0] == course)

    async def put_board(self, board: CourseBoard) -> None:
        """Keep a channel for a course's posts."""
        key = (board.course, board.platform, board.workspace)
        self._view.changing.boards[key] = board

    async def drop_board(self, course: CourseId, platform: str, workspace: str) -> None:
        """Forget a workspace's channel for a course's posts."""
        self._view.changing.boards.pop((course, platform, workspace), None)


def unite_places(rows: Rows, kept: PersonId, gone: PersonId) -> None:
    """Keep one place a course, and one application a post, of two people who became one.

    Rows name the person already; their keys do not. Who was let into a course is in it.
    """
    places = rows.enrolments
    rows.enrolments = {(each.course, each.person): each for each in places.values()}
    for (course, person), place in places.items():
        if person in (kept, gone):
            both = [places[key] for key in ((course, kept), (course, gone)) if key in places]
            states = {each.state for each in both}
            is_in = EnrolmentState.ENROLLED in states
            state = EnrolmentState.ENROLLED if is_in else both[0].state
            rows.enrolments[course, place.person] = replace(both[0], state=state)
    applied = rows.applications
    rows.applications = {(each.post, each.person): each for each in applied.values()} | {
        key: each for key, each in applied.items() if key[1] == kept
    }


def unite_courses(rows: Rows, kept: SpaceId, gone: SpaceId) -> None:
    """Make one course of two with the same code, in two spaces that become one."""
    codes = {course.code: course.id for course in rows.courses.values() if course.space == kept}
    for course in list(rows.courses.values()):
        if course.space == gone and course.code in codes:
            _unite_course(rows, codes[course.code], course.id)


def _unite_course(rows: Rows, kept: CourseId, gone: CourseId) -> None:
    moved = dict.fromkeys((gone, *(k for k, v in rows.former_courses.items() if v == gone)), kept)
    rows.former_courses |= moved
    for held in (rows.posts, rows.team_proposals):
        named = cast("dict[Any, Any]", held)
        for key, row in named.items():
            if row.course == gone:
                named[key] = replace(row, course=kept)
    for (course, person), place in list(rows.enrolments.items()):
        if course == gone:
            del rows.enrolments[course, person]
            twin = rows.enrolments.get((kept, person), replace(place, course=kept))
            is_in = EnrolmentState.ENROLLED in (place.state, twin.state)
            state = EnrolmentState.ENROLLED if is_in else twin.state
            rows.enrolments[kept, person] = replace(twin, state=state)
    for key, board in list(rows.boards.items()):
        if board.course == gone:
            del rows.boards[key]
            rows.boards.setdefault((kept, *key[1:]), replace(board, course=kept))
    entries = (*rows.rosters.pop(kept, ()), *rows.rosters.pop(gone, ()))
    rows.rosters[kept] = tuple(replace(entry, course=kept) for entry in entries)
    draft = rows.drafts.pop(gone, None)
    if draft is not None:
        rows.drafts.setdefault(kept, replace(draft, course=kept))
    del rows.courses[gone]
    rows.courses[kept] = replace(rows.courses[kept], names=False)


def _ordered(held: Iterable[Course]) -> tuple[Course, ...]:
    return tuple(sorted(held, key=lambda kept: kept.code))
