import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.courses import (
    Course,
    CourseBoard,
    CourseId,
    Enrolment,
    EnrolmentState,
    RosterDraft,
    RosterEntry,
)
from core.model.free_time import free_time
from core.model.people import Person, Profile, Role, Skill, Space, SpaceId
from core.ports.storage import Store
from tests.storage.samples import CLUB, NOW, join

ASKED, ENROLLED = EnrolmentState.ASKED, EnrolmentState.ENROLLED
DECLINED = EnrolmentState.DECLINED


async def opened(store: Store, space: SpaceId, code: str = "CSE101") -> Course:
    async with store.work() as work:
        course, _ = await work.courses.add(space, code, f"{code} 과목", NOW)
        await work.commit()
    return course


async def enrol(store: Store, *places: Enrolment) -> None:
    async with store.work() as work:
        await work.courses.enrol(places)
        await work.commit()


def place(course: Course, person: Person, state: EnrolmentState = ENROLLED) -> Enrolment:
    return Enrolment(course.id, person.id, state, "", NOW)


def entry(course: Course, name: str, person: Person | None = None) -> RosterEntry:
    return RosterEntry(course.id, name, section="1", person=person.id if person else None)


async def test_a_course_is_kept_once_under_its_code_and_takes_the_new_name(store: Store) -> None:
    space, _ = await join(store, "조교")
    course = await opened(store, space.id)
    async with store.work() as work:
        known, new = await work.courses.add(space.id, "CSE101", "새 이름", NOW + timedelta(1))
        await work.commit()
    assert (known, new) == (replace(course, name="새 이름"), False)
    async with store.work(write=False) as work:
        assert await work.courses.all(space.id) == (known,)


async def test_a_course_added_twice_at_once_is_one(processes: tuple[Store, Store]) -> None:
    space, _ = await join(processes[0], "조교")
    made = await asyncio.gather(*(opened(processes[turn % 2], space.id) for turn in range(6)))
    assert len({course.id for course in made}) == 1


async def test_a_course_of_another_space_is_not_found(store: Store) -> None:
    space, _ = await join(store, "조교")
    club, _ = await join(store, "조교", CLUB)
    course = await opened(store, space.id)
    async with store.work(write=False) as work:
        assert await work.courses.get(space.id, course.id) == course
        assert await work.courses.get(club.id, course.id) is None
        assert await work.courses.get(space.id, CourseId(course.id + 1000)) is None
        assert await work.courses.all(club.id) == ()


async def test_only_who_is_enrolled_takes_a_course(store: Store) -> None:
    space, staff = await join(store, "조교")
    _, jimin = await join(store, "지민")
    second, course = await opened(store, space.id, "B2"), await opened(store, space.id, "A1")
    await enrol(store, place(course, jimin), place(second, jimin), place(course, staff, ASKED))
    async with store.work(write=False) as work:
        assert await work.courses.of(jimin.id) == (course, second)
        assert await work.courses.of(staff.id) == ()
        assert await work.courses.enrolment(course.id, staff.id) == place(course, staff, ASKED)
        assert await work.courses.enrolment(second.id, staff.id) is None


async def test_people_of_a_course_come_in_the_order_in_which_they_came(store: Store) -> None:
    space, staff = await join(store, "조교")
    _, jimin = await join(store, "지민")
    course = await opened(store, space.id)
    later = replace(place(course, staff), at=NOW + timedelta(hours=1))
    await enrol(store, later, place(course, jimin, ASKED))
    await enrol(store, replace(place(course, jimin), section="2"))
    await enrol(store)
    async with store.work(write=False) as work:
        people = await work.courses.enrolments(course.id)
    assert people == (replace(place(course, jimin), section="2"), later)


async def test_of_two_places_of_one_person_kept_at_once_the_last_stays(store: Store) -> None:
    space, _ = await join(store, "조교")
    _, jimin = await join(store, "지민")
    course = await opened(store, space.id)
    first = place(course, jimin)
    await enrol(store, first, replace(first, section="2"))
    async with store.work(write=False) as work:
        assert await work.courses.enrolments(course.id) == (replace(first, section="2"),)


