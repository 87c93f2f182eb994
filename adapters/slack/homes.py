"""A project's home in a workspace: a channel of its own, with its members in it.

A channel is found again by its name, made of the project's topic and a mark of the project, so
that opening twice gives one home also where the program died between opening and noting it.
An archived one cannot be brought back by a bot and keeps its name: the next gets a number.
Members are invited and those who ceased to be are removed; who was let in by others stays.
"""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.teams import Teams
from adapters.slack.web import Web, code
from core.errors import Undeliverable
from core.model.homes import ProjectHome

_log = logging.getLogger(__name__)

_LONGEST_NAME = 80
"""https://docs.slack.dev/reference/methods/conversations.create"""
_LONGEST_TOPIC = 250
"""https://docs.slack.dev/reference/methods/conversations.setTopic"""
_PAGE = 200
_NAMES = 5
"""Names tried for a home whose earlier ones were archived."""
_MARK = 4
"""Bytes of a project's mark."""
_TAKEN, _INVALID = "name_taken", "invalid_name"
_THERE, _AWAY = "already_in_channel", "not_in_channel"
_NOT_TO_BE_INVITED = frozenset(
    {
        "cant_invite",
        "cant_invite_self",
        "no_user",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_team_not_in_channel",
        "users_not_found",
    }
)
_NOT_TO_BE_REMOVED = frozenset(
    {
        "cant_kick_from_general",
        "cant_kick_self",
        "method_not_supported_for_channel_type",
        "not_supported",
        "restricted_action",
        "user_not_found",
    }
)
"""https://docs.slack.dev/reference/methods/conversations.kick"""


class HomeKind(StrEnum):
    """What a project gets."""

    PRIVATE = "private"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Homes:
    """Opens homes of one kind."""

    teams: Teams
    kind: HomeKind = HomeKind.PRIVATE

    async def open(self, home: ProjectHome) -> str:
        """Give the channel of a home, opened or found as it stands.

        Raises:
            Undeliverable: there is no place for it.
            SlackApiError: as Slack says.
        """
        client = self.teams.client(home.workspace)
        channel = home.external or await self._channel(client, home)
        there = await _members(client, channel)
        for user in home.gone:
            if user in there:
                await _remove(client, channel, user)
        for user in home.users:
            if user not in there:
                await _invite(client, channel, user)
        return channel

    async def _channel(self, client: Web, home: ProjectHome) -> str:
        for name in _names(home):
            channel = await self._create(client, name) or await self._mine(client, home, name)
            if channel is not None:
                await _describe(client, channel, home)
                return str(channel["id"])
        raise Undeliverable("no name is free")

    async def _create(self, client: Web, name: str) -> Mapping[str, Any] | None:
        """Give a new channel, `None` where there is one of this name or cannot be."""
        private = self.kind is HomeKind.PRIVATE
        try:
            made = await client.conversations_create(name=name, is_private=private)
        except SlackApiError as error:
            if code(error) == _TAKEN or code(error).startswith(_INVALID):
                return None
            raise
        return made["channel"]

    async def _mine(self, client: Web, home: ProjectHome, name: str) -> Mapping[str, Any] | None:
        """Give the channel of this name which the bot opened, `None` if there is none."""
        pages = await client.conversations_list(
            types=f"{self.kind}_channel", exclude_archived=True, limit=_PAGE
        )
        async for page in pages:
            for channel in page["channels"]:
                names = (channel["name"], channel.get("name_normalized"))
                if name in names and channel["creator"] == self.teams.bot(home.workspace):
                    return channel
        return None


async def _members(client: Web, channel: str) -> set[str]:
    pages = await client.conversations_members(channel=channel, limit=_PAGE)
    return {user async for page in pages for user in page["members"]}


async def _invite(client: Web, channel: str, user: str) -> None:
    try:
        await client.conversations_invite(channel=channel, users=user)
    except SlackApiError as error:
        if code(error) in _NOT_TO_BE_INVITED:
            _log.info("not invited", extra={"action": "not invited", "why": code(error)})
        elif code(error) != _THERE:
            raise


async def _remove(client: Web, channel: str, user: str) -> None:
    try:
        await client.conversations_kick(channel=channel, user=user)
    except SlackApiError as error:
        if code(error) in _NOT_TO_BE_REMOVED:
            _log.warning("not removed", extra={"action": "not removed", "why": code(error)})
        elif code(error) != _AWAY:
            raise


async def _describe(client: Web, channel: Mapping[str, Any], home: ProjectHome) -> None:
    """Set the topic where there is none; it is as good without."""
    if channel.get("topic", {}).get("value"):
        return
    topic = " ".join(home.name.split())[:_LONGEST_TOPIC]
    try:
        await client.conversations_setTopic(channel=channel["id"], topic=topic)
    except SlackApiError as error:
        _log.info("no topic", extra={"action": "no topic", "why": code(error)})


def _names(home: ProjectHome) -> tuple[str, ...]:
    """Give names for a home, the best first, the last without letters Slack may not know."""
    mark = hashlib.blake2b(str(home.project).encode(), digest_size=_MARK).hexdigest()
    ends = [f"-{mark}", *(f"-{mark}-{number}" for number in range(2, _NAMES + 1))]
    words = _slug(home.name)
    named = [words[: _LONGEST_NAME - len(end)].rstrip("-_") + end for end in ends if words]
    return (*named, *(f"project{end}" for end in ends))


def _slug(name: str) -> str:
    """Give a project's name in small letters and digits of any script, joined by hyphens."""
    small = unicodedata.normalize("NFC", name).lower()
    return re.sub(r"[^\w-]+", "-", small).strip("-_")
