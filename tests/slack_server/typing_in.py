"""How Slack writes what a person types: mentions by id, and three characters escaped."""

import re
from collections.abc import Callable
from html import escape

from tests.slack_server.team import Team


def as_command(text: str, team: Team) -> str:
    """Give what a command with `should_escape` gets: `<@U1|name>`, `<#C1|name>`."""
    users = {one.id: one.name for one in team.users.values()}
    return _written(text, team, lambda user_id: f"<@{user_id}|{users[user_id]}>")


def as_message(text: str, team: Team) -> str:
    """Give what stands in a message: `<@U1>`."""
    return _written(text, team, lambda user_id: f"<@{user_id}>")


def _written(text: str, team: Team, user: Callable[[str], str]) -> str:
    names = {f"@{one.display_name}": user(one.id) for one in team.users.values()}
    names |= {f"#{one.name}": f"<#{one.id}|{one.name}>" for one in team.channels.values()}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(escape(name)) for name in longest_first))
    return pattern.sub(lambda found: names[found[0]], escape(text, quote=False))
