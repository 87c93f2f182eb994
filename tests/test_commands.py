"""What every command must be for every platform to show it, in both languages."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Annotated, Any

import pytest

from core.call import Call
from core.cards import Card
from core.commands import AnyCommand, Command, DateSpan, Input, Kind, Option, registry
from core.features import COMMANDS
from core.model.courses import Course
from core.model.people import Locale, Person
from core.model.projects import Project, Standing
from core.model.tasks import Task
from core.phrasebook import load
from core.ports.outside import File
from tests.everybody import wants_course

PHRASES = load()
SHOWN = tuple(command for command in COMMANDS if not command.hidden)
# The narrowest platform is Discord:
# https://docs.discord.com/developers/interactions/application-commands
LONGEST_HELP = 100
MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_COMMANDS = 100
LONGEST_COMMAND = 8_000
LONGEST_LABEL = 45
"""Characters of a form's title and of a label in it."""
NAME = re.compile(r"[-_'\w]{1,32}")


def name_of(value: object) -> str:
    return value.name if isinstance(value, Command | Input) else str(value)


def shared(counted: Counter[Any]) -> list[Any]:
    return [item for item, count in counted.items() if count > 1]


def assert_name(text: str) -> None:
    """Judge what Discord takes as the name of a command or an option."""
    assert NAME.fullmatch(text), text
    assert text == text.lower()


def spellings(command: AnyCommand) -> Iterator[tuple[str, ...]]:
    """Give each way to type a command's name; its two words may be of two languages."""
    head, *rest = command.name.split()
    words = [{head, *(spoken(locale, f"commands.{head}.name") for locale in Locale)}]
    if rest:
        words.append({rest[0], *(spoken(locale, f"{command.words}.name") for locale in Locale)})
    yield from product(*words)


def keys_of(command: AnyCommand, given: Input) -> Iterator[str]:
    yield given.name
    for locale in Locale:
        yield spoken(locale, f"{command.words}.options.{given.name}.name").casefold()


def said(command: AnyCommand, locale: Locale) -> Iterator[str]:
    """Give what counts as the length of a command: names, help and choices."""
    yield spoken(locale, f"{command.words}.name")
    yield spoken(locale, f"{command.words}.help")
    for given in options(command):
        words = f"{command.words}.options.{given.name}"
        yield spoken(locale, f"{words}.name")
        yield spoken(locale, f"{words}.help")
        yield from (choice.value for choice in given.choices or ())


def options(command: AnyCommand) -> list[Input]:
    return [given for given in command.inputs if not given.option.hidden]


def spoken(locale: Locale, key: str) -> str:
    assert PHRASES.has(locale, key), f"{locale}: {key} is missing"
    text = PHRASES.say(locale, key)
    assert text.strip() == text != "", key
    return text


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("command", COMMANDS, ids=name_of)
def test_a_command_has_words_in_both_languages(command: AnyCommand, locale: Locale) -> None:
    assert len(spoken(locale, f"{command.words}.name")) <= LONGEST_LABEL
    assert len(spoken(locale, f"{command.words}.help")) <= LONGEST_HELP
    if command.slow:
        spoken(locale, f"{command.words}.working")
    for stage in command.stages:
        spoken(locale, stage)
    for given in options(command):
        assert len(spoken(locale, f"{command.words}.options.{given.name}.name")) <= LONGEST_LABEL
        assert len(spoken(locale, f"{command.words}.options.{given.name}.help")) <= LONGEST_HELP


@pytest.mark.parametrize("locale", Locale)
def test_the_words_of_typed_commands_are_names_on_every_platform(locale: Locale) -> None:
    for command in SHOWN:
        head, *_ = command.name.split()
        for key in (f"commands.{head}.name", f"{command.words}.name"):
            assert_name(spoken(locale, key))
        for given in options(command):
            assert_name(spoken(locale, f"{command.words}.options.{given.name}.name"))
            assert_name(given.name)
        assert all(map(NAME.fullmatch, command.name.split())), command.name


def test_names_are_never_shared_within_and_across_languages() -> None:
    """A typed line in whichever language means one command, and a key one option."""
    assert len(registry(COMMANDS)) == len(COMMANDS)
    typed: Counter[tuple[str, ...]] = Counter()
    for command in SHOWN:
        typed.update(set(spellings(command)))
        keys = Counter(key for given in options(command) for key in set(keys_of(command, given)))
        assert shared(keys) == [], command.name
    assert shared(typed) == []


