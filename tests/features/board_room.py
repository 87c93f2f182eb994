"""A room of a course whose people recruit."""

from dataclasses import replace

from core.asks import Ask, Reply
from core.cards import Card
from core.model.courses import Course, Enrolment, EnrolmentState
from core.model.places import Audience
from core.model.posts import Post, PostId
from core.model.projects import Project
from tests.fakes.platform import Shown
from tests.features.harness import Room

AUTHOR = "지민"
STAFF = "조교"
BOARD = "general"
"""The channel that staff named for the posts, which everybody speaks in too."""
POST = {"title": "챗봇 같이 만들어요", "text": "학식 메뉴를 추천해요", "seats": "1"}


async def enrol(room: Room, *names: str, code: str = "CSE101", title: str = "") -> Course:
    """Open a course, and let people take it."""
    people = [await room.person(name) for name in names]
    async with room.ports.store.work() as work:
        space = people[0].space
        now = room.clock.now()
        course, _ = await work.courses.add(space, code, title or f"{code} 수업", now)
        await work.courses.enrol(
            [Enrolment(course.id, each.id, EnrolmentState.ENROLLED, "", now) for each in people]
        )
        await work.commit()
    return course


async def course_room(*names: str) -> Room:
    """Give a room with staff, a course that these people take, and a channel for its posts."""
    room = Room()
    await room.person(STAFF)
    await enrol(room, *(names or (AUTHOR, "서준", "하은", "도윤")))
    await name_board(room)
    return room


async def name_board(
    room: Room, channel: str = BOARD, *, direct: bool = False, **given: str
) -> Card:
    """Let staff name a channel for the posts of a course."""
    room.asked += 1
    sender = replace(room.sender(STAFF), channel=channel, direct=direct)
    ask = Ask(f"{room.workspace}:{room.asked}", sender, "course board", given)
    reply = await room.dispatch.ask(ask)
    assert reply.card is not None
    return reply.card


async def recruit(room: Room, who: str = AUTHOR, **given: str) -> int:
    """Post, and give the number of the post."""
    card = await room.say(who, "team recruit", **(POST | given))
    await room.settle()
    return int(card.subject.removeprefix("post:"))


async def apply(room: Room, who: str, number: int, line: str = "백엔드를 해 봤어요") -> Card:
    """Apply to a post."""
    return await room.say(who, "team apply", post=str(number), line=line)


async def decide(room: Room, label: str, applicant: str, who: str = AUTHOR) -> Reply:
    """Press a button on the application that stands in somebody's DM."""
    return await room.touch(who, label, await application(room, applicant, who))


async def application(room: Room, applicant: str, who: str = AUTHOR) -> Card:
    """Give the newest application of somebody in somebody's DM."""
    found = [
        card for card in await room.dms(who) if card.title.startswith(f"{applicant} 님의 지원")
    ]
    return found[-1]


async def live(room: Room, number: int) -> Card:
    """Give the one card of a post in a channel."""
    (shown,) = [
        shown for shown in await standing(room, number) if shown.place.audience is Audience.CHANNEL
    ]
    return shown.card


async def standing(room: Room, number: int) -> list[Shown]:
    """Give everything that stands of a post."""
    await room.settle()
    return [each for each in room.platform.stands.values() if each.card.subject == f"post:{number}"]


async def post(room: Room, course: Course, number: int) -> Post:
    """Give a post as it is kept."""
    async with room.ports.store.work(write=False) as work:
        kept = await work.posts.get(course.id, PostId(number))
    assert kept is not None
    return kept


async def projects(room: Room, who: str) -> tuple[Project, ...]:
    """Give somebody's projects."""
    async with room.ports.store.work(write=False) as work:
        return await work.projects.of((await room.person(who)).id)
