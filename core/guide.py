"""Help: what may be typed, as cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from core.access import standing_of
from core.cards import Button, Card, Tone
from core.commands import AnyCommand, Input, Kind
from core.model.people import Locale, Person
from core.model.projects import Standing
from core.options import label
from core.phrasebook import Phrasebook
from core.ports.storage import Store


@dataclass(frozen=True, slots=True)
class Guide:
    """Explains commands in one language, as they are typed on one platform.

    `nouns` gives what is typed for each first word of a command where the platform leaves no
    choice; `None`: the word itself, or what it is called in the person's language.
    """

    phrases: Phrasebook
    locale: Locale
    platform: str
    nouns: Mapping[str, str] | None = None

    def overview(self, commands: Sequence[AnyCommand], standing: Standing, *, wrong: bool) -> Card:
        """Give the commands that somebody of this standing may use, and how to type them."""
        usable = [command for command in commands if standing.reaches(command.who)]
        if len(usable) == 1:
            return self.explained(usable[0])
        return Card(
            self._say("help.title"),
            text=self._say("help.wrong" if wrong else f"{self.platform}.help.text"),
            tone=Tone.WARNING if wrong else Tone.PLAIN,
            rows=tuple(
                (f"`{self._name(each)}`", self._say(f"{each.words}.help")) for each in usable
            ),
            footer=self._say(f"{self.platform}.help.footer"),
        )

    def button(self, command: AnyCommand) -> Button:
        """Give the button that runs a command, asking for what it needs."""
        needed = tuple(
            given.name for given in command.inputs if given.required and not given.within
        )
        return Button(self._say(f"{command.words}.name"), command.name, asks=needed)

    def explained(self, command: AnyCommand) -> Card:
        """Give one command with its options."""
        shown = [given for given in command.inputs if not given.option.hidden]
        return Card(
            self._name(command),
            text=self._say(f"{command.words}.help"),
            columns=tuple(self._say(f"help.column.{n}") for n in ("key", "what", "how")),
            rows=tuple(self._row(command, given) for given in shown),
            footer=self._say(f"{self.platform}.help.footer"),
        )

    def _row(self, command: AnyCommand, given: Input) -> tuple[str, ...]:
        words = f"{command.words}.options.{given.name}"
        needed = "*" if given.required else ""
        name = self._say(f"{words}.name")
        key = name if name.casefold() == given.name else f"{given.name} · {name}"
        return f"{key}{needed}", self._say(f"{words}.help"), self._how(given)

    def _how(self, given: Input) -> str:
        """Give what is typed for an option."""
        if given.choices is not None:
            return ", ".join(label(self.phrases, self.locale, value) for value in given.choices)
        if given.kind is Kind.FILE:
            return self._say(f"{self.platform}.help.file")
        return self._say(f"help.kind.{_example(given.kind)}")

    def _name(self, command: AnyCommand) -> str:
        """Give what is typed, in this language and by the command's own name."""
        group, *rest = command.name.split()
        if self.nouns is None:
            own, noun = group, self._say(f"commands.{group}.name")
        else:
            own = noun = self.nouns[group]
        spoken = [noun, *(self._say(f"{command.words}.name") for _ in rest)]
        names = dict.fromkeys(f"/{' '.join(name)}" for name in (spoken, [own, *rest]))
        return " · ".join(names)

    def _say(self, key: str) -> str:
        return self.phrases.say(self.locale, key)


async def highest_standing(store: Store, person: Person) -> Standing:
    """Give the highest standing a person has anywhere in the space."""
    async with store.work(write=False) as work:
        projects = await work.projects.of(person.id)
    held = [standing_of(person, project) for project in (None, *projects)]
    return max(held, key=list(Standing).index)


def _example(kind: Kind) -> str:  # noqa: C901, PLR0911  one return a kind
    """Give under which key there is an example of a kind."""
    match kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return "text"
        case Kind.NUMBER:
            return "number"
        case Kind.DATE:
            return "date"
        case Kind.DATE_SPAN:
            return "span"
        case Kind.CHOICE | Kind.CHOICES:
            return "choice"
        case Kind.PERSON:
            return "person"
        case Kind.PEOPLE:
            return "people"
        case Kind.TASK:
            return "task"
        case Kind.PROJECT:
            return "project"
        case Kind.COURSE:
            return "course"
        case Kind.FILE:
            return "text"
        case _:
            assert_never(kind)