def test_commands_fit_the_limits_of_the_platforms() -> None:
    assert len(SHOWN) <= MOST_COMMANDS
    groups = Counter(command.name.split()[0] for command in SHOWN)
    assert max(groups.values()) <= MOST_OPTIONS
    for command in COMMANDS:
        assert len(command.name.split()) in (1, 2)
        assert len(options(command)) <= MOST_OPTIONS
        assert all(len(given.choices or ()) <= MOST_CHOICES for given in command.inputs)
        assert sum(given.option.main for given in command.inputs) <= 1
    for locale, head in product(Locale, groups):
        texts = [
            text for each in SHOWN if each.name.split()[0] == head for text in said(each, locale)
        ]
        assert sum(map(len, texts)) <= LONGEST_COMMAND


@pytest.mark.parametrize("command", COMMANDS, ids=name_of)
def test_who_has_a_part_in_something_is_asked_for_it(command: AnyCommand) -> None:
    """Members are those of a project or course: without one, nobody but staff could be."""
    if command.who in (Standing.MEMBER, Standing.LEADER):
        assert command.wants_project() or wants_course(command)


@pytest.mark.parametrize("command", COMMANDS, ids=name_of)
def test_required_options_come_first_and_a_project_can_be_left_out(command: AnyCommand) -> None:
    required = [given.required for given in options(command)]
    assert required == sorted(required, reverse=True)
    assert not any(given.required for given in command.inputs if given.kind is Kind.PROJECT)


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.hidden], ids=name_of)
def test_what_only_buttons_reach_is_nothing_to_type(command: AnyCommand) -> None:
    words = {word for each in SHOWN for word in spellings(each)}
    assert tuple(command.name.split()) not in words


@pytest.mark.parametrize("locale", Locale)
def test_every_choice_has_words_of_its_own(locale: Locale) -> None:
    for command in COMMANDS:
        for given in command.inputs:
            if given.choices is not None:
                keys = [
                    f"choices.{given.choices.__name__.lower()}.{each}" for each in given.choices
                ]
                words = [spoken(locale, key).casefold() for key in keys]
                assert len(set(words)) == len(words), given
                # Several are separated by spaces or commas.
                assert not any(re.search(r"[\s,]", word) for word in words), given


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Everything:
    """An ask with an option of every kind."""

    text: str
    long_text: Annotated[str, Option(long=True)]
    number: int
    day: date
    days: DateSpan
    choice: Colour
    task: Task
    file: File
    person: Person | None = None
    project: Annotated[Project | None, Option(hidden=True)] = None
    course: Course | None = None
    choices: tuple[Colour, ...] = ()
    people: tuple[Person, ...] = ()


def test_an_ask_declares_its_options_by_its_types() -> None:
    command = Command("try it", Everything, _never, who=Standing.OUTSIDER)
    kinds = {given.name: given.kind for given in command.inputs}
    assert kinds == {
        "text": Kind.TEXT, "long_text": Kind.LONG_TEXT, "number": Kind.NUMBER, "day": Kind.DATE,
        "days": Kind.DATE_SPAN, "choice": Kind.CHOICE, "task": Kind.TASK, "file": Kind.FILE,
        "person": Kind.PERSON, "project": Kind.PROJECT, "course": Kind.COURSE,
        "choices": Kind.CHOICES, "people": Kind.PEOPLE,
    }  # fmt: skip
    assert set(kinds.values()) == set(Kind)
    optional = [given.name for given in command.inputs if not given.required]
    assert optional == ["person", "project", "course", "choices", "people"]
    assert [given.name for given in command.inputs if given.option.hidden] == ["project"]
    assert [given.name for given in command.inputs if given.within] == ["project", "course"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """An ask with an option no platform could show."""

    share: float


def test_an_option_of_no_kind_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        Command("try it", Unknown, _never, who=Standing.OUTSIDER)


def test_two_commands_of_one_name_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="share a name"):
        registry((COMMANDS[0], COMMANDS[0]))


async def _never(_call: Call, _ask: object) -> Card:
    raise AssertionError
