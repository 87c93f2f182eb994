"""A chat platform that remembers everything it was told."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from core.cards import Card
from core.errors import Unavailable, Undeliverable
from core.model.homes import ProjectHome
from core.model.messages import Message, MessageId
from core.model.people import PersonId
from core.model.places import Audience, Place
from core.model.projects import ProjectId
from core.ports.outside import File


class Doing(StrEnum):
    """What a platform was told to do."""

    POST = "post"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands somewhere on the platform."""

    external: str
    message: MessageId
    key: str
    place: Place
    card: Card
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person could see happen."""

    doing: Doing
    shown: Shown


@dataclass(slots=True)
class FakePlatform:
    """A platform in memory; `stands` is what can be seen now, `events` how it came to be.

    Like a real one it posts again when told again: only a message `tried` before is looked
    up by its key, found, and made to show the card.
    """

    name: str = "console"
    interval: timedelta = timedelta()
    events: list[Event] = field(default_factory=list[Event])
    stands: dict[str, Shown] = field(default_factory=dict[str, Shown])
    homes: dict[ProjectId, ProjectHome] = field(default_factory=dict[ProjectId, ProjectHome])
    _homes_opened: int = field(init=False, default=0)
    _shut: set[str] = field(init=False, default_factory=set[str])
    _failures: deque[Unavailable | Undeliverable] = field(
        init=False, default_factory=deque[Unavailable | Undeliverable]
    )
    _forgets: deque[BaseException] = field(init=False, default_factory=deque[BaseException])

    def fail(self, *errors: Unavailable | Undeliverable) -> None:
        """Let the next calls fail, one with each error, and show nothing."""
        self._failures.extend(errors)

    def forget(self, error: BaseException | None = None) -> None:
        """Let the next new message stand while its sender gets `error` instead of its id.

        That is what a sender killed after posting knows. The default is `Unavailable`.
        """
        self._forgets.append(error or Unavailable(self.name, "answer lost"))

    def delete(self, message: MessageId) -> None:
        """Take a message away, as a person or a closed channel does."""
        self.stands = {key: item for key, item in self.stands.items() if item.message != message}

    def shut(self, where: str) -> None:
        """Take a channel away with all in it, or close somebody's DMs by their name."""
        self._shut.add(where)
        self.stands = {
            key: item for key, item in self.stands.items() if where not in _ways(item.place)
        }
        self.homes = {key: home for key, home in self.homes.items() if home.external != where}

    def open(self, where: str) -> None:
        """Let messages arrive there again."""
        self._shut.discard(where)

    def shown(self, message: MessageId) -> Card | None:
        """Give the card that stands for a message; `None` if none does.

        Raises:
            AssertionError: it stands there twice.
        """
        found = [item.card for item in self.stands.values() if item.message == message]
        if len(found) > 1:
            raise AssertionError(f"message {message} stands there {len(found)} times")
        return found[0] if found else None

    def dms(self, person: PersonId) -> tuple[Card, ...]:
        """Give the cards in a person's DM, the oldest message first."""
        return tuple(
            item.card
            for item in self.stands.values()
            if item.place.audience is Audience.DM and item.place.person == person
        )

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        """Show `card` as a new message, or as the one found by its key if it was tried."""
        self._fail_if_told()
        self._fail_if_shut(message.place)
        found = self._found(message) if message.tried else None
        if found is not None:
            if found.card != card:
                self._show(Doing.EDIT, found.external, message, card, files)
            return found.external
        external = f"{self.name}-{len(self.events) + 1}"
        self._show(Doing.POST, external, message, card, files)
        if self._forgets:
            raise self._forgets.popleft()
        return external

    async def open_home(self, home: ProjectHome) -> str:
        """Open a project's home, or find it as it stands; let its users in."""
        self._fail_if_told()
        known = self.homes.get(home.project)
        self._homes_opened += known is None
        channel = known.external if known else f"home-{self._homes_opened}"
        self.homes[home.project] = replace(home, external=channel)
        return str(channel)

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Make `card` stand where the message stands."""
        self._fail_if_told()
        if message.external is None or message.external not in self.stands:
            raise Undeliverable(f"no message {message.external}")
        self._show(Doing.EDIT, message.external, message, card, files)

    def _fail_if_told(self) -> None:
        if self._failures:
            raise self._failures.popleft()

    def _fail_if_shut(self, place: Place) -> None:
        if _ways(place) & self._shut:
            raise Undeliverable(f"closed: {place}")

    def _found(self, message: Message) -> Shown | None:
        return next((item for item in self.stands.values() if item.key == message.key), None)

    def _show(
        self, doing: Doing, external: str, message: Message, card: Card, files: Sequence[File]
    ) -> None:
        shown = Shown(external, message.id, message.key, message.place, card, tuple(files))
        self.stands[external] = shown
        self.events.append(Event(doing, shown))


def _ways(place: Place) -> set[str]:
    """Give what must be open for a message to arrive."""
    return {place.channel if place.audience is Audience.CHANNEL else place.user}


@dataclass(slots=True)
class FakeLive:
    """Remembers the progress that was to be shown."""

    cards: list[tuple[MessageId, Card]] = field(default_factory=list[tuple[MessageId, Card]])

    def show(self, message: MessageId, card: Card) -> None:
        """Remember a card."""
        self.cards.append((message, card))
