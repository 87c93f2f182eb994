"""All commands about proposed teams."""

from core.features import (
    team_adoption,
    team_appeals,
    team_decisions,
    team_forms,
    team_groups,
)

COMMANDS = (
    *team_forms.COMMANDS,
    *team_groups.COMMANDS,
    *team_decisions.COMMANDS,
    *team_adoption.COMMANDS,
    *team_appeals.COMMANDS,
)
