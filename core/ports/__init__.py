"""What the core needs from outside, as protocols; `bot.app` fills them."""

from dataclasses import dataclass

from core.phrasebook import Phrasebook
from core.ports.outside import (
    Chance,
    Clock,
    Dates,
    Documents,
    Limits,
    Planner,
    TeamFormer,
    Timetables,
    Writer,
)
from core.ports.storage import Store


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the core was given. `writer` is `None` without a key.

    `homes` names the platforms on which adopting a plan opens a home for the project.
    """

    clock: Clock
    chance: Chance
    store: Store
    phrases: Phrasebook
    dates: Dates
    planner: Planner
    former: TeamFormer
    documents: Documents
    timetables: Timetables
    limits: Limits
    writer: Writer | None = None
    homes: frozenset[str] = frozenset()
