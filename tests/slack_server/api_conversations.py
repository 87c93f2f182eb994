"""The methods of conversations."""

import re

from tests.ground import Json
from tests.slack_server.call import Call, Route, SlackError
from tests.slack_server.places import Channel
from tests.slack_server.reach import (
    HISTORIES,
    MANAGES,
    READS,
    channel_of,
    message_of,
    own_channel_of,
    user_of,
)
from tests.slack_server.world import World

NAME, TOPIC = 80, 250
SPECIAL = re.compile(r"[^\w-]")
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}
PAGE = 100


class ConversationRoutes:
    """What can be asked about conversations."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give what carries out each method."""
        return {
            "conversations.open": self.open,
            "conversations.create": self.create,
            "conversations.invite": self.invite,
            "conversations.kick": self.kick,
            "conversations.info": self.info,
            "conversations.members": self.members,
            "conversations.list": self.list,
            "conversations.history": self.history,
            "conversations.replies": self.replies,
            "conversations.join": self.join,
            "conversations.setTopic": self.set_topic,
            "conversations.rename": self.rename,
            "conversations.archive": self.archive,
        }

    def open(self, call: Call) -> Json:
        """Open the bot's direct messages with somebody."""
        call.demand("im:write")
        users = call.listed("users")
        if len(users) != 1:
            raise SlackError("users_list_not_supplied" if not users else "not_enough_users")
        user = user_of(call, users[0])
        if user.bot:
            raise SlackError("cannot_dm_bot")
        if user.deleted:
            raise SlackError("user_disabled")
        channel = call.workspace.dm(user)
        shown = channel.payload() if call.says("return_im") else {"id": channel.id}
        return {"channel": shown}

    def create(self, call: Call) -> Json:
        """Make a channel with the bot in it."""
        private = call.says("is_private")
        call.demand(MANAGES["group" if private else "channel"])
        team, name = call.workspace, self._free_name(call)
        made = team.open_channel(name, private=private)
        made.creator = team.bot
        made.members.append(team.bot)
        return {"channel": made.payload()}

    def invite(self, call: Call) -> Json:
        """Bring people in."""
        channel = own_channel_of(call)
        call.demand(MANAGES[channel.kind], f"{channel.kind}s:write.invites")
        users = [user_of(call, user_id) for user_id in call.listed("users")]
        if not users:
            raise SlackError("no_user")
        if call.workspace.bot in users:
            raise SlackError("cant_invite_self")
        if all(user in channel.members for user in users):
            raise SlackError("already_in_channel")
        channel.members += [user for user in users if user not in channel.members]
        return {"channel": channel.payload()}

    def kick(self, call: Call) -> Json:
        """Take somebody out."""
        channel = own_channel_of(call)
        call.demand(MANAGES[channel.kind])
        if channel.direct:
            raise SlackError("method_not_supported_for_channel_type")
        user = user_of(call, call.need("user"))
        if user is call.workspace.bot:
            raise SlackError("cant_kick_self")
        if user not in channel.members:
            raise SlackError("not_in_channel")
        channel.members.remove(user)
        return {}

    def info(self, call: Call) -> Json:
        """Give a conversation."""
        channel = channel_of(call)
        call.demand(READS[channel.kind])
        member = call.workspace.bot in channel.members
        return {"channel": channel.payload() | {"is_member": member}}

    def members(self, call: Call) -> Json:
        """Give who is in a conversation."""
        channel = channel_of(call)
        call.demand(READS[channel.kind])
        return _paged(call, "members", [user.id for user in channel.members])

    def list(self, call: Call) -> Json:
        """Give the conversations the bot could see, the archived ones too if asked."""
        kinds = [KINDS[kind] for kind in call.listed("types") or ["public_channel"]]
        for kind in kinds:
            call.demand(READS[kind])
        bot = call.workspace.bot
        found = [
            channel.payload() | {"is_member": bot in channel.members}
            for channel in call.workspace.channels.values()
            if channel.kind in kinds
            and (not channel.private or bot in channel.members)
            and not (channel.archived and call.says("exclude_archived"))
        ]
        return _paged(call, "channels", found)

    def history(self, call: Call) -> Json:
        """Give messages, newest first; replies are not among them."""
        channel = channel_of(call)
        call.demand(HISTORIES[channel.kind])
        if call.workspace.bot not in channel.members:
            raise SlackError("not_in_channel")
        oldest, latest = call.data.get("oldest") or "0", call.data.get("latest") or "9"
        posts = [post for post in channel.messages if post.thread_ts in (None, post.ts)]
        within = [post for post in posts if _within(post.ts, oldest, latest, call)]
        shown = [
            post.payload(with_metadata=call.says("include_all_metadata")) for post in within[::-1]
        ]
        return _paged(call, "messages", shown) | {"pin_count": len(channel.pinned)}

    def replies(self, call: Call) -> Json:
        """Give a message and what was replied, oldest first."""
        channel = channel_of(call)
        call.demand(HISTORIES[channel.kind])
        parent = message_of(channel, call.need("ts"))
        metadata = call.says("include_all_metadata")
        posts = [parent, *channel.thread(parent)]
        return _paged(call, "messages", [post.payload(with_metadata=metadata) for post in posts])

    def join(self, call: Call) -> Json:
        """Let the bot into a public channel."""
        call.demand("channels:join")
        channel = channel_of(call)
        if channel.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        if channel.archived:
            raise SlackError("is_archived")
        if call.workspace.bot not in channel.members:
            channel.members.append(call.workspace.bot)
        return {"channel": channel.payload()}

    def set_topic(self, call: Call) -> Json:
        """Say what a conversation is about."""
        channel = own_channel_of(call)
        call.demand(MANAGES[channel.kind], f"{channel.kind}s:write.topic")
        topic = str(call.data.get("topic") or "")
        if len(topic) > TOPIC:
            self._world.fault(f"{call.method}: the topic has {len(topic)} characters")
            raise SlackError("too_long")
        channel.topic = topic
        return {"channel": channel.payload()}

    def rename(self, call: Call) -> Json:
        """Give a channel of the bot another name."""
        channel = self._own(call)
        channel.name = self._free_name(call)
        return {"channel": channel.payload()}

    def archive(self, call: Call) -> Json:
        """Put a channel away."""
        channel = channel_of(call)
        call.demand(MANAGES[channel.kind])
        if channel.archived:
            raise SlackError("already_archived")
        channel.archived = True
        return {}

    def _own(self, call: Call) -> Channel:
        channel = own_channel_of(call)
        call.demand(MANAGES[channel.kind])
        if channel.creator is not call.workspace.bot:
            raise SlackError("not_authorized")
        return channel

    def _free_name(self, call: Call) -> str:
        name = str(call.data.get("name") or "")
        error = _wrong_name(name)
        if error:
            self._world.fault(f"{call.method}: {name!r} is {error}")
            raise SlackError(error)
        if call.workspace.channel_named(name):
            raise SlackError("name_taken")
        return name


def _wrong_name(name: str) -> str | None:
    if not name:
        return "invalid_name_required"
    if len(name) > NAME:
        return "invalid_name_maxlength"
    if SPECIAL.search(name) or name != name.lower():
        return "invalid_name_specials"
    return None if re.search(r"\w", name) else "invalid_name_punctuation"


def _within(ts: str, oldest: str, latest: str, call: Call) -> bool:
    return oldest < ts < latest or (call.says("inclusive") and ts in (oldest, latest))


def _paged(call: Call, name: str, found: "list[str] | list[Json]") -> Json:
    start, size = call.number("cursor", 0), call.number("limit", PAGE)
    following = str(start + size) if start + size < len(found) else ""
    more = {"response_metadata": {"next_cursor": following}, "has_more": bool(following)}
    return {name: found[start : start + size], **more}
