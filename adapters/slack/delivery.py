"""Slack as a platform: brings the messages that the bot owns.

A message is known by its channel and its timestamp, so that it is found for edits without asking.
Its files come after it, so a sending that broke off is found and its missing files are added.

A sending that may have happened before a crash is looked for first: every message carries its
key as metadata, which people do not see. Where the history may not be read it is sent again.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.attachments import attach, reattach
from adapters.slack.cards import Page, home_view, page
from adapters.slack.homes import Homes
from adapters.slack.outcomes import SERVICE, Door, meaning_of, translated
from adapters.slack.repeats import asked_to_wait
from adapters.slack.teams import Teams
from adapters.slack.turns import Turns
from adapters.slack.web import Web, code, header, status
from core.cards import Card
from core.errors import Unavailable, Undeliverable
from core.model.homes import ProjectHome
from core.model.messages import Message
from core.model.places import Audience, Place
from core.ports.outside import Clock, File

_log = logging.getLogger(__name__)

NAME = SERVICE
_INTERVAL = timedelta(seconds=1.25)
"""Fifty changes a minute are allowed in a workspace; the network may push two together.

https://docs.slack.dev/apis/web-api/rate-limits
"""
_SKEW = timedelta(minutes=1)
"""How far our clock may be off Slack's."""
_PAGE = 200
_PAGES = 5
"""Pages of the history since a message was wanted, among which an earlier sending is looked for."""
_TOO_MANY = 429
_EVENT = "teampl"
_BETWEEN = "/"
_HOME = "home"
"""Where Homes are, which are no messages of Slack's."""


