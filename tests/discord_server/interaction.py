"""An interaction: what a person did, and what the bot answered."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.discord_server.forms import Modal
from tests.discord_server.ground import Ground
from tests.discord_server.message import Message
from tests.discord_server.people import Account
from tests.discord_server.places import Channel
from tests.ground import Json

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
"""Kinds of interactions."""
MESSAGE, DEFERRED, DEFERRED_EDIT, EDIT, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of answers."""
FIRST_ANSWER, LIFE = timedelta(seconds=3), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer; `after` are the seconds it took."""

    kind: int
    ephemeral: bool
    after: float
    data: Json
    modal: Modal | None = None

    @property
    def content(self) -> str:
        """Its plain content; `Interaction.text` has all words."""
        return self.data.get("content") or ""

    @property
    def choices(self) -> list[tuple[str, str | int | float]]:
        """What autocomplete offers: names and values."""
        return [(choice["name"], choice["value"]) for choice in self.data.get("choices") or ()]


@dataclass(eq=False)
class Interaction:
    """An interaction from the press to the last follow-up."""

    ground: Ground
    id: str
    token: str
    kind: int
    account: Account
    channel: Channel
    created: datetime
    began: float
    """The loop's time when it was sent."""
    payload: Json = field(default_factory=dict[str, object])
    source: Message | None = None
    """The message whose button or select it was."""
    answer: Answer | None = None
    original: Message | None = None
    """What `@original` means."""
    followups: list[Message] = field(default_factory=list[Message])
    refused: list[str] = field(default_factory=list[str])
    """Answers that came too late or twice."""
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def modal(self) -> Modal | None:
        """The form it opened."""
        return self.answer.modal if self.answer else None

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the answer."""
        return self.answer is not None and self.answer.ephemeral

    @property
    def choices(self) -> list[tuple[str, str | int | float]]:
        """What autocomplete offered."""
        return self.answer.choices if self.answer else []

    @property
    def messages(self) -> list[Message]:
        """What was said to it: the original and the follow-ups, without what still loads."""
        said = [self.original] if self.original and self.original is not self.source else []
        return [post for post in said + self.followups if not (post.loading or post.deleted)]

    @property
    def text(self) -> str:
        """All words said to it."""
        return "\n".join(message.text for message in self.messages)

    @property
    def can_be_answered(self) -> bool:
        """Whether the first answer would still be in time."""
        return self.answer is None and self.ground.now() - self.created <= FIRST_ANSWER

    @property
    def alive(self) -> bool:
        """Whether its token may still be used."""
        return self.answer is not None and self.ground.now() - self.created <= LIFE

    def take(self, answer: Answer, original: Message | None) -> None:
        """Keep the first answer."""
        self.answer, self.original = answer, original
        self._heard.set()
        self.ground.changed()

    async def answered(self, seconds: float = 10) -> Answer:
        """Wait for the first answer.

        Raises:
            AssertionError: the application did not respond.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        except TimeoutError as error:
            raise AssertionError(f"the application did not respond to {self.payload}") from error
        assert self.answer is not None
        return self.answer

    async def said(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for a message with these words, after a deferral too; give the newest."""
        found = await self.ground.until(
            lambda: [message for message in self.messages if words in message.text],
            f"an answer that says {words!r}",
            seconds,
        )
        return found[-1]
