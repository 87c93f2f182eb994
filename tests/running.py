"""`teampl run` as a child process, on local servers in place of Discord and the model."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.discord_server.server import DiscordServer
from tests.talk import start

_PATIENCE = 60.0


@dataclass(slots=True)
class Program:
    """Starts `teampl run` on one directory, which outlives the processes."""

    folder: Path
    environment: Mapping[str, str]

    @asynccontextmanager
    async def running(self, *arguments: str) -> AsyncGenerator["Running"]:
        """Start a process and read its log; it is dead afterwards."""
        process = await start(
            "bot", "run", *arguments, folder=self.folder, environment=self.environment
        )
        running = Running(process)
        async with asyncio.TaskGroup() as group:
            group.create_task(running.read())
            try:
                yield running
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()


@dataclass(slots=True)
class Running:
    """One process; `log` is what it told so far."""

    process: Process
    log: list[str] = field(default_factory=list[str])
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def read(self) -> None:
        """Read its log to the end."""
        assert self.process.stderr
        async for line in self.process.stderr:
            async with self._news:
                self.log.append(line.decode().rstrip())
                self._news.notify_all()

    async def tells(self, words: str, times: int = 1) -> None:
        """Wait until so many lines of its log hold these words."""
        async with asyncio.timeout(_PATIENCE), self._news:
            await self._news.wait_for(lambda: sum(words in line for line in self.log) >= times)

    async def stop(self) -> int:
        """Tell it to stop; give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """Give its exit code, once it ended."""
        async with asyncio.timeout(_PATIENCE):
            return await self.process.wait()


def environment(server: DiscordServer, **more: str) -> dict[str, str]:
    """Give all that `teampl run` needs to know."""
    return {
        "DISCORD_TOKEN": server.token,
        "TEAMPL_DISCORD__API_URL": server.api_url,
        "TEAMPL_DISCORD__GATEWAY_URL": server.gateway_url,
        **more,
    }
