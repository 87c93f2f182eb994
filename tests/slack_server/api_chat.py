"""The methods of messages: post, change, delete, pin."""

from tests.ground import Json
from tests.slack_server.call import Call, Route, SlackError
from tests.slack_server.judge import message_wrongs
from tests.slack_server.message import Message, blocks_of
from tests.slack_server.places import Channel
from tests.slack_server.reach import channel_of, message_of, own_channel_of, user_of
from tests.slack_server.world import World

WRITE = "chat:write"
METADATA = ("event_type", "event_payload")


class ChatRoutes:
    """What can be asked about messages."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give what carries out each method."""
        return {
            "chat.postMessage": self.post,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.getPermalink": self.permalink,
            "pins.add": self.pin,
        }

    def post(self, call: Call) -> Json:
        """Post a message: into a conversation, or to a user's direct messages."""
        call.demand(WRITE)
        channel = self._goal(call)
        self._judge(call)
        _checked_thread(channel, call)
        message = self._world.post(channel, call.data)
        return {"channel": channel.id, "ts": message.ts, "message": message.payload()}

    def post_ephemeral(self, call: Call) -> Json:
        """Show a message to one member of a conversation."""
        call.demand(WRITE)
        channel = own_channel_of(call)
        user = user_of(call, call.need("user"))
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        self._judge(call)
        return {"message_ts": self._world.post(channel, call.data, user).ts}

    def update(self, call: Call) -> Json:
        """Change a message of the bot; blocks that are not sent go when a text is."""
        call.demand(WRITE)
        message = self._own(call, "cant_update_message")
        body = dict(call.data)
        if "blocks" not in body and "text" not in body:
            body |= {"text": message.versions[-1].text, "blocks": message.blocks}
        self._world.judge(call.method, lambda: message_wrongs(body, update=True))
        message.write(self._world.now(), str(body.get("text") or ""), blocks_of(body, message.ts))
        if call.data.get("metadata"):
            message.metadata = call.data["metadata"]
        shown = message.payload()
        return {"channel": call.channel, "ts": message.ts, "text": shown["text"], "message": shown}

    def delete(self, call: Call) -> Json:
        """Delete a message of the bot."""
        call.demand(WRITE)
        message = self._own(call, "cant_delete_message")
        message.deleted = True
        return {"channel": call.channel, "ts": message.ts}

    def permalink(self, call: Call) -> Json:
        """Give where people find a message."""
        channel = channel_of(call)
        message = message_of(channel, call.need("message_ts"))
        path = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
        address = f"https://{call.workspace.domain}.slack.com/{path}"
        return {"channel": channel.id, "permalink": address}

    def pin(self, call: Call) -> Json:
        """Pin a message."""
        call.demand("pins:write")
        channel = own_channel_of(call)
        message = message_of(channel, call.need("timestamp"))
        if message.ts in channel.pinned:
            raise SlackError("already_pinned")
        channel.pinned.append(message.ts)
        return {}

    def _goal(self, call: Call) -> Channel:
        named = call.need("channel")
        team = call.workspace
        if named in team.users:
            user = team.users[named]
            if user.bot:
                raise SlackError("cannot_dm_bot")
            if user.deleted:
                raise SlackError("channel_not_found")
            return team.dm(user)
        channel = channel_of(call)
        if channel.archived:
            raise SlackError("is_archived")
        is_public = not channel.private and not channel.direct
        if team.bot in channel.members or (is_public and "chat:write.public" in team.scopes):
            return channel
        raise SlackError("not_in_channel")

    def _own(self, call: Call, otherwise: str) -> Message:
        channel = channel_of(call)
        message = message_of(channel, call.need("ts"))
        if message.author is not call.workspace.bot:
            raise SlackError(otherwise)
        if channel.archived:
            raise SlackError("is_archived")
        return message

    def _judge(self, call: Call) -> None:
        metadata = call.data.get("metadata")
        if metadata is not None and any(key not in metadata for key in METADATA):
            self._world.fault(f"{call.method}: metadata has an event_type and an event_payload")
            raise SlackError("invalid_metadata_format")
        self._world.judge(call.method, lambda: message_wrongs(call.data))


def _checked_thread(channel: Channel, call: Call) -> None:
    ts = call.data.get("thread_ts")
    if ts is None:
        return
    parent = channel.posts.get(str(ts))
    if parent is None or parent.ephemeral:
        raise SlackError("thread_not_found")
    parent.thread_ts = parent.thread_ts or parent.ts
