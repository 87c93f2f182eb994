"""Messages kept for the minutes, in SQL."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.notes import Note, NoteId
from core.model.projects import ProjectId
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import every, only
from storage.tables import notes


@dataclass(frozen=True, slots=True)
class SqlNotes:
    """Messages kept for the minutes; see `core.ports.collections.Notes`."""

    connection: AsyncConnection

    async def add(self, note: Note) -> tuple[Note, bool]:
        """Keep a note under an id given here; tell whether it is new."""
        made = await insert_new(self.connection, notes, cells_of(note, "id"), notes.c.id)
        if made is not None:
            return replace(note, id=NoteId(made)), True
        same = (notes.c.project == note.project, notes.c.link == note.link)
        return await only(self.connection, Note, select(notes).where(*same)), False

    async def all(self, project: ProjectId, since: datetime | None = None) -> tuple[Note, ...]:
        """Give a project's notes from `since` (inclusive) on, the newest first."""
        held = select(notes).where(notes.c.project == project)
        if since is not None:
            held = held.where(notes.c.at >= since)
        ordered = held.order_by(notes.c.at.desc(), notes.c.id.desc())
        return await every(self.connection, Note, ordered)
