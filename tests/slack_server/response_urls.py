"""The response_url of what a person did: five messages within half an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from tests.ground import Json
from tests.slack_server.call import SlackError
from tests.slack_server.delivery import Delivery
from tests.slack_server.judge import message_wrongs
from tests.slack_server.message import Message, blocks_of
from tests.slack_server.people import User
from tests.slack_server.places import Channel
from tests.slack_server.world import World

MOST, LIFE = 5, timedelta(minutes=30)
"""https://docs.slack.dev/interactivity/handling-user-interaction"""
PATH = "/response/{token}"
WAYS = ("ephemeral", "in_channel")


@dataclass(eq=False, slots=True)
class ResponseUrl:
    """Where one thing a person did is answered."""

    at: datetime
    channel: Channel
    user: User
    source: Message | None = None
    """The message whose button it was."""
    delivery: Delivery | None = None
    uses: int = 0


class ResponseUrls:
    """All that were given out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._given: dict[str, ResponseUrl] = {}

    def add_to(self, app: web.Application) -> None:
        """Serve them."""
        app.router.add_post(PATH, self._serve)

    def give(self, made: ResponseUrl) -> str:
        """Give a new address."""
        token = self._world.new_id("R")
        self._given[token] = made
        return f"{self._world.base_url}{PATH.format(token=token)}"

    def answer(self, url: ResponseUrl, body: Json) -> None:
        """Say, replace or take away what a body asks for."""
        if body.get("delete_original") and url.source:
            url.source.deleted = True
            return
        self._world.judge("response_url", lambda: message_wrongs(body))
        if body.get("replace_original") and url.source:
            at, text = self._world.now(), str(body.get("text") or "")
            url.source.write(at, text, blocks_of(body, url.source.ts))
            _kept(url, url.source)
            return
        if body.get("response_type") not in WAYS:
            self._world.fault("response_url: response_type is missing, so only one person sees it")
        viewer = None if body.get("response_type") == "in_channel" else url.user
        _kept(url, self._world.post(url.channel, body, viewer))

    async def _serve(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        try:
            self._used(request.match_info["token"], body)
        except SlackError as error:
            status = 404 if error.error.endswith("_url") else 400
            return web.json_response({"ok": False, "error": error.error}, status=status)
        finally:
            self._world.changed()
        return web.Response(text="ok")

    def _used(self, token: str, body: Json) -> None:
        url = self._given.get(token)
        if url is None:
            raise SlackError("no_such_url")
        if self._world.now() - url.at > LIFE:
            self._world.fault("response_url: used after half an hour")
            raise SlackError("expired_url")
        if url.uses >= MOST:
            self._world.fault(f"response_url: used more than {MOST} times")
            raise SlackError("used_url")
        url.uses += 1
        self.answer(url, body)


def _kept(url: ResponseUrl, message: Message) -> None:
    if url.delivery is not None:
        url.delivery.messages.append(message)
