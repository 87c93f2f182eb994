"""A message: what it says now, what it said before, its files, and whom it pings."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from tests.discord_server.ground import Event, Ground
from tests.discord_server.people import Account
from tests.discord_server.seen import Button, Select, buttons, selects, text_of, walk
from tests.ground import Json, Upload

EPHEMERAL, LOADING, SILENT, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 12, 1 << 15
GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12
FILE_COMPONENT = 13
ORDINARY, REPLY, COMMAND, MENU = 0, 19, 20, 23
"""Kinds of messages."""
EVERY_MENTION = {"parse": ["users", "roles", "everyone"]}
"""What pings where a message does not say `allowed_mentions`."""

Uploads = Mapping[str, Upload]
"""Files of a request by their number in it."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said from an instant on."""

    at: datetime
    text: str
    body: Json


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message stands and who wrote it; `viewer_id` is the only one who sees it."""

    channel_id: str
    guild_id: str | None
    author: Account
    viewer_id: str | None = None
    kind: int = ORDINARY
    extra: Json | None = None
    """More keys of its payload: reference, interaction metadata, nonce."""


class Message:
    """A message and its history."""

    def __init__(self, ground: Ground, origin: Origin, body: Json, files: Uploads) -> None:
        self.id = ground.next_id()
        self.origin = origin
        self.pinned = False
        self.deleted = False
        self.flags = int(body.get("flags") or 0)
        self.pings = pings_of(body)
        """Who is notified: user ids, `&` and role ids, `everyone`."""
        self.versions: list[Version] = []
        self._ground = ground
        self._created = ground.now()
        self._body: Json = {"content": "", "embeds": [], "components": []}
        self._attachments: list[Json] = []
        self._take(body, files)

    @property
    def text(self) -> str:
        """All its words, by lines."""
        return text_of(self._body)

    @property
    def buttons(self) -> list[Button]:
        """Its buttons."""
        return buttons(self._body["components"])

    @property
    def selects(self) -> list[Select]:
        """Its selects."""
        return selects(self._body["components"])

    @property
    def files(self) -> list[Upload]:
        """Its files with what is in them."""
        return [self._ground.files[entry["id"]] for entry in self._attachments]

    @property
    def embeds(self) -> list[Json]:
        """Its embeds as they were sent."""
        return self._body["embeds"]

    @property
    def components(self) -> list[Json]:
        """Its components, with the ids Discord gives them."""
        return self._body["components"]

    @property
    def ephemeral(self) -> bool:
        """Whether one person only sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def silent(self) -> bool:
        """Whether it was posted without a notification."""
        return bool(self.flags & SILENT)

    @property
    def texts(self) -> list[str]:
        """What it said, from the first to the last."""
        return [version.text for version in self.versions]

    @property
    def edited_at(self) -> list[datetime]:
        """When it was edited."""
        return [version.at for version in self.versions[1:]]

    async def says(self, words: str, seconds: float = 10) -> None:
        """Wait until it says these words."""
        what = f"message says {words!r}"
        await self._ground.until(lambda: words in self.text, what, seconds)

    def edit(self, body: Json, files: Uploads) -> None:
        """Take what a request changes; who was pinged stays."""
        kept = self.flags & ~LOADING
        self.flags = kept | int(body.get("flags") or 0) & (COMPONENTS_V2 | 1 << 2)
        self._take(body, files)
        if not self.ephemeral:
            self._tell("MESSAGE_UPDATE", self.payload())
        self._ground.changed()

    def delete(self) -> None:
        """Take it away, as its author or a moderator does."""
        self.deleted = True
        self._tell("MESSAGE_DELETE", {"id": self.id})

    def tell_created(self) -> None:
        """Tell the gateway that it is there."""
        if not self.ephemeral:
            self._tell("MESSAGE_CREATE", self.payload())

    def payload(self) -> Json:
        """Give the message as Discord shows it."""
        edited = self.versions[-1].at.isoformat() if len(self.versions) > 1 else None
        return {
            "id": self.id,
            "type": self.origin.kind,
            "channel_id": self.origin.channel_id,
            "author": self.origin.author.payload(),
            "timestamp": self._created.isoformat(),
            "edited_timestamp": edited,
            "tts": False,
            "pinned": self.pinned,
            "mention_everyone": "everyone" in self.pings,
            "mentions": [],
            "mention_roles": [],
            "attachments": self._attachments,
            "flags": self.flags,
            **self._body,
            **(self.origin.extra or {}),
        }

    def _take(self, body: Json, files: Uploads) -> None:
        self._attach(body.get("attachments"), files)
        for key in ("content", "embeds", "components"):
            if key in body:
                self._body[key] = deepcopy(body[key]) or ("" if key == "content" else list[Json]())
        for embed in self._body["embeds"]:
            embed.setdefault("type", "rich")
        self._unfold()
        self.versions.append(Version(self._ground.now(), self.text, deepcopy(self._body)))

    def _attach(self, named: list[Json] | None, files: Uploads) -> None:
        if named is None:
            kept = self._attachments
            named = [{"id": number} for number in files]
        else:
            ids = {str(entry["id"]) for entry in named}
            kept = [entry for entry in self._attachments if entry["id"] in ids]
        new = [entry for entry in named if str(entry["id"]) in files]
        self._attachments = kept + [self._stored(files[str(entry["id"])], entry) for entry in new]

    def _stored(self, file: Upload, named: Json) -> Json:
        stored = attachment(self._ground, self.origin.channel_id, file)
        if named.get("description"):
            stored["description"] = named["description"]
        return stored

    def _unfold(self) -> None:
        """Number the components and give attached media their addresses, as Discord does."""
        urls = {f"attachment://{entry['filename']}": entry for entry in self._attachments}
        for number, part in enumerate(walk(self._body["components"]), start=1):
            part.setdefault("id", number)
            medias = [part.get("media"), part.get("file")]
            medias += [item.get("media") for item in part.get("items") or ()]
            for media in medias:
                if media and media["url"] in urls:
                    entry = urls[media["url"]]
                    media |= {"attachment_id": entry["id"], "loading_state": 2}
                    media |= {key: entry[key] for key in ("url", "proxy_url", "content_type")}
                    media |= {"id": str(number), "width": 0, "height": 0}
            if part["type"] == FILE_COMPONENT and part["file"].get("attachment_id"):
                file = self._ground.files[part["file"]["attachment_id"]]
                part |= {"name": file.filename, "size": len(file.data)}

    def _tell(self, name: str, data: Json) -> None:
        place = self.origin
        where: Json = {"channel_id": place.channel_id}
        if place.guild_id:
            where["guild_id"] = place.guild_id
        intents = GUILD_MESSAGES if place.guild_id else DIRECT_MESSAGES
        self._ground.emit(Event(name, data | where, intents, place.guild_id))


def attachment(ground: Ground, channel_id: str, file: Upload) -> Json:
    """Keep a file and give it as Discord shows it."""
    made = ground.next_id()
    ground.files[made] = file
    url = f"{ground.base_url}/attachments/{channel_id}/{made}/{file.filename}"
    return {
        "id": made,
        "filename": file.filename,
        "size": len(file.data),
        "url": url,
        "proxy_url": url,
        "content_type": file.content_type,
    }


def pings_of(body: Json) -> set[str]:
    """Tell whom a new message notifies; embeds never do."""
    allowed = body.get("allowed_mentions")
    allowed = EVERY_MENTION if allowed is None else allowed
    parse = set(allowed.get("parse") or ())
    text = text_of(body | {"embeds": []})
    users = set(re.findall(r"<@!?(\d+)>", text))
    roles = set(re.findall(r"<@&(\d+)>", text))
    if "users" not in parse:
        users &= {str(user) for user in allowed.get("users") or ()}
    if "roles" not in parse:
        roles &= {str(role) for role in allowed.get("roles") or ()}
    everyone = "everyone" in parse and re.search(r"@(everyone|here)", text)
    return users | {f"&{role}" for role in roles} | ({"everyone"} if everyone else set[str]())
