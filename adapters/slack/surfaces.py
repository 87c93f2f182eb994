"""Where something somebody did is answered: by its address, in its window, or in a new one.

An address takes five answers in half an hour
(https://docs.slack.dev/interactivity/handling-user-interaction).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.cards import page
from adapters.slack.files import Parcel
from adapters.slack.heard import Heard
from adapters.slack.outcomes import CONNECTION_LOST
from adapters.slack.web import Web, code
from adapters.slack.windows import window
from core.cards import Card

_log = logging.getLogger(__name__)

_ANSWERED = 200
_TRIGGER = 3.0
"""Seconds in which a window can be opened."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Where one act is answered.

    `waits` tells that its window stays open and shows that the bot is at work.
    """

    client: Web
    heard: Heard
    waits: bool = False

    async def show(self, card: Card, *, private: bool, replaces: bool = False) -> bool:
        """Show a card; `replaces` puts it over the one that was pressed. Tell whether it stands."""
        heard = self.heard
        url, shown = heard.stand.url, False
        if heard.view and (self.waits or not url):
            shown = await self.turn(window(card))
        elif not url:
            shown = await self.open(window(card))
        if shown and (private or not url):
            return True
        return await self._say(card, private=private and not replaces, replaces=replaces)

    async def beside(self, card: Card) -> bool:
        """Say one thing more, to the person alone; tell whether it stands."""
        return await self._say(card, private=True)

    async def open(self, view: Mapping[str, Any]) -> bool:
        """Open a window, over the one that is open; tell whether it could be."""
        heard = self.heard
        if heard.view:
            return await self.turn(view)
        if not heard.trigger:
            return False
        try:
            async with asyncio.timeout(_TRIGGER):
                return await _stands(self.client.views_open, trigger_id=heard.trigger, view=view)
        except TimeoutError:
            return False

    async def turn(self, view: Mapping[str, Any]) -> bool:
        """Show something else in the window it was done in; tell whether that stands."""
        return await _stands(self.client.views_update, view_id=self.heard.view, view=view)

    def without_window(self) -> "Surface":
        """Give the same without a window, where none opens any more."""
        return replace(self, heard=replace(self.heard, trigger="", view=""))

    async def _say(self, card: Card, *, private: bool, replaces: bool = False) -> bool:
        heard = self.heard
        private = private or heard.private
        if not await answered(heard.stand.url, card, private=private, replaces=replaces):
            return False
        return all([await self._send(parcel) for parcel in page(card).files])

    async def _send(self, parcel: Parcel) -> bool:
        """Send a file to the person's direct messages: an address takes none."""
        try:
            opened = await self.client.conversations_open(users=self.heard.user)
        except (SlackApiError, *CONNECTION_LOST):
            _log.warning("no direct messages", extra={"action": "not shown"})
            return False
        return await _stands(
            self.client.files_upload_v2,
            channel=opened["channel"]["id"],
            filename=parcel.name,
            title=parcel.name,
            content=parcel.content,
        )


async def answered(url: str, card: Card, *, private: bool, replaces: bool = False) -> bool:
    """Answer at an address; tell whether there is one and it took it."""
    if not url:
        return False
    made = page(card)
    try:
        # Made again, as the library does by itself, an answer could appear twice.
        taken = await AsyncWebhookClient(url, retry_handlers=[]).send(
            text=made.text,
            blocks=made.blocks,
            response_type="ephemeral" if private else "in_channel",
            replace_original=replaces,
        )
    except CONNECTION_LOST as error:
        _log.warning("not shown", extra={"action": "not shown", "why": type(error).__name__})
        return False
    if taken.status_code != _ANSWERED:
        _log.warning("not shown", extra={"action": "not shown", "why": taken.body[:80]})
    return taken.status_code == _ANSWERED


async def _stands(call: Callable[..., Awaitable[object]], **arguments: object) -> bool:
    """Ask Slack for something to be shown; tell whether it is."""
    try:
        await call(**arguments)
    except SlackApiError as error:
        why = code(error)
    except (SlackRequestError, *CONNECTION_LOST) as error:
        why = type(error).__name__
    else:
        return True
    _log.warning("not shown", extra={"action": "not shown", "why": why})
    return False
