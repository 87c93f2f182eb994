"""A person in a place: what they do, and what they see."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import discord

from tests.discord_server import interaction as kinds
from tests.discord_server import slash
from tests.discord_server.forms import NotPossible, Value
from tests.discord_server.ground import Event
from tests.discord_server.interaction import Interaction
from tests.discord_server.message import Message, Origin
from tests.discord_server.people import Account, Member
from tests.discord_server.places import Channel, Place
from tests.discord_server.resolved import Resolved
from tests.discord_server.seen import BUTTON, Button, Select
from tests.discord_server.world import World
from tests.ground import Json, Upload

LARGEST_FILE = 10 * 2**20
GUILD, BOT_DM = 0, 1
"""Contexts of an interaction."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the keyboard, in a channel or in the bot's direct messages.

    What is done returns when the bot answered first; `hasty` returns at once.
    """

    world: World
    account: Account
    channel: Channel
    waits: bool = True

    @property
    def id(self) -> str:
        """The account's id."""
        return self.account.id

    @property
    def mention(self) -> str:
        """How others mention them."""
        return f"<@{self.account.id}>"

    @property
    def place(self) -> Place | None:
        """The guild they are in; None in direct messages."""
        return self.world.place_of(self.channel)

    @property
    def member(self) -> Member | None:
        """Their membership of the guild."""
        return self.place.members.get(self.account.id) if self.place else None

    @property
    def hasty(self) -> "Person":
        """The same person, who waits for no answer."""
        return replace(self, waits=False)

    @property
    def in_dms(self) -> "Person":
        """The same person in the bot's direct messages."""
        return replace(self, channel=self.world.dm(self.account))

    def at(self, channel: Channel) -> "Person":
        """Give the same person in another channel."""
        return replace(self, channel=channel)

    @property
    def dms(self) -> list[Message]:
        """What the bot and they wrote each other in direct messages."""
        return self.world.dm(self.account).messages

    async def dm(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for a direct message with these words."""
        return await self.world.dm(self.account).message(lambda m: words in m.text, seconds)

    @property
    def notices(self) -> list[Message]:
        """What only they see."""
        posts = [post for channel in self.world.channels() for post in channel.posts.values()]
        return [post for post in posts if post.origin.viewer_id == self.id and not post.deleted]

    def refuse_dms(self, code: int | None = 50007) -> None:
        """Close the direct messages to the bot, with 50007 or 50278; None opens them."""
        self.account.refuses_dms = code

    def commands(self) -> list[str]:
        """Give the commands they are offered here, menus too."""
        return [command["name"] for command in self._offered()]

    async def slash(self, path: str, /, **options: "Person | slash.Given") -> Interaction:
        """Run a slash command: `await jimin.slash("task add", title="로그인")`.

        Raises:
            NotPossible: Discord's client would not send it.
        """
        resolved = self._resolved()
        picked = slash.find(self._offered(), path)
        values = slash.values(picked, _given(options), resolved)
        return await self._send(kinds.COMMAND, picked.data(values, resolved))

    async def type(
        self, path: str, option: str, text: str, /, **options: "Person | slash.Given"
    ) -> list[tuple[str, str | int | float]]:
        """Type into an option with autocomplete, and give what is offered; in haste, nothing."""
        resolved = self._resolved()
        picked = slash.find(self._offered(), path)
        known = [
            slash.value(slash.option_named(picked, name), given, resolved)
            for name, given in _given(options).items()
        ]
        typed = slash.option_named(picked, option)
        if not typed.get("autocomplete"):
            raise NotPossible(f"{option} has no autocomplete")
        focused = {"name": typed["name"], "type": typed["type"], "value": text, "focused": True}
        sent = await self._send(kinds.AUTOCOMPLETE, picked.data([*known, focused], resolved))
        return sent.choices

    async def menu(self, target: "Message | Person", name: str) -> Interaction:
        """Pick an entry of the menu on a message or a person."""
        resolved = self._resolved()
        if isinstance(target, Message):
            kind, target_id = slash.MESSAGE_MENU, resolved.message(target)
        else:
            kind, target_id = slash.USER_MENU, resolved.user(target.account)
        command = slash.find_menu(self._offered(), name, kind)
        data = slash.called(command, resolved) | {"target_id": target_id}
        return await self._send(kinds.COMMAND, data)

    async def press(self, message: Message, button: str) -> Interaction:
        """Press a button, named by its label or custom id."""
        self._must_see(message)
        pressed = _button(message, button)
        if pressed.disabled or not pressed.custom_id:
            raise NotPossible(f"{button!r} cannot be pressed")
        data = {"component_type": BUTTON, "custom_id": pressed.custom_id}
        return await self._send(kinds.COMPONENT, data, message)

    async def press_unseen(self, message: Message, custom_id: str) -> Interaction:
        """Press a button that the message no longer has, as two people at once do."""
        data = {"component_type": BUTTON, "custom_id": custom_id}
        return await self._send(kinds.COMPONENT, data, message)

    async def choose(self, message: Message, select: str, *picked: "str | Person") -> Interaction:
        """Pick from a select, named by placeholder or custom id."""
        self._must_see(message)
        found, resolved = _select(message, select), self._resolved()
        if found.disabled or not found.fewest <= len(picked) <= found.most:
            raise NotPossible(f"{select!r} does not take {len(picked)}")
        data: Json = {"component_type": found.kind, "custom_id": found.custom_id}
        data["values"] = [
            resolved.user(one.account) if isinstance(one, Person) else _option(found, one)
            for one in picked
        ]
        if resolved.data:
            data["resolved"] = resolved.data
        return await self._send(kinds.COMPONENT, data, message)

    async def submit(
        self, opened: Interaction | None, values: Mapping[str, "Value | Person | list[Person]"]
    ) -> Interaction:
        """Fill in and send the form that an interaction opened, by labels or custom ids."""
        modal = opened.modal if opened else None
        if opened is None or modal is None or opened.account is not self.account:
            raise NotPossible("no form is open")
        resolved = Resolved(self.world, opened.channel, self.world.place_of(opened.channel))
        plain = {name: cast("Value", _accounts(value)) for name, value in values.items()}
        data = modal.filled(plain, resolved) | {"resolved": resolved.data}
        sent = self.at(opened.channel)._begin(kinds.SUBMIT, data, opened.source)  # noqa: SLF001  the same person
        if self.waits:
            await sent.answered()
        return sent

    async def say(self, text: str, *files: Upload) -> Message:
        """Write a message."""
        origin = Origin(self.channel.id, self.channel.guild_id, self.account)
        uploads = {str(number): file for number, file in enumerate(files)}
        message = Message(self.world, origin, {"content": text}, uploads)
        self.channel.posts[message.id] = message
        message.tell_created()
        await asyncio.sleep(0)
        return message

    def again(self, interaction: Interaction) -> None:
        """Deliver an interaction once more, as a gateway may."""
        self.world.emit(Event("INTERACTION_CREATE", interaction.payload, 0, self.channel.guild_id))

    def _offered(self) -> list[Json]:
        place = self.place
        context = BOT_DM if place is None else GUILD
        may = discord.Permissions.all().value
        if place is not None:
            may = place.permissions(self.account, self.channel)
        return [
            command
            for command in self.world.commands_for(place)
            if context in _contexts(command) and _may_see(command, may, place)
        ]

    def _must_see(self, message: Message) -> None:
        seen = not message.ephemeral or message.origin.viewer_id == self.id
        if message.deleted or not seen:
            raise NotPossible("they do not see this message")

    def _resolved(self) -> Resolved:
        return Resolved(self.world, self.channel, self.place)

    async def _send(self, kind: int, data: Json, source: Message | None = None) -> Interaction:
        sent = self._begin(kind, data, source)
        if self.waits:
            await sent.answered()
        return sent

    def _begin(self, kind: int, data: Json, source: Message | None = None) -> Interaction:
        world, channel = self.world, self.channel
        if source is not None:
            channel = world.channel(source.origin.channel_id) or channel
        sent = Interaction(
            world,
            world.next_id(),
            f"interaction_{secrets.token_hex(16)}",
            kind,
            self.account,
            channel,
            world.now(),
            asyncio.get_running_loop().time(),
            source=source,
        )
        sent.payload = {"data": data, **around(world, sent)}
        world.interactions[sent.token] = sent
        world.emit(Event("INTERACTION_CREATE", sent.payload, 0, channel.guild_id))
        return sent


def around(world: World, sent: Interaction) -> Json:
    """Give what Discord tells with every interaction: who, where, in which language."""
    place = world.place_of(sent.channel)
    shown: Json = {
        "id": sent.id,
        "application_id": world.application_id,
        "type": sent.kind,
        "token": sent.token,
        "version": 1,
        "channel_id": sent.channel.id,
        "channel": sent.channel.payload(),
        "locale": sent.account.locale,
        "entitlements": [],
        "authorizing_integration_owners": {"0": place.id if place else "0"},
        "context": GUILD if place else BOT_DM,
        "attachment_size_limit": LARGEST_FILE,
    }
    if sent.source is not None:
        shown["message"] = sent.source.payload()
    if place is None:
        return shown | {"user": sent.account.payload(), "app_permissions": "0"}
    may = str(place.permissions(sent.account, sent.channel))
    return shown | {
        "guild_id": place.id,
        "guild": {"id": place.id, "locale": place.locale, "features": []},
        "guild_locale": place.locale,
        "member": place.members[sent.account.id].payload() | {"permissions": may},
        "app_permissions": str(place.permissions(world.bot, sent.channel)),
    }


def _given(options: Mapping[str, "Person | slash.Given"]) -> dict[str, slash.Given]:
    return {
        name: value.account if isinstance(value, Person) else value
        for name, value in options.items()
    }


def _accounts(value: object) -> object:
    if isinstance(value, Person):
        return value.account
    if isinstance(value, list | tuple):
        return [_accounts(one) for one in cast("Sequence[object]", value)]
    return value


def _button(message: Message, name: str) -> Button:
    for button in message.buttons:
        if name in (button.label, button.custom_id):
            return button
    raise NotPossible(f"no button {name!r}: {[button.label for button in message.buttons]}")


def _select(message: Message, name: str) -> Select:
    for select in message.selects:
        if name in (select.placeholder, select.custom_id):
            return select
    raise NotPossible(f"no select {name!r}: {[one.placeholder for one in message.selects]}")


def _option(select: Select, name: str) -> str:
    if name not in select.options and name not in select.options.values():
        raise NotPossible(f"no {name!r} in {list(select.options)}")
    return select.options.get(name, name)


def _contexts(command: Json) -> Sequence[int]:
    contexts = command.get("contexts")
    if contexts is not None:
        return contexts
    return (GUILD,) if command.get("dm_permission") is False else (GUILD, BOT_DM)


def _may_see(command: Json, may: int, place: Place | None) -> bool:
    needed = command.get("default_member_permissions")
    if needed is None or place is None:
        return True
    if int(needed) == 0:
        return discord.Permissions(may).administrator
    return int(needed) & may == int(needed)
