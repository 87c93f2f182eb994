"""Something somebody did, known by who they are and where it is answered; each is let in once."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.slack.delivery import NAME
from adapters.slack.heard import Heard
from adapters.slack.senders import Senders
from adapters.slack.surfaces import Surface, answered
from adapters.slack.teams import Teams
from core.arrivals import Arrivals
from core.asks import Sender
from core.cards import Card, Tone
from core.dispatch import Dispatch
from core.errors import Unavailable
from core.forms import Speech
from core.model.people import locale_of
from core.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Act:
    """Something somebody did, who they are, and where it is answered."""

    heard: Heard
    sender: Sender
    surface: Surface


@dataclass(frozen=True, slots=True)
class Acts:
    """Lets what Slack delivers in, once across restarts and processes."""

    dispatch: Dispatch
    phrases: Phrasebook
    teams: Teams
    senders: Senders
    arrivals: Arrivals

    @asynccontextmanager
    async def once(self, this: Heard) -> AsyncGenerator[Act | None]:
        """Give what somebody did, `None` where it was answered before."""
        with self.arrivals.answering():
            yield await self.begin(this)

    async def begin(self, this: Heard) -> Act | None:
        """Give what somebody did, `None` where it was answered before."""
        if not self.arrivals.new(this.id) or not await self._first(this.id):
            return None
        if this.workspace not in self.teams.ids:
            words = self.phrases.say(this.stand.locale, "slack.no_token")
            await answered(this.stand.url, Card(words, tone=Tone.WARNING), private=True)
            return None
        surface = Surface(self.teams.client(this.workspace), this)
        return Act(this, await self.senders.of(this), surface)

    async def speech(self, act: Act) -> Speech:
        """Give the language to speak to somebody in."""
        space, person = await self.dispatch.meet(act.sender)
        return Speech(self.phrases, locale_of(person, space))

    async def show(self, act: Act, card: Card) -> None:
        """Show a card in private, or write it where it cannot be shown."""
        if not await act.surface.show(card, private=True):
            await self.write(act, [card])

    async def write(self, act: Act, unseen: Sequence[Card]) -> None:
        """Bring what could not be shown by direct message."""
        if unseen:
            await self.dispatch.write(act.sender, act.heard.id, unseen)

    async def _first(self, delivery: str) -> bool:
        """Tell whether no process had this; where that cannot be known, the core will say so."""
        try:
            return await self.dispatch.first(NAME, delivery)
        except Unavailable:
            return True
