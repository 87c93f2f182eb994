"""Messages the bot owns: what should stand there, and what was sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.cards import Card
from core.model.people import SpaceId
from core.model.places import Place

MessageId = NewType("MessageId", int)


class Delivery(StrEnum):
    """What became of a message."""

    WANTED = "wanted"
    SENT = "sent"
    REFUSED = "refused"
    """It can never arrive (closed DM, deleted channel)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to keep. `key` is unique: the same key twice is the same message.

    `subject` says what it is about (`task:12`) so that it can be withdrawn unsent.
    """

    key: str
    space: SpaceId
    place: Place
    card: Card
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A kept message: `card` is what should stand there, as of `revision`.

    `sent` is the revision the platform shows (0: never sent); `external` the platform's
    id of it once known; `tried` tells that a first sending began, so that after a crash
    it is looked up before it is repeated.
    """

    id: MessageId
    key: str
    space: SpaceId
    place: Place
    card: Card
    revision: int = 1
    sent: int = 0
    external: str | None = None
    tried: bool = False
    delivery: Delivery = Delivery.WANTED
    created: datetime | None = None
