"""Something told to the app: how often it was sent, when it was acknowledged, what was said."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.ground import Ground, Json
from tests.slack_server.message import Message

COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"
"""Kinds, as Socket Mode names them."""
IN_TIME = 3
"""Seconds for an acknowledgement."""


@dataclass(eq=False, slots=True)
class Attempt:
    """One sending of it; times are the loop's."""

    envelope: str
    sent: float
    retry: int = 0
    reason: str = ""
    via: str = ""
    """The connection or address it went to."""
    acked: float | None = None
    status: int | None = None
    """The answer's status, over HTTP."""
    answer: Json | None = None

    @property
    def took(self) -> float | None:
        """Seconds to the acknowledgement; None if there was none."""
        return None if self.acked is None else self.acked - self.sent


@dataclass(eq=False)
class Delivery:
    """A command, press, submission, shortcut or event."""

    ground: Ground
    kind: str
    payload: Json
    id: str
    answered: Callable[[Json], None] | None = None
    """What the words of the first acknowledgement do."""
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    messages: list[Message] = field(default_factory=list[Message])
    """What was said through its response_url, or with the acknowledgement."""

    @property
    def acks(self) -> list[Attempt]:
        """The sendings that were acknowledged."""
        return [attempt for attempt in self.attempts if attempt.acked is not None]

    @property
    def acked(self) -> bool:
        """Whether it was acknowledged at all."""
        return bool(self.acks)

    @property
    def took(self) -> float:
        """Seconds from the first sending to the first acknowledgement."""
        first = min(attempt.acked or 0 for attempt in self.acks)
        return first - self.attempts[0].sent

    @property
    def in_time(self) -> bool:
        """Whether the person saw no error: it was acknowledged within three seconds."""
        return self.acked and self.took <= IN_TIME

    @property
    def answer(self) -> Json:
        """What the first acknowledgement carried."""
        return next((one.answer for one in self.acks if one.answer), Json())

    @property
    def text(self) -> str:
        """All words said to it that still stand."""
        return "\n".join(post.text for post in self.messages if not post.deleted)

    def begin(self, attempt: Attempt) -> Attempt:
        """Count a sending."""
        self.attempts.append(attempt)
        return attempt

    def receive(self, attempt: Attempt, answer: Json | None) -> None:
        """Keep an acknowledgement; what the first one carries is carried out."""
        first = not self.acked
        attempt.acked = asyncio.get_running_loop().time()
        attempt.answer = answer
        self._heard.set()
        if first and self.answered is not None:
            self.answered(answer or Json())

    async def acknowledged(self, times: int = 1, seconds: float = 10) -> "Delivery":
        """Wait for so many acknowledgements.

        Raises:
            AssertionError: they did not come.
        """
        # Its own event: under load the ground wakes everybody for everything.
        try:
            async with asyncio.timeout(seconds):
                while len(self.acks) < times:
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError as error:
            said = f"{len(self.acks)} of {times} acknowledgements of {self.payload}"
            raise AssertionError(said) from error
        return self

    async def said(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for a message to it with these words, and give the newest."""
        found = await self.ground.until(
            lambda: [one for one in self.messages if words in one.text and not one.deleted],
            f"an answer that says {words!r}",
            seconds,
        )
        return found[-1]
