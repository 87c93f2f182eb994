"""The routes of guilds, members, channels, threads and direct messages."""

from tests.discord_server.call import Answered, ApiError, Call, Route, unknown
from tests.discord_server.ground import Event
from tests.discord_server.guild import GUILD_MEMBERS, GUILDS
from tests.discord_server.places import (
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    THREADS,
    Channel,
    Place,
)
from tests.discord_server.rights import (
    HISTORY,
    MANAGE_CHANNELS,
    MANAGE_ROLES,
    MANAGE_THREADS,
    NO_ACCESS,
    PRIVATE_THREADS,
    PUBLIC_THREADS,
    SEND_IN_THREADS,
    channel_of,
    demand,
    message_of,
    place_of,
    refuse_archived,
)
from tests.discord_server.world import World
from tests.ground import Json

GUILD = "/guilds/{guild_id}"
CHANNEL = "/channels/{channel_id}"
THREAD_MEMBERS = "/channels/{channel_id}/thread-members"


class PlaceRoutes:
    """What can be asked about places and the people in them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give the handlers by method and template."""
        return {
            f"GET {GUILD}": lambda call: place_of(self._world, call).summary(),
            f"GET {GUILD}/channels": self.channels,
            f"POST {GUILD}/channels": self.create_channel,
            f"GET {GUILD}/roles": self.roles,
            f"GET {GUILD}/threads/active": self.active_threads,
            f"GET {GUILD}/members": self.members,
            f"GET {GUILD}/members/search": self.search,
            f"GET {GUILD}/members/{{user_id}}": self.member,
            f"GET {CHANNEL}": lambda call: channel_of(self._world, call).payload(),
            f"PATCH {CHANNEL}": self.edit_channel,
            f"DELETE {CHANNEL}": self.delete_channel,
            f"PUT {CHANNEL}/permissions/{{overwrite_id}}": self.overwrite,
            f"DELETE {CHANNEL}/permissions/{{overwrite_id}}": self.remove_overwrite,
            f"GET {CHANNEL}/users/@me/threads/archived/private": self.archived_threads,
            f"POST {CHANNEL}/threads": self.create_thread,
            f"POST {CHANNEL}/messages/{{message_id}}/threads": self.thread_from,
            f"PUT {THREAD_MEMBERS}/@me": lambda _call: None,
            f"PUT {THREAD_MEMBERS}/{{user_id}}": self.add_to_thread,
            f"DELETE {THREAD_MEMBERS}/{{user_id}}": self.remove_from_thread,
            f"GET {THREAD_MEMBERS}": self.thread_members,
        }

    def channels(self, call: Call) -> Answered:
        """Give the channels of a guild."""
        place = place_of(self._world, call)
        here = [one for one in place.channels.values() if not one.gone and one.kind not in THREADS]
        return [channel.payload() for channel in here]

    def create_channel(self, call: Call) -> Answered:
        """Make a channel; giving it permissions takes the permission to."""
        body = call.data
        needed = MANAGE_CHANNELS | (MANAGE_ROLES if body.get("permission_overwrites") else 0)
        place = place_of(self._world, call, needed)
        kind, name = int(body.get("type") or TEXT), str(body["name"])
        channel = Channel(self._world, self._world.next_id(), kind, name, place.id)
        self._apply(channel, place, body)
        place.channels[channel.id] = channel
        self._tell("CHANNEL_CREATE", channel)
        return channel.payload()

    def edit_channel(self, call: Call) -> Answered:
        """Change a channel or thread."""
        channel = channel_of(self._world, call)
        place = self._world.places[channel.guild_id or ""]
        thread = channel.kind in THREADS
        own = thread and channel.owner_id == self._world.bot.id
        demand(self._world, channel, 0 if own else MANAGE_THREADS if thread else MANAGE_CHANNELS)
        if call.data.get("permission_overwrites") is not None:
            demand(self._world, channel, MANAGE_ROLES)
        self._apply(channel, place, call.data)
        self._tell("THREAD_UPDATE" if thread else "CHANNEL_UPDATE", channel)
        return channel.payload()

    def delete_channel(self, call: Call) -> Answered:
        """Take a channel away."""
        channel = channel_of(self._world, call)
        thread = channel.kind in THREADS
        demand(self._world, channel, MANAGE_THREADS if thread else MANAGE_CHANNELS)
        channel.gone = True
        self._tell("THREAD_DELETE" if thread else "CHANNEL_DELETE", channel)
        return channel.payload()

    def overwrite(self, call: Call) -> Answered:
        """Give or take somebody's permissions in a channel."""
        channel = channel_of(self._world, call, MANAGE_ROLES)
        entry = _overwrite(call.data | {"id": call.parts["overwrite_id"]})
        others = [one for one in channel.overwrites if one["id"] != entry["id"]]
        channel.overwrites = [*others, entry]
        self._tell("CHANNEL_UPDATE", channel)
        return None

    def remove_overwrite(self, call: Call) -> Answered:
        """Forget somebody's permissions in a channel."""
        channel = channel_of(self._world, call, MANAGE_ROLES)
        gone = call.parts["overwrite_id"]
        channel.overwrites = [one for one in channel.overwrites if one["id"] != gone]
        self._tell("CHANNEL_UPDATE", channel)
        return None

    def create_thread(self, call: Call) -> Answered:
        """Make a thread; private unless it says otherwise, as Discord's default is."""
        kind = int(call.data.get("type") or PRIVATE_THREAD)
        needed = PRIVATE_THREADS if kind == PRIVATE_THREAD else PUBLIC_THREADS
        parent = channel_of(self._world, call, needed)
        return self._thread(parent, kind, call.data, self._world.next_id()).payload()

    def thread_from(self, call: Call) -> Answered:
        """Make the thread of a message; it has the message's id."""
        parent = channel_of(self._world, call, PUBLIC_THREADS)
        message = message_of(parent, call.parts["message_id"])
        if self._world.channel(message.id) is not None:
            raise ApiError(400, 160004, "A thread has already been created for this message")
        return self._thread(parent, PUBLIC_THREAD, call.data, message.id).payload()

    def add_to_thread(self, call: Call) -> Answered:
        """Add somebody to a thread that is not archived."""
        thread = channel_of(self._world, call, SEND_IN_THREADS)
        refuse_archived(thread)
        thread.thread_members.add(call.parts["user_id"])
        self._world.changed()
        return None

    def remove_from_thread(self, call: Call) -> Answered:
        """Take somebody out of a thread; whoever made a private one may."""
        thread = channel_of(self._world, call)
        own = thread.kind == PRIVATE_THREAD and thread.owner_id == self._world.bot.id
        demand(self._world, thread, 0 if own else MANAGE_THREADS)
        refuse_archived(thread)
        thread.thread_members.discard(call.parts["user_id"])
        self._world.changed()
        return None

    def thread_members(self, call: Call) -> Answered:
        """Give who is in a thread."""
        thread = channel_of(self._world, call)
        now = self._world.now().isoformat()
        return [
            {"id": thread.id, "user_id": one, "join_timestamp": now, "flags": 0}
            for one in sorted(thread.thread_members)
        ]

    def roles(self, call: Call) -> Answered:
        """Give the roles of a guild."""
        return [role.payload() for role in place_of(self._world, call).roles.values()]

    def active_threads(self, call: Call) -> Answered:
        """Give the threads of a guild that are not archived."""
        here = [one for one in _threads(place_of(self._world, call)) if not one.archived]
        return {"threads": [one.payload() for one in here], "members": []}

    def archived_threads(self, call: Call) -> Answered:
        """Give the archived private threads of a channel that the bot is in."""
        parent = channel_of(self._world, call, HISTORY)
        found = [
            one.payload()
            for one in _threads(self._world.places[parent.guild_id or ""])
            if one.archived and one.parent is parent and one.kind == PRIVATE_THREAD
        ]
        return {"threads": found, "members": [], "has_more": False}

    def members(self, call: Call) -> Answered:
        """Give everybody, to bots with the privileged intent."""
        place = place_of(self._world, call)
        if not self._world.privileged & GUILD_MEMBERS:
            raise NO_ACCESS
        after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
        found = sorted(place.members.values(), key=lambda member: int(member.account.id))
        found = [member for member in found if int(member.account.id) > after]
        return [member.payload() for member in found[:limit]]

    def search(self, call: Call) -> Answered:
        """Give those whose names begin so."""
        words, limit = call.query["query"], int(call.query.get("limit", 1))
        people = place_of(self._world, call).members.values()
        found = [one for one in people if (one.nick or one.account.name).startswith(words)]
        return [member.payload() for member in found[:limit]]

    def member(self, call: Call) -> Answered:
        """Give a member."""
        member = place_of(self._world, call).members.get(call.parts["user_id"])
        if member is None:
            raise unknown(10007, "Member")
        return member.payload()

    def _thread(self, parent: Channel, kind: int, body: Json, thread_id: str) -> Channel:
        place = self._world.places[parent.guild_id or ""]
        thread = Channel(
            self._world, thread_id, kind, str(body["name"]), place.id, parent,
            owner_id=self._world.bot.id,
            thread_members={self._world.bot.id},
            archives_after=int(body.get("auto_archive_duration") or 1440),
        )  # fmt: skip
        place.channels[thread.id] = thread
        self._tell("THREAD_CREATE", thread)
        return thread

    def _apply(self, channel: Channel, place: Place, body: Json) -> None:
        channel.name = str(body.get("name") or channel.name)
        channel.topic = body.get("topic", channel.topic)
        channel.archived = bool(body.get("archived", channel.archived))
        channel.locked = bool(body.get("locked", channel.locked))
        if body.get("permission_overwrites") is not None:
            channel.overwrites = [_overwrite(entry) for entry in body["permission_overwrites"]]
        if body.get("parent_id"):
            parent = place.channels.get(str(body["parent_id"]))
            if parent is None or parent.gone:
                raise ApiError(400, 50035, "Category does not exist")
            channel.parent = parent

    def _tell(self, name: str, channel: Channel) -> None:
        self._world.emit(Event(name, channel.payload(), GUILDS, channel.guild_id))


def _threads(place: Place) -> list[Channel]:
    return [one for one in place.channels.values() if not one.gone and one.kind in THREADS]


def _overwrite(entry: Json) -> Json:
    return {
        "id": str(entry["id"]),
        "type": int(entry["type"]),
        "allow": str(entry.get("allow") or 0),
        "deny": str(entry.get("deny") or 0),
    }
