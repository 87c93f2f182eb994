"""The console as a platform: the bot's messages stand on a board."""

from collections.abc import Sequence
from datetime import timedelta

from adapters.console.board import Board
from adapters.console.events import Spot
from core.cards import Card
from core.model.homes import ProjectHome
from core.model.messages import Message
from core.model.places import Audience
from core.ports.outside import File

NAME = "console"
CHANNEL = "main"


class Console:
    """Brings messages to a board (`core.ports.outside.Platform`)."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @property
    def name(self) -> str:
        """The platform's name in accounts and places."""
        return NAME

    @property
    def interval(self) -> timedelta:
        """None: a terminal takes edits as they come."""
        return timedelta()

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        """Show a message; one that stands there since before a crash is edited."""
        spot = _spot(message)
        if message.tried and spot.message in self._board.transcript:
            await self._board.edit(spot, card, files)
        else:
            await self._board.post(spot, card, files)
        return spot.message

    async def open_home(self, home: ProjectHome) -> str:
        """Give the one channel there is."""
        del home
        return CHANNEL

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Show what now stands where a message stands."""
        await self._board.edit(_spot(message), card, files)


def spot_name(message: int) -> str:
    """Give the console's id of a kept message."""
    return f"m{message}"


def _spot(message: Message) -> Spot:
    place = message.place
    person = None if place.audience is Audience.CHANNEL else place.user
    return Spot(spot_name(message.id), place.audience, person)
