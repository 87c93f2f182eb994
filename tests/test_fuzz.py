"""Ten thousand things nobody should say or press: every one gets an answer, none an incident."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

import pytest
from rich.console import Console as Terminal

from adapters.console.cards import render
from adapters.console.commands import parse
from adapters.console.events import Event
from bot.clock import ShiftedClock
from core.asks import Ask, Press, Reply, Typing
from core.cards import Card
from core.commands import registry
from core.dispatch import Dispatch
from core.errors import ScriptUnreadable
from core.features import COMMANDS
from core.model.people import Locale, SpaceDefaults, locale_of
from core.model.places import Audience
from core.ports import Ports
from core.suggestions import MOST
from storage.sqlite import open_sqlite
from tests.console.table import STARTS, Table
from tests.everybody import CLASS, Visit, Who, World, phrases, prepared, texts
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore
from tests.noise import Noise, odd_line, odd_text

INPUTS = 10_000
BATCHES = 20
TYPINGS = 1_000
LINES = 5_000
LINE_BATCHES = 5
NEW_PROJECT = (
    "/project new topic:지도 description:만든다 goal:끝낸다 start:2026-12-01 end:2027-01-15"
)
ROUNDS = 5
LONGEST_REFUSAL = 1_000
UNSHOWABLE = {chr(code) for code in (*range(9), *range(11, 32), 127, *range(0xD800, 0xE000))}
TITLES = {
    name: {phrases().say(locale, f"{name}.title") for locale in Locale}
    for name in ("refused", "failed")
}


@dataclass
class Session:
    """Says and presses what comes to mind, and judges what comes back."""

    dispatch: Dispatch
    noise: Noise
    said: list[Ask | Press] = field(default_factory=list[Ask | Press])
    refusals: int = 0

    async def go(self, count: int) -> None:
        for _ in range(count):
            did = self.noise.next()
            self.said.append(did)
            space, person = await self.dispatch.meet(did.sender)
            reply = await self._replied(did)
            found = list(faults(reply, locale_of(person, space)))
            assert not found, f"{did}\n{reply}\n{found}"
            self._remember(reply)

    async def _replied(self, did: Ask | Press) -> Reply:
        return await (self.dispatch.ask(did) if isinstance(did, Ask) else self.dispatch.press(did))

    def _remember(self, reply: Reply) -> None:
        if reply.form is not None:
            self.noise.forms = [*self.noise.forms[-5:], reply.form]
        if reply.card is not None:
            self.noise.buttons += [button.id for button in reply.card.buttons]
            self.refusals += reply.card.title in TITLES["refused"]


@pytest.fixture(scope="module")
def world() -> World:
    return asyncio.run(prepared())


@pytest.mark.parametrize("seed", range(BATCHES))
async def test_whatever_is_said_or_pressed_is_answered(
    world: World, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    room = Visit(world, Who.STAFF).room
    projects = tuple(f"project:{each}" for each in world.rows.projects)
    noise = Noise(Random(seed), room.platform.name, CLASS, projects)
    noise.buttons += [button for _, button in world.rows.buttons]
    session = Session(room.dispatch, noise)
    for _ in range(ROUNDS):
        await session.go(INPUTS // BATCHES // ROUNDS)
        await room.settle()
        noise.messages = list(room.platform.stands)
        room.later(hours=7)
    standing = [shown.card for shown in room.platform.stands.values()]
    assert [fault for card in standing for fault in of_card(card)] == []
    assert incidents(caplog) == []
    assert session.refusals > len(session.said) / 10, "it hardly tries the edges"
    assert session.refusals < len(session.said) * 0.8, "it hardly gets past the edges"


@pytest.fixture
async def real(tmp_path: Path) -> AsyncGenerator[Ports]:
    """Give ports on a real database."""
    clock = FakeClock()
    store = await open_sqlite(tmp_path / "teampl.db", SpaceDefaults(), clock)
    await store.migrate()
    yield fake_ports(clock=clock, store=store, phrases=phrases(), writer=None)
    await store.close()


async def test_a_real_database_takes_whatever_is_said(
    real: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    topics = ("식당 지도", "버스 도착")
    session = Session(
        Dispatch(real, registry(COMMANDS)), Noise(Random(1), "console", CLASS, topics)
    )
    for topic, name in zip(topics, ("지민", "서준"), strict=True):
        answers = {"topic": topic, "description": "만든다", "goal": "끝낸다",
                   "start": "2026-12-01", "end": "2027-01-15"}  # fmt: skip
        await session.dispatch.ask(
            Ask(f"open {topic}", session.noise.sender(name), "project new", answers)
        )
    await session.go(300)
    assert incidents(caplog) == []


async def test_whatever_is_typed_so_far_is_completed_or_left_alone(world: World) -> None:
    chance = Random(1)
    room = Visit(world, Who.STAFF).room
    inputs = [(command, given) for command in COMMANDS for given in command.inputs]
    offered = 0
    for _ in range(TYPINGS):
        command, given = chance.choice(inputs)
        answers = {"project": chance.choice((f"project:{world.project.id}", odd_text(chance)))}
        typed = chance.choice((odd_text(chance), "", "1", "지", "12/"))
        typing = Typing(room.sender("조교"), command.name, given.name, typed, answers)
        found = await room.dispatch.suggest(typing)
        assert len(found) <= MOST
        assert list(of_text([asdict(each) for each in found])) == [], typing
        offered += bool(found)
    assert offered > TYPINGS / 10


@pytest.mark.parametrize("seed", range(LINE_BATCHES))
async def test_whatever_is_typed_on_the_console_is_done_or_refused(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = Random(seed)
    clock = ShiftedClock(STARTS)
    unreadable = 0
    async with Table(tmp_path, clock, FakeStore(clock)).open() as table:
        await table.type(NEW_PROJECT, "/task add 발표 due:12/10", "/task add 시연")
        for _ in range(LINES // LINE_BATCHES):
            try:
                line = parse(odd_line(chance))
            except ScriptUnreadable:
                unreadable += 1
            else:
                await table.lines.answer(line, "지민")
    events = table.seen.events
    shown = [event.shown for event in events if isinstance(event.shown, Card)]
    assert [fault for card in shown for fault in of_card(card)] == []
    assert all(rendered(event) for event in chance.sample(events, 100))
    assert incidents(caplog) == []
    assert 0.1 < unreadable / (LINES // LINE_BATCHES) < 0.7, "it misses one side of the grammar"


def rendered(event: Event) -> str:
    terminal = Terminal(width=80)
    with terminal.capture() as capture:
        terminal.print(render(event))
    return capture.get().encode().decode()


def faults(reply: object, locale: Locale) -> Iterator[str]:
    """Give what is wrong with an answer to somebody who reads `locale`."""
    if not isinstance(reply, Reply):
        yield "no reply"
        return
    if reply.card is not None:
        yield from of_card(reply.card)
        if reply.audience is Audience.PRIVATE and reply.card.title in TITLES["refused"]:
            yield from of_refusal(reply.card, locale)
    if reply.form is not None:
        if not reply.form.fields:
            yield "a form that asks for nothing"
        if any(len(each.error) > LONGEST_REFUSAL for each in reply.form.fields):
            yield "an error too long to read"
        yield from of_text(asdict(reply.form))


def of_card(card: Card) -> Iterator[str]:
    if card.title in TITLES["failed"]:
        yield f"failed: {card.text}"
    if not card.title.strip() or not card.plain().strip():
        yield "says nothing"
    if any(not button.label.strip() or not button.id for button in card.buttons):
        yield "a button without label or id"
    yield from of_text(asdict(card))


def of_refusal(card: Card, locale: Locale) -> Iterator[str]:
    if card.title != phrases().say(locale, "refused.title"):
        yield f"not in {locale}"
    if not 0 < len(card.text) <= LONGEST_REFUSAL:
        yield f"a refusal of {len(card.text)} characters"


def of_text(value: object) -> Iterator[str]:
    """Judge that everything can be encoded, and shown."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        yield f"cannot be encoded: {error}"
    hidden = {letter for text in texts(value) for letter in text if letter in UNSHOWABLE}
    if hidden:
        yield f"cannot be shown: {sorted(hidden)!r}"


def incidents(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        f"{record.getMessage()}\n{record.exc_text}"
        for record in caplog.records
        if record.levelno >= logging.ERROR
    ]
