"""Homes of projects and their notes in memory."""

from dataclasses import replace
from datetime import datetime

from core.model.homes import ProjectHome, is_for, noted, renewed
from core.model.notes import Note, NoteId
from core.model.projects import ProjectId
from tests.fakes.rows import View


class FakeHomes:
    """Where projects live on platforms."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def want(self, home: ProjectHome) -> bool:
        """Keep a home to open; tell whether it is new."""
        kept = self._view.rows.project_homes.get(_key(home))
        now = renewed(kept or replace(home, external=None), home)
        self._view.changing.project_homes[_key(home)] = now
        return kept is None

    async def of(self, project: ProjectId) -> tuple[ProjectHome, ...]:
        """Give a project's homes, by platform and workspace."""
        held = sorted(self._view.rows.project_homes.items())
        return tuple(home for (owner, _, _), home in held if owner == project)

    async def all(self) -> tuple[ProjectHome, ...]:
        """Give the homes of all projects of all spaces."""
        return tuple(home for _, home in sorted(self._view.rows.project_homes.items()))

    async def get(self, project: ProjectId, platform: str, workspace: str) -> ProjectHome | None:
        """Give a project's home in a workspace."""
        return self._view.rows.project_homes.get((project, platform, workspace))

    async def opened(self, home: ProjectHome, external: str | None) -> bool:
        """Note the channel a home has, opened as given; `None`: it is gone."""
        kept = self._view.rows.project_homes[_key(home)]
        now = replace(kept, external=None) if external is None else noted(kept, home, external)
        self._view.changing.project_homes[_key(home)] = now
        return is_for(home, now)


class FakeNotes:
    """Messages kept for the minutes."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, note: Note) -> tuple[Note, bool]:
        """Keep a note under a new id; tell whether it is new."""
        held = self._view.rows.notes.values()
        same = (kept for kept in held if note.link and _address(kept) == _address(note))
        first = next(same, None)
        if first is not None:
            return first, False
        rows = self._view.changing
        made = NoteId(rows.new_id())
        rows.notes[made] = replace(note, id=made)
        return rows.notes[made], True

    async def all(self, project: ProjectId, since: datetime | None = None) -> tuple[Note, ...]:
        """Give a project's notes from `since` (inclusive) on, the newest first."""
        held = (kept for kept in self._view.rows.notes.values() if kept.project == project)
        recent = (kept for kept in held if since is None or kept.at >= since)
        return tuple(sorted(recent, key=lambda kept: (kept.at, kept.id), reverse=True))


def _key(home: ProjectHome) -> tuple[ProjectId, str, str]:
    return home.project, home.platform, home.workspace


def _address(note: Note) -> tuple[ProjectId, str]:
    return note.project, note.link
