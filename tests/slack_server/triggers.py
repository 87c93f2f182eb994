"""Trigger ids: one modal each, within three seconds of what the person did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.slack_server.call import SlackError
from tests.slack_server.people import User

LIFE = timedelta(seconds=3)
"""https://docs.slack.dev/interactivity/handling-user-interaction"""


@dataclass(slots=True)
class Trigger:
    """The right to open one view for somebody."""

    user: User
    at: datetime
    spent: bool = False


class Triggers:
    """Those that were given out."""

    def __init__(self) -> None:
        self._given: dict[str, Trigger] = {}

    def give(self, user: User, at: datetime) -> str:
        """Give a new one."""
        key = f"{len(self._given) + 1}.{user.team_id}.{user.id}"
        self._given[key] = Trigger(user, at)
        return key

    def exchange(self, key: str, team_id: str, at: datetime) -> User:
        """Take one, and give whose view may open.

        Raises:
            SlackError: it is unknown, too old or was used.
        """
        trigger = self._given.get(key)
        if trigger is None or trigger.user.team_id != team_id:
            raise SlackError("invalid_trigger_id")
        if trigger.spent:
            raise SlackError("exchanged_trigger_id")
        if at - trigger.at > LIFE:
            raise SlackError("expired_trigger_id")
        trigger.spent = True
        return trigger.user