async def test_a_course_lets_in_by_name_only_while_it_is_kept_so(store: Store) -> None:
    space, _ = await join(store, "조교")
    course = await opened(store, space.id)
    for names in (True, True, False):
        async with store.work() as work:
            await work.courses.admit_names(course.id, names=names)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.courses.get(space.id, course.id) == replace(course, names=names)


async def test_whoever_leaves_has_no_place_and_their_line_of_the_roster_is_free(
    store: Store,
) -> None:
    space, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    course = await opened(store, space.id)
    await enrol(store, place(course, jimin), place(course, seojun))
    async with store.work() as work:
        entries = (entry(course, "지민", jimin), entry(course, "서준", seojun))
        await work.courses.set_roster(course.id, entries)
        await work.courses.leave(course.id, (jimin.id,))
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.courses.of(jimin.id) == ()
        assert await work.courses.of(seojun.id) == (course,)
        assert await work.courses.roster(course.id) == (
            replace(entries[0], person=None),
            entries[1],
        )


async def test_a_roster_takes_the_place_of_the_earlier_one_in_its_order(store: Store) -> None:
    space, _ = await join(store, "조교")
    course, other = await opened(store, space.id), await opened(store, space.id, "B2")
    lists = [("하은", "지민", "서준"), ("서준", "도윤"), ()]
    for names in lists:
        async with store.work() as work:
            entries = tuple(entry(course, name) for name in names)
            await work.courses.set_roster(course.id, entries)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.courses.roster(course.id) == entries
            assert await work.courses.roster(other.id) == ()


async def test_a_course_has_one_roster_to_be_confirmed(store: Store) -> None:
    space, _ = await join(store, "조교")
    course = await opened(store, space.id)
    for digest in ("first", "second"):
        draft = RosterDraft(course.id, digest, (entry(course, "하은"),), whole=True)
        async with store.work() as work:
            await work.courses.keep_draft(draft)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.courses.draft(course.id) == draft
    async with store.work() as work:
        await work.courses.drop_draft(course.id)
        await work.courses.drop_draft(course.id)
        assert await work.courses.draft(course.id) is None


async def name(store: Store, *boards: CourseBoard) -> None:
    async with store.work() as work:
        for board in boards:
            await work.courses.put_board(board)
        await work.commit()


async def test_a_course_has_one_board_in_each_workspace(store: Store) -> None:
    space, _ = await join(store, "조교")
    course, other = await opened(store, space.id), await opened(store, space.id, "B2")
    slack = CourseBoard(course.id, "slack", "team", "C1")
    discord = CourseBoard(course.id, "discord", "guild", "1")
    moved = replace(slack, channel="C2")
    await name(store, slack, discord, moved, replace(slack, course=other.id), moved)
    async with store.work() as work:
        assert await work.courses.boards(course.id) == (discord, moved)
        await work.courses.drop_board(course.id, "slack", "team")
        await work.courses.drop_board(course.id, "slack", "team")
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.courses.boards(course.id) == (discord,)
        assert await work.courses.boards(other.id) == (replace(slack, course=other.id),)


async def test_a_profile_is_kept_with_its_free_time(store: Store) -> None:
    _, jimin = await join(store, "지민")
    week = free_time({0, 47, 335}, "Asia/Seoul")
    skills, roles = (Skill("Python", 4),), (Role.BACKEND, Role.AI)
    profile = Profile(jimin.id, skills, roles, "게임", "jimin-dev", week)
    for kept in (profile, replace(profile, github="", free=None)):
        async with store.work() as work:
            await work.people.save_profile(kept)
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.people.profile(jimin.id) == kept


async def two_spaces(store: Store) -> tuple[Space, Space, Person, Person]:
    """Give two spaces that have the same course, and a student of each."""
    ours, jimin = await join(store, "지민")
    theirs, seojun = await join(store, "서준", CLUB)
    for space, person in ((ours, jimin), (theirs, seojun)):
        course = await opened(store, space.id)
        await enrol(store, place(course, person))
        async with store.work() as work:
            await work.courses.admit_names(course.id, names=True)
            await work.courses.set_roster(course.id, (entry(course, person.name, person),))
            await work.commit()
    return ours, theirs, jimin, seojun


