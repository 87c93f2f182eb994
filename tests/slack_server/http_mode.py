"""HTTP mode: signed requests to the app's own address, and forged or replayed ones."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.ground import Json
from tests.slack_server.delivery import COMMAND, EVENT, Attempt, Delivery
from tests.slack_server.world import World

FORGED = "another-secret"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it went out; `status` and `text` are how it was answered."""

    url: str
    body: str
    headers: Mapping[str, str]
    status: int
    text: str


class HttpMode:
    """Posts to the app; several addresses are several processes, which take turns."""

    def __init__(self, world: World) -> None:
        self.urls: list[str] = []
        self.sent: list[Sent] = []
        self._world = world
        self._turn = 0
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """Post nothing any more."""
        await self._session.close()

    async def deliver(self, delivery: Delivery, attempt: Attempt) -> None:
        """Post something to the process whose turn it is."""
        url = self.urls[self._turn % len(self.urls)]
        self._turn += 1
        attempt.via = url
        attempt.sent = asyncio.get_running_loop().time()
        retry = {"x-slack-retry-num": str(attempt.retry), "x-slack-retry-reason": attempt.reason}
        body, kind = _written(delivery)
        headers = self.signed(body, kind, retry if attempt.retry else {})
        try:
            sent = await self._post(url, body, headers)
        except aiohttp.ClientError:
            # Nobody is there: it stays unacknowledged, and may be told again.
            attempt.status = 0
            return
        attempt.status = sent.status
        if sent.status == 200:
            delivery.receive(attempt, _answer(sent.text))
        self._world.changed()

    async def verify(self) -> str:
        """Ask the app for its challenge, as Slack does once, and give what it answers."""
        asked = {"type": "url_verification", "challenge": "local-challenge", "token": "any"}
        body = json.dumps(asked)
        return (await self._post(self.urls[0], body, self.signed(body, JSON))).text

    async def replay(self, sent: Sent, older: float = 0) -> Sent:
        """Post a request again: as it was, or as it would have been signed seconds before."""
        if not older:
            return await self._post(sent.url, sent.body, sent.headers)
        headers = self.signed(sent.body, sent.headers["Content-Type"], older=older)
        return await self._post(sent.url, sent.body, headers)

    async def forge(self, sent: Sent, *, signed: bool = True) -> Sent:
        """Post a request that somebody else signed, or nobody."""
        secret = FORGED if signed else None
        headers = self.signed(sent.body, sent.headers["Content-Type"], secret=secret)
        return await self._post(sent.url, sent.body, headers)

    def signed(
        self,
        body: str,
        kind: str,
        more: Mapping[str, str] | None = None,
        *,
        older: float = 0,
        secret: str | None = "",
    ) -> dict[str, str]:
        """Give the headers of a request; no `secret` leaves the signature out."""
        headers = {"Content-Type": kind, **(more or {})}
        if secret is None:
            return headers
        at = str(int(time.time() - older))
        signer = SignatureVerifier(secret or self._world.app.secret)
        signature = signer.generate_signature(timestamp=at, body=body) or ""
        return headers | {"x-slack-request-timestamp": at, "x-slack-signature": signature}

    async def _post(self, url: str, body: str, headers: Mapping[str, str]) -> Sent:
        async with self._session.post(url, data=body.encode(), headers=headers) as response:
            sent = Sent(url, body, headers, response.status, await response.text())
        self.sent.append(sent)
        return sent


def _written(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload), JSON
    if delivery.kind == COMMAND:
        return urlencode(delivery.payload), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}), FORM


def _answer(text: str) -> Json | None:
    if not text:
        return None
    return json.loads(text) if text.startswith("{") else {"text": text}
