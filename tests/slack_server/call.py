"""A call of the Web API: how it is read, and what it may be answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from aiohttp import web

from tests.ground import Json
from tests.slack_server.team import Team

TRUE = {"1", "true", "True"}
NESTED = ("attachments", "blocks", "files", "metadata", "view")
"""Arguments that a form carries as JSON."""


class SlackError(Exception):
    """An error as the Web API answers it: status 200, `ok` false.

    Args:
        more: what else the answer says, such as `needed` and `provided`.
    """

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


@dataclass(slots=True)
class Call:
    """A call: `at` on the server's clock, `began` on the loop's."""

    at: datetime
    began: float
    method: str
    data: Json
    token: str | None
    headers: Mapping[str, str]
    team: Team | None = None
    status: int = 0
    error: str | None = None
    """What it was refused with; None if it was carried out."""

    @property
    def workspace(self) -> Team:
        """The workspace whose token came with it."""
        assert self.team is not None
        return self.team

    @property
    def team_id(self) -> str:
        """The workspace's id, empty for the app's own token."""
        return self.team.id if self.team else ""

    @property
    def channel(self) -> str:
        """The channel it names, or nothing."""
        return str(self.data.get("channel") or "")

    @property
    def text(self) -> str:
        """The text it carries."""
        return str(self.data.get("text") or "")

    def need(self, name: str) -> str:
        """Give an argument.

        Raises:
            SlackError: it is missing.
        """
        value = self.data.get(name)
        if value in (None, ""):
            messages = [f"[ERROR] missing required field: {name}"]
            raise SlackError("invalid_arguments", response_metadata={"messages": messages})
        return str(value)

    def says(self, name: str) -> bool:
        """Say whether a flag is set."""
        value: object = self.data.get(name)
        return value is True or str(value) in TRUE

    def number(self, name: str, default: int) -> int:
        """Give a number."""
        return int(self.data.get(name) or default)

    def listed(self, name: str) -> list[str]:
        """Give what is named between commas, or in a list."""
        value: object = self.data.get(name) or ""
        if isinstance(value, list):
            return [str(one) for one in cast("list[object]", value)]
        return [one.strip() for one in str(value).split(",") if one.strip()]

    def demand(self, *scopes: str) -> None:
        """Let the call go on if the workspace granted any one of these scopes.

        Raises:
            SlackError: it granted none.
        """
        granted = self.workspace.scopes
        if scopes and granted.isdisjoint(scopes):
            provided = ",".join(sorted(granted))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def __str__(self) -> str:
        return f"{self.method} {self.channel} → {self.status} {self.error or ''}".rstrip()


Route = Callable[[Call], Json]
"""What carries out a method."""


async def read(request: web.Request, at: datetime, began: float) -> Call:
    """Read a call: arguments come in the address, as a form or as JSON."""
    data: Json = dict(request.query)
    if request.content_type == "application/json":
        data |= cast("Json", json.loads(await request.read() or b"{}"))
    elif request.can_read_body:
        data |= {name: str(value) for name, value in (await request.post()).items()}
    token = _token(request, data)
    method = request.match_info["method"]
    return Call(at, began, method, _opened(data), token, request.headers.copy())


def _token(request: web.Request, data: Json) -> str | None:
    bearer = request.headers.get("Authorization", "")
    named: Any = data.pop("token", None)
    return bearer.removeprefix("Bearer ") if bearer else named


def _opened(data: Json) -> Json:
    for name in NESTED:
        value = data.get(name)
        if isinstance(value, str):
            data[name] = json.loads(value)
    return data
