"""One module per subject: an ask and its answer side by side; here, all commands."""

from core.commands import AnyCommand
from core.features import (
    me,
    plan_decisions,
    plans,
    projects,
    reports,
    tasks,
    undo,
)

COMMANDS: tuple[AnyCommand, ...] = (
    *me.COMMANDS,
    *projects.COMMANDS,
    *plans.COMMANDS,
    *plan_decisions.COMMANDS,
    *tasks.COMMANDS,
    *undo.COMMANDS,
    *reports.COMMANDS,
)
"""In the order in which help lists them."""
