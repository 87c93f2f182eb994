"""Standard input: a person with history and editing where the system can, or a pipe."""

import asyncio
import importlib
import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from types import ModuleType, TracebackType
from typing import Any, Self, TypeVar

_BLOCK = 65536

T = TypeVar("T")


class Pipe:
    """The lines of a file descriptor, as they come."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._ended = False

    async def lines(self) -> AsyncGenerator[bytes]:
        """Give each line without its end."""
        with suppress(EOFError):
            while True:
                yield await apart(self.line)

    def line(self) -> bytes:
        """Wait for the next line and give it without its end.

        Raises:
            EOFError: there are no more.
        """
        while b"\n" not in self._rest and not self._ended:
            # Not through `sys.stdin`: whoever waits there cannot be left behind at the end.
            block = os.read(self._descriptor, _BLOCK)
            self._rest += block
            self._ended = not block
        if not self._rest:
            raise EOFError
        line, _, self._rest = self._rest.partition(b"\n")
        return line


class Keyboard:
    """Asks for lines; leaves the terminal as it was."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._is_terminal = os.isatty(descriptor)
        self._pipe = Pipe(descriptor)
        self._readline = _optional("readline") if self._is_terminal else None
        self._termios = _optional("termios") if self._is_terminal else None
        self._before: Any = None

    def __enter__(self) -> Self:
        if self._termios is not None:
            self._before = self._termios.tcgetattr(self._descriptor)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whoever stops the program while readline waits would get a terminal without echo.
        if self._termios is not None:
            self._termios.tcsetattr(self._descriptor, self._termios.TCSADRAIN, self._before)

    def ask(self, prompt: str) -> str:
        """Show the prompt to a person and give the line that comes.

        Raises:
            EOFError: no line will come any more.
        """
        if self._is_terminal:
            return input(prompt)
        return self._pipe.line().decode("utf-8", "replace")

    def half_typed(self) -> str:
        """Give what stands at the prompt so far, as far as the system tells."""
        return self._readline.get_line_buffer() if self._readline is not None else ""


async def apart(read: Callable[[], T]) -> T:
    """Give what a blocking read gives.

    Not by the loop's own threads: the program would wait for them at its end, and nobody
    can interrupt somebody who types.

    Raises:
        EOFError: there is nothing to read any more.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if answer.done() else how())

    def work() -> None:
        try:
            got = read()
        except (EOFError, OSError, ValueError) as error:
            problem = EOFError(str(error))
            settle(lambda: answer.set_exception(problem))
        else:
            settle(lambda: answer.set_result(got))

    threading.Thread(target=work, daemon=True).start()
    return await answer


def _optional(name: str) -> ModuleType | None:
    """Give a module that only some systems have."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
