"""A workspace: who and what is in it."""

from collections.abc import Callable

from tests.ground import Json
from tests.slack_server.people import User
from tests.slack_server.places import Channel

SCOPES = frozenset(
    {
        *("channels:history", "channels:join", "channels:manage", "channels:read"),
        *("groups:history", "groups:read", "groups:write"),
        *("im:history", "im:read", "im:write"),
        *("chat:write", "chat:write.public", "commands", "pins:write"),
        *("files:read", "files:write", "team:read", "users:read"),
    }
)
"""What a workspace grants unless a test says otherwise."""
BOT_NAME = "팀플"


class Team:
    """A workspace that installed the app.

    Args:
        new_id: gives ids under a letter.
        scopes: what the app was granted.
    """

    def __init__(self, new_id: Callable[[str], str], name: str, scopes: frozenset[str]) -> None:
        self._new_id = new_id
        self.id = new_id("T")
        self.name = name
        self.domain = self.id.lower()
        self.scopes = scopes
        self.token = f"xoxb-local-{self.id}"
        self.installed = True
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.bot = self._joined(BOT_NAME)
        self.bot.bot = True

    def user(self, name: str) -> User:
        """Give the person of this name, who joins if they are new."""
        known = [one for one in self.users.values() if one.is_called(name) and not one.bot]
        return known[0] if known else self._joined(name)

    def channel(self, name: str, *, private: bool = False) -> Channel:
        """Give the channel of this name; a new one has the bot in it."""
        found = self.channel_named(name)
        if found is None:
            found = self.open_channel(name, private=private)
            found.members.append(self.bot)
        return found

    def open_channel(self, name: str, *, private: bool = False) -> Channel:
        """Make a channel with nobody in it."""
        made = Channel(self._new_id("C"), self.id, name, self.called, private)
        self.channels[made.id] = made
        return made

    def channel_named(self, name: str) -> Channel | None:
        """Find a channel."""
        found = [one for one in self.channels.values() if one.name == name and not one.direct]
        return found[0] if found else None

    def dm(self, user: User) -> Channel:
        """Give the direct messages between the bot and somebody."""
        for channel in self.channels.values():
            if channel.person is user:
                return channel
        made = Channel(self._new_id("D"), self.id, "directmessage", self.called, person=user)
        made.members = [user, self.bot]
        self.channels[made.id] = made
        return made

    def called(self, thing: str) -> str:
        """Give how people read a mention of a user or channel."""
        if thing in self.users:
            return f"@{self.users[thing].display_name}"
        return f"#{self.channels[thing].name}" if thing in self.channels else f"@{thing}"

    def payload(self) -> Json:
        """Give the workspace as team.info does."""
        return {"id": self.id, "name": self.name, "domain": self.domain}

    def _joined(self, name: str) -> User:
        handle = name.replace(" ", "").lower()
        email = f"{handle}@{self.domain}.example"
        made = User(self._new_id("U"), self.id, handle, name, name, email)
        self.users[made.id] = made
        return made
