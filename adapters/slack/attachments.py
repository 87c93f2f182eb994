"""The files of a message: below it in direct messages, in its thread everywhere else.

They are brought to be those that are wanted: what is there stays, what is missing comes, and what
an older state of the message left in its thread goes. So it comes right also where it was left
half done. Slack shows a file a moment after it took it: one whose answer was lost can be missed.
So can one after which much was said, or where Slack lets an app read little: it comes again.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.files import Parcel
from adapters.slack.outcomes import meaning_of
from adapters.slack.web import Web, code, status
from core.errors import Undeliverable

_log = logging.getLogger(__name__)

_PAGE = 200
_PAGES = 5
"""Pages of what was said since, among which files are looked for."""
_TOO_MANY = 429


async def attach(client: Web, channel: str, ts: str, parcels: Sequence[Parcel]) -> None:
    """Put files to a message.

    Raises:
        SlackApiError: as Slack says.
    """
    for parcel in parcels:
        await client.files_upload_v2(
            channel=channel,
            thread_ts=None if is_direct(channel) else ts,
            filename=parcel.name,
            title=parcel.name,
            content=parcel.content,
        )


async def reattach(client: Web, channel: str, ts: str, parcels: Sequence[Parcel], bot: str) -> None:
    """Make the files of a message these, of which `bot` may have put some there.

    Raises:
        SlackApiError: as Slack says.
    """
    there = [file for file in await _files(client, channel, ts) if file.get("user") == bot]
    standing = {_look(file) for file in there}
    wanted = {(parcel.name, len(parcel.content)) for parcel in parcels}
    lacking = [each for each in parcels if (each.name, len(each.content)) not in standing]
    await attach(client, channel, ts, lacking)
    if not is_direct(channel):
        for file in there:
            if _look(file) not in wanted:
                await _remove(client, file["id"])


def is_direct(channel: str) -> bool:
    """Tell whether a conversation is a direct message."""
    return channel.startswith("D")


async def _files(client: Web, channel: str, ts: str) -> list[Mapping[str, Any]]:
    """Give the files that came with a message or after it, as far as that may be read."""
    after: list[Mapping[str, Any]] = []
    read = 0
    try:
        if is_direct(channel):
            pages = await client.conversations_history(channel=channel, oldest=ts, limit=_PAGE)
        else:
            pages = await client.conversations_replies(channel=channel, ts=ts, limit=_PAGE)
        async for page in pages:
            after += page["messages"]
            read += 1
            if read == _PAGES:
                break
    except SlackApiError as error:
        throttled = read and status(error) == _TOO_MANY
        if not throttled and not isinstance(meaning_of(error), Undeliverable):
            raise
    return [file for each in after for file in each.get("files", ()) if "name" in file]


async def _remove(client: Web, file: str) -> None:
    """Take away what a newer file stands for; what cannot be taken away stays."""
    try:
        await client.files_delete(file=file)
    except SlackApiError as error:
        _log.info("file stays", extra={"action": "file stays", "why": code(error)})


def _look(file: Mapping[str, Any]) -> tuple[str, int]:
    return file["name"], file["size"]
