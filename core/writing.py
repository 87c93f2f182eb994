"""Asking the model within what a person and a space may use, and why it may stay silent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import TypeVar

from core.call import Call
from core.errors import Unavailable, Unusable
from core.model.activity import Spending
from core.ports.outside import Brief, Usage

T = TypeVar("T")


class Silence(StrEnum):
    """Why there is no answer of the model; the work goes on without it, and says so."""

    NO_KEY = "no_key"
    BUDGET = "budget"
    DOWN = "down"
    UNUSABLE = "unusable"


@dataclass(slots=True)
class _Follower:
    """Follows one call: progress at once, usage for the ledger."""

    count: Callable[[int], None]
    usages: list[Usage] = field(default_factory=list[Usage])

    def heard(self, count: int) -> None:
        self.count(count)

    def used(self, usage: Usage) -> None:
        self.usages.append(usage)


async def consult(
    call: Call, brief: Brief, read: Callable[[object], T], heard: Callable[[int], None]
) -> T | Silence:
    """Give what the model answers, or why it does not.

    Raises:
        Unavailable: it does not answer now, and the job may still try again.
    """
    writer = call.ports.writer
    if writer is None:
        return Silence.NO_KEY
    if await _spent(call):
        return Silence.BUDGET
    follower = _Follower(heard)
    try:
        return await writer.write(brief, read, follower)
    except Unavailable:
        if call.slow.last_try:
            return Silence.DOWN
        raise
    except Unusable:
        return Silence.UNUSABLE
    finally:
        await _charge(call, brief.purpose, follower.usages)


async def _spent(call: Call) -> bool:
    """Tell whether the person's day or the space's month is used up."""
    limits = call.ports.limits
    midnight = datetime.combine(call.today, time(), call.zone)
    month = midnight.replace(day=1)
    async with call.read() as work:
        person = await work.ledger.person_since(call.caller.id, midnight)
        space = await work.ledger.space_since(call.space.id, month)
    return person >= limits.person_daily or space >= limits.space_monthly


async def _charge(call: Call, purpose: str, usages: list[Usage]) -> None:
    if not usages:
        return
    async with call.ports.store.work() as work:
        # Whoever asked may have been joined to another person, or their space to another.
        person = await work.people.person(call.caller.id)
        for usage in usages:
            key = f"{call.slow.job}:{purpose}:{call.ports.chance.token()}"
            await work.ledger.charge(
                Spending(
                    key=key,
                    space=person.space,
                    person=person.id,
                    model=usage.model,
                    tokens_in=usage.tokens_in,
                    tokens_out=usage.tokens_out,
                    at=call.now,
                )
            )
        await work.commit()
