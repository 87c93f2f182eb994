"""What a command is: a value that every platform renders and dispatch runs.

Its words are in the phrasebook: `commands.task.add.name`, `.help`, for a slow one `.working`,
and per option `commands.task.add.options.title.name`, `.help`.
"""

import types
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from core.call import Call
from core.cards import Card
from core.model.courses import Course
from core.model.people import Person
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.tasks import Task
from core.ports.outside import File
from core.ports.storage import Work

AskT = TypeVar("AskT")


class Kind(StrEnum):
    """What an option holds; adapters match on it exhaustively."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    DATE_SPAN = "date_span"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    PEOPLE = "people"
    TASK = "task"
    PROJECT = "project"
    COURSE = "course"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Option:
    """What is said of an option beside its type.

    `longest` bounds texts in characters; `least` and `most` bound numbers (inclusive).
    `main` takes the words of a typed line that no option key claims. `hidden` options are
    filled by buttons only. `past` lets a date lie before today. The order of `ordered` choices
    says which come first.
    """

    longest: int = 100
    long: bool = False
    least: int = 1
    most: int = 1_000_000
    main: bool = False
    hidden: bool = False
    past: bool = False
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """An option of a command, resolved from its dataclass field."""

    name: str
    kind: Kind
    option: Option
    required: bool
    choices: type[StrEnum] | None = None

    @property
    def within(self) -> bool:
        """Tell whether it says where a command works: left out, it is found, and never asked for.

        That is a project; a course too, unless it is what the command is about.
        """
        return self.kind is Kind.PROJECT or (self.kind is Kind.COURSE and not self.required)


@dataclass(frozen=True, slots=True)
class Command(Generic[AskT]):
    """A command. `who` is the least standing that may run it.

    `answer` says who sees its card. A `slow` command runs as a job, shows `stages` (phrase
    keys) in one live message, and is asked once per `key`. `in_place` presses change the
    card they stand on.
    """

    name: str
    ask: type[AskT]
    run: Callable[[Call, AskT], Awaitable[Card]]
    who: Standing
    answer: Audience = Audience.PRIVATE
    stages: tuple[str, ...] = ()
    key: Callable[[Work, Call, AskT], Awaitable[str]] | None = None
    in_place: bool = False
    hidden: bool = False
    """Only buttons reach it."""
    finishes: bool = False
    """A job of it runs to its end whoever its caller has become; where they still have to be let
    in, it looks itself."""
    present: Callable[[Call], Mapping[str, str]] | None = None
    """Gives what can be changed, by option, as it is now: asked for nothing, the command answers
    with the form that shows it, as does a button that asks for some of it."""
    inputs: tuple[Input, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", tuple(_inputs(self.ask)))

    @property
    def slow(self) -> bool:
        """Tell whether it runs as a job."""
        return bool(self.stages)

    @property
    def words(self) -> str:
        """Give the key under which the phrasebook keeps its words."""
        return "commands." + self.name.replace(" ", ".")

    def shows_present(self, answers: Collection[str]) -> bool:
        """Tell whether it answers with the form of what is now, these options being given."""
        within = {given.name for given in self.inputs if given.within}
        return self.present is not None and within.issuperset(answers)

    def wants_project(self) -> bool:
        """Tell whether it works within a project."""
        return any(given.kind is Kind.PROJECT for given in self.inputs)


@dataclass(frozen=True, slots=True)
class Picked:
    """A message somebody picked: its text, its author's name, and a link to it."""

    text: str
    author: str
    link: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A command on a message: what was picked fills its options, `asks` are asked for first.

    `words` is the phrase key of its label.
    """

    words: str
    command: str
    answers: Callable[[Picked], Mapping[str, str]]
    asks: tuple[str, ...] = ()


AnyCommand = Command[Any]
Registry = Mapping[str, AnyCommand]
"""Commands by name."""


def registry(commands: tuple[AnyCommand, ...]) -> Registry:
    """Index commands by name.

    Raises:
        ValueError: two commands share a name.
    """
    named = {command.name: command for command in commands}
    if len(named) != len(commands):
        raise ValueError("two commands share a name")
    return types.MappingProxyType(named)


def _inputs(ask: type) -> Iterator[Input]:
    hints = get_type_hints(ask, include_extras=True)
    for given in fields(ask):
        held, option = _split(hints[given.name])
        required = given.default is MISSING and given.default_factory is MISSING
        kind, choices = _kind(held, option)
        yield Input(given.name, kind, option, required, choices)


def _split(hint: Any) -> tuple[Any, Option]:
    option = Option()
    if get_origin(hint) is Annotated:
        hint, option = get_args(hint)
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    return hint, option


_PLAIN: Mapping[Any, Kind] = types.MappingProxyType(
    {
        int: Kind.NUMBER,
        date: Kind.DATE,
        DateSpan: Kind.DATE_SPAN,
        Person: Kind.PERSON,
        Task: Kind.TASK,
        Project: Kind.PROJECT,
        Course: Kind.COURSE,
        File: Kind.FILE,
    }
)


def _kind(held: Any, option: Option) -> tuple[Kind, type[StrEnum] | None]:
    if held is str:
        return (Kind.LONG_TEXT if option.long else Kind.TEXT), None
    if held in _PLAIN:
        return _PLAIN[held], None
    several = get_origin(held) is tuple
    inner = get_args(held)[0] if several else held
    if inner is Person:
        return Kind.PEOPLE, None
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return (Kind.CHOICES if several else Kind.CHOICE), inner
    raise TypeError(f"no option kind holds {held!r}")
