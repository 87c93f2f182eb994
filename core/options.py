"""From what people type to the values of options, and back to words a job can keep."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never, cast

from core.commands import DateSpan, Input, Kind
from core.errors import Refused
from core.model.courses import Course, CourseId
from core.model.people import Locale, Person, PersonId, Space
from core.model.projects import Project, ProjectId
from core.model.tasks import Task
from core.phrasebook import Phrasebook
from core.ports.outside import Dates, File
from core.ports.storage import Work

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"#?\s*([+-]?\d{1,9})")
_ID = re.compile(r"(?:person|project|course):(\d{1,9})")
_MENTION = re.compile(r"<@!?([^>|\s]{1,80})(?:\|[^>]{0,80})?>")
_SEPARATORS = re.compile(r"[,，、\s]+")
_SHOWN = 50
"""How much of words that mean nothing a refusal repeats."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What typed words mean depends on who says them, when and where."""

    work: Work
    space: Space
    caller: Person
    today: date
    dates: Dates
    phrases: Phrasebook
    mentioned: Mapping[str, Person]
    """People by the platform's name of them."""
    files: Mapping[str, File]


def clean(text: str) -> str:
    """Give `text` without what no database and no screen can hold."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def label(phrases: Phrasebook, locale: Locale, value: StrEnum) -> str:
    """Give the words for a choice."""
    return phrases.say(locale, f"choices.{type(value).__name__.lower()}.{value.value}")


async def read(given: Input, raw: str, reading: Reading, project: Project | None) -> object:
    """Give the value `raw` means for this option.

    Raises:
        Refused: it means nothing, or something the option does not allow; names the option.
    """
    try:
        return await _read(given, clean(raw), reading, project)
    except Refused as refused:
        raise Refused(refused.key, option=given.name, **refused.params) from refused


def write(given: Input, value: object) -> str:
    """Give the words that `read` reads as `value`, whenever and by whomever."""
    match value:
        case Person() | Project() | Course():
            return f"{type(value).__name__.lower()}:{value.id}"
        case Task():
            return f"#{value.number}"
        case DateSpan(first, last):
            return f"{first}~{last}"
        case File():
            return value.name
        case tuple():
            items = cast("tuple[object, ...]", value)
            return ", ".join(write(given, item) for item in items)
        case _:
            return str(value)


async def _read(  # noqa: C901, PLR0911  one return a kind
    given: Input, text: str, reading: Reading, project: Project | None
) -> object:
    match given.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return _text(given, text)
        case Kind.NUMBER:
            return _number(given, text)
        case Kind.DATE | Kind.DATE_SPAN:
            return _days(given, text, reading)
        case Kind.CHOICE:
            return _choice(given, text, reading)
        case Kind.CHOICES:
            return _choices(given, text, reading)
        case Kind.PERSON | Kind.PEOPLE:
            return await _people(given, text, reading)
        case Kind.TASK:
            return await _task(text, reading, project)
        case Kind.PROJECT:
            return await find_project(text, reading)
        case Kind.COURSE:
            return await find_course(text, reading)
        case Kind.FILE:
            return _file(given, reading)
        case _:
            assert_never(given.kind)


def _text(given: Input, text: str) -> str:
    if given.kind is Kind.TEXT:
        text = " ".join(text.split())
    if len(text) > given.option.longest:
        raise Refused("option.long", longest=given.option.longest, length=len(text))
    if given.required and not text:
        raise Refused("option.missing")
    return text


def _number(given: Input, text: str) -> int:
    found = _NUMBER.fullmatch(text)
    least, most = given.option.least, given.option.most
    if found is None or not least <= int(found[1]) <= most:
        raise Refused("option.number", least=least, most=most)
    return int(found[1])


def _days(given: Input, text: str, reading: Reading) -> date | DateSpan:
    if given.kind is Kind.DATE_SPAN:
        return DateSpan(*reading.dates.span(text, reading.today))
    return reading.dates.day(text, reading.today, past=given.option.past)


def _choice(given: Input, text: str, reading: Reading) -> StrEnum:
    choices = tuple(given.choices or ())
    for value in choices:
        names = {value.value, *(label(reading.phrases, locale, value) for locale in Locale)}
        if text.casefold() in {name.casefold() for name in names}:
            return value
    shown = [label(reading.phrases, reading.caller.locale or reading.space.locale, value)
             for value in choices]  # fmt: skip
    raise Refused("option.choice", choices=shown)


def _choices(given: Input, text: str, reading: Reading) -> tuple[StrEnum, ...]:
    words = [word for word in _SEPARATORS.split(text) if word]
    if given.required and not words:
        raise Refused("option.missing")
    return tuple(dict.fromkeys(_choice(given, word, reading) for word in words))


async def _people(given: Input, text: str, reading: Reading) -> Person | tuple[Person, ...]:
    everyone = await reading.work.people.everyone(reading.space.id)
    names = [await _current(name, reading.work) for name in _names(text)]
    found = tuple(dict.fromkeys(_person(name, everyone, reading.mentioned) for name in names))
    if given.kind is Kind.PEOPLE:
        return found
    if len(found) != 1:
        raise Refused("person.one")
    return found[0]


async def _current(name: str, work: Work) -> str:
    """Give the id of whom somebody was joined to in the place of theirs, as buttons have it."""
    found = _ID.fullmatch(name)
    joined = await work.people.joined(PersonId(int(found[1]))) if found else None
    return name if joined is None else f"person:{joined}"


def mentions(text: str) -> tuple[str, ...]:
    """Give the platform's ids of those a text mentions."""
    return tuple(_MENTION.findall(text))


