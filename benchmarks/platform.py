"""A chat platform in memory, as far away as a real one and as slow."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from core.cards import Card
from core.model.homes import ProjectHome
from core.model.messages import Message
from core.ports.outside import File

NAME = "bench"
_AWAY = 0.05
"""Seconds a request to the platform takes."""


class FarPlatform:
    """Takes every message; see `core.ports.outside.Platform`."""

    name = NAME
    interval = timedelta(seconds=1.2)

    def __init__(self) -> None:
        self._ids = count(1)
        self.posts = 0
        self.edits = 0

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        """Take a new message."""
        del message, card, files
        self.posts += 1
        await asyncio.sleep(_AWAY)
        return f"{NAME}-{next(self._ids)}"

    async def open_home(self, home: ProjectHome) -> str:
        """Take a project."""
        await asyncio.sleep(_AWAY)
        return f"{NAME}-home-{home.project}"

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Take a message in place of the earlier one."""
        del message, card, files
        self.edits += 1
        await asyncio.sleep(_AWAY)
