"""One module per subject: an ask and its answer side by side; here, all commands and menus."""

from core.commands import AnyCommand, Menu
from core.features import (
    homes,
    me,
    menus,
    notes,
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
    *homes.COMMANDS,
    *plans.COMMANDS,
    *plan_decisions.COMMANDS,
    *tasks.COMMANDS,
    *undo.COMMANDS,
    *notes.COMMANDS,
    *reports.COMMANDS,
)
"""In the order in which help lists them."""

MENUS: tuple[Menu, ...] = menus.MENUS
"""What can be done with somebody's message."""
