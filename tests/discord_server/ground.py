"""What every part of the local Discord stands on: ids, files, and the news."""

from collections.abc import Callable
from dataclasses import dataclass

from tests import ground
from tests.ground import Json, Upload

EPOCH = 1_420_070_400_000
"""Milliseconds: where Discord's ids begin to count."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something for the bot's gateway connections.

    Args:
        intents: any one of these bits lets a session hear it; 0: everybody hears it.
        guild_id: whose shard hears it; None goes to shard 0, as direct messages do.
    """

    name: str
    data: Json
    intents: int = 0
    guild_id: str | None = None


class Ground(ground.Ground):
    """The ground of Discord, with whoever listens to its news."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Upload] = {}
        """What was attached, by attachment id."""
        self.listeners: list[Callable[[Event], None]] = []
        self._count = 0

    def next_id(self) -> str:
        """Give a new snowflake, greater than those before."""
        self._count += 1
        millis = int(self.now().timestamp() * 1000) - EPOCH
        return str(millis << 22 | self._count & 0x3FFFFF)

    def emit(self, event: Event) -> None:
        """Tell the gateway."""
        for listener in self.listeners:
            listener(event)
        self.changed()
