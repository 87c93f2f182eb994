"""Reads an answer from the wire, streamed or whole, never more than a bound.

The SDK's own reader makes a validated object of every token, which takes a tenth of a core
per fast stream; here a token costs one small model, and a body that never ends is left.
"""

from collections.abc import AsyncIterator, Callable

from pydantic import BaseModel, ValidationError

from core.errors import Unavailable, Unusable

LONGEST = 400_000
"""The longest answer that is read, in characters."""

LARGEST = 4 * LONGEST
"""The largest body, or line of a stream, that is read, in bytes."""


class Tokens(BaseModel):
    """What the server says a request used."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Part(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Part | None = None
    delta: _Part | None = None
    finish_reason: str | None = None


class _Event(BaseModel):
    """A whole completion, a chunk of one, or an error in its place."""

    choices: list[_Choice] | None = None
    usage: Tokens | None = None
    error: object = None


class Answer:
    """What was heard so far."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        self._hear = hear
        self._pieces: list[str] = []
        self.length = 0
        self.refused = False
        self.finish = ""
        self.usage: Tokens | None = None

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def take(self, data: bytes | str) -> None:
        """Take in one event.

        Raises:
            Unavailable: it tells of an error, or is no event at all.
            Unusable: the answer has become too long.
        """
        try:
            event = _Event.model_validate_json(data)
        except ValidationError as error:
            raise Unavailable("ai", "garbled answer") from error
        if event.error:
            raise Unavailable("ai", "error within the answer")
        self.usage = event.usage or self.usage
        for choice in (event.choices or ())[:1]:
            self._choose(choice)

    def _choose(self, choice: _Choice) -> None:
        part = choice.delta or choice.message or _Part()
        self.refused = self.refused or bool(part.refusal)
        self.finish = choice.finish_reason or self.finish
        if part.content:
            self.length += len(part.content)
            self._pieces.append(part.content)
            if self.length > LONGEST:
                raise Unusable("too long")
            self._hear(part.content)


async def read_stream(body: AsyncIterator[bytes], answer: Answer) -> None:
    """Take in server-sent events until the last.

    Raises:
        Unavailable, Unusable: as `Answer.take`; the stream ended without saying so.
    """
    rest = b""
    async for piece in body:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            data = line.removeprefix(b"data:").strip() if line.startswith(b"data:") else b""
            if data == b"[DONE]":
                return
            if data:
                answer.take(data)
        if len(rest) > LARGEST:
            raise Unusable("too long")
    if not answer.finish:
        raise Unavailable("ai", "dropped stream")


async def read_whole(body: AsyncIterator[bytes], answer: Answer) -> None:
    """Take in one completion.

    Raises:
        Unavailable, Unusable: as `Answer.take`.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in body:
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise Unusable("too long")
    answer.take(b"".join(pieces))
