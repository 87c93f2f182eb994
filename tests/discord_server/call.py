"""A request of the bot: how it is read, and what it may be answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aiohttp import BodyPartReader, web

from tests.ground import Json, Upload

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
Answered = Json | list[Json] | None
"""What a route gives: JSON, or None for 204."""


class ApiError(Exception):
    """An error as Discord answers it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.message = status, code, message


def unknown(code: int, what: str) -> ApiError:
    """Give a 404 of Discord's kind."""
    return ApiError(404, code, f"Unknown {what}")


@dataclass(slots=True)
class Call:
    """A request; `route` is its method and Discord's template of the path."""

    at: datetime
    began: float
    """The loop's time when it came in."""
    method: str
    template: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None
    files: dict[str, Upload] = field(default_factory=dict[str, Upload])
    status: int = 0
    code: int | None = None
    """The error code it was answered with."""
    judged: bool = False

    @property
    def route(self) -> str:
        """Give for example `POST /channels/{channel_id}/messages`."""
        return f"{self.method} {self.template}"

    @property
    def name(self) -> str:
        """Give the route; of a first answer also what kind it is: `… as 5`."""
        return f"{self.route} as {self.data['type']}" if self.route == CALLBACK else self.route

    @property
    def data(self) -> Json:
        """The body, where it is an object."""
        body: object = self.body
        return cast("Json", body) if isinstance(body, dict) else {}

    @property
    def reason(self) -> str | None:
        """What it gave for the audit log."""
        return self.headers.get("X-Audit-Log-Reason")

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status} {self.code or ''}".rstrip()


Route = Callable[[Call], Answered]
"""What carries out the requests of one method and template."""


async def read(request: web.Request, template: str, at: datetime, began: float) -> Call:
    """Read a request, with its files if it has any."""
    call = Call(
        at=at,
        began=began,
        method=request.method,
        template=template,
        path=request.path,
        parts=dict(request.match_info),
        query=dict(request.query),
        headers=request.headers.copy(),
    )
    if request.content_type == "multipart/form-data":
        await _read_parts(request, call)
    elif raw := await request.read():
        call.body = json.loads(raw)
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name, raw = part.name or "", bytes(await part.read())
        if name == "payload_json":
            call.body = json.loads(raw)
        elif name.startswith("files["):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            call.files[name[6:-1]] = Upload(part.filename or "", raw, kind)
