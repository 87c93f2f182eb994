"""One module per subject: an ask and its answer side by side; here, all commands and menus."""

from core.commands import AnyCommand, Menu
from core.features import (
    board,
    board_applications,
    board_edits,
    courses,
    division_decisions,
    divisions,
    enrolments,
    handover,
    homes,
    links,
    me,
    membership,
    menus,
    notes,
    plan_decisions,
    plans,
    projects,
    reports,
    rosters,
    searches,
    shares,
    swaps,
    takings,
    tasks,
    teams,
    undo,
)

COMMANDS: tuple[AnyCommand, ...] = (
    *me.COMMANDS,
    *projects.COMMANDS,
    *homes.COMMANDS,
    *plans.COMMANDS,
    *plan_decisions.COMMANDS,
    *tasks.COMMANDS,
    *swaps.COMMANDS,
    *undo.COMMANDS,
    *membership.COMMANDS,
    *handover.COMMANDS,
    *searches.COMMANDS,
    *divisions.COMMANDS,
    *division_decisions.COMMANDS,
    *shares.COMMANDS,
    *takings.COMMANDS,
    *notes.COMMANDS,
    *reports.COMMANDS,
    *links.COMMANDS,
    *courses.COMMANDS,
    *rosters.COMMANDS,
    *enrolments.COMMANDS,
    *board.COMMANDS,
    *board_applications.COMMANDS,
    *board_edits.COMMANDS,
    *teams.COMMANDS,
)
"""In the order in which help lists them."""

MENUS: tuple[Menu, ...] = menus.MENUS
"""What can be done with somebody's message."""
