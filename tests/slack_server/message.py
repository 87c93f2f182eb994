"""Messages: what was written, and what people see of it."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.ground import Json, parts
from tests.slack_server.files import File
from tests.slack_server.people import User
from tests.slack_server.seen import Control, Names, controls, plain, words


@dataclass(frozen=True, slots=True)
class Version:
    """A message as it stood from one edit to the next."""

    at: datetime
    text: str
    blocks: list[Json]


@dataclass(eq=False)
class Message:
    """A message; `viewer` is whoever alone sees it, None if everybody does."""

    channel_id: str
    ts: str
    author: User
    names: Names
    thread_ts: str | None = None
    viewer: User | None = None
    metadata: Json | None = None
    files: list[File] = field(default_factory=list[File])
    versions: list[Version] = field(default_factory=list[Version])
    held: dict[str, dict[tuple[str, str], Json]] = field(
        default_factory=dict[str, dict[tuple[str, str], Json]]
    )
    """What each user picked in its selects, by block and action id."""
    deleted: bool = False

    @property
    def fallback(self) -> str:
        """The text that a phone's notification reads."""
        return plain(self.versions[-1].text, self.names)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks as they stand."""
        return self.versions[-1].blocks

    @property
    def text(self) -> str:
        """The words a desktop shows: of the blocks, or of the text where there are none."""
        return self._shown(self.versions[-1])

    @property
    def texts(self) -> list[str]:
        """The words of every version, the first post first."""
        return [self._shown(version) for version in self.versions]

    @property
    def controls(self) -> list[Control]:
        """Everything that can be pressed, picked or filled in."""
        return controls(self.blocks)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [control.label for control in self.controls if control.kind == "button"]

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.viewer is not None

    @property
    def edited_at(self) -> list[datetime]:
        """When it was edited."""
        return [version.at for version in self.versions[1:]]

    def seen_by(self, user: User) -> bool:
        """Say whether this member of the conversation sees it."""
        return not self.deleted and self.viewer in (None, user)

    def write(self, at: datetime, text: str, blocks: list[Json]) -> None:
        """Give it these words from now on."""
        self.versions.append(Version(at, text, blocks))

    def payload(self, *, with_metadata: bool = False) -> Json:
        """Give the message as history and events do."""
        shown: Json = {
            "type": "message",
            "user": self.author.id,
            "ts": self.ts,
            "text": self.versions[-1].text,
            "team": self.author.team_id,
            "blocks": self.blocks,
        }
        if self.author.bot:
            shown["bot_id"] = bot_id(self.author)
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.files:
            shown |= {"files": [file.payload() for file in self.files]}
        if self.edited_at:
            shown["edited"] = {"user": self.author.id, "ts": self.ts}
        if with_metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown

    def _shown(self, version: Version) -> str:
        return words(version.blocks, self.names) or plain(version.text, self.names)


def bot_id(bot: User) -> str:
    """Give the id that a bot user's messages carry."""
    return f"B{bot.id[1:]}"


def numbered(blocks: list[Json], first: str) -> list[Json]:
    """Give blocks with an id for each that has none, as Slack does."""
    return [{"block_id": f"{first}{number}", **block} for number, block in enumerate(blocks)]


def blocks_of(body: Json, ts: str) -> list[Json]:
    """Give the blocks of a request, numbered."""
    return numbered(parts(body, "blocks"), f"b{ts.replace('.', '')}x")
