"""A person's day, when they ask for it."""

from dataclasses import dataclass

from core.call import Call
from core.cards import Card
from core.commands import Command
from core.day import Reader, day_card
from core.model.projects import Standing


@dataclass(frozen=True, slots=True)
class Today:
    """Show the caller's day."""


async def today(call: Call, _ask: Today) -> Card:
    """Show projects with their progress, one's open tasks by deadline, and what happened last."""
    async with call.read() as work:
        return await day_card(work, Reader(call.ports, call.space, call.caller))


COMMANDS = (Command("me today", Today, today, who=Standing.OUTSIDER),)
