"""What platforms bring to the door, and what they take away from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.cards import ButtonId, Card, Form
from core.commands import Picked
from core.model.messages import MessageId
from core.model.people import Account, Home
from core.model.places import Audience
from core.ports.outside import File


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody an ask names by the platform's id."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, from where. `channel` is where a public answer goes.

    `manages` tells that the platform lets them manage the place: the first such person of a
    space is its staff.
    """

    home: Home
    account: Account
    name: str
    channel: str
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A command with what was typed. `id` is the platform's own id of this ask.

    `message` is the platform's id of the message a button or its form stood on.
    """

    id: str
    sender: Sender
    command: str
    answers: Mapping[str, str]
    files: Mapping[str, File] = field(default_factory=dict[str, File])
    mentioned: tuple[Mentioned, ...] = ()
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed on a message."""

    id: str
    sender: Sender
    button: ButtonId
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A menu chosen on somebody's message; `menu` is the menu's words."""

    id: str
    sender: Sender
    menu: str
    picked: Picked


@dataclass(frozen=True, slots=True)
class Typing:
    """An option being typed: `typed` so far, beside the other `answers`."""

    sender: Sender
    command: str
    option: str
    typed: str
    answers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show at once. All `None`: the answer is, or will be, in `message`.

    `replaces` tells that `card` takes the place of the card the button stood on. `missed` are
    private messages that could not be delivered, to be shown beside the answer.
    """

    card: Card | None = None
    form: Form | None = None
    audience: Audience = Audience.PRIVATE
    replaces: bool = False
    message: MessageId | None = None
    missed: tuple[Card, ...] = ()
