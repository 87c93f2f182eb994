"""What a test makes go wrong with the next calls of a method."""

from dataclasses import dataclass

from tests.slack_server.call import Call

ANY = "*"


@dataclass(slots=True)
class Mishap:
    """An error for the next `times` calls of a method.

    Args:
        error: the code, answered with status 200.
        status: 429 or 500 and more, answered without `ok`.
        retry_after: whole seconds, for 429.
        dropped: the connection is cut instead of an answer.
        after: the call is carried out, only its answer is lost.
    """

    method: str
    times: int = 1
    error: str | None = None
    status: int = 200
    retry_after: int = 1
    dropped: bool = False
    after: bool = False


class Mishaps:
    """Those that wait for their calls."""

    def __init__(self) -> None:
        self._waiting: list[Mishap] = []

    def add(self, mishap: Mishap) -> None:
        """Have the next calls fail."""
        self._waiting.append(mishap)

    def clear(self) -> None:
        """Let everything go well again."""
        self._waiting.clear()

    def take(self, call: Call) -> Mishap | None:
        """Give what goes wrong with this call."""
        for mishap in self._waiting:
            if mishap.method in (ANY, call.method):
                mishap.times -= 1
                if mishap.times <= 0:
                    self._waiting.remove(mishap)
                return mishap
        return None
