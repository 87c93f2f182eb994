"""A guild as a test uses it: people, channels, roles, and what happens to it."""

import discord

from tests.discord_server.ground import Event
from tests.discord_server.people import Account, Member, Role
from tests.discord_server.person import Person
from tests.discord_server.places import CATEGORY, TEXT, THREADS, Channel, Place
from tests.discord_server.world import World

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1, 1 << 1, 1 << 8
BOT_MAY = discord.Permissions(
    view_channel=True,
    manage_channels=True,
    manage_roles=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    manage_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    pin_messages=True,
)
"""What the bot may where a test does not say otherwise."""


def make_place(world: World, name: str, bot_may: discord.Permissions, locale: str) -> Place:
    """Make a guild with an owner, the bot and a channel #general."""
    owner = world.account(f"{name} owner")
    place = Place(world, world.next_id(), name, owner, locale, world.now())
    role = Role(world.next_id(), world.bot.name, bot_may.value, 1)
    place.roles[role.id] = role
    place.join(world.bot).roles.append(role)
    general = Channel(world, world.next_id(), TEXT, "general", place.id)
    place.channels[general.id] = general
    world.places[place.id] = place
    return place


class Guild:
    """A guild; who or what is asked for twice is the same."""

    def __init__(self, world: World, place: Place) -> None:
        self._world = world
        self.place = place

    @property
    def id(self) -> str:
        """Its id."""
        return self.place.id

    @property
    def channels(self) -> list[Channel]:
        """Its channels and threads that still are there."""
        return [channel for channel in self.place.channels.values() if not channel.gone]

    @property
    def threads(self) -> list[Channel]:
        """Its threads."""
        return [channel for channel in self.channels if channel.kind in THREADS]

    @property
    def owner(self) -> Person:
        """The owner, who may everything."""
        return Person(self._world, self.place.owner, self.channel("general"))

    def user(self, name: str, *, locale: str = "ko", **permissions: bool) -> Person:
        """Give the person of this name, a member with at least these permissions."""
        account = self._world.account(name, locale)
        known = account.id in self.place.members
        member = self.place.join(account)
        if permissions:
            may = discord.Permissions(**permissions)  # pyright: ignore[reportArgumentType]  names are the caller's
            self._grant(member, Role(self._world.next_id(), name, may.value, 1))
        if not known:
            self._tell("GUILD_MEMBER_ADD", member.payload(), GUILD_MEMBERS)
        return Person(self._world, account, self.channel("general"))

    def channel(self, name: str) -> Channel:
        """Give the text channel of this name."""
        known = [one for one in self.channels if one.name == name and one.kind == TEXT]
        return known[0] if known else self._made(name, TEXT)

    def category(self, name: str) -> Channel:
        """Give the category of this name."""
        known = [one for one in self.channels if one.name == name and one.kind == CATEGORY]
        return known[0] if known else self._made(name, CATEGORY)

    def role(self, name: str, **permissions: bool) -> Role:
        """Give the role of this name."""
        for role in self.place.roles.values():
            if role.name == name:
                return role
        may = discord.Permissions(**permissions)  # pyright: ignore[reportArgumentType]  names are the caller's
        made = Role(self._world.next_id(), name, may.value, 1)
        self.place.roles[made.id] = made
        self._tell("GUILD_ROLE_CREATE", {"role": made.payload()})
        return made

    def rename(self, name: str) -> None:
        """Give it another name."""
        self.place.name = name
        self._tell("GUILD_UPDATE", self.place.summary())

    def greet_in(self, channel: Channel | None) -> None:
        """Let it greet who comes in this channel, or nowhere."""
        self.place.system_channel = channel
        self._tell("GUILD_UPDATE", self.place.summary())

    def delete_channel(self, channel: Channel) -> None:
        """Take a channel or thread away."""
        channel.gone = True
        name = "THREAD_DELETE" if channel.kind in THREADS else "CHANNEL_DELETE"
        self._tell(name, channel.payload())

    def dismiss(self, person: Person) -> None:
        """Make somebody leave."""
        del self.place.members[person.id]
        self._tell("GUILD_MEMBER_REMOVE", {"user": person.account.payload()}, GUILD_MEMBERS)

    def remove_bot(self) -> None:
        """Throw the bot out."""
        self.place.present = False
        self.place.members.pop(self._world.bot.id, None)
        self._world.commands.pop(self.id, None)
        self._tell("GUILD_DELETE", {"id": self.id})

    def invite_bot(self, permissions: discord.Permissions = BOT_MAY) -> None:
        """Let the bot in, again or with other permissions."""
        role = Role(self._world.next_id(), self._world.bot.name, permissions.value, 1)
        self.place.present = True
        member = self.place.join(self._world.bot)
        member.roles = []
        self._grant(member, role)
        self.tell_joined()

    def tell_joined(self) -> None:
        """Tell the gateway that the bot was let in."""
        shown = self.place.payload([self.place.members[self._world.bot.id]])
        del shown["unavailable"]  # Discord leaves the key out of a guild that was joined now.
        self._tell("GUILD_CREATE", shown)

    def fail(self) -> None:
        """Have an outage."""
        self._tell("GUILD_DELETE", {"id": self.id, "unavailable": True})

    def recover(self) -> None:
        """End the outage."""
        bot = self.place.members[self._world.bot.id]
        self._tell("GUILD_CREATE", self.place.payload([bot]))

    def member(self, account: Account) -> Member:
        """Give somebody's membership."""
        return self.place.members[account.id]

    def _grant(self, member: Member, role: Role) -> None:
        self.place.roles[role.id] = role
        member.roles.append(role)

    def _made(self, name: str, kind: int) -> Channel:
        channel = Channel(self._world, self._world.next_id(), kind, name, self.id)
        self.place.channels[channel.id] = channel
        self._tell("CHANNEL_CREATE", channel.payload())
        return channel

    def _tell(self, name: str, data: dict[str, object], intents: int = GUILDS) -> None:
        data = {"guild_id": self.id, **data}
        self._world.emit(Event(name, data, intents, self.id))