async def test_spaces_that_are_joined_have_the_same_course_once(store: Store) -> None:
    ours, theirs, jimin, seojun = await two_spaces(store)
    async with store.work(write=False) as work:
        before = [(await work.courses.all(space.id))[0] for space in (ours, theirs)]
    only = await opened(store, min(ours.id, theirs.id, key=int), "ONLY")
    async with store.work() as work:
        await work.links.merge(ours.id, theirs.id)
        await work.commit()
    async with store.work(write=False) as work:
        home = (await work.people.person(jimin.id)).space
        courses = await work.courses.all(home)
        assert [course.code for course in courses] == ["CSE101", "ONLY"]
        assert courses[1].id == only.id
        people = {each.person for each in await work.courses.enrolments(courses[0].id)}
        assert people == {jimin.id, seojun.id}
        assert not courses[0].names
        names = {each.name for each in await work.courses.roster(courses[0].id)}
        assert names == {"지민", "서준"}
        for course in before:
            assert await work.courses.get(home, course.id) == courses[0]


@pytest.mark.parametrize("first", [0, 1])
async def test_whoever_is_in_one_of_two_courses_is_in_the_one_they_become(
    store: Store, first: int
) -> None:
    ours, theirs, jimin, seojun = await two_spaces(store)
    spaces = (ours.id, theirs.id) if first else (theirs.id, ours.id)
    async with store.work(write=False) as work:
        ended, other = [(await work.courses.all(space))[0] for space in spaces]
    await enrol(store, place(ended, jimin), place(other, jimin, DECLINED))
    await enrol(store, place(ended, seojun, ASKED), place(other, seojun))
    async with store.work() as work:
        await work.links.merge(ours.id, theirs.id)
        await work.commit()
    async with store.work(write=False) as work:
        (course,) = await work.courses.all((await work.people.person(jimin.id)).space)
        for person in (jimin, seojun):
            assert await work.courses.of(person.id) == (course,)


async def test_courses_that_become_one_keep_the_boards_of_both(store: Store) -> None:
    ours, theirs, jimin, _ = await two_spaces(store)
    async with store.work(write=False) as work:
        kept, gone = [
            (await work.courses.all(space))[0].id
            for space in sorted((ours.id, theirs.id), reverse=True)
        ]
    both = CourseBoard(kept, "slack", "team", "kept")
    further = CourseBoard(gone, "discord", "guild", "further")
    await name(store, both, replace(both, course=gone, channel="gone"), further)
    async with store.work() as work:
        await work.links.merge(ours.id, theirs.id)
        await work.commit()
    async with store.work(write=False) as work:
        (course,) = await work.courses.all((await work.people.person(jimin.id)).space)
        assert await work.courses.boards(course.id) == (replace(further, course=course.id), both)


async def test_two_people_who_become_one_keep_one_place_and_are_in(store: Store) -> None:
    space, jimin = await join(store, "지민")
    _, seojun = await join(store, "서준")
    course, other = await opened(store, space.id), await opened(store, space.id, "B2")
    await enrol(
        store, place(course, jimin), place(course, seojun, ASKED), place(other, jimin, ASKED)
    )  # fmt: skip
    async with store.work() as work:
        await work.courses.set_roster(course.id, (entry(course, "지민", jimin),))
        await work.commit()
    kept, gone = max(jimin.id, seojun.id), min(jimin.id, seojun.id)
    async with store.work() as work:
        await work.links.join(replace(seojun, id=kept), gone)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.courses.of(kept) == (course,)
        for each, state in ((course, ENROLLED), (other, ASKED)):
            (only,) = await work.courses.enrolments(each.id)
            assert (only.person, only.state) == (kept, state)
        assert [each.person for each in await work.courses.roster(course.id)] == [kept]
