"""What can be seen: first kept, then shown, so that nothing shown is ever forgotten."""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.console.events import Event, EventKind, SavedFile, Spot
from adapters.console.screen import Screen
from adapters.console.transcript import Transcript
from core.cards import Card, Form
from core.errors import Unavailable
from core.ports.outside import File

_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')
_LONGEST_NAME = 60
"""In characters; file systems allow 255 bytes, four of which a character may take."""


class Board:
    """The console's messages, forms and files, in one directory."""

    def __init__(self, folder: Path, transcript: Transcript, screen: Screen) -> None:
        self.transcript = transcript
        self._screen = screen
        self._files = folder / "files"
        self._shown = asyncio.Condition()

    async def post(self, spot: Spot, card: Card, files: Sequence[File] = ()) -> None:
        """Show a card as a new message."""
        await self._publish(Event(EventKind.MESSAGE, spot, card))
        await self._bring(spot, files)

    async def edit(self, spot: Spot, card: Card, files: Sequence[File] = ()) -> None:
        """Show what now stands where a message stands."""
        await self._publish(Event(EventKind.EDIT, spot, card))
        await self._bring(spot, files)

    async def ask(self, spot: Spot, form: Form, stood_on: str | None) -> None:
        """Open a form for a person."""
        await self._publish(Event(EventKind.FORM, spot, form, stood_on))

    async def until(self, seen: Callable[[Transcript], bool]) -> None:
        """Return once what was shown is enough."""
        async with self._shown:
            await self._shown.wait_for(lambda: seen(self.transcript))

    async def _publish(self, event: Event) -> None:
        self._screen.show(event, self.transcript.add(event))
        async with self._shown:
            self._shown.notify_all()

    async def _bring(self, spot: Spot, files: Sequence[File]) -> None:
        for file in files:
            try:
                saved = await asyncio.to_thread(self._save, spot.message, file)
            except OSError as error:
                raise Unavailable("console", f"file not written: {error.strerror}") from error
            if not self.transcript.has_file(spot.message, file.name):
                await self._publish(Event(EventKind.FILE, spot, saved))

    def _save(self, message: str, file: File) -> SavedFile:
        folder = self._files / message
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _file_name(file.name)
        half = path.with_name(f"{path.name}.part")
        half.write_bytes(file.content)
        half.replace(path)
        return SavedFile(file.name, str(path), len(file.content))


def _file_name(name: str) -> str:
    """Give a name every file system takes, in its own folder and with its ending."""
    cleaned = _NO_NAME.sub("_", name).strip(". ") or "_"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot:
        return cleaned[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"[-_LONGEST_NAME:]
