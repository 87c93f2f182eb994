"""The platform-neutral rich message, and the form.

Text is a small Markdown: `**bold**`, `*italic*`, `` `code` ``, `- ` lists and line breaks;
everything else is shown as typed. All strings are finished words in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ButtonId = NewType("ButtonId", str)


class Tone(StrEnum):
    """How a card feels; adapters show it by a mark as well as by colour."""

    PLAIN = "plain"
    BUSY = "busy"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"

    @property
    def emoji(self) -> str:
        """A mark for those who do not see the colour, empty for a plain card."""
        return _TONES[self]


class Emphasis(StrEnum):
    """How a button asks for attention."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


class StageState(StrEnum):
    """How far a stage of slow work is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def emoji(self) -> str:
        """A mark of the state."""
        return _STAGES[self]


_TONES = {
    Tone.PLAIN: "",
    Tone.BUSY: "⏳",
    Tone.GOOD: "✅",
    Tone.WARNING: "⚠️",
    Tone.BAD: "❌",
}
_STAGES = {
    StageState.PENDING: "⬜",
    StageState.RUNNING: "▶️",
    StageState.DONE: "✅",
    StageState.FAILED: "❌",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A named value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of slow work; `detail` counts within it ("24개 중 7개")."""

    name: str
    state: StageState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is made when it is sent: a report as a Word document.

    `source` names it for the renderer: `report:<space>:<report id>:<locale>`.
    """

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Button:
    """A command with arguments. The wire carries `id` only; `dispatch` gives it.

    `asks` names the options to ask for in a form before the command runs.
    """

    label: str
    command: str
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    asks: tuple[str, ...] = ()
    emphasis: Emphasis = Emphasis.NORMAL
    id: ButtonId = ButtonId("")


@dataclass(frozen=True, slots=True)
class Card:
    """A message. `columns` head the `rows`; empty columns mean a plain list.

    `subject` names what the card is about (`task:12`, `proposal:3`), for finding it again.
    """

    title: str
    text: str = ""
    tone: Tone = Tone.PLAIN
    fields: tuple[Field, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    stages: tuple[Stage, ...] = ()
    files: tuple[Attachment, ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: str = ""
    subject: str = ""

    def plain(self) -> str:
        """Say the whole card in text, for notifications and readers aloud."""
        lines = [self.title, self.text]
        lines += [f"{item.name}: {item.value}" for item in self.fields]
        lines += [" · ".join(cell for cell in row if cell) for row in self.rows]
        lines += [f"{stage.name} {stage.detail}".rstrip() for stage in self.stages]
        lines += [attachment.name for attachment in self.files]
        lines.append(self.footer)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of a form, by the option it fills; `error` says what was wrong with `value`."""

    option: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A question for the missing or wrong options of `command`.

    `answers` holds what was given for options that are not asked again.
    """

    title: str
    command: str
    fields: tuple[FormField, ...]
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str = ""
