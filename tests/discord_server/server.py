"""The local Discord: start it, fill it, do what people do, see what they see.

server = DiscordServer()
await server.start()
jimin = server.guild("class").user("지민", manage_guild=True)
# start the bot with server.token, server.api_url, server.gateway_url
await server.gateway.ready()
asked = await jimin.slash("task add", title="로그인", due="금요일")
assert "로그인" in asked.text
assert server.violations == []
"""

import asyncio
from collections.abc import Callable

import discord
from aiohttp import web

from tests.discord_server.call import Call
from tests.discord_server.faults import Fault, Window
from tests.discord_server.gateway import Gateway
from tests.discord_server.guild import BOT_MAY, Guild, make_place
from tests.discord_server.rest import API, Rest
from tests.discord_server.world import World
from tests.ground import Found

LARGEST = 110 * 2**20
"""Ten files of ten MiB, and what is said with them."""


class DiscordServer:
    """REST and gateway on one loopback port.

    Args:
        privileged: the privileged intents the application was granted.
        shards: how many the gateway recommends.
        judges_answers: judge by Discord's file also what this server answers.
    """

    def __init__(
        self, *, privileged: int = 0, shards: int = 1, judges_answers: bool = False
    ) -> None:
        self.world = World(privileged=privileged, shards=shards)
        self.gateway = Gateway(self.world)
        self._rest = Rest(self.world)
        self._rest.judges_answers = judges_answers
        self._guilds: dict[str, Guild] = {}
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        self._rest.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    @property
    def token(self) -> str:
        """The only token that is let in."""
        return self.world.token

    @property
    def api_url(self) -> str:
        """What `discord.api_url` is set to."""
        return self.world.base_url + API

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway_url` is set to."""
        return self.gateway.url

    @property
    def requests(self) -> list[Call]:
        """Every REST request, the oldest first."""
        return self._rest.requests

    @property
    def violations(self) -> list[str]:
        """What broke Discord's file, a documented limit, or the rule that nothing pings."""
        self._rest.judge()
        return self._rest.violations

    @property
    def judges_later(self) -> bool:
        """Whether requests are judged only when `violations` is read: for load tests."""
        return self._rest.judges_later

    @judges_later.setter
    def judges_later(self, later: bool) -> None:
        self._rest.judges_later = later

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 chooses a free one."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024)
        await site.start()
        chosen = self._runner.addresses[0][1]
        self.world.base_url = f"http://127.0.0.1:{chosen}"
        self.gateway.url = f"ws://127.0.0.1:{chosen}/gateway"
        self._rest.gateway_url = self.gateway.url

    async def close(self) -> None:
        """Stop, and hang up."""
        await self.gateway.close()
        await self._runner.cleanup()

    def guild(
        self, name: str, bot_may: discord.Permissions = BOT_MAY, *, locale: str = "ko"
    ) -> Guild:
        """Give the guild of this name, with the bot in it."""
        if name not in self._guilds:
            place = make_place(self.world, name, bot_may, locale)
            self._guilds[name] = Guild(self.world, place)
            self._guilds[name].tell_joined()
        return self._guilds[name]

    def calls(self, route: str, path: str = "") -> list[Call]:
        """Give the requests of a route: `POST /channels/{channel_id}/messages`."""
        return [call for call in self.requests if call.route == route and path in call.path]

    def fail(self, route: str, status: int, **more: object) -> None:
        """Have the next requests of a route fail; `more` is what `Fault` takes.

        `route` is `*` for any. With `after=True` the request is carried out and only its
        answer lost.
        """
        self._rest.faults.add(Fault(route, status, **more))  # pyright: ignore[reportArgumentType]  Fault checks them

    def limit(self, route: str, window: Window) -> None:
        """Enforce a rate limit on a route, `*` for the whole bot."""
        window.route = route
        self._rest.faults.windows.append(window)

    def hold(self, route: str) -> asyncio.Event:
        """Let the requests of a route wait for an event, and give it."""
        return self._rest.held.setdefault(route, asyncio.Event())

    def heal(self) -> None:
        """Take all faults and limits back."""
        self._rest.faults.clear()

    async def until(self, found: Callable[[], Found], what: str, seconds: float = 10) -> Found:
        """Wait until `found` gives something true, and give it.

        Raises:
            AssertionError: it did not; with the latest requests.
        """
        try:
            return await self.world.until(found, what, seconds)
        except AssertionError as error:
            latest = "\n".join(str(call) for call in self.requests[-10:])
            raise AssertionError(f"{error}; the latest requests:\n{latest}") from error
