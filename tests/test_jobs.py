"""Slow commands: accepted in one transaction, run to a stated outcome, whatever happens."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from core.asks import Ask, Press, Reply, Sender
from core.call import Call
from core.cards import Card
from core.commands import Command, registry
from core.dispatch import Dispatch
from core.errors import Refused, Unavailable
from core.jobs import Runner
from core.model.jobs import JobId, JobState
from core.model.messages import Message
from core.model.people import Account, Home
from core.model.places import Audience
from core.model.projects import Standing
from core.phrasebook import Phrasebook, load
from core.ports import Ports
from core.ports.storage import Work
from tests.fakes.platform import FakeLive
from tests.fakes.ports import fake_ports

SENDER = Sender(Home("console", "class", "Class"), Account("console", "class", "a"), "a", "main")


@dataclass(frozen=True, slots=True)
class Brew:
    """Brew."""


def words() -> Phrasebook:
    """Give the phrases with words for a command that exists only here."""
    book = load()
    added = {"commands.brew.working": "brewing", "stage.one": "one"}
    return Phrasebook({loc: {**known, **added} for loc, known in book.phrases.items()}, book.lists)


class Kitchen:
    """A bot with one slow command, whose jobs run when told."""

    def __init__(self, run: Callable[[Call, Brew], Awaitable[Card]]) -> None:
        async def key(_work: Work, _call: Call, _ask: Brew) -> str:
            return "only"

        command = Command(
            "brew", Brew, run, Standing.OUTSIDER, Audience.CHANNEL, ("stage.one",), key
        )
        self.ports: Ports = fake_ports(phrases=words())
        self.live = FakeLive()
        self.dispatch = Dispatch(self.ports, registry((command,)))
        self.runner = Runner(self.ports, registry((command,)), self.live)

    async def ask(self, ask: str = "1") -> Reply:
        return await self.dispatch.ask(Ask(ask, SENDER, "brew", {}))

    async def run(self) -> None:
        await self.runner.execute(JobId("brew:only"))

    async def state(self) -> JobState:
        async with self.ports.store.work(write=False) as work:
            job = await work.jobs.get(JobId("brew:only"))
        assert job is not None
        return job.state

    async def message(self) -> Message:
        async with self.ports.store.work(write=False) as work:
            job = await work.jobs.get(JobId("brew:only"))
            found = None if job is None else await work.messages.get(job.message)
        assert found is not None
        return found


async def fine(_call: Call, _ask: Brew) -> Card:
    return Card("done")


async def test_an_accepted_job_and_its_message_are_kept_together() -> None:
    kitchen = Kitchen(fine)
    reply = await kitchen.ask()
    message = await kitchen.message()
    assert reply.message == message.id
    assert message.card.stages
    await kitchen.run()
    assert (await kitchen.message()).card == Card("done")
    assert await kitchen.state() is JobState.DONE


async def test_asking_twice_is_asking_once() -> None:
    kitchen = Kitchen(fine)
    await kitchen.ask("1")
    again = await kitchen.ask("2")
    assert again.card is not None
    async with kitchen.ports.store.work(write=False) as work:
        assert await work.jobs.unfinished() == 1
        assert await work.messages.unsent() == 1


async def test_an_ask_delivered_twice_by_the_platform_is_answered_once() -> None:
    kitchen = Kitchen(fine)
    await kitchen.ask("1")
    assert await kitchen.ask("1") == Reply()


async def test_an_ended_job_runs_no_more() -> None:
    runs: list[int] = []

    async def counted(_call: Call, _ask: Brew) -> Card:
        runs.append(1)
        return Card("done")

    kitchen = Kitchen(counted)
    await kitchen.ask()
    await kitchen.run()
    await kitchen.run()
    assert runs == [1]


async def test_a_finished_step_is_not_paid_twice_after_a_crash() -> None:
    made: list[int] = []

    async def step(call: Call, _ask: Brew) -> Card:
        async def make() -> int:
            made.append(1)
            return 7

        value = await call.step("words", int, make)
        if len(made) == 1 and not crashed:
            crashed.append(True)
            raise asyncio.CancelledError
        return Card(str(value))

    crashed: list[bool] = []
    kitchen = Kitchen(step)
    await kitchen.ask()
    with pytest.raises(asyncio.CancelledError):
        await kitchen.run()
    await kitchen.run()
    assert made == [1]
    assert (await kitchen.message()).card.title == "7"


async def test_an_unavailable_service_is_tried_again_and_then_given_up_kindly() -> None:
    tries: list[bool] = []

    async def down(call: Call, _ask: Brew) -> Card:
        tries.append(call.slow.last_try)
        raise Unavailable("ai", "timeout")

    kitchen = Kitchen(down)
    await kitchen.ask()
    for _ in range(kitchen.ports.limits.attempts):
        await kitchen.run()
    assert tries == [False] * (kitchen.ports.limits.attempts - 1) + [True]
    assert await kitchen.state() is JobState.FAILED
    card = (await kitchen.message()).card
    assert [button.label for button in card.buttons] == ["다시 시도"]


async def test_the_retry_button_makes_a_failed_job_run_again() -> None:
    answers: list[Card | Exception] = [ZeroDivisionError(), Card("done")]

    async def moody(_call: Call, _ask: Brew) -> Card:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kitchen = Kitchen(moody)
    await kitchen.ask()
    await kitchen.run()
    failed = (await kitchen.message()).card
    assert await kitchen.state() is JobState.FAILED
    await kitchen.dispatch.press(Press("p", SENDER, failed.buttons[0].id))
    await kitchen.run()
    assert (await kitchen.message()).card.title == "done"


async def test_a_bug_ends_as_an_incident_without_its_text() -> None:
    async def bug(_call: Call, _ask: Brew) -> Card:
        raise ZeroDivisionError("secret detail")

    kitchen = Kitchen(bug)
    await kitchen.ask()
    await kitchen.run()
    card = (await kitchen.message()).card
    assert "secret detail" not in card.plain()
    assert await kitchen.state() is JobState.FAILED


async def test_a_refusal_in_a_job_is_said_in_its_message() -> None:
    async def refuse(_call: Call, _ask: Brew) -> Card:
        raise Refused("plan.already_adopted")

    kitchen = Kitchen(refuse)
    await kitchen.ask()
    await kitchen.run()
    assert "되돌리기" in (await kitchen.message()).card.text
    assert await kitchen.state() is JobState.FAILED
    await kitchen.ask("2")
    assert await kitchen.state() is JobState.READY
