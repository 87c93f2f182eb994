"""From typed words to a command and its answers, in whichever language they are typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from core.commands import AnyCommand, Input, Kind, Registry
from core.phrasebook import Phrasebook
from core.typed import Word

_DAY_GOES_ON = re.compile(
    r".*(?:년 \d{1,2}월|월 \d{1,2}일|(?:이번|다음|다다음) 주|주 .요일"
    r"|(?:next|this) \w+|~ \S+| ~.*)",
    re.IGNORECASE,
)
_PATH_LIKE = "//"
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and the words after its name."""

    command: AnyCommand
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """What to explain: these commands; `wrong` where they were not asked for by `/help`."""

    commands: tuple[AnyCommand, ...]
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """No command is called so."""

    name: str


class Vocabulary:
    """The words of all commands that may be typed."""

    def __init__(self, commands: Registry, phrases: Phrasebook) -> None:
        self._phrases = phrases
        self._help = {"help", *(_folded(text) for text in self._either("help.name"))}
        self._all = commands
        self._commands = {name: command for name, command in commands.items() if not command.hidden}
        self._named = {
            words: command
            for command in self._commands.values()
            for words in self._spellings(command)
        }

    def find(self, words: Sequence[Word]) -> Asked | HelpAsked | Unknown:
        """Give what the words of a line ask for."""
        names = tuple(_folded(word.raw) for word in words)
        if not names or names[0] in self._help:
            return HelpAsked(self._starting(names[1:3]) or tuple(self._commands.values()))
        for length in (2, 1):
            if command := self._named.get(names[:length]):
                return Asked(command, tuple(words[length:]))
        group = self._starting(names[:1])
        return HelpAsked(group, wrong=len(names) > 1) if group else Unknown(words[0].raw)

    def answers(self, command: AnyCommand, words: Iterable[Word]) -> Mapping[str, str]:
        """Give the answers by option; what no option takes stands under a name none has."""
        return _Answers(command, self.options(command)).of(words)

    def command(self, name: str) -> AnyCommand | None:
        """Give a command by its own name, also one that only buttons reach."""
        return self._all.get(name)

    def by_option(self, command: AnyCommand, answers: Mapping[str, str]) -> Mapping[str, str]:
        """Give answers under the options' own names; unknown ones stay as they are."""
        options = self.options(command)
        return {
            options[_folded(key)].name if _folded(key) in options else key: value
            for key, value in answers.items()
        }

    def options(self, command: AnyCommand) -> Mapping[str, Input]:
        """Give the options that may be typed, by each of their folded names."""
        return {
            _folded(name): given
            for given in command.inputs
            if not given.option.hidden
            for name in (given.name, *self._either(f"{command.words}.options.{given.name}.name"))
        }

    def labels(self, typed: str) -> frozenset[str]:
        """Give the case-folded labels of the buttons somebody may mean, in both languages."""
        wanted = _folded(typed)
        keys = {
            key
            for spoken in self._phrases.phrases.values()
            for key, text in spoken.items()
            if key.startswith("button.") and _folded(text) == wanted
        }
        return frozenset({wanted, *(_folded(text) for key in keys for text in self._either(key))})

    def _spellings(self, command: AnyCommand) -> Iterable[tuple[str, ...]]:
        """Give each way to type the name; the two words may be of two languages."""
        first, *rest = command.name.split()
        heads = {first, *self._either(f"commands.{first}.name")}
        if not rest:
            return [(_folded(head),) for head in heads]
        tails = {rest[0], *self._either(f"{command.words}.name")}
        return [(_folded(head), _folded(tail)) for head in heads for tail in tails]

    def _starting(self, names: tuple[str, ...]) -> tuple[AnyCommand, ...]:
        found = (
            command
            for words, command in self._named.items()
            if names and words[: len(names)] == names
        )
        return tuple(dict.fromkeys(found))

    def _either(self, key: str) -> tuple[str, ...]:
        return tuple(spoken[key] for spoken in self._phrases.phrases.values() if key in spoken)


class _Answers:
    """Gives the words of one line to the options of one command."""

    def __init__(self, command: AnyCommand, options: Mapping[str, Input]) -> None:
        self._options = options
        self._main = next((given for given in command.inputs if given.option.main), None)
        self._given: dict[str, str] = {}
        self._last: Input | None = None
        self._open = False
        self._loose: list[Word] = []

    def of(self, words: Iterable[Word]) -> Mapping[str, str]:
        for word in words:
            self._take(word)
        self._place_loose()
        return self._given

    def _take(self, word: Word) -> None:
        option = None if word.key is None else self._options.get(_folded(word.key))
        if option is not None:
            self._given[option.name] = word.value
            self._last, self._open = option, not word.quoted
        elif self._last and self._goes_on(self._last, word):
            self._join(self._last, word)
            self._open = self._open and not word.quoted
        else:
            self._loose.append(word)
            self._open = False

    def _goes_on(self, option: Input, word: Word) -> bool:
        """Tell whether the last option's value goes on with a word that has no key."""
        value = self._given[option.name]
        listing = value.endswith((",", "，", "、")) or word.raw.startswith((",", "，", "、"))
        meant = not value or listing or _continues(option.kind, value, word.raw)
        elsewhere = self._main is not None and self._main.name not in self._given
        return (self._open and meant) or not (elsewhere or _is_like_key(word))

    def _join(self, option: Input, word: Word) -> None:
        self._given[option.name] = f"{self._given[option.name]} {word.text}".strip()

    def _place_loose(self) -> None:
        """Give the words no key claims to the main option; else they name an option none has."""
        if not self._loose:
            return
        if self._main is not None and self._main.name not in self._given:
            self._given[self._main.name] = _joined(self._loose)
            return
        mistyped = next((word for word in self._loose if _is_like_key(word)), self._loose[0])
        self._given[(mistyped.key or mistyped.raw)[:_SHOWN]] = mistyped.value


def _is_like_key(word: Word) -> bool:
    return (
        word.key is not None and word.key.isidentifier() and not word.value.startswith(_PATH_LIKE)
    )


def _joined(words: Sequence[Word]) -> str:
    """Give loose words as one text; quotes within it belong to it, quotes around it do not."""
    return words[0].text if len(words) == 1 else " ".join(word.raw for word in words)


def _continues(kind: Kind, value: str, word: str) -> bool:
    """Tell whether `value`, typed without quotes, goes on with `word`."""
    match kind:
        case Kind.PEOPLE:
            return word.startswith("@")
        case Kind.DATE | Kind.DATE_SPAN:
            return _DAY_GOES_ON.fullmatch(f"{value} {word}") is not None
        case (
            Kind.TEXT | Kind.LONG_TEXT | Kind.NUMBER | Kind.CHOICE | Kind.CHOICES | Kind.PERSON
            | Kind.TASK | Kind.PROJECT | Kind.COURSE | Kind.FILE
        ):  # fmt: skip
            return False
        case _:
            assert_never(kind)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
