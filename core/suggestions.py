"""What an option may be, offered while a person types."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from core.commands import Input, Kind
from core.errors import Refused
from core.model.courses import Course
from core.model.people import Locale, Person, locale_of
from core.model.projects import Project
from core.model.tasks import Status, Task
from core.options import Reading, label, visible_courses, visible_projects

MOST = 25
"""As many as a platform shows."""

_FRIDAY = 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to pick: `label` is shown, `value` is what the option then holds."""

    label: str
    value: str


async def suggest(
    given: Input, typed: str, reading: Reading, project: Project | None
) -> tuple[Suggestion, ...]:
    """Give what fits what was typed so far, the likeliest first; `MOST` at most."""
    found = await _fitting(given, typed.strip(), reading, project)
    return tuple({item.value: item for item in found}.values())[:MOST]


async def _fitting(  # noqa: PLR0911  one return a kind
    given: Input, typed: str, reading: Reading, project: Project | None
) -> Iterable[Suggestion]:
    match given.kind:
        case Kind.TASK:
            return _tasks(await reading.work.tasks.all(project.id) if project else (), typed)
        case Kind.PERSON | Kind.PEOPLE:
            people = await _everyone(reading, project)
            return _people(people, typed, several=given.kind is Kind.PEOPLE)
        case Kind.PROJECT:
            return _projects(await visible_projects(reading), typed)
        case Kind.COURSE:
            return _courses(await _known_courses(given, reading), typed)
        case Kind.CHOICE | Kind.CHOICES:
            return _choices(given, typed, reading)
        case Kind.DATE | Kind.DATE_SPAN:
            return _days(given, typed, reading)
        case Kind.TEXT | Kind.LONG_TEXT | Kind.NUMBER | Kind.FILE:
            return ()
        case _:
            assert_never(given.kind)


def _tasks(tasks: Iterable[Task], typed: str) -> list[Suggestion]:
    """Match a number by its beginning and a title by its words; what is done comes last."""
    words, number = typed.lstrip("#").casefold(), typed.lstrip("#")
    fitting = [
        task
        for task in tasks
        if str(task.number).startswith(number) or words in task.title.casefold()
    ]
    fitting.sort(key=lambda task: (task.status is Status.DONE, task.number))
    return [Suggestion(f"#{task.number} {task.title}", f"#{task.number}") for task in fitting]


async def _everyone(reading: Reading, project: Project | None) -> list[Person]:
    """Give the people of the space, those of the project first."""
    everyone = await reading.work.people.everyone(reading.space.id)
    members = {member.person for member in project.members} if project else set[int]()
    return sorted(everyone, key=lambda person: (person.id not in members, person.name))


def _people(people: Iterable[Person], typed: str, *, several: bool) -> Iterator[Suggestion]:
    """Complete a name; of several, the last one that is being typed."""
    before, _, last = typed.rpartition("@")
    kept = f"{before.strip()} " if several and before.strip() else ""
    for person in people:
        name = f"@{person.name}"
        if last.casefold() in person.name.casefold() and name not in kept.split():
            yield Suggestion(kept + name, kept + name)


def _projects(projects: Iterable[Project], typed: str) -> Iterator[Suggestion]:
    for project in projects:
        if typed.casefold() in project.topic.casefold():
            yield Suggestion(project.topic, f"project:{project.id}")


async def _known_courses(given: Input, reading: Reading) -> tuple[Course, ...]:
    """Give the courses one has a part in; those of the space to choose one of to join."""
    if given.within:
        return await visible_courses(reading)
    return await reading.work.courses.all(reading.space.id)


def _courses(courses: Iterable[Course], typed: str) -> Iterator[Suggestion]:
    for course in courses:
        shown = f"{course.code} {course.name}"
        if typed.casefold() in shown.casefold():
            yield Suggestion(shown, course.code)


def _choices(given: Input, typed: str, reading: Reading) -> Iterator[Suggestion]:
    """Complete a choice; of several, the one after the last comma."""
    before, _, last = typed.rpartition(",")
    kept = f"{before.strip()}, " if given.kind is Kind.CHOICES and before.strip() else ""
    for value in given.choices or ():
        words = label(reading.phrases, _locale(reading), value)
        if last.strip().casefold() in words.casefold() or value.startswith(last.strip()):
            yield Suggestion(kept + words, kept + value.value)


def _days(given: Input, typed: str, reading: Reading) -> Iterator[Suggestion]:
    """Offer what was typed as it is understood, then the days most often meant."""
    if typed and given.kind is Kind.DATE:
        try:
            day = reading.dates.day(typed, reading.today, past=given.option.past)
        except Refused as refused:
            day = refused.params.get("suggestion")
        if isinstance(day, date):
            yield _day(day, typed, reading)
        return
    for key, first, last in _common(reading.today):
        if given.kind is Kind.DATE_SPAN and last is not None:
            words = reading.phrases.say(_locale(reading), f"suggestion.{key}")
            yield Suggestion(words, f"{first}~{last}")
        elif given.kind is Kind.DATE and last is None:
            words = reading.phrases.say(_locale(reading), f"suggestion.{key}")
            yield _day(first, words, reading)


def _day(day: date, words: str, reading: Reading) -> Suggestion:
    shown = reading.phrases.say(_locale(reading), "suggestion.day", words=words[:50], day=day)
    return Suggestion(shown, day.isoformat())


def _common(today: date) -> Iterator[tuple[str, date, date | None]]:
    """Give the days and spans students most often mean, by phrase."""
    monday = today - timedelta(days=today.weekday())
    friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
    yield "today", today, None
    yield "tomorrow", today + timedelta(days=1), None
    yield "friday", friday, None
    yield "next_week", today + _WEEK, None
    yield "this_week", today, monday + timedelta(days=6)
    yield "whole_next_week", monday + _WEEK, monday + _WEEK + timedelta(days=6)


def _locale(reading: Reading) -> Locale:
    return locale_of(reading.caller, reading.space)
