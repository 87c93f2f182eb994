"""Which conversations and messages a call may reach."""

from tests.slack_server.call import Call, SlackError
from tests.slack_server.message import Message
from tests.slack_server.people import User
from tests.slack_server.places import Channel

READS = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
HISTORIES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
MANAGES = {"channel": "channels:manage", "group": "groups:write", "im": "im:write"}
"""The scope for each kind of conversation."""


def channel_of(call: Call) -> Channel:
    """Give the conversation a call names by id; the bot sees public ones and its own.

    Raises:
        SlackError: there is none it knows of.
    """
    channel = call.workspace.channels.get(call.need("channel"))
    if channel is None or (channel.private and call.workspace.bot not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def own_channel_of(call: Call) -> Channel:
    """Give the conversation a call names, which the bot is in and which is not archived.

    Raises:
        SlackError: it is not.
    """
    channel = channel_of(call)
    if call.workspace.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def message_of(channel: Channel, ts: str) -> Message:
    """Give a message everybody in a conversation sees.

    Raises:
        SlackError: there is none.
    """
    message = channel.posts.get(ts)
    if message is None or message.deleted or message.ephemeral:
        raise SlackError("message_not_found")
    return message


def user_of(call: Call, user_id: str) -> User:
    """Give a member of the workspace.

    Raises:
        SlackError: there is none.
    """
    user = call.workspace.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user
