"""What a person sees: conversations, what only they see, modals, their Home, files."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack_server.files import File
from tests.slack_server.message import Message
from tests.slack_server.people import User
from tests.slack_server.places import Channel
from tests.slack_server.team import Team
from tests.slack_server.views import View
from tests.slack_server.world import World


@dataclass(frozen=True, slots=True)
class Witness:
    """A member of a workspace, looking at a conversation."""

    world: World
    user: User
    channel: Channel

    @property
    def id(self) -> str:
        """Their id."""
        return self.user.id

    @property
    def team(self) -> Team:
        """Their workspace."""
        return self.world.teams[self.user.team_id]

    @property
    def dms(self) -> list[Message]:
        """Their direct messages with the bot, oldest first."""
        return self._seen(self.team.dm(self.user))

    @property
    def messages(self) -> list[Message]:
        """What they see in this conversation, replies too."""
        return self._seen(self.channel)

    @property
    def notices(self) -> list[Message]:
        """What only they see, in any conversation."""
        posts = [post for channel in self.team.channels.values() for post in self._seen(channel)]
        return [post for post in posts if post.ephemeral]

    @property
    def files(self) -> list[File]:
        """The files they see here and in their direct messages."""
        posts = self.dms + (self.messages if not self.channel.direct else [])
        return [file for post in posts for file in post.files]

    @property
    def modal(self) -> View | None:
        """The modal in front of them."""
        stack = self.world.modals.get(self.user.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """Their Home, if the app ever published one."""
        return self.world.homes.get(self.user.id)

    async def message(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for a message here with these words."""
        return await self._last(lambda: self.messages, words, seconds)

    async def dm(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for a direct message with these words."""
        return await self._last(lambda: self.dms, words, seconds)

    async def notice(self, words: str = "", seconds: float = 10) -> Message:
        """Wait for something only they see with these words."""
        return await self._last(lambda: self.notices, words, seconds)

    async def modal_with(self, words: str = "", seconds: float = 10) -> View:
        """Wait for a modal in front of them with these words in it or in its title."""
        return await self._view(lambda: self.modal, words, seconds)

    async def home_with(self, words: str = "", seconds: float = 10) -> View:
        """Wait for a Home with these words."""
        return await self._view(lambda: self.home, words, seconds)

    async def no_modal(self, seconds: float = 10) -> None:
        """Wait until nothing is in front of them."""
        await self.world.until(lambda: self.modal is None, "no modal", seconds)

    async def file(self, name: str = "", seconds: float = 10) -> File:
        """Wait for a file whose name holds this."""
        found = await self.world.until(
            lambda: [file for file in self.files if name in file.name], f"a file {name}", seconds
        )
        return found[-1]

    def _seen(self, channel: Channel) -> list[Message]:
        if self.user not in channel.members and channel.kind != "channel":
            return []
        return [post for post in channel.posts.values() if post.seen_by(self.user)]

    async def _last(self, seen: Callable[[], list[Message]], words: str, seconds: float) -> Message:
        found = await self.world.until(
            lambda: [post for post in seen() if words in post.text],
            f"a message to {self.user.display_name} that says {words!r}",
            seconds,
        )
        return found[-1]

    async def _view(self, shown: Callable[[], View | None], words: str, seconds: float) -> View:
        def found() -> View | None:
            view = shown()
            return view if view and words in f"{view.title}\n{view.text}" else None

        what = f"a view before {self.user.display_name} that says {words!r}"
        view = await self.world.until(found, what, seconds)
        assert view is not None
        return view
