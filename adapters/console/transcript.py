"""What stands on the console, kept in a file: the server side other platforms have.

The file is only appended to. What a kill tore off at its end was not yet seen by anybody.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.console.events import Event, EventKind, Spot, encoded, line
from core.cards import ButtonId, Card
from core.errors import Misconfigured
from core.model.places import Audience
from core.ports.outside import Clock


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button that can be seen."""

    label: str
    id: ButtonId


@dataclass(frozen=True, slots=True)
class Standing:
    """A message as it stands now."""

    spot: Spot
    buttons: tuple[Pressable, ...]


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form a person has not answered."""

    id: str
    command: str
    answers: Mapping[str, str]
    stood_on: str | None


class Transcript:
    """Everything that was shown."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._last = 0
        self._standing: dict[str, Standing] = {}
        self._shown: dict[str, int] = {}
        self._files: set[tuple[str, str]] = set()
        self._forms: dict[str, OpenForm] = {}
        self._load()

    def __contains__(self, message: str) -> bool:
        return message in self._standing

    def has_file(self, message: str, name: str) -> bool:
        """Tell whether a file of this name came with a message."""
        return (message, name) in self._files

    @property
    def length(self) -> int:
        """Count what was shown so far."""
        return self._last

    def shown_since(self, message: str, length: int) -> bool:
        """Tell whether a message was posted or edited since the transcript had this length."""
        return self._shown.get(message, 0) > length

    def standing(self, message: str) -> Standing | None:
        """Give a message as it stands."""
        return self._standing.get(message)

    def seen_by(self, person: str) -> Iterator[Standing]:
        """Give what a person sees, the newest first, edits counted."""
        for standing in reversed(self._standing.values()):
            if standing.spot.person in (None, person):
                yield standing

    def form(self, person: str) -> OpenForm | None:
        """Give the form a person has open."""
        return self._forms.get(person)

    def close_form(self, person: str) -> None:
        """Note that a person answered their form."""
        self._keep({"kind": "answered", "person": person})

    def add(self, event: Event) -> dict[str, object]:
        """Keep an event; give it as a line."""
        fields = line(event, self._last + 1, self._clock.now())
        shown = event.shown
        ids = [button.id for button in shown.buttons] if isinstance(shown, Card) else []
        self._keep({**fields, "ids": ids})
        return fields

    def _keep(self, record: Mapping[str, Any]) -> None:
        with self._path.open("ab") as file:
            file.write(encoded(record))
        self._note(record)

    def _load(self) -> None:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return
        kept = self._path.read_bytes()
        whole = kept[: kept.rfind(b"\n") + 1]
        if len(whole) < len(kept):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        for number, record in enumerate(whole.splitlines(), start=1):
            try:
                self._note(json.loads(record))
            except (ValueError, KeyError) as error:
                raise Misconfigured(f"{self._path}: line {number} is damaged") from error

    def _note(self, record: Mapping[str, Any]) -> None:
        self._last = record.get("seq", self._last)
        match record["kind"]:
            case EventKind.MESSAGE | EventKind.EDIT:
                self._note_message(record)
            case EventKind.FILE:
                self._files.add((record["message"], record["file"]["name"]))
            case EventKind.FORM:
                self._forms[record["person"]] = _open_form(record)
            case _:
                self._forms.pop(record["person"], None)

    def _note_message(self, record: Mapping[str, Any]) -> None:
        message: str = record["message"]
        labels = [button["label"] for button in record["card"]["buttons"]]
        buttons = tuple(map(Pressable, labels, record["ids"]))
        spot = Spot(message, Audience(record["to"]), record["person"])
        self._standing.pop(message, None)
        self._standing[message] = Standing(spot, buttons)
        self._shown[message] = record["seq"]


def _open_form(record: Mapping[str, Any]) -> OpenForm:
    form = record["form"]
    shown = {each["option"]: each["value"] for each in form["fields"]}
    answers = {**form["answers"], **shown}
    return OpenForm(record["message"], form["command"], answers, form["stood_on"])
