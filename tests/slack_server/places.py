"""Conversations: channels, private ones, direct messages."""

from dataclasses import dataclass, field

from tests.ground import Json
from tests.slack_server.message import Message
from tests.slack_server.people import User
from tests.slack_server.seen import Names


@dataclass(eq=False)
class Channel:
    """A conversation of a workspace."""

    id: str
    team_id: str
    name: str
    names: Names
    """How mentions in it read."""
    private: bool = False
    person: User | None = None
    """Whose direct messages with the bot it is."""
    creator: User | None = None
    members: list[User] = field(default_factory=list[User])
    archived: bool = False
    topic: str = ""
    posts: dict[str, Message] = field(default_factory=dict[str, Message])
    """By ts, also what was deleted and what only one person sees."""
    pinned: list[str] = field(default_factory=list[str])

    @property
    def direct(self) -> bool:
        """Whether it is direct messages."""
        return self.person is not None

    @property
    def kind(self) -> str:
        """How events call it: channel, group or im."""
        if self.direct:
            return "im"
        return "group" if self.private else "channel"

    @property
    def messages(self) -> list[Message]:
        """What everybody in it sees, oldest first, replies too."""
        shown = [post for post in self.posts.values() if not post.deleted]
        return [post for post in shown if post.viewer is None]

    @property
    def pins(self) -> list[Message]:
        """What is pinned."""
        return [post for post in self.messages if post.ts in self.pinned]

    def thread(self, parent: Message) -> list[Message]:
        """Give the replies under a message."""
        return [post for post in self.messages if post.thread_ts == parent.ts != post.ts]

    def payload(self) -> Json:
        """Give the conversation as conversations.info does."""
        shown: Json = {
            "id": self.id,
            "created": 1,
            "is_archived": self.archived,
            "is_im": self.direct,
            "is_mpim": False,
            "is_private": self.private or self.direct,
            "is_channel": not self.direct and not self.private,
            "is_group": self.private,
            "context_team_id": self.team_id,
        }
        if self.person is not None:
            return shown | {"user": self.person.id, "is_open": True}
        creator = self.creator.id if self.creator else ""
        topic = {"value": self.topic, "creator": creator, "last_set": 1}
        named = {"name": self.name, "name_normalized": self.name, "topic": topic}
        return shown | named | {"creator": creator, "num_members": len(self.members)}
