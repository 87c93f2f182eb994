"""Who speaks: Slack's payloads bring ids, and names nobody is called by."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.attachments import is_direct
from adapters.slack.delivery import NAME
from adapters.slack.heard import Heard
from adapters.slack.outcomes import CONNECTION_LOST
from adapters.slack.teams import Teams
from core.asks import Mentioned, Sender
from core.errors import Undeliverable
from core.model.people import Account, Home
from core.ports.outside import Clock

_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>")
_KNOWN_FOR = timedelta(hours=1)
_MANY = 5000
"""People after whom those who were known longest ago are forgotten."""
_MOST = 25
"""People named in one ask who are looked up."""
_PATIENCE = 1.0
"""Seconds a name is waited for: a window that somebody waits for opens within three or never."""


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    email: str
    manages: bool
    until: datetime


class Senders:
    """Tells who speaks, by the name their workspace shows."""

    def __init__(self, teams: Teams, clock: Clock) -> None:
        self._teams = teams
        self._clock = clock
        self._known: dict[tuple[str, str], _Known] = {}

    async def of(self, heard: Heard) -> Sender:
        """Give who did something; who cannot be looked up goes by the name of their account."""
        known = await self._look_up(heard.workspace, heard.user)
        return Sender(
            Home(NAME, heard.workspace, self._teams.name(heard.workspace)),
            Account(NAME, heard.workspace, heard.user),
            known.name if known else heard.name,
            heard.stand.channel,
            manages=known is not None and known.manages,
            direct=is_direct(heard.stand.channel),
            email=known.email if known else "",
        )

    async def name(self, workspace: str, user: str) -> str:
        """Give the name somebody shows."""
        known = await self._look_up(workspace, user) if user else None
        return known.name if known else user

    async def mentioned(self, workspace: str, texts: Iterable[str]) -> tuple[Mentioned, ...]:
        """Give the people named in texts."""
        users = dict.fromkeys(user for text in texts for user in _MENTION.findall(text))
        return tuple(
            [
                Mentioned(Account(NAME, workspace, user), await self.name(workspace, user))
                for user in list(users)[:_MOST]
            ]
        )

    async def _look_up(self, workspace: str, user: str) -> _Known | None:
        now = self._clock.now()
        known = self._known.get((workspace, user))
        if known is None or known.until <= now:
            known = await self._ask(workspace, user, now + _KNOWN_FOR) or known
            if known is not None:
                self._known[workspace, user] = known
        while len(self._known) > _MANY:
            del self._known[next(iter(self._known))]
        return known

    async def _ask(self, workspace: str, user: str, until: datetime) -> _Known | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await self._teams.client(workspace).users_info(user=user)
        except (SlackApiError, Undeliverable, *CONNECTION_LOST):
            return None
        account: dict[str, Any] = told["user"]
        shown: dict[str, Any] = account.get("profile") or {}
        name = shown.get("display_name") or shown.get("real_name") or account.get("name") or user
        # Slack says of a user's own `name` not to use it, so there is no handle:
        # https://docs.slack.dev/reference/objects/user-object
        email = str(shown.get("email") or "") if _is_vouched_for(account) else ""
        manages = bool(account.get("is_admin") or account.get("is_owner"))
        return _Known(name, email, manages, until)


def _is_vouched_for(account: dict[str, Any]) -> bool:
    """Tell whether Slack itself asked for somebody's address; another organisation may not have."""
    return not account.get("is_stranger") and account.get("is_email_confirmed") is not False
