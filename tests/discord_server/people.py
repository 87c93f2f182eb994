"""Accounts, roles and members."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.ground import Json


@dataclass(eq=False, slots=True)
class Account:
    """Somebody with a Discord account, the bot too."""

    id: str
    name: str
    locale: str = "ko"
    bot: bool = False
    discriminator: str = "0"
    """Of those who have one, several have the same user name."""
    refuses_dms: int | None = None
    """The code the bot's direct messages are refused with: 50007 or 50278."""

    @property
    def handle(self) -> str:
        """Give its user name, which no other account has."""
        return f"user{self.id}"

    def payload(self) -> Json:
        """Give the account as Discord shows it."""
        return {
            "id": self.id,
            "username": self.handle,
            "global_name": self.name,
            "discriminator": self.discriminator,
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }


@dataclass(eq=False, slots=True)
class Role:
    """A role; the one with the guild's id is everybody's."""

    id: str
    name: str
    permissions: int
    position: int = 0

    def payload(self) -> Json:
        """Give the role as Discord shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(eq=False, slots=True)
class Member:
    """An account in a guild."""

    account: Account
    joined: datetime
    roles: list[Role] = field(default_factory=list[Role])
    nick: str | None = None

    def payload(self) -> Json:
        """Give the member as Discord shows it, with its account."""
        return {
            "user": self.account.payload(),
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": [role.id for role in self.roles],
            "joined_at": self.joined.isoformat(),
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