def _names(text: str) -> Iterable[str]:
    ids = _MENTION.findall(text)
    rest = _MENTION.sub(" ", text)
    names = rest.split("@") if "@" in rest else rest.split(",")
    yield from (f"<@{user}>" for user in ids)
    yield from (name for name in (part.strip(" ,，、\n\t") for part in names) if name)


def _person(name: str, everyone: Iterable[Person], mentioned: Mapping[str, Person]) -> Person:
    if (found := _MENTION.fullmatch(name)) and found[1] in mentioned:
        return mentioned[found[1]]
    if found := _ID.fullmatch(name):
        matches = [person for person in everyone if person.id == int(found[1])]
    else:
        matches = [person for person in everyone if person.name.casefold() == name.casefold()]
    if len(matches) == 1:
        return matches[0]
    raise Refused("person.several" if matches else "person.unknown", name=name[:_SHOWN])


async def _task(text: str, reading: Reading, project: Project | None) -> Task:
    if project is None:
        raise Refused("project.none")
    if found := _NUMBER.fullmatch(text):
        task = await reading.work.tasks.get(project.id, int(found[1]))
        if task is not None:
            return task
        raise Refused("task.unknown", number=found[1])
    tasks = await reading.work.tasks.all(project.id)
    matches = [task for task in tasks if text and text.casefold() in task.title.casefold()]
    exact = [task for task in matches if task.title.casefold() == text.casefold()]
    if len(exact or matches) == 1:
        return (exact or matches)[0]
    if matches:
        raise Refused(
            "task.several", tasks=[f"#{task.number} {task.title}" for task in matches[:5]]
        )
    raise Refused("task.unknown", number=text[:_SHOWN])


async def find_project(text: str, reading: Reading) -> Project:
    """Give the project of the caller's space that `text` names.

    Raises:
        Refused: none, or several.
    """
    if found := _ID.fullmatch(text):
        named = await reading.work.projects.get(reading.space.id, ProjectId(int(found[1])))
        matches = [] if named is None else [named]
    else:
        candidates = await visible_projects(reading)
        words = text.casefold()
        exact = [project for project in candidates if project.topic.casefold() == words]
        part = [project for project in candidates if words and words in project.topic.casefold()]
        matches = exact or part
    if len(matches) == 1:
        return matches[0]
    raise Refused("project.several" if matches else "project.unknown")


async def visible_projects(reading: Reading) -> tuple[Project, ...]:
    """Give the projects the caller may find by name: their own, and for staff all."""
    if reading.caller.staff:
        return await reading.work.projects.all(reading.space.id)
    return await reading.work.projects.of(reading.caller.id)


async def find_course(text: str, reading: Reading) -> Course:
    """Give the course of the caller's space that `text` names by its code, name, or id.

    Raises:
        Refused: none, or several.
    """
    if found := _ID.fullmatch(text):
        named = await reading.work.courses.get(reading.space.id, CourseId(int(found[1])))
        matches = [] if named is None else [named]
    else:
        matches = _called(text.casefold(), await reading.work.courses.all(reading.space.id))
    if len(matches) == 1:
        return matches[0]
    raise Refused("course.several" if matches else "course.unknown")


def _called(words: str, courses: Iterable[Course]) -> list[Course]:
    """Give the course of a code, else those of a name, else those whose name has the words."""
    held = [(course, course.name.casefold()) for course in courses]
    of_code = [course for course, _ in held if course.code.casefold() == words]
    exact = [course for course, name in held if name == words]
    return of_code or exact or [course for course, name in held if words and words in name]


async def visible_courses(reading: Reading) -> tuple[Course, ...]:
    """Give the courses the caller has a part in: those they take, and for staff all."""
    if reading.caller.staff:
        return await reading.work.courses.all(reading.space.id)
    return await reading.work.courses.of(reading.caller.id)


def _file(given: Input, reading: Reading) -> File:
    if given.name not in reading.files:
        raise Refused("option.file")
    return reading.files[given.name]
