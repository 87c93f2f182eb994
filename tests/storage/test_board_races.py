"""The board over every store: what two processes do at once is done once."""

import asyncio
from datetime import UTC, datetime
from itertools import cycle

from core.asks import Ask, Reply
from core.features.board_posts import about
from core.model.courses import Course
from core.model.posts import ApplicationState, Post, PostId, PostState
from core.ports.storage import Store
from core.reminders import Reminders
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.features.board_room import AUTHOR, POST, enrol, name_board
from tests.features.harness import Room

NAMES = ("서준", "하은", "도윤", "시우")


def rooms(processes: tuple[Store, Store], clock: FakeClock) -> tuple[Room, Room]:
    """Give the same room as two processes hear it."""
    pair = Room(clock=clock), Room(clock=clock)
    for turn, (room, store) in enumerate(zip(pair, processes, strict=True)):
        room.asked = turn * 1000
        room.open(fake_ports(clock=clock, store=store))
    return pair


async def posted(room: Room, **given: str) -> tuple[Course, Post]:
    """Give a course, and a post in it."""
    await room.person("조교")
    course = await enrol(room, AUTHOR, *NAMES)
    card = await room.say(AUTHOR, "team recruit", **(POST | given))
    return course, await kept(room, course, int(card.subject.removeprefix("post:")))


async def kept(room: Room, course: Course, number: int) -> Post:
    async with room.ports.store.work(write=False) as work:
        post = await work.posts.get(course.id, PostId(number))
    assert post is not None
    return post


async def accept(room: Room, post: Post, name: str) -> Reply:
    person = await room.person(name)
    answers = {"post": str(post.id), "person": f"person:{person.id}"}
    return await room.dispatch.ask(
        Ask(f"accept {name}", room.sender(AUTHOR), "board accept", answers)
    )


async def test_the_last_seats_are_given_once_by_two_processes(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    pair = rooms(processes, clock)
    course, post = await posted(pair[0], seats="2")
    applying = (
        pair[turn % 2].say(name, "team apply", post=str(post.id), line="저요")
        for turn, name in enumerate(NAMES)
    )
    await asyncio.gather(*applying)
    replies = await asyncio.gather(
        *(accept(pair[turn % 2], post, name) for turn, name in enumerate(NAMES))
    )
    texts = [reply.card.text for reply in replies if reply.card]
    assert sum("자리가 모두 찼어요" in text for text in texts) == 2
    async with processes[0].work(write=False) as work:
        applications = await work.posts.applications(post.id)
        people = await work.people.person(post.author)
        (project,) = await work.projects.of(people.id)
    states = [each.state for each in applications]
    assert states.count(ApplicationState.ACCEPTED) == 2
    assert len(project.members) == 3
    full = await kept(pair[0], course, post.id)
    assert (full.state, full.project) == (PostState.FULL, project.id)


async def test_an_application_is_withdrawn_or_accepted_but_not_both(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    pair = rooms(processes, clock)
    _, post = await posted(pair[0])
    await pair[0].say("서준", "team apply", post=str(post.id), line="저요")
    await asyncio.gather(
        accept(pair[0], post, "서준"), pair[1].say("서준", "team withdraw", post=str(post.id))
    )
    async with processes[0].work(write=False) as work:
        (application,) = await work.posts.applications(post.id)
        joined = await work.projects.of(application.person)
    assert (application.state is ApplicationState.ACCEPTED) == bool(joined)


async def test_a_posts_last_day_is_over_once_for_two_processes(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    pair = rooms(processes, clock)
    course, post = await posted(pair[0], until="2026-12-04")
    clock.set(datetime(2026, 12, 5, 0, 1, tzinfo=UTC))
    await asyncio.gather(*(Reminders(room.ports).tick() for room in pair))
    closed = await kept(pair[0], course, post.id)
    assert (closed.state, closed.version) == (PostState.CLOSED, post.version + 1)


async def test_a_post_made_while_its_board_moves_stands_on_the_new_one_only(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    pair = rooms(processes, clock)
    await posted(pair[0])
    await name_board(pair[0], "old")
    titles = [f"{number}번째" for number in range(8)]
    posting = [pair[0].say(name, "team recruit", **(POST | {"title": each}))
               for name, each in zip(cycle(NAMES), titles, strict=False)]  # fmt: skip
    await asyncio.gather(*posting[:4], name_board(pair[1], "new"), *posting[4:])
    async with processes[0].work(write=False) as work:
        course = (await work.courses.of((await pair[0].person(AUTHOR)).id))[0]
        posts = await work.posts.all(course.id)
        standing = [message for post in posts for message in await work.messages.about(about(post))]
    told = [each for each in standing if POST["text"] in each.card.text]
    on_boards = [each.place.channel for each in told if each.place.person is None]
    assert on_boards == ["new"] * (len(titles) + 1)
