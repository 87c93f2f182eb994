"""Channels, threads, direct messages, and the guilds they are in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord

from tests.discord_server.ground import Ground
from tests.discord_server.message import Message
from tests.discord_server.people import Account, Member, Role
from tests.ground import Json

TEXT, DM, CATEGORY, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 4, 11, 12
THREADS = (PUBLIC_THREAD, PRIVATE_THREAD)
EVERYBODY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
    read_message_history=True,
    use_application_commands=True,
    change_nickname=True,
)
"""What a member may in a new guild."""


def anything(_message: Message) -> bool:
    """Say yes."""
    return True


@dataclass(eq=False)
class Channel:
    """A text channel, a category, a thread, or the direct messages of one person."""

    ground: Ground
    id: str
    kind: int = TEXT
    name: str = ""
    guild_id: str | None = None
    parent: "Channel | None" = None
    topic: str | None = None
    position: int = 0
    overwrites: list[Json] = field(default_factory=list[Json])
    recipient: Account | None = None
    owner_id: str = "0"
    thread_members: set[str] = field(default_factory=set[str])
    archived: bool = False
    locked: bool = False
    archives_after: int = 1440
    """Minutes of silence until a thread is archived."""
    gone: bool = False
    posts: dict[str, Message] = field(default_factory=dict[str, Message])

    @property
    def messages(self) -> list[Message]:
        """What everybody here sees, the oldest first."""
        return [post for post in self.posts.values() if not post.deleted and not post.ephemeral]

    @property
    def pins(self) -> list[Message]:
        """What is pinned."""
        return [message for message in self.messages if message.pinned]

    async def message(
        self, fits: Callable[[Message], bool] = anything, seconds: float = 10
    ) -> Message:
        """Wait for a message that fits, and give the newest."""
        found = await self.ground.until(
            lambda: [message for message in self.messages if fits(message)],
            f"a fitting message in {self.name or 'the direct messages'}",
            seconds,
        )
        return found[-1]

    def payload(self) -> Json:
        """Give the channel as Discord shows it."""
        last = next(reversed(self.posts), None)
        shown: Json = {"id": self.id, "type": self.kind, "flags": 0, "last_message_id": last}
        if self.recipient is not None:
            return shown | {"recipients": [self.recipient.payload()]}
        shown |= {"guild_id": self.guild_id, "name": self.name, "rate_limit_per_user": 0}
        shown["parent_id"] = self.parent.id if self.parent else None
        if self.kind in THREADS:
            return shown | self._thread()
        shown |= {
            "position": self.position,
            "permission_overwrites": self.overwrites,
            "nsfw": False,
        }
        return shown if self.kind == CATEGORY else shown | {"topic": self.topic}

    def _thread(self) -> Json:
        return {
            "owner_id": self.owner_id,
            "message_count": len(self.messages),
            "member_count": len(self.thread_members),
            "total_message_sent": len(self.posts),
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": self.archives_after,
                "archive_timestamp": self.ground.now().isoformat(),
            },
        }


@dataclass(eq=False)
class Place:
    """A guild as it is kept: its people, roles and channels."""

    ground: Ground
    id: str
    name: str
    owner: Account
    locale: str
    since: datetime
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    system_channel: Channel | None = None
    """Where it greets who comes."""
    present: bool = True
    """Whether the bot is in it."""

    def __post_init__(self) -> None:
        self.roles[self.id] = Role(self.id, "@everyone", EVERYBODY.value)
        self.join(self.owner)

    def join(self, account: Account) -> Member:
        """Make somebody a member, once."""
        joined = self.since + timedelta(seconds=len(self.members))
        return self.members.setdefault(account.id, Member(account, joined))

    def permissions(self, account: Account, channel: Channel | None = None) -> int:
        """Compute what a member may, in a channel where one is given.

        From https://discord.com/developers/docs/topics/permissions#permission-overwrites
        """
        everything = discord.Permissions.all().value
        member = self.members.get(account.id)
        if member is None:
            return 0
        granted = self.roles[self.id].permissions
        for role in member.roles:
            granted |= role.permissions
        if account is self.owner or discord.Permissions(granted).administrator:
            return everything
        return granted if channel is None else self._overwritten(granted, member, channel)

    def _overwritten(self, granted: int, member: Member, channel: Channel) -> int:
        if channel.kind in THREADS and channel.parent is not None:
            channel = channel.parent
        entries = {entry["id"]: entry for entry in channel.overwrites}
        roles = [entries[role.id] for role in member.roles if role.id in entries]
        groups = (
            [entries[self.id]] if self.id in entries else [],
            roles,
            [entries[member.account.id]] if member.account.id in entries else [],
        )
        for group in groups:
            for entry in group:
                granted &= ~int(entry["deny"])
            for entry in group:
                granted |= int(entry["allow"])
        return granted

    def summary(self) -> Json:
        """Give the guild without channels and members, as REST and updates show it."""
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "preferred_locale": self.locale,
            "roles": [role.payload() for role in self.roles.values()],
            "features": [],
            "emojis": [],
            "stickers": [],
            "icon": None,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_id": self.system_channel.id if self.system_channel else None,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "vanity_url_code": None,
            "description": None,
        }

    def payload(self, seen: list[Member]) -> Json:
        """Give the guild as a connection first sees it, with the members it may see."""
        here = [channel for channel in self.channels.values() if not channel.gone]
        threads = [channel for channel in here if channel.kind in THREADS]
        return self.summary() | {
            "joined_at": self.since.isoformat(),
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "members": [member.payload() for member in seen],
            "channels": [channel.payload() for channel in here if channel not in threads],
            "threads": [thread.payload() for thread in threads],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
