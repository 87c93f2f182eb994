"""Fetches the files somebody gave, from Discord alone and within the limit."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import aiohttp

from adapters.discord import limits
from adapters.discord.outcomes import CONNECTION_LOST
from core.ports.outside import File

_log = logging.getLogger(__name__)

_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_PATIENCE = 30.0
"""Seconds for a file."""
_FOUND = 200


class Uploads:
    """Downloads what answers link to. An address is what a person may have typed."""

    def __init__(self, api_url: str) -> None:
        self._api = urlsplit(api_url).netloc

    async def fetch(self, links: Mapping[str, str]) -> Mapping[str, File]:
        """Give the files by option; what cannot be had is left out."""
        if not links:
            return {}
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            found = await asyncio.gather(*(self._file(session, link) for link in links.values()))
        return {name: file for name, file in zip(links, found, strict=True) if file is not None}

    async def _file(self, session: aiohttp.ClientSession, link: str) -> File | None:
        try:
            address = urlsplit(link)
        except ValueError:
            return None
        if not self._is_discords(address.scheme, address.netloc):
            return None
        try:
            async with session.get(link, allow_redirects=False) as response:
                content = await response.content.read(limits.FILE_BYTES + 1)
                while len(content) <= limits.FILE_BYTES and not response.content.at_eof():
                    content += await response.content.read(limits.FILE_BYTES + 1 - len(content))
        except CONNECTION_LOST as error:
            _log.warning("no file", extra={"action": "no file", "why": type(error).__name__})
            return None
        if response.status != _FOUND or len(content) > limits.FILE_BYTES:
            return None
        return File(unquote(PurePosixPath(address.path).name), content)

    def _is_discords(self, scheme: str, host: str) -> bool:
        return (scheme == "https" and host in _HOSTS) or (
            scheme in {"http", "https"} and host == self._api
        )
