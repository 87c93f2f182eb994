"""A room of a course whose people recruit."""

from core.asks import Reply
from core.cards import Card
from core.model.courses import Course, Enrolment, EnrolmentState
from core.model.posts import Post, PostId
from core.model.projects import Project
from tests.features.harness import Room

AUTHOR = "지민"
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
    """Give a room with staff and a course that these people take."""
    room = Room()
    await room.person("조교")
    await enrol(room, *(names or (AUTHOR, "서준", "하은", "도윤")))
    return room


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
    """Give the one card of a post where it was made."""
    await room.settle()
    (shown,) = [
        shown for shown in room.platform.stands.values() if shown.key == f"post:{number}"
    ]  # fmt: skip
    return shown.card


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
