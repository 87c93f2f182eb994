"""Messages the bot owns: what should stand there, and what was sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.cards import Card
from core.model.people import PersonId, SpaceId
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

    `subject` says what it is about (`task:12`) so that it can be withdrawn unsent. `owner` is
    whom it is brought to in private when its channel is gone, of a private one whom it is for.
    `pinned` asks the platform to keep it in sight: nothing else ever takes its place.
    """

    key: str
    space: SpaceId
    place: Place
    card: Card
    subject: str = ""
    owner: PersonId | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A kept message: `card` is what should stand there, as of `revision`.

    `sent` is the revision the platform shows (0: never sent); `external` the platform's
    id of it once known; `tried` tells that a first sending began, so that after a crash
    it is looked up before it is repeated; `told` that its owner was shown what was refused.
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
    owner: PersonId | None = None
    pinned: bool = False
    told: bool = False
