"""All there is on the local Discord: accounts, guilds, channels, commands, interactions."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from tests.discord_server.ground import Ground
from tests.discord_server.interaction import Interaction
from tests.discord_server.message import Message
from tests.discord_server.people import Account
from tests.discord_server.places import DM, Channel, Place
from tests.ground import Json


class World(Ground):
    """Everything that is kept; who is asked for twice is the same."""

    def __init__(self, *, privileged: int = 0, shards: int = 1) -> None:
        super().__init__()
        self.bot = Account(self.next_id(), "팀플", bot=True)
        self.application_id = self.bot.id
        self.token = f"{self.bot.id}.local.{secrets.token_hex(12)}"
        self.privileged = privileged
        """The privileged intents that the application was granted."""
        self.shards = shards
        self.accounts: dict[str, Account] = {self.bot.id: self.bot}
        self.places: dict[str, Place] = {}
        self.dms: dict[str, Channel] = {}
        """The bot's direct messages, by account."""
        self.commands: dict[str | None, list[Json]] = {}
        """The registered commands: of a guild, or under None the global ones."""
        self.interactions: dict[str, Interaction] = {}
        """By token."""
        self.nonces: dict[str, tuple[Message, datetime]] = {}

    def account(self, name: str, locale: str = "ko") -> Account:
        """Give the person with this name."""
        known = [one for one in self.accounts.values() if one.name == name and not one.bot]
        if known:
            return known[0]
        made = Account(self.next_id(), name, locale)
        self.accounts[made.id] = made
        return made

    def dm(self, account: Account) -> Channel:
        """Give the direct messages between the bot and somebody."""
        known = self.dms.get(account.id)
        if known is None:
            known = Channel(self, self.next_id(), kind=DM, recipient=account)
            self.dms[account.id] = known
        return known

    def channels(self) -> Iterator[Channel]:
        """Give all channels that still are there."""
        yield from self.dms.values()
        for place in self.places.values():
            yield from (channel for channel in place.channels.values() if not channel.gone)

    def channel(self, channel_id: str) -> Channel | None:
        """Find a channel the bot could know."""
        for channel in self.channels():
            if channel.id == channel_id:
                return channel
        return None

    def place_of(self, channel: Channel) -> Place | None:
        """Give the guild of a channel; None for direct messages."""
        return self.places[channel.guild_id] if channel.guild_id else None

    def commands_for(self, place: Place | None) -> list[Json]:
        """Give the commands offered in a place, its own before the global ones."""
        own = self.commands.get(place.id, []) if place else []
        return own + self.commands.get(None, [])
