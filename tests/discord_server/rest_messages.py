"""The routes of messages: post, edit, read, delete, pin."""

from datetime import timedelta

from tests.discord_server.call import Answered, ApiError, Call, Route
from tests.discord_server.limits import is_v2, message_wrongs
from tests.discord_server.message import COMPONENTS_V2, ORDINARY, REPLY, SILENT, Message, Origin
from tests.discord_server.places import Channel
from tests.discord_server.rights import (
    ATTACH,
    EMBED,
    HISTORY,
    MANAGE_MESSAGES,
    PIN,
    channel_of,
    demand,
    message_of,
    refuse_archived,
    sending,
)
from tests.discord_server.world import World

NONCE_LASTS = timedelta(minutes=5)
"""Discord says some minutes."""
BOT_FLAGS = COMPONENTS_V2 | SILENT | 1 << 2
"""What a bot may set on an ordinary message."""
MOST_PINS, PAGE = 250, 50
ONE = "/channels/{channel_id}/messages/{message_id}"


class MessageRoutes:
    """What can be asked about messages with the bot's own token."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give the handlers by method and template."""
        everything = "/channels/{channel_id}/messages"
        return {
            f"POST {everything}": self.create,
            f"GET {everything}": self.listing,
            f"GET {everything}/pins": self.pins,
            f"PUT {everything}/pins/{{message_id}}": self.pin,
            f"DELETE {everything}/pins/{{message_id}}": self.unpin,
            "PUT /channels/{channel_id}/pins/{message_id}": self.pin,
            "DELETE /channels/{channel_id}/pins/{message_id}": self.unpin,
            f"GET {ONE}": self.read,
            f"PATCH {ONE}": self.edit,
            f"DELETE {ONE}": self.delete,
            "POST /channels/{channel_id}/typing": self.typing,
        }

    def create(self, call: Call) -> Answered:
        """Post; a repeated nonce gives the first message."""
        channel = channel_of(self._world, call)
        needed = sending(channel) | (ATTACH if call.files else 0)
        demand(self._world, channel, needed | (EMBED if call.data.get("embeds") else 0))
        if channel.recipient is not None and channel.recipient.refuses_dms:
            raise ApiError(403, channel.recipient.refuses_dms, "Cannot send messages to this user")
        repeated = self._repeated(call)
        if repeated is not None:
            return repeated.payload()
        refuse_wrong(message_wrongs(call.data, call.files, new=True, v2=is_v2(call.data)))
        message = self._posted(channel, call)
        return message.payload()

    def edit(self, call: Call) -> Answered:
        """Change a message of the bot."""
        channel = channel_of(self._world, call)
        message = message_of(channel, call.parts["message_id"])
        if message.origin.author is not self._world.bot:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        refuse_archived(channel)
        edit(message, call)
        return message.payload()

    def read(self, call: Call) -> Answered:
        """Give a message."""
        channel = channel_of(self._world, call, HISTORY)
        return message_of(channel, call.parts["message_id"]).payload()

    def listing(self, call: Call) -> Answered:
        """Give the latest messages, or those before or after one."""
        channel = channel_of(self._world, call, HISTORY)
        low, high = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
        found = [post for post in channel.messages if low < int(post.id) < high]
        found = found if "after" in call.query else found[::-1]
        shown = [post.payload() for post in found[: int(call.query.get("limit", PAGE))]]
        return shown[::-1] if "after" in call.query else shown

    def delete(self, call: Call) -> Answered:
        """Delete a message of the bot, or with the permission any."""
        channel = channel_of(self._world, call)
        message = message_of(channel, call.parts["message_id"])
        if message.origin.author is not self._world.bot:
            demand(self._world, channel, MANAGE_MESSAGES)
        message.delete()
        return None

    def pin(self, call: Call) -> Answered:
        """Pin a message."""
        channel = channel_of(self._world, call, PIN)
        message = message_of(channel, call.parts["message_id"])
        if len(channel.pins) >= MOST_PINS:
            raise ApiError(400, 30003, "Maximum number of pins reached")
        message.pinned = True
        self._world.changed()
        return None

    def unpin(self, call: Call) -> Answered:
        """Take a pin off."""
        channel = channel_of(self._world, call, PIN)
        message_of(channel, call.parts["message_id"]).pinned = False
        self._world.changed()
        return None

    def pins(self, call: Call) -> Answered:
        """Give what is pinned."""
        channel = channel_of(self._world, call, HISTORY)
        now = self._world.now().isoformat()
        items = [{"pinned_at": now, "message": message.payload()} for message in channel.pins]
        return {"items": items[::-1], "has_more": False}

    def typing(self, call: Call) -> Answered:
        """Show that the bot types."""
        channel = channel_of(self._world, call)
        demand(self._world, channel, sending(channel))
        return None

    def _repeated(self, call: Call) -> Message | None:
        nonce = call.data.get("nonce")
        if nonce is None or not call.data.get("enforce_nonce"):
            return None
        message, at = self._world.nonces.get(str(nonce), (None, call.at))
        return message if call.at - at <= NONCE_LASTS else None

    def _posted(self, channel: Channel, call: Call) -> Message:
        body = call.data
        channel.archived = False
        reference = body.get("message_reference")
        kind = REPLY if reference else ORDINARY
        extra = {"message_reference": reference | {"type": 0}} if reference else {}
        if reference and str(reference["message_id"]) not in channel.posts:
            raise ApiError(400, 50035, "Unknown message")
        if body.get("nonce") is not None:
            extra["nonce"] = body["nonce"]
        origin = Origin(channel.id, channel.guild_id, self._world.bot, None, kind, extra)
        body = body | {"flags": int(body.get("flags") or 0) & BOT_FLAGS}
        message = Message(self._world, origin, body, call.files)
        channel.posts[message.id] = message
        if body.get("enforce_nonce"):
            self._world.nonces[str(body["nonce"])] = (message, call.at)
        message.tell_created()
        return message


def edit(message: Message, call: Call) -> None:
    """Change a message as a request says.

    Raises:
        ApiError: it would break a limit, or undo components V2.
    """
    v2 = bool(message.flags & COMPONENTS_V2)
    if is_v2(call.data) and not v2:
        now = message.versions[-1].body
        left = [key for key in ("content", "embeds") if call.data.get(key, now[key])]
        refuse_wrong([f"components V2 exclude {left}, which the message has"] if left else [])
    refuse_wrong(message_wrongs(call.data, call.files, new=False, v2=v2 or is_v2(call.data)))
    message.edit(call.data, call.files)


def refuse_wrong(wrongs: list[str]) -> None:
    """Refuse what breaks a limit.

    Raises:
        WrongForm: with all that is wrong.
    """
    if wrongs:
        raise WrongForm(wrongs)


class WrongForm(ApiError):
    """A request that Discord's form check refuses."""

    def __init__(self, wrongs: list[str]) -> None:
        super().__init__(400, 50035, f"Invalid Form Body: {'; '.join(wrongs)}")
        self.wrongs = wrongs
