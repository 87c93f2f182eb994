"""What platforms bring to the door, and what they take away from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.cards import ButtonId, Card, Form
from core.commands import Picked
from core.errors import Refused
from core.model.messages import MessageId
from core.model.people import Account, Home, Identity, Person
from core.model.places import Audience, Place
from core.options import clean
from core.ports.outside import File

_LONGEST_ANSWER = 10_000
"""Characters; every option allows less, and what is longer is not worth reading."""
_LONGEST_NAME = 80
"""Characters of a name of a person or a place; no platform has longer ones of people."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody an ask names by the platform's id."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, from where. `channel` is where a public answer goes.

    `manages` tells that the platform lets them manage the place: the first such person of a
    space is its staff. `direct` tells that the channel is a direct message. An empty name of
    `home` is not known. `handle` and `email` are what the platform itself says of the account,
    see `Identity`; what somebody chose for themselves is their `name` only.
    """

    home: Home
    account: Account
    name: str
    channel: str
    manages: bool = False
    direct: bool = False
    handle: str = ""
    email: str = ""


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


def cleaned(ask: Ask) -> Ask:
    """Leave out what no database and no screen can hold, before it gets anywhere.

    Raises:
        Refused: an answer is longer than anything that is read.
    """
    answers = {clean(name): clean(value) for name, value in ask.answers.items()}
    length = max(map(len, answers.values()), default=0)
    if length > _LONGEST_ANSWER:
        raise Refused("option.long", longest=_LONGEST_ANSWER, length=length)
    return replace(ask, answers=answers)


def name_of(sender: Sender) -> str:
    """Give a name that can be shown in one line."""
    named = (_line(text) for text in (sender.name, sender.account.user, "?"))
    return next(name for name in named if name)


def identity_of(sender: Sender) -> Identity:
    """Give what the platform says of who speaks, as it is compared."""
    return Identity(_line(sender.handle).casefold(), _line(sender.email).casefold())


def place_of(sender: Sender, person: Person) -> Place:
    """Give where a public answer to them goes."""
    account = sender.account
    here = Place(account.platform, account.workspace, sender.channel)
    if not sender.direct:
        return here
    return replace(here, audience=Audience.DM, person=person.id, user=account.user)


def home_of(sender: Sender) -> Home:
    """Give where they speak, under a name that can be shown in one line."""
    return replace(sender.home, name=_line(sender.home.name))


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:_LONGEST_NAME]
