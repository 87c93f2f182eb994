"""Forms teams in a process of its own; how far it is goes into a file, line by line."""

import time
from pathlib import Path

from core.model.formation import Formation, Headway, TeamProblem
from core.planning.teams.form import form


def formed(problem: TeamProblem, notes: str, stop: str) -> Formation:
    """Give the teams found within the time the problem allows, or until a file `stop` is there.

    Headway is written into the file `notes`.

    Raises:
        Refused: as `form` raises it; `Unavailable` likewise.
    """
    until = time.monotonic() + problem.seconds
    with Path(notes).open("w", encoding="ascii", buffering=1) as lines:

        def note(headway: Headway) -> None:
            lines.write(f"{headway.quality} {headway.bound}\n")

        end = Path(stop)
        return form(problem, note, lambda: time.monotonic() > until or end.exists())
