"""Discord as a platform: brings the messages that the bot owns, with the bot's own token.

A message is known by its channel and its id, so that it is found for edits without asking.
What calls somebody, a private message that is no progress, goes out with its headline as
content and is edited into its page at once; all else is posted without a notification.

A sending that may have happened before a crash is looked for first: every page carries a number
made of its message's key as the id of its outermost component, which people do not see and
Discord gives back for ever. Where the history may not be read, or the first sending got no
further than its headline, `nonce` with `enforce_nonce` makes Discord give the first message
instead of a second one for some minutes
(https://docs.discord.com/developers/resources/message#create-message).
"""

import hashlib
import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import discord

from adapters.discord.cards import Page, carries, numbered, page, quiet
from adapters.discord.homes import Homes
from adapters.discord.outcomes import ARCHIVED, SERVICE, translated
from core.cards import Card
from core.errors import Unavailable, Undeliverable
from core.model.homes import ProjectHome
from core.model.messages import Message
from core.model.places import Audience, Place
from core.pace import Pace
from core.ports.outside import Clock, File

_log = logging.getLogger(__name__)

NAME = SERVICE
_INTERVAL = timedelta(seconds=1.2)
"""Five edits in five seconds are allowed in a channel: one message keeps within that alone.

Where several in a channel are edited at once, the library waits out what Discord asks for.
"""
_LOOKED_AT = 100
"""Messages, the newest of a channel, among which an earlier sending is looked for."""
_FIRST_MARK, _MARKS = 1000, 2**31 - 1000
"""So many numbers tell messages apart; the small ones are not ours."""
_BETWEEN = "/"

Sent = discord.Message | discord.PartialMessage


class Delivery:
    """Posts and edits the bot's messages (`core.ports.outside.Platform`)."""

    def __init__(self, client: discord.Client, homes: Homes, clock: Clock) -> None:
        self._client = client
        self._homes = homes
        self._pace = Pace(clock, _INTERVAL)

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
        made = numbered(page(card, files), _mark(message))
        with self._asking():
            channel = await self._channel(message.place)
            known = await self._known(channel, message, made) if message.tried else None
            stands = await self._stand(channel, message, made, known)
            if message.pinned:
                await _pin(stands)
            return external(channel.id, stands.id)

    async def edit(self, message: Message, card: Card, files: Sequence[File]) -> None:
        """Make `card` stand where `message.external` stands.

        Raises:
            Unavailable: try again later.
            Undeliverable: it is gone.
        """
        channel, _, id_ = (message.external or "").partition(_BETWEEN)
        if not id_:
            raise Undeliverable(f"no message of Discord's: {message.external}")
        made = numbered(page(card, files), _mark(message))
        await self._pace.turn(message.external or "")
        with self._asking():
            there = self._client.get_partial_messageable(int(channel))
            await self._turn_anywhere(there.get_partial_message(int(id_)), made)

    async def open_home(self, home: ProjectHome) -> str:
        """Give the channel of a project's home, opened for its members or found as it stands.

        Raises:
            Unavailable: try again later.
            Undeliverable: the bot may not open channels there.
        """
        with self._asking():
            return await self._homes.open(home)

    @contextmanager
    def _asking(self) -> Generator[None]:
        if self._client.application_id is None:
            raise Unavailable(SERVICE, "not logged in yet")
        with translated():
            yield

    async def _turn_anywhere(self, stands: discord.PartialMessage, made: Page) -> None:
        """Edit a message, also where its thread was archived since nobody wrote for days."""
        try:
            await _turn(stands, made)
        except discord.HTTPException as error:
            if error.code != ARCHIVED:
                raise
            thread = await self._client.fetch_channel(stands.channel.id)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)
            await _turn(stands, made)

    async def _channel(self, place: Place) -> discord.PartialMessageable:
        if place.audience is Audience.CHANNEL:
            return self._client.get_partial_messageable(int(place.channel))
        direct = await self._client.create_dm(discord.Object(int(place.user)))
        return self._client.get_partial_messageable(direct.id)

    async def _stand(
        self,
        channel: discord.PartialMessageable,
        message: Message,
        made: Page,
        known: Sent | None,
    ) -> Sent:
        """Give the message, showing the page, whether it stood there or not."""
        if known is not None:
            return await _turn(known, made)
        nonce = _nonce(message)
        if message.place.audience is not Audience.CHANNEL and not message.card.stages:
            sent = await channel.send(made.headline, nonce=nonce, allowed_mentions=quiet())
            return await _turn(sent, made)
        sent = await channel.send(
            view=made.view,
            files=[parcel.opened() for parcel in made.files],
            nonce=nonce,
            silent=True,
            allowed_mentions=quiet(),
        )
        # By its nonce an earlier sending may have been given, which shows what was wanted then.
        return await _turn(sent, made) if message.tried else sent

    async def _known(
        self, channel: discord.PartialMessageable, message: Message, made: Page
    ) -> Sent | None:
        """Find what an earlier sending left."""
        try:
            latest = [each async for each in channel.history(limit=_LOOKED_AT)]
        except discord.Forbidden:
            return None
        mine = [each for each in latest if each.author == self._client.user]
        marked = (each for each in mine if carries(each, _mark(message)))
        bare = (each for each in mine if each.content == made.headline and not each.components)
        return next(marked, None) or next(bare, None)


def external(channel: int, message: int) -> str:
    """Give how a message is known outside of Discord."""
    return f"{channel}{_BETWEEN}{message}"


async def _turn(stands: Sent, made: Page) -> Sent:
    """Make a page stand in place of what a message shows."""
    return await stands.edit(
        content=None,
        view=made.view,
        attachments=[parcel.opened() for parcel in made.files],
        allowed_mentions=quiet(),
    )


async def _pin(stands: Sent) -> None:
    """Keep it in sight where that is allowed; it is as good without."""
    try:
        with translated():
            await stands.pin()
    except (Undeliverable, discord.HTTPException) as error:
        _log.info("not pinned", extra={"action": "not pinned", "why": str(error)})


def _mark(message: Message) -> int:
    return _FIRST_MARK + int.from_bytes(_digest(message.key, 8)) % _MARKS


def _nonce(message: Message) -> str:
    """Name a sending: Discord compares with all that the bot sent, wherever it went."""
    place = message.place
    return _digest(f"{message.key} {place.channel} {place.user}", 12).hex()


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
