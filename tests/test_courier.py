"""What is wanted stands on the platform, once, whatever fails in between."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from core.cards import Card, Stage, StageState
from core.courier import Courier
from core.errors import Unavailable, Undeliverable
from core.model.messages import Delivery, Draft, Message, MessageId
from core.model.people import Account, Home, SpaceId
from core.model.places import Place
from core.ports import Ports
from core.ports.outside import File, Platform
from tests.fakes.clock import FakeClock
from tests.fakes.platform import Doing, FakePlatform
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore, FakeWork

PLACE = Place("console", "class", "general")
WORKING = Card("working", stages=(Stage("writing", StageState.RUNNING),))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ports(clock: FakeClock) -> Ports:
    return fake_ports(clock=clock)


@asynccontextmanager
async def running(ports: Ports, *platforms: Platform) -> AsyncGenerator[Courier]:
    courier = Courier(ports, {platform.name: platform for platform in platforms})
    task = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    """Give the courier turns until it holds; a turn is bounded, so it cannot hang."""
    for _ in range(2000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never held")


async def settle() -> None:
    for _ in range(300):
        await asyncio.sleep(0)


async def space(ports: Ports) -> SpaceId:
    async with ports.store.work() as work:
        met = await work.people.join(
            Home("console", "class", "Class"), Account("console", "class", "a"), "a"
        )
        await work.commit()
    return met[0].id


async def post(ports: Ports, card: Card, key: str = "one") -> MessageId:
    home = await space(ports)
    async with ports.store.work() as work:
        message = await work.messages.add(Draft(key, home, PLACE, card), ports.clock.now())
        await work.commit()
    return message


async def show(ports: Ports, message: MessageId, card: Card) -> None:
    async with ports.store.work() as work:
        await work.messages.show(message, card)
        await work.commit()


async def kept(ports: Ports, message: MessageId) -> Message:
    async with ports.store.work(write=False) as work:
        found = await work.messages.get(message)
    assert found is not None
    return found


async def test_a_message_is_posted_once_and_edited_after(ports: Ports) -> None:
    platform = FakePlatform()
    async with running(ports, platform):
        message = await post(ports, Card("first"))
        await until(lambda: platform.shown(message) == Card("first"))
        await show(ports, message, Card("second"))
        await until(lambda: platform.shown(message) == Card("second"))
    assert [event.doing for event in platform.events] == [Doing.POST, Doing.EDIT]
    assert (await kept(ports, message)).sent == 2


async def test_a_message_posted_before_a_crash_is_found_and_not_repeated(ports: Ports) -> None:
    platform = FakePlatform()
    message = await post(ports, Card("hello"))
    platform.forget(asyncio.CancelledError())
    async with running(ports, platform):
        await until(lambda: platform.shown(message) is not None)
    assert (await kept(ports, message)).sent == 0
    async with running(ports, platform):
        for _ in range(300):
            await asyncio.sleep(0)
    assert [event.doing for event in platform.events] == [Doing.POST]
    assert (await kept(ports, message)).sent == 1


async def test_an_unavailable_platform_is_tried_again_later(ports: Ports, clock: FakeClock) -> None:
    platform = FakePlatform()
    platform.fail(Unavailable("console", "down"), Unavailable("console", "down"))
    async with running(ports, platform):
        message = await post(ports, Card("hello"))
        for _ in range(8):
            await settle()
            clock.advance(timedelta(seconds=2))
        await until(lambda: platform.shown(message) == Card("hello"))
    assert len(platform.events) == 1


async def test_a_message_that_can_never_arrive_is_given_up(ports: Ports) -> None:
    platform = FakePlatform()
    platform.fail(Undeliverable("closed"))
    async with running(ports, platform):
        lost = await post(ports, Card("lost"), "lost")
        await settle()
        other = await post(ports, Card("fine"), "fine")
        await until(lambda: platform.shown(other) is not None)
    assert (await kept(ports, lost)).delivery is Delivery.REFUSED
    assert platform.shown(lost) is None


async def test_progress_is_shown_and_never_over_the_last_word(ports: Ports) -> None:
    platform = FakePlatform()
    async with running(ports, platform) as courier:
        message = await post(ports, WORKING)
        await until(lambda: platform.shown(message) == WORKING)
        further = Card("working", stages=(Stage("writing", StageState.DONE),))
        courier.show(message, further)
        await until(lambda: platform.shown(message) == further)
        await show(ports, message, Card("done"))
        courier.show(message, WORKING)
        await until(lambda: platform.shown(message) == Card("done"))
        courier.show(message, WORKING)
        await settle()
    assert platform.shown(message) == Card("done")


async def test_progress_keeps_the_platforms_pace_and_shows_the_newest(
    ports: Ports, clock: FakeClock
) -> None:
    platform = FakePlatform(interval=timedelta(seconds=1.2))
    async with running(ports, platform) as courier:
        message = await post(ports, WORKING)
        await until(lambda: platform.shown(message) == WORKING)
        for count in range(20):
            courier.show(message, Card(f"{count}", stages=WORKING.stages))
            await settle()
        assert len(platform.events) == 2
        clock.advance(timedelta(seconds=1.3))
        await until(lambda: platform.shown(message) == Card("19", stages=WORKING.stages))
    assert len(platform.events) == 3


async def test_progress_that_has_to_wait_is_shown_then_unless_newer_comes(
    ports: Ports, clock: FakeClock
) -> None:
    platform = FakePlatform()
    later = Unavailable("console", "not its turn", timedelta(seconds=24))
    cards = [Card(f"{number}", stages=WORKING.stages) for number in range(4)]
    async with running(ports, platform) as courier:
        message = await post(ports, WORKING)
        await until(lambda: platform.shown(message) == WORKING)
        for shown in (cards[:1], cards[1:3]):
            platform.fail(later)
            for card in shown:
                courier.show(message, card)
                await settle()
            assert platform.shown(message) not in shown
            clock.advance(timedelta(seconds=24))
            await settle()
            assert platform.shown(message) == shown[-1]
        platform.fail(later)
        courier.show(message, cards[3])
        await settle()
        await show(ports, message, Card("done"))
        await until(lambda: platform.shown(message) == Card("done"))
        clock.advance(timedelta(seconds=24))
        await settle()
    assert platform.shown(message) == Card("done")
    assert len(platform.events) == 4


async def test_progress_of_another_processes_platform_goes_through_the_rows(ports: Ports) -> None:
    platform = FakePlatform()
    message = await post(ports, WORKING)
    async with running(ports, platform), running(ports) as worker:
        await until(lambda: platform.shown(message) == WORKING)
        further = Card("further", stages=WORKING.stages)
        worker.show(message, further)
        await until(lambda: platform.shown(message) == further)


async def test_one_poisoned_card_does_not_stop_the_others(
    ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    platform = Poisoned()
    async with running(ports, platform):
        await post(ports, Card("poison"), "poison")
        await settle()
        fine = await post(ports, Card("fine"), "fine")
        await until(lambda: platform.shown(fine) is not None)
    assert "message given up" in caplog.text


class Poisoned(FakePlatform):
    """A platform with a bug in the rendering of one card."""

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        if card.title == "poison":
            raise ZeroDivisionError
        return await super().post(message, card, files)


async def test_progress_shown_while_the_courier_ends_does_not_fail_whoever_shows_it(
    ports: Ports,
) -> None:
    platform = Lingering()
    courier = Courier(ports, {platform.name: platform})
    task = asyncio.create_task(courier.run())
    message = await post(ports, WORKING)
    await platform.posting.wait()
    task.cancel()
    await settle()
    courier.show(message, WORKING)
    platform.left.set()
    with pytest.raises(asyncio.CancelledError):
        await task


@dataclass
class Lingering(FakePlatform):
    """A platform that takes its time to let go of a message that is being posted."""

    posting: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        self.posting.set()
        try:
            await asyncio.Event().wait()
        finally:
            await self.left.wait()
        return await super().post(message, card, files)


class Away(FakeStore):
    """A store whose database can be away for a while."""

    away = False

    def work(self, *, write: bool = True) -> FakeWork:
        if self.away:
            raise Unavailable("database", "connection")
        return super().work(write=write)


@pytest.fixture
def store(clock: FakeClock) -> Away:
    return Away(clock)


async def test_messages_go_on_after_the_database_was_away(clock: FakeClock, store: Away) -> None:
    ports, platform = fake_ports(clock=clock, store=store), FakePlatform()
    async with running(ports, platform):
        await settle()
        store.away = True
        for _ in range(5):
            clock.advance(timedelta(seconds=1))
            await settle()
        store.away = False
        message = await post(ports, Card("hello"))
        await until(lambda: platform.shown(message) == Card("hello"))


async def test_progress_goes_on_after_the_database_was_away(clock: FakeClock, store: Away) -> None:
    ports, platform = fake_ports(clock=clock, store=store), FakePlatform()
    further = Card("further", stages=WORKING.stages)
    async with running(ports, platform), running(ports) as worker:
        message = await post(ports, WORKING)
        await until(lambda: platform.shown(message) == WORKING)
        store.away = True
        worker.show(message, further)
        await settle()
        store.away = False
        clock.advance(timedelta(seconds=1))
        await until(lambda: platform.shown(message) == further)
        worker.show(message, WORKING)
        clock.advance(timedelta(seconds=2))
        await until(lambda: platform.shown(message) == WORKING)


async def test_a_poisoned_card_is_given_up_though_the_database_was_away(
    clock: FakeClock, store: Away
) -> None:
    ports = fake_ports(clock=clock, store=store)
    async with running(ports, Breaking(store=store)):
        message = await post(ports, Card("poison"), "poison")
        await until(lambda: store.away)
        await settle()
        store.away = False
        clock.advance(timedelta(seconds=2))
        await settle()
        assert (await kept(ports, message)).delivery is Delivery.REFUSED


@dataclass
class Breaking(Poisoned):
    """A platform with a bug, at whose first sending the database goes away as well."""

    store: Away = field(kw_only=True)
    broken: bool = False

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        self.store.away, self.broken = not self.broken, True
        return await super().post(message, card, files)
