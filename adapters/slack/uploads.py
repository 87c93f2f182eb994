"""Fetches the files somebody gave in a form, from Slack alone and within the limit."""

import logging
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack import limits
from adapters.slack.answers import UPLOADED
from adapters.slack.outcomes import CONNECTION_LOST
from adapters.slack.web import Web, code
from core.ports.outside import File

_log = logging.getLogger(__name__)

_HOST = "files.slack.com"
_FOUND = 200
_PATIENCE = aiohttp.ClientTimeout(total=30)


async def fetch(client: Web, links: Mapping[str, str]) -> Mapping[str, File]:
    """Give files by option; one that cannot be had is left out."""
    found = {
        name: await _fetch(client, link.removeprefix(UPLOADED)) for name, link in links.items()
    }
    return {name: file for name, file in found.items() if file is not None}


async def _fetch(client: Web, file: str) -> File | None:
    try:
        told = cast("dict[str, Any]", (await client.files_info(file=file))["file"])
        content = await _content(client, str(told.get("url_private_download", "")))
    except SlackApiError as error:
        _log.warning("no file", extra={"action": "no file", "why": code(error)})
        return None
    except CONNECTION_LOST as error:
        _log.warning("no file", extra={"action": "no file", "why": type(error).__name__})
        return None
    return File(str(told.get("name") or file), content) if content is not None else None


async def _content(client: Web, url: str) -> bytes | None:
    """Read what lies at an address of Slack's; the token is shown to nobody else."""
    address = urlsplit(url)
    ours = {("https", _HOST), urlsplit(client.base_url)[:2]}
    if (address.scheme, address.netloc) not in ours:
        return None
    bearing = {"Authorization": f"Bearer {client.token}"}
    async with (
        aiohttp.ClientSession(headers=bearing, timeout=_PATIENCE) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        content = await answer.content.read(limits.FILE_BYTES + 1)
        while len(content) <= limits.FILE_BYTES and not answer.content.at_eof():
            content += await answer.content.read(limits.FILE_BYTES + 1 - len(content))
        fits = answer.status == _FOUND and len(content) <= limits.FILE_BYTES
        return content if fits else None