class Delivery:
    """Posts and edits the bot's messages (`core.ports.outside.Platform`)."""

    def __init__(self, teams: Teams, homes: Homes, door: Door, clock: Clock) -> None:
        self._teams = teams
        self._homes = homes
        self._door = door
        self._clock = clock
        self._turns: dict[str, Turns] = {}
        self._direct: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        """The platform's name in accounts and places."""
        return NAME

    @property
    def interval(self) -> timedelta:
        """The least time between two edits of one message."""
        return _INTERVAL

    async def post(self, message: Message, card: Card, files: Sequence[File]) -> str:
        """Send a message; one that may have been sent before is looked for.

        Raises:
            Unavailable: try again later.
            Undeliverable: never.
        """
        if message.place.audience is Audience.PAGE:
            return await self._publish(message.place, card)
        made = page(card, files)
        workspace = message.place.workspace
        with translated(self._door, workspace):
            client = self._teams.client(workspace)
            channel = await self._channel(client, message.place)
            ts = await self._known(client, channel, message) if message.tried else None
            if ts is None:
                ts = await _say(client, channel, message, made)
                await attach(client, channel, ts, made.files)
            else:
                await self._turn(workspace, external(channel, ts))
                await self._change(message, external(channel, ts), made)
            if message.pinned:
                await _pin(client, channel, ts)
            return external(channel, ts)

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Make `card` stand where `message.external` stands.

        Progress that is wanted is passed over when it is not its turn: what comes next takes its
        place, and its last word must not wait for it.

        Raises:
            Unavailable: try again later; also for what is not said yet since others go first.
            Undeliverable: it is gone.
        """
        if message.place.audience is Audience.PAGE:
            await self._publish(message.place, card)
            return
        made = page(card, files)
        where = message.external or ""
        workspace = message.place.workspace
        if not card.stages:
            await self._turn(workspace, where)
        elif wait := self._turns_of(workspace).progress(where):
            if card == message.card:
                return
            raise _not_yet(wait)
        with translated(self._door, workspace):
            await self._change(message, where, made)

    async def open_home(self, home: ProjectHome) -> str:
        """Give the channel of a project's home, opened for its members or found as it stands.

        Raises:
            Unavailable: try again later.
            Undeliverable: the bot may not open channels there.
        """
        with translated(self._door, home.workspace):
            return await self._homes.open(home)

    async def _publish(self, place: Place, card: Card) -> str:
        """Show a card as somebody's Home, and give how that is known."""
        with translated(self._door, place.workspace):
            client = self._teams.client(place.workspace)
            await client.views_publish(user_id=place.user, view=home_view(card))
        return external(_HOME, place.user)

    async def _channel(self, client: Web, place: Place) -> str:
        if place.audience is Audience.CHANNEL:
            return place.channel
        whose = (place.workspace, place.user)
        if whose not in self._direct:
            opened = await client.conversations_open(users=place.user)
            self._direct[whose] = opened["channel"]["id"]
        return self._direct[whose]

    async def _known(self, client: Web, channel: str, message: Message) -> str | None:
        """Find what an earlier sending left."""
        bot = self._teams.bot(message.place.workspace)
        since = (message.created - _SKEW).timestamp() if message.created else 0
        read = 0
        try:
            pages = await client.conversations_history(
                channel=channel, oldest=f"{since:.6f}", limit=_PAGE, include_all_metadata=True
            )
            async for part in pages:
                for each in part["messages"]:
                    if each.get("user") == bot and _key(each) == message.key:
                        return each["ts"]
                read += 1
                if read == _PAGES:
                    break
        except SlackApiError as error:
            # Slack may give an app one short page a minute. What is not on it is sent again then,
            # for looking on would never end.
            throttled = read and status(error) == _TOO_MANY
            if throttled or isinstance(meaning_of(error), Undeliverable):
                return None
            raise
        return None

    async def _change(self, message: Message, where: str, made: Page) -> None:
        """Make a page stand in place of what a message shows, and the files it lacks with it."""
        channel, _, ts = where.partition(_BETWEEN)
        if not ts:
            raise Undeliverable(f"no message of Slack's: {where}")
        workspace = message.place.workspace
        client = self._teams.client(workspace)
        try:
            await client.chat_update(
                channel=channel, ts=ts, text=made.text, blocks=made.blocks, metadata=_mark(message)
            )
        except SlackApiError as error:
            if status(error) == _TOO_MANY:
                wait = asked_to_wait(header(error, "Retry-After"))
                self._turns_of(workspace).pause(wait or _INTERVAL)
            raise
        if made.files:
            await reattach(client, channel, ts, made.files, self._teams.bot(workspace))

    async def _turn(self, workspace: str, where: str) -> None:
        """Wait until a message may say its last word, if it is the next one.

        Raises:
            Unavailable: others go first.
        """
        if wait := await self._turns_of(workspace).last_word(where):
            raise _not_yet(wait)

    def _turns_of(self, workspace: str) -> Turns:
        return self._turns.setdefault(workspace, Turns(self._clock, _INTERVAL))


def external(channel: str, ts: str) -> str:
    """Give how a message is known outside of Slack."""
    return f"{channel}{_BETWEEN}{ts}"


def _not_yet(wait: timedelta) -> Unavailable:
    return Unavailable(SERVICE, "not its turn", wait)


async def _say(client: Web, channel: str, message: Message, made: Page) -> str:
    sent = await client.chat_postMessage(
        channel=channel,
        text=made.text,
        blocks=made.blocks,
        metadata=_mark(message),
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(sent["ts"])


async def _pin(client: Web, channel: str, ts: str) -> None:
    """Keep it in sight where that is allowed; it is as good without."""
    try:
        await client.pins_add(channel=channel, timestamp=ts)
    except SlackApiError as error:
        if isinstance(meaning_of(error), Unavailable):
            raise
        _log.info("not pinned", extra={"action": "not pinned", "why": code(error)})


def _mark(message: Message) -> dict[str, Any]:
    return {"event_type": _EVENT, "event_payload": {"key": message.key}}


def _key(sent: Mapping[str, Any]) -> str | None:
    """Give the key of a message that the history gave."""
    metadata: dict[str, Any] = sent.get("metadata") or {}
    return metadata["event_payload"].get("key") if metadata.get("event_type") == _EVENT else None
