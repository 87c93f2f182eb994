"""A course as staff opens it, with its roster, and who takes it."""

from core.cards import Card
from core.model.courses import Course
from core.ports.outside import File
from tests.features.harness import Room

HEAD = "이름,계정,이메일,분반"
BY_NAME = "이름만으로도 들어오게 반영하기"


async def opened(room: Room, code: str = "CSE101", name: str = "자료구조") -> Course:
    """Open a course as staff, whom the first to come is."""
    await room.say("조교", "course add", code=code, name=name)
    space = (await room.person("조교")).space
    async with room.store.work(write=False) as work:
        courses = await work.courses.all(space)
    return next(course for course in courses if course.code == code.upper())


async def upload(room: Room, *lines: str) -> Card:
    """Upload a list below its head, and give what it would change."""
    content = "\n".join((HEAD, *lines)).encode()
    return await room.say("조교", "course roster", file=File("명단.csv", content))


async def listed(room: Room, *lines: str, label: str = "반영하기") -> Card:
    """Give a course its roster."""
    return await room.press("조교", label, await upload(room, *lines))


async def taking(room: Room, who: str) -> list[str]:
    """Give the codes of the courses somebody takes."""
    person = await room.person(who)
    async with room.store.work(write=False) as work:
        return [course.code for course in await work.courses.of(person.id)]
