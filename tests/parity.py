"""Which way leads to every command on every platform: the table of `docs/parity.md`."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.cards import Button, Card
from core.commands import AnyCommand, Command, Menu, registry
from core.features import COMMANDS, MENUS
from core.features.board import PAGE as BOARD_PAGE
from core.features.task_list import PAGE
from core.features.team_cards import PAGE as TEAMS_PAGE
from core.model.people import Locale, SpaceDefaults
from core.phrasebook import load
from core.ports.outside import File
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore, Keep
from tests.features.board_room import POST, enrol
from tests.features.harness import Room
from tests.reach.console import console
from tests.reach.discord import on_discord
from tests.reach.platform import Platform, Program
from tests.reach.slack import slack

PLATFORMS: tuple[Callable[[Program], Awaitable[Platform]], ...] = (console, on_discord, slack)
"""The columns of the table; one platform more is one entry more."""

_TABLE = re.compile(r"(?<=<!-- parity -->\n).*?(?=<!-- /parity -->)", re.DOTALL)
_GAP = "—"
_LANGUAGES = (Locale.EN, Locale.KO)

Buttons = Mapping[Locale, Sequence[Button]]
"""What stood on cards, by the language it was written in."""


@dataclass(frozen=True, slots=True)
class Parity:
    """The registry beside what the platforms made of it."""

    program: Program
    buttons: Buttons
    platforms: Sequence[Platform]

    def table(self) -> str:
        """Give a row for each command and each menu of a message, a column for each platform."""
        rows = [("Command · 명령", *(platform.name for platform in self.platforms))]
        rows += [tuple("---" for _ in rows[0])]
        rows += [
            (self._name(each), *(self._cell(each, platform) for platform in self.platforms))
            for each in self._everything()
        ]
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)

    def gaps(self) -> list[str]:
        """Say what cannot be reached or given on which platform."""
        return [gap for platform in self.platforms for gap in self._gaps(platform)]

    def _gaps(self, platform: Platform) -> Iterator[str]:
        for each in self._everything():
            if not all(self._ways(each, platform, locale) for locale in _LANGUAGES):
                yield f"{platform.name}: no way to {_key(each)}"
            elif isinstance(each, Command):
                for option in self._not_given(each, platform):
                    yield f"{platform.name}: no way to give {option} to {each.name}"

    def _everything(self) -> Iterator[AnyCommand | Menu]:
        yield from self.program.commands.values()
        yield from self.program.menus

    def _not_given(self, command: AnyCommand, platform: Platform) -> Iterator[str]:
        """Give the options which no form asks for, or which the way to the command leaves out."""
        typed = frozenset[str]() if command.hidden else platform.options(command.name)
        given = typed | self._by_buttons(command)
        asked = platform.asked(command.name)
        for each in command.inputs:
            if not each.option.hidden and each.name not in asked & given:
                yield each.name

    def _by_buttons(self, command: AnyCommand) -> frozenset[str]:
        buttons = self._leading_to(command, Locale.KO)
        return frozenset(option for each in buttons for option in each.asks)

    def _leading_to(self, command: AnyCommand, locale: Locale) -> Sequence[Button]:
        return [each for each in self.buttons[locale] if each.command == command.name]

    def _cell(self, each: AnyCommand | Menu, platform: Platform) -> str:
        ways = [
            f"`{way}`" if way else _GAP
            for locale in _LANGUAGES
            for way in self._ways(each, platform, locale) or ("",)
        ]
        return " · ".join(dict.fromkeys(ways))

    def _ways(self, each: AnyCommand | Menu, platform: Platform, locale: Locale) -> tuple[str, ...]:
        """Give what leads to a command or a menu in one language, nothing where nothing does."""
        if isinstance(each, Menu):
            found = [platform.picked(each, locale)]
        elif each.hidden:
            found = [platform.pressed(button) for button in self._leading_to(each, locale)]
        else:
            found = [platform.typed(each.name, locale)]
        return tuple(dict.fromkeys(found)) if all(found) else ()

    def _name(self, each: AnyCommand | Menu) -> str:
        return " · ".join(self._spoken(each, locale) for locale in _LANGUAGES)

    def _spoken(self, each: AnyCommand | Menu, locale: Locale) -> str:
        if isinstance(each, Menu):
            return f"*{self.program.phrases.say(locale, each.words)}*"
        return self.program.spoken(each.name, locale)


async def parity() -> Parity:
    """Compare the whole registry with what every platform makes of it."""
    program = Program(registry(COMMANDS), MENUS, load())
    platforms = [await rendered(program) for rendered in PLATFORMS]
    return Parity(program, await buttons(), platforms)


async def with_parity(text: str) -> str:
    """Give a text with the table as it should be."""
    table = (await parity()).table()
    return _TABLE.sub(lambda _: table, text)


async def buttons() -> Buttons:
    """Give all buttons that stand on cards of a project's life, in each language."""
    return {locale: await _lived(locale) for locale in Locale}


