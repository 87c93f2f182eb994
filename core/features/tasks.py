"""Everything people do with tasks."""

from core.features import task_cards, task_edits, task_list, task_status

COMMANDS = (
    *task_edits.COMMANDS,
    *task_list.COMMANDS,
    *task_cards.COMMANDS,
    *task_status.COMMANDS,
)
