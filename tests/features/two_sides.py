"""A class that is on two platforms at once."""

from dataclasses import dataclass, field, replace

from core.cards import Card
from core.model.people import Person
from tests.everybody import appoint, phrases
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore, Keep
from tests.features.harness import Room, field_of

LINKED = "이제 두 계정은 한 사람이에요"
SPACES_LINKED = "공간과 하나예요"


@dataclass
class Sides:
    """A Discord server and a Slack workspace of one class, run by the same bot."""

    keep: Keep = field(default_factory=Keep)
    discord: Room = field(init=False)
    slack: Room = field(init=False)

    def __post_init__(self) -> None:
        clock = FakeClock()
        store = FakeStore(clock, keep=self.keep)
        ports = fake_ports(clock=clock, store=store, phrases=phrases(), writer=None)
        self.discord = Room("guild", clock, FakePlatform("discord"))
        self.discord.store = store
        self.discord.open(replace(ports, homes=frozenset({"discord", "slack"})))
        self.slack = self.discord.beside(FakePlatform("slack"), "team")

    async def one_space(self) -> None:
        """Let the staff of both sides join them."""
        for room, name in ((self.discord, "조교"), (self.slack, "ta")):
            appoint(self.keep, (await room.person(name)).id)
        code = code_in(await self.discord.say("조교", "space link"))
        card = await self.slack.say("ta", "space link", code=code)
        assert SPACES_LINKED in card.text

    async def one_person(self, there: str, here: str) -> Person:
        """Let somebody of the Discord side be somebody of the Slack side."""
        code = code_in(await self.discord.say(there, "me link"))
        assert LINKED in (await self.slack.say(here, "me link", code=code)).text
        return await self.slack.person(here)


def code_in(card: Card) -> str:
    return field_of(card, "코드")
