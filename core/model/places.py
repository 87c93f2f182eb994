"""Where a message belongs and who sees it there."""

from dataclasses import dataclass
from enum import StrEnum

from core.model.people import PersonId


class Audience(StrEnum):
    """Who sees a message."""

    CHANNEL = "channel"
    PRIVATE = "private"
    DM = "dm"
    PAGE = "page"
    """A page of one person's own, which only they ever see and nothing announces."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on a platform.

    `person` and `user` (the platform's name of that person) are set for private places and DMs.
    """

    platform: str
    workspace: str
    channel: str
    audience: Audience = Audience.CHANNEL
    person: PersonId | None = None
    user: str = ""
