"""A language model that says what a test wrote for it."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from core.errors import Unavailable, Unusable
from core.ports.outside import Brief, Listener, Usage

T = TypeVar("T")
TOKENS_IN = 100
TOKENS_OUT = 50
"""What every request uses, also one whose answer is not used."""


class ScriptedWriter:
    """Gives scripted answers by the purpose of a brief; `briefs` holds every request made.

    An answer is a JSON value or an error to raise. As the port says, `read` judges a value
    and one it cannot take is followed by one more request, which takes the next answer.
    """

    def __init__(self) -> None:
        self.briefs: list[Brief] = []
        self._answers: defaultdict[str, deque[object]] = defaultdict(deque)
        self._habits: dict[str, object] = {}
        self._open = asyncio.Event()
        self._open.set()

    def says(self, purpose: str, *answers: object) -> None:
        """Script the next answers for a purpose, each given once."""
        self._answers[purpose].extend(answers)

    def always(self, purpose: str, answer: object) -> None:
        """Script what is answered when nothing else is scripted for a purpose."""
        self._habits[purpose] = answer

    def pause(self) -> None:
        """Let every request wait until `resume`."""
        self._open.clear()

    def resume(self) -> None:
        """Let the waiting requests be answered."""
        self._open.set()

    def calls(self, purpose: str) -> int:
        """Count the requests made for a purpose, repairs included."""
        return sum(brief.purpose == purpose for brief in self.briefs)

    async def write(self, brief: Brief, read: Callable[[object], T], listener: Listener) -> T:
        """Give what `read` makes of the next answer, or of the one after it.

        Raises:
            AssertionError: nothing is scripted for this purpose.
        """
        answer = await self._answer(brief, listener)
        try:
            return read(answer)
        except Unusable:
            repaired = await self._answer(brief, listener)
        return read(repaired)

    async def _answer(self, brief: Brief, listener: Listener) -> object:
        self.briefs.append(brief)
        await self._open.wait()
        answer = self._next(brief.purpose)
        if not isinstance(answer, Unavailable):
            listener.used(Usage("scripted", TOKENS_IN, TOKENS_OUT))
        if isinstance(answer, BaseException):
            raise answer
        for count in range(_count(brief.counted, answer)):
            listener.heard(count + 1)
        return answer

    def _next(self, purpose: str) -> object:
        if self._answers[purpose]:
            return self._answers[purpose].popleft()
        if purpose not in self._habits:
            raise AssertionError(f"no answer is scripted for {purpose!r}")
        return self._habits[purpose]


def _count(name: str, value: object) -> int:
    """Count how often a property is named anywhere in a JSON value."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return sum((key == name) + _count(name, inner) for key, inner in items)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(_count(name, inner) for inner in cast("Sequence[object]", value))
    return 0
