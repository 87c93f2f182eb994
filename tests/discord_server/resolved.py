"""The people, places and files that an interaction names, as Discord hands them over."""

from tests.discord_server.ground import Ground
from tests.discord_server.message import Message, attachment
from tests.discord_server.people import Account, Role
from tests.discord_server.places import Channel, Place
from tests.ground import Json, Upload


class Resolved:
    """Collects what an interaction names."""

    def __init__(self, ground: Ground, channel: Channel, place: Place | None) -> None:
        self.data: Json = {}
        self._ground = ground
        self._channel = channel
        self._place = place

    def user(self, account: Account) -> str:
        """Name somebody; with the member where there is one."""
        self._put("users", account.id, account.payload())
        member = self._place.members.get(account.id) if self._place else None
        if member is not None and self._place is not None:
            shown = member.payload()
            del shown["user"]
            shown["permissions"] = str(self._place.permissions(account, self._channel))
            self._put("members", account.id, shown)
        return account.id

    def role(self, role: Role) -> str:
        """Name a role."""
        return self._put("roles", role.id, role.payload())

    def channel(self, channel: Channel) -> str:
        """Name a channel."""
        shown = channel.payload() | {"permissions": "0"}
        return self._put("channels", channel.id, shown)

    def file(self, file: Upload) -> str:
        """Hand in a file."""
        stored = attachment(self._ground, self._channel.id, file)
        stored["ephemeral"] = True
        return self._put("attachments", stored["id"], stored)

    def message(self, message: Message) -> str:
        """Name a message, whole."""
        return self._put("messages", message.id, message.payload())

    def _put(self, group: str, key: str, shown: Json) -> str:
        self.data.setdefault(group, {})[key] = shown
        return key
