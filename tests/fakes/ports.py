"""All fakes put together."""

from typing import TypedDict, Unpack

from adapters.dates.reader import KoreanDates
from core.phrasebook import Phrasebook, load
from core.ports import Ports
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
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.documents import FakeDocuments
from tests.fakes.former import FakeFormer
from tests.fakes.planner import FakePlanner
from tests.fakes.store import FakeStore
from tests.fakes.timetables import FakeTimetables
from tests.fakes.writer import ScriptedWriter

GENEROUS = Limits(person_daily=1_000_000, space_monthly=10_000_000)


class Chosen(TypedDict, total=False):
    """The ports a test brings itself."""

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
    writer: Writer | None


def fake_ports(**chosen: Unpack[Chosen]) -> Ports:
    """Give ports filled with fakes but for those chosen; phrases and dates are the real ones.

    The store follows the chosen clock. `writer=None` means that there is no key.
    """
    clock = chosen.get("clock") or FakeClock()
    return Ports(
        clock=clock,
        chance=chosen.get("chance") or FakeChance(),
        store=chosen.get("store") or FakeStore(clock),
        phrases=chosen.get("phrases") or load(),
        dates=chosen.get("dates") or KoreanDates(),
        planner=chosen.get("planner") or FakePlanner(),
        former=chosen.get("former") or FakeFormer(),
        documents=chosen.get("documents") or FakeDocuments(),
        timetables=chosen.get("timetables") or FakeTimetables(),
        limits=chosen.get("limits") or GENEROUS,
        writer=chosen["writer"] if "writer" in chosen else ScriptedWriter(),
    )
