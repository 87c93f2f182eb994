"""A workspace as a test drives it: who joins, what it grants, whether the app stays."""

from tests.slack_server.courier import Courier
from tests.slack_server.people import User
from tests.slack_server.person import Person
from tests.slack_server.places import Channel
from tests.slack_server.team import Team
from tests.slack_server.world import World

GENERAL = "general"


class Workspace:
    """A workspace with the app in it."""

    def __init__(self, world: World, courier: Courier, team: Team) -> None:
        self.team = team
        self._world = world
        self._courier = courier

    @property
    def id(self) -> str:
        """Its id."""
        return self.team.id

    @property
    def token(self) -> str:
        """The bot's token in it."""
        return self.team.token

    @property
    def bot(self) -> User:
        """The bot's user in it."""
        return self.team.bot

    @property
    def channels(self) -> list[Channel]:
        """Its channels, without direct messages."""
        return [channel for channel in self.team.channels.values() if not channel.direct]

    def person(self, name: str, *, admin: bool = False, owner: bool = False) -> Person:
        """Give the member of this name, in the general channel."""
        user = self.team.user(name)
        user.admin, user.owner = user.admin or admin, user.owner or owner
        channel = self.channel(GENERAL)
        if user not in channel.members:
            channel.members.append(user)
        return Person(self._world, user, channel, self._courier)

    def channel(self, name: str, *, private: bool = False) -> Channel:
        """Give the channel of this name, with the bot in it if it is new."""
        return self.team.channel(name, private=private)

    def deactivate(self, person: Person) -> None:
        """Take somebody's account away."""
        person.user.deleted = True

    def grant(self, *scopes: str) -> None:
        """Grant these scopes and no others."""
        self.team.scopes = frozenset(scopes)

    def uninstall(self) -> None:
        """Throw the app out: its token is no good any more."""
        at = self._world.new_ts()
        revoked = {"type": "tokens_revoked", "tokens": {"bot": [self.team.bot.id]}, "event_ts": at}
        self._courier.event(self.team, "tokens_revoked", revoked)
        gone = {"type": "app_uninstalled", "event_ts": at}
        self._courier.event(self.team, "app_uninstalled", gone)
        self.team.installed = False
