"""What is typed for an option of each kind, what it means, and how it is written again."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from random import Random

import pytest

from core.commands import DateSpan, Input, Kind, Option
from core.errors import Refused
from core.model.courses import Course
from core.model.people import Locale, Person, Role
from core.model.projects import Project
from core.model.tasks import Status, Task
from core.options import Reading, clean, find_project, label, read, write
from core.ports.outside import File
from tests.everybody import phrases
from tests.features.harness import Room
from tests.noise import odd_text

TODAY = date(2026, 11, 30)
SHEET = File("과제.txt", b"\x00")


def given(kind: Kind, *, required: bool = True, **said: object) -> Input:
    choices = {Kind.CHOICE: Status, Kind.CHOICES: Role}.get(kind)
    option = replace(Option(longest=20), **said)  # pyright: ignore[reportArgumentType]  by name
    return Input("the option", kind, option, required, choices)


@dataclass
class Desk:
    """Where words are read: a room with a project, its tasks and its people."""

    room: Room
    project: Project
    tasks: Mapping[int, Task]
    people: Mapping[str, Person]
    course: Course

    @asynccontextmanager
    async def reading(self, who: str = "지민") -> AsyncGenerator[Reading]:
        space, caller = await self.room.dispatch.meet(self.room.sender(who))
        ports = self.room.ports
        async with ports.store.work(write=False) as work:
            yield Reading(
                work, space, caller, TODAY, ports.dates, ports.phrases,
                {"U1": self.people["서준"]}, {"the option": SHEET},
            )  # fmt: skip

    async def read(self, option: Input, text: str) -> object:
        async with self.reading() as reading:
            return await read(option, text, reading, self.project)


@pytest.fixture
async def desk() -> Desk:
    room = Room()
    project = await room.project("지민", "서준", topic="학식 챗봇")
    for title in ("로그인 화면", "로그인 시험", "발표", "2026"):
        await room.say("지민", "task add", title=title)
    people = {name: await room.person(name) for name in ("지민", "서준", "도윤", "김 하은")}
    async with room.store.work() as work:
        space = people["지민"].space
        course, _ = await work.courses.add(space, "CSE101", "자료구조와 실습", room.clock.now())
        await work.courses.add(space, "CSE102", "자료구조", room.clock.now())
        await work.commit()
    return Desk(room, project, await room.tasks(project), people, course)


def values(desk: Desk) -> Mapping[Kind, list[object]]:
    people = desk.people
    return {
        Kind.TEXT: ["글", "a, b: c", "#3", "@서준", "person:1", '"따옴표"', "😀 👩‍👩‍👧"],
        Kind.LONG_TEXT: ["글", "첫 줄\n둘째 줄", "- 하나\n- 둘"],
        Kind.NUMBER: [1, 2, 999_999],
        Kind.DATE: [TODAY, date(2026, 12, 31), date(2027, 2, 28)],
        Kind.DATE_SPAN: [DateSpan(TODAY, TODAY), DateSpan(date(2026, 10, 1), date(2027, 1, 15))],
        Kind.CHOICE: list(Status),
        Kind.CHOICES: [(Role.AI,), tuple(Role)],
        Kind.PERSON: [people["서준"], people["김 하은"]],
        Kind.PEOPLE: [(people["서준"],), tuple(people.values())],
        Kind.TASK: list(desk.tasks.values()),
        Kind.PROJECT: [desk.project],
        Kind.COURSE: [desk.course],
        Kind.FILE: [SHEET],
    }


@pytest.mark.parametrize("kind", Kind)
async def test_what_is_written_is_read_as_the_same_value(desk: Desk, kind: Kind) -> None:
    option = given(kind)
    for value in values(desk)[kind]:
        assert await desk.read(option, write(option, value)) == value


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT])
async def test_any_text_once_read_stays_as_it_is(desk: Desk, kind: Kind) -> None:
    option = given(kind, required=False, longest=200_000)
    chance = Random(1)
    for _ in range(300):
        value = await desk.read(option, odd_text(chance))
        assert isinstance(value, str)
        value.encode()
        assert await desk.read(option, write(option, value)) == value


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        (Kind.TEXT, "  두  칸\n띄움 ", "두 칸 띄움"),
        (Kind.LONG_TEXT, " 첫 줄\r\n둘째  줄 ", "첫 줄\n둘째  줄"),
        (Kind.TEXT, "가\x00나\ud800다\x1b", "가나다"),
        (Kind.NUMBER, "#12", 12),
        (Kind.NUMBER, "+3", 3),
        (Kind.DATE, "내일", date(2026, 12, 1)),
        (Kind.DATE, "D-3", date(2026, 12, 3)),
        (Kind.DATE_SPAN, "12/1~12/20", DateSpan(date(2026, 12, 1), date(2026, 12, 20))),
        (Kind.CHOICE, "완료", Status.DONE),
        (Kind.CHOICE, "DONE", Status.DONE),
        (Kind.CHOICE, "In-Progress", Status.PROGRESS),
        (
            Kind.CHOICES,
            "백엔드, AI frontend，문서",
            (Role.BACKEND, Role.AI, Role.FRONTEND, Role.DOCS),
        ),
        (Kind.CHOICES, "ai AI", (Role.AI,)),
    ],
)
async def test_words_mean_what_people_mean(
    desk: Desk, kind: Kind, text: str, meant: object
) -> None:
    assert await desk.read(given(kind), text) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@서준", ["서준"]),
        ("서준", ["서준"]),
        ("<@U1>", ["서준"]),
        ("<@!U1>", ["서준"]),
        ("<@U1|seojun>", ["서준"]),
        ("@김 하은 @서준", ["김 하은", "서준"]),
        ("서준, 도윤", ["서준", "도윤"]),
        ("<@U1> @도윤", ["서준", "도윤"]),
        ("@서준 @서준", ["서준"]),
        ("", []),
    ],
)
async def test_people_are_named_in_every_way_people_do(
    desk: Desk, text: str, names: list[str]
) -> None:
    assert await desk.read(given(Kind.PEOPLE), text) == tuple(desk.people[name] for name in names)


@pytest.mark.parametrize(
    ("text", "number"), [("#1", 1), ("2", 2), ("발표", 3), ("로그인 시", 2), ("#4", 4)]
)
async def test_a_task_is_meant_by_number_or_title(desk: Desk, text: str, number: int) -> None:
    assert await desk.read(given(Kind.TASK), text) == desk.tasks[number]


@pytest.mark.parametrize("text", ["학식 챗봇", "학식", "챗봇", "project:{id}"])
async def test_a_project_is_meant_by_its_topic_a_part_of_it_or_its_id(
    desk: Desk, text: str
) -> None:
    assert await desk.read(given(Kind.PROJECT), text.format(id=desk.project.id)) == desk.project


@pytest.mark.parametrize("text", ["CSE101", "cse101", "자료구조와 실습", "실습", "course:{id}"])
async def test_a_course_is_meant_by_its_code_its_name_a_part_of_it_or_its_id(
    desk: Desk, text: str
) -> None:
    assert await desk.read(given(Kind.COURSE), text.format(id=desk.course.id)) == desk.course


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        (Kind.TEXT, "", "option.missing"),
        (Kind.TEXT, "\x00", "option.missing"),
        (Kind.TEXT, "가" * 21, "option.long"),
        (Kind.LONG_TEXT, "가" * 21, "option.long"),
        (Kind.NUMBER, "0", "option.number"),
        (Kind.NUMBER, "1000001", "option.number"),
        (Kind.NUMBER, "9" * 400, "option.number"),
        (Kind.NUMBER, "셋", "option.number"),
        (Kind.NUMBER, "1.5", "option.number"),
        (Kind.DATE, "어제", "date.past"),
        (Kind.DATE, "2026-02-30", "date.impossible"),
        (Kind.DATE, "언젠가", "date.unclear"),
        (Kind.DATE_SPAN, "언젠가", "date.span"),
        (Kind.DATE_SPAN, "2026-12-20~2026-12-01", "date.order"),
        (Kind.CHOICE, "끝", "option.choice"),
        (Kind.CHOICES, "백엔드, 청소", "option.choice"),
        (Kind.CHOICES, ", ,", "option.missing"),
        (Kind.PERSON, "@없는사람", "person.unknown"),
        (Kind.PERSON, "person:999", "person.unknown"),
        (Kind.PERSON, "<@U9>", "person.unknown"),
        (Kind.PERSON, "@서준 @지민", "person.one"),
        (Kind.PEOPLE, "서준 지민", "person.unknown"),
        (Kind.TASK, "#99", "task.unknown"),
        (Kind.TASK, "로그인", "task.several"),
        (Kind.TASK, "없는 일", "task.unknown"),
        (Kind.PROJECT, "없는 주제", "project.unknown"),
        (Kind.COURSE, "CSE", "course.unknown"),
        (Kind.COURSE, "course:999", "course.unknown"),
        (Kind.COURSE, "자료", "course.several"),
        (Kind.PROJECT, "project:999", "project.unknown"),
    ],
)
async def test_what_means_nothing_is_refused_by_the_name_of_its_option(
    desk: Desk, kind: Kind, text: str, key: str
) -> None:
    with pytest.raises(Refused) as raised:
        await desk.read(given(kind), text)
    assert raised.value.key.startswith(key)
    assert raised.value.option == "the option"
    for locale in Locale:
        said = phrases().say(locale, f"refused.{raised.value.key}", **raised.value.params)
        assert 0 < len(said) < 500


async def test_a_past_day_is_read_only_where_the_option_allows_it(desk: Desk) -> None:
    assert await desk.read(given(Kind.DATE, past=True), "어제") == date(2026, 11, 29)


async def test_a_file_is_what_came_with_the_ask(desk: Desk) -> None:
    assert await desk.read(given(Kind.FILE), "anything") == SHEET
    with pytest.raises(Refused, match=r"option\.file"):
        await desk.read(replace(given(Kind.FILE), name="another"), "anything")


async def test_two_people_of_one_name_are_told_apart_by_mention(desk: Desk) -> None:
    twin = await desk.room.dispatch.meet(replace(desk.room.sender("서준2"), name="서준"))
    assert twin[1].name == "서준"
    with pytest.raises(Refused, match=r"person\.several"):
        await desk.read(given(Kind.PERSON), "@서준")
    assert await desk.read(given(Kind.PERSON), "<@U1>") == desk.people["서준"]


async def test_only_staff_find_a_project_they_are_not_in_by_name(desk: Desk) -> None:
    async with desk.reading("도윤") as reading:
        with pytest.raises(Refused, match=r"project\.unknown"):
            await find_project("학식 챗봇", reading)
        staff = replace(reading, caller=replace(reading.caller, staff=True))
        assert await find_project("학식 챗봇", staff) == desk.project


async def test_the_whole_topic_wins_over_a_part_of_another(desk: Desk) -> None:
    await desk.room.project("지민", topic="학식 챗봇 2")
    assert await desk.read(given(Kind.PROJECT), "학식 챗봇") == desk.project
    with pytest.raises(Refused, match=r"project\.several"):
        await desk.read(given(Kind.PROJECT), "챗봇")


def test_cleaning_twice_is_cleaning_once() -> None:
    chance = Random(2)
    for _ in range(500):
        once = clean(odd_text(chance))
        assert clean(once) == once
        once.encode()


def test_a_choice_is_labelled_in_each_language() -> None:
    assert label(phrases(), Locale.KO, Status.DONE) == "완료"
    assert label(phrases(), Locale.EN, Status.DONE) == "Done"