async def _lived(locale: Locale) -> Sequence[Button]:
    clock, keep = FakeClock(), Keep()
    room = Room(clock=clock)
    room.store = FakeStore(clock, SpaceDefaults(locale), keep)
    room.open(fake_ports(clock=clock, store=room.store, writer=None))
    await room.project("지민", "서준")
    for number in range(PAGE):
        await room.say("지민", "task add", title=f"{number}", due="2026-12-10", assignee="@지민")
    plan = await room.say("지민", "project plan")
    adopted = await _press(room, "plan adopt", plan)
    await _press(room, "task page", await room.say("지민", "task list"))
    await _press(room, "undo", adopted)
    await _recruit(room)
    await _split(room)
    await _teach(room)
    room.later(days=7)
    await room.tick()
    await _change_hands(room)
    return list(keep.rows.buttons.values())


async def _recruit(room: Room) -> None:
    await enrol(room, "지민", "서준")
    await _press(room, "board end", await room.say("지민", "course board"))
    own = await room.say("지민", "team recruit", **POST)
    for number in range(BOARD_PAGE):
        await room.say("지민", "team recruit", **(POST | {"title": f"{number}"}))
    await _press(room, "board page", await room.say("지민", "team board"))
    number = own.subject.removeprefix("post:")
    await room.say("서준", "team apply", post=number, line="저요")
    await _press(room, "team close", await room.say("지민", "team post", post=number))


async def _split(room: Room) -> None:
    """Split a class into more teams than a page shows, swap, adopt, appeal; let a group gather."""
    students = [f"학생{number}" for number in range(TEAMS_PAGE + 1)]
    await enrol(room, *students)
    one, other = students[:2]
    card = await room.say("지민", "team form", least="1", most="1", people=_all(students))
    await _press(room, "teams show", await room.say("지민", "team proposals"))
    teams = card.subject.removeprefix("team_proposal:")
    await room.say("지민", "teams swap", teams=teams, one=f"@{one}", other=f"@{other}")
    await _press(room, "teams adopt", card)
    await room.say(one, "team appeal", other=f"@{other}", line="부탁해요")
    asked = [each for each in await room.dms(other) if each.subject.startswith("appeal:")]
    await _press(room, "teams agree", asked[0], other)
    await room.say(one, "team gather", title="해커톤", people=f"@{other}")
    await room.settle()


def _all(names: Sequence[str]) -> str:
    return " ".join(f"@{name}" for name in names)


async def _teach(room: Room) -> None:
    """Give the course a roster as its staff, let somebody ask to join, and say when one is free."""
    await room.say("지민", "me free", times="mon 13-18")
    listed = await room.say("지민", "course roster", file=File("list.csv", b"name\nHayoon"))
    await _press(room, "course apply", listed)
    await room.say("도윤", "course join", course="CSE101")


async def _change_hands(room: Room) -> None:
    """Let somebody in, offer them to lead, and ask after somebody who is silent."""
    await room.person("하은")
    await room.say("지민", "project add", person="@하은")
    await room.settle()
    await room.say("지민", "project handover", person="@하은")
    room.later(days=8)
    await room.say("지민", "project missing", person="@하은")
    await _pass_on(room)


async def _pass_on(room: Room) -> None:
    """Adopt the division, let a task be given back and asked of another, and a swap be offered."""
    await _press(room, "division adopt", await _brought(room, "지민", "division adopt"))
    share = await _brought(room, "하은", "share decline")
    given, kept = (row[0] for row in share.rows[:2])
    request = share.subject.removeprefix("request:")
    await room.say("하은", "share decline", request=request, task=given, reason="...")
    await _press(room, "taking ask", await _brought(room, "지민", "taking ask"))
    await room.say("지민", "task add", title="swapped", assignee="@서준")
    listed = await room.say("지민", "task list", words="swapped")
    await room.say("하은", "task swap", task=kept, other=listed.rows[0][0])


async def _brought(room: Room, who: str, command: str) -> Card:
    """Give the newest card in somebody's DM with a button for a command."""
    cards = reversed(await room.dms(who))
    return next(card for card in cards if any(each.command == command for each in card.buttons))


async def _press(room: Room, command: str, card: Card, who: str = "지민") -> Card:
    label = next(button.label for button in card.buttons if button.command == command)
    return await room.press(who, label, card)


def _key(each: AnyCommand | Menu) -> str:
    return each.words if isinstance(each, Menu) else each.name
