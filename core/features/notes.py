"""Messages kept for the minutes of the next meeting."""

from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Tone
from core.commands import Command, Option
from core.model.notes import Note, NoteId
from core.model.projects import Project, Standing

_MOST = 20
"""How many notes a list shows."""
_BEGINNING = 80
"""Characters of a note that a list shows."""


@dataclass(frozen=True, slots=True)
class AddNote:
    """Keep a message for the minutes; without an author it is the caller's own words."""

    text: Annotated[str, Option(longest=2000, long=True, main=True)]
    author: Annotated[str, Option(hidden=True)] = ""
    link: Annotated[str, Option(longest=500, hidden=True)] = ""
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class ListNotes:
    """List what was kept."""

    project: Project | None = None


async def add(call: Call, ask: AddNote) -> Card:
    """Keep a message; the same one again stays as it is."""
    async with call.change() as work:
        note, new = await work.notes.add(
            Note(
                id=NoteId(0),
                project=call.project.id,
                text=ask.text,
                author=ask.author or call.caller.name,
                link=ask.link,
                keeper=call.caller.id,
                at=call.now,
            )
        )
    return Card(
        call.say("note.kept_title" if new else "note.known_title"),
        text=f"{note.author}: {beginning(note.text)}",
        tone=Tone.GOOD if new else Tone.PLAIN,
        buttons=(Button(call.say("note.show"), "note list", _within(call)),),
        footer=call.project.topic,
    )


async def listing(call: Call, _ask: ListNotes) -> Card:
    """List what was kept, the newest first, with what leads to it."""
    async with call.read() as work:
        notes = await work.notes.all(call.project.id)
    title = call.say("note.list_title", topic=call.project.topic)
    if not notes:
        return Card(title, text=call.say("note.none"))
    return Card(
        title,
        columns=tuple(
            call.say(f"note.column.{name}") for name in ("day", "author", "text", "link")
        ),
        rows=tuple(_row(call, note) for note in notes[:_MOST]),
        footer=call.say("note.count", shown=min(len(notes), _MOST), count=len(notes)),
    )


def beginning(text: str, most: int = _BEGINNING) -> str:
    """Give the first line of a text, shortened to `most` characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _row(call: Call, note: Note) -> tuple[str, ...]:
    day = note.at.astimezone(call.zone)
    return f"{day:%m.%d %H:%M}", note.author, beginning(note.text), note.link


def _within(call: Call) -> dict[str, str]:
    return {"project": f"project:{call.project.id}"}


COMMANDS = (
    Command("note add", AddNote, add, who=Standing.MEMBER),
    Command("note list", ListNotes, listing, who=Standing.MEMBER),
)
