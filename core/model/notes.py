"""Notes: messages kept for the minutes of the next meeting."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.model.people import PersonId
from core.model.projects import ProjectId

NoteId = NewType("NoteId", int)


@dataclass(frozen=True, slots=True)
class Note:
    """Something said, and by whom; `link` leads to it, empty for what was typed here.

    `keeper` is who kept it. The same link is kept once in a project.
    """

    id: NoteId
    project: ProjectId
    text: str
    author: str
    link: str
    keeper: PersonId
    at: datetime
