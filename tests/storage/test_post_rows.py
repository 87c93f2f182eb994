from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Stale
from core.model.courses import CourseId
from core.model.people import Person, PersonId, Role
from core.model.posts import Application, ApplicationState, Post, PostId, PostState
from core.ports.storage import Store
from tests.storage.samples import NOW, Team, form

FIRST, LAST = date(2026, 12, 3), date(2026, 12, 10)


async def opened(store: Store, team: Team, code: str = "CSE101") -> CourseId:
    async with store.work() as work:
        course, _ = await work.courses.add(team.space.id, code, code, NOW)
        await work.commit()
    return course.id


async def posted(store: Store, team: Team, course: CourseId, **cells: object) -> Post:
    draft = Post(
        PostId(0), course, team.people[0].id, "같이 해요", "챗봇을 만들어요",
        (Role.BACKEND, Role.AI), 2, LAST, team.project.id, NOW,
    )  # fmt: skip
    async with store.work() as work:
        post = await work.posts.add(replace(draft, **cells))
        await work.commit()
    return post


def application(post: Post, person: Person, **cells: object) -> Application:
    made = Application(post.id, person.id, "잘 부탁해요", ApplicationState.OPEN, NOW)
    return replace(made, **cells)


async def test_a_post_is_found_in_its_course_only(store: Store) -> None:
    team = await form(store)
    course, other = await opened(store, team), await opened(store, team, "B2")
    post = await posted(store, team, course)
    newer = await posted(store, team, course, until=None, project=None, created=NOW + timedelta(1))
    async with store.work(write=False) as work:
        assert await work.posts.get(course, post.id) == post
        assert await work.posts.get(other, post.id) is None
        assert await work.posts.all(course) == (newer, post)
        assert await work.posts.all(other) == ()


async def test_a_post_somebody_changed_first_stays_as_they_left_it(store: Store) -> None:
    team = await form(store)
    post = await posted(store, team, await opened(store, team))
    async with store.work() as work:
        changed = await work.posts.change(replace(post, title="새 제목", seats=3))
        await work.commit()
    assert changed == replace(post, title="새 제목", seats=3, version=2)
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.posts.change(replace(post, state=PostState.CLOSED))
    async with store.work(write=False) as work:
        assert await work.posts.get(post.course, post.id) == changed


async def test_open_posts_whose_last_day_is_over_are_found_in_all_courses(store: Store) -> None:
    team = await form(store)
    course, other = await opened(store, team), await opened(store, team, "B2")
    early = await posted(store, team, other, until=FIRST)
    late = await posted(store, team, course, until=LAST, created=NOW + timedelta(1))
    await posted(store, team, course, until=None)
    await posted(store, team, course, until=FIRST, state=PostState.FULL)
    async with store.work(write=False) as work:
        assert await work.posts.over(FIRST) == ()
        assert await work.posts.over(FIRST + timedelta(1)) == (early,)
        assert await work.posts.over(LAST + timedelta(1)) == (late, early)


async def test_somebody_applies_to_a_post_once(store: Store) -> None:
    team = await form(store)
    post = await posted(store, team, await opened(store, team))
    _, seojun, haeun = team.people
    again = application(post, haeun, line="다시", at=NOW + timedelta(1))
    async with store.work() as work:
        for each in (application(post, haeun), application(post, seojun), again):
            await work.posts.apply(each)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.posts.applications(post.id) == (application(post, seojun), again)
        assert await work.posts.application(post.id, haeun.id) == again
        assert await work.posts.application(post.id, PersonId(haeun.id + 1000)) is None


async def test_posts_and_applications_of_two_people_who_become_one_are_theirs(
    store: Store,
) -> None:
    team = await form(store)
    post = await posted(store, team, await opened(store, team))
    jimin, seojun, haeun = team.people
    async with store.work() as work:
        for person in (seojun, haeun):
            await work.posts.apply(application(post, person))
        await work.commit()
    for first, second in ((haeun, seojun), (haeun, jimin)):
        async with store.work() as work:
            now = [(await work.people.person(each.id)).id for each in (first, second)]
            await work.links.join(replace(first, id=max(now)), min(now))
            await work.commit()
    async with store.work(write=False) as work:
        person = (await work.people.person(haeun.id)).id
        kept = await work.posts.get(post.course, post.id)
        assert kept is not None
        assert kept.author == person
        assert [each.person for each in await work.posts.applications(post.id)] == [person]
