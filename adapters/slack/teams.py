"""The workspaces that the app is installed in, each with its own token."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outcomes import CONNECTION_LOST, SERVICE, TOKEN_REFUSED, meaning_of
from adapters.slack.repeats import Repeats
from adapters.slack.web import Web, code
from core.errors import Misconfigured, Unavailable, Undeliverable
from core.ports.outside import Clock

_log = logging.getLogger(__name__)

_PATIENCE = aiohttp.ClientTimeout(total=30)
_UNTIL_STARTED_ANEW = timedelta(hours=1)
"""How long what is for a workspace without a good token rests: only a restart brings a new one."""
_REFUSED = (
    "Slack does not accept %s: copy the Bot User OAuth Token (xoxb-…) anew into "
    "SLACK_BOT_TOKEN from the app's page OAuth & Permissions"
)


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace: `bot` is the user that the app is there, `client` speaks as it."""

    id: str
    name: str
    bot: str
    client: Web


class Teams:
    """Speaks to every workspace of one app, strictly apart."""

    def __init__(self, tokens: Sequence[str], api_url: str, clock: Clock) -> None:
        self._tokens = tuple(dict.fromkeys(tokens))
        self._api_url = api_url
        self._repeats = Repeats(clock)
        self._teams: dict[str, Team] = {}
        self._met = 0
        """How many tokens were tried, in their order."""
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        """Hold what speaking to the workspaces needs while the block runs."""
        async with aiohttp.ClientSession(timeout=_PATIENCE) as self._session:
            try:
                yield
            finally:
                self._met = 0
                self._teams.clear()

    async def meet(self) -> None:
        """Find out which workspaces there are; called again it goes on where it could not.

        Raises:
            Misconfigured: Slack accepts none of the tokens.
            Unavailable: Slack cannot be reached.
        """
        for number, token in enumerate(self._tokens[self._met :], self._met + 1):
            team = await self._meet(token)
            if team is not None:
                self._teams[team.id] = team
            elif len(self._tokens) > 1:
                _log.error(_REFUSED, f"bot token {number}", extra={"action": "left"})
            self._met = number
        if not self._teams:
            raise Misconfigured(_REFUSED % "the bot token")

    @property
    def ids(self) -> frozenset[str]:
        """The workspaces."""
        return frozenset(self._teams)

    def client(self, workspace: str) -> Web:
        """Give what speaks to a workspace.

        Raises:
            Undeliverable: the app is not in it.
            Unavailable: that is not known, or its token is refused.
        """
        return self._team(workspace).client

    def bot(self, workspace: str) -> str:
        """Give the user that the app is in a workspace.

        Raises:
            Undeliverable: it is not in it.
            Unavailable: that is not known, or its token is refused.
        """
        return self._team(workspace).bot

    def name(self, workspace: str) -> str:
        """Give a workspace's name.

        Raises:
            Undeliverable: the app is not in it.
            Unavailable: that is not known, or its token is refused.
        """
        return self._team(workspace).name

    def forget(self, workspace: str) -> None:
        """Note that the token of a workspace is refused."""
        self._teams.pop(workspace, None)

    def _team(self, workspace: str) -> Team:
        if workspace in self._teams:
            return self._teams[workspace]
        if self._met < len(self._tokens):
            raise Unavailable(SERVICE, "not connected yet")
        if len(self._teams) < len(self._tokens):
            # It may be the one whose token is refused: what is for it waits for the new one.
            raise Unavailable(SERVICE, "token refused", _UNTIL_STARTED_ANEW)
        raise Undeliverable(f"not in the workspace {workspace}")

    async def _meet(self, token: str) -> Team | None:
        """Give the workspace of a token, `None` where it is refused."""
        client = cast("Web", self._client(token))
        try:
            said = await client.auth_test()
        except SlackApiError as error:
            meaning = meaning_of(error)
            if code(error) not in TOKEN_REFUSED and isinstance(meaning, Unavailable):
                raise meaning from error
            return None
        except CONNECTION_LOST as error:
            raise Unavailable(SERVICE, f"{self._api_url} cannot be reached") from error
        if not said.get("bot_id"):
            return None
        return Team(str(said["team_id"]), str(said["team"]), str(said["user_id"]), client)

    def _client(self, token: str) -> AsyncWebClient:
        return AsyncWebClient(
            token, self._api_url, session=self._session, retry_handlers=[self._repeats]
        )
