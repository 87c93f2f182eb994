"""Finds what a request names, and refuses what the bot may not."""

from tests.discord_server.call import ApiError, Call, unknown
from tests.discord_server.message import Message
from tests.discord_server.places import DM, THREADS, Channel, Place
from tests.discord_server.world import World

VIEW, SEND, SEND_IN_THREADS, EMBED, ATTACH = 1 << 10, 1 << 11, 1 << 38, 1 << 14, 1 << 15
HISTORY, MANAGE_MESSAGES, PIN = 1 << 16, 1 << 13, 1 << 51
MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS = 1 << 4, 1 << 28, 1 << 34
PUBLIC_THREADS, PRIVATE_THREADS = 1 << 35, 1 << 36
NO_ACCESS = ApiError(403, 50001, "Missing Access")
NO_PERMISSION = ApiError(403, 50013, "Missing Permissions")


def channel_of(world: World, call: Call, needed: int = 0) -> Channel:
    """Give the channel a request names, if the bot may see it and has these permissions.

    Raises:
        ApiError: there is none, or the bot may not.
    """
    channel = world.channel(call.parts["channel_id"])
    if channel is None:
        raise unknown(10003, "Channel")
    demand(world, channel, VIEW | needed)
    return channel


def demand(world: World, channel: Channel, needed: int) -> None:
    """Refuse what the bot lacks the permission for.

    Raises:
        ApiError: it does.
    """
    place = world.place_of(channel)
    if channel.kind == DM or place is None:
        return
    if not place.present:
        raise NO_ACCESS
    may = place.permissions(world.bot, channel)
    if not may & VIEW:
        raise NO_ACCESS
    if needed & ~may:
        raise NO_PERMISSION


def place_of(world: World, call: Call, needed: int = 0) -> Place:
    """Give the guild a request names, if the bot is in it and has these permissions.

    Raises:
        ApiError: it is not, or has not.
    """
    place = world.places.get(call.parts["guild_id"])
    if place is None:
        raise unknown(10004, "Guild")
    if not place.present:
        raise NO_ACCESS
    if needed & ~place.permissions(world.bot):
        raise NO_PERMISSION
    return place


def message_of(channel: Channel, message_id: str) -> Message:
    """Give a message the bot's own token reaches: an ephemeral one is not among them.

    Raises:
        ApiError: there is none.
    """
    message = channel.posts.get(message_id)
    if message is None or message.deleted or message.ephemeral:
        raise unknown(10008, "Message")
    return message


def refuse_archived(channel: Channel) -> None:
    """Refuse what an archived thread does not allow.

    Raises:
        ApiError: it is one.
    """
    if channel.archived:
        raise ApiError(400, 50083, "Thread is archived")


def sending(channel: Channel) -> int:
    """Give the permission that posting there takes."""
    return SEND_IN_THREADS if channel.kind in THREADS else SEND
