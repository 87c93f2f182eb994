"""Whether Discord still knows the token: without it nothing is tried any more."""

import asyncio

import aiohttp

from adapters.discord.outcomes import UNAUTHORIZED
from core.errors import Misconfigured

REFUSED = "Discord does not accept the token: copy it anew into DISCORD_TOKEN from the \
application's page Bot (Reset Token)"


class Lock:
    """Falls shut when Discord knows the token no more, whatever was asked with it."""

    def __init__(self) -> None:
        self._shut = asyncio.Event()

    async def until_shut(self) -> None:
        """Wait for that.

        Raises:
            Misconfigured: it happened.
        """
        await self._shut.wait()
        raise Misconfigured(REFUSED)

    def watching(self) -> aiohttp.TraceConfig:
        """Give what sees the answer to every request, to be handed to the library."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._see)
        return trace

    async def _see(
        self, _session: aiohttp.ClientSession, _trace: object, seen: aiohttp.TraceRequestEndParams
    ) -> None:
        # An interaction is answered without the bot's token: there the status is of its own token.
        if seen.response.status == UNAUTHORIZED and "Authorization" in seen.headers:
            self._shut.set()
