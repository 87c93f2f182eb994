"""Slack's Web API as the library's client gives it, with the types that it leaves open."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol, cast

from slack_sdk.errors import SlackApiError


class Answer(Protocol):
    """What a method answered; iterating gives it and the pages after it."""

    def __getitem__(self, key: str) -> Any:
        """Give a part of it, `None` where there is none."""
        ...

    def get(self, key: str, default: Any = None) -> Any:
        """Give a part of it, or `default`."""
        ...

    def __aiter__(self) -> AsyncIterator["Answer"]: ...


Call = Callable[..., Awaitable[Answer]]


class Web(Protocol):
    """The methods that are used; their arguments are those of Slack's own pages.

    https://docs.slack.dev/reference/methods
    """

    token: str
    base_url: str
    auth_test: Call
    chat_postMessage: Call  # noqa: N815  Slack's name
    chat_update: Call
    conversations_create: Call
    conversations_history: Call
    conversations_invite: Call
    conversations_kick: Call
    conversations_list: Call
    conversations_members: Call
    conversations_open: Call
    conversations_replies: Call
    conversations_setTopic: Call  # noqa: N815  Slack's name
    files_delete: Call
    files_info: Call
    files_upload_v2: Call
    pins_add: Call
    users_info: Call
    views_open: Call
    views_publish: Call
    views_update: Call


def code(error: SlackApiError) -> str:
    """Give Slack's word for what went wrong, empty where the answer is not Slack's."""
    said: object = getattr(_answer(error), "data", None)
    return str(cast("dict[str, Any]", said).get("error") or "") if isinstance(said, dict) else ""


def status(error: SlackApiError) -> int:
    """Give the HTTP status, 0 where the library lost it."""
    return int(getattr(_answer(error), "status_code", 0))


def header(error: SlackApiError, name: str) -> str:
    """Give a header of the answer, empty where there is none."""
    return str(getattr(_answer(error), "headers", {}).get(name, ""))


def _answer(error: SlackApiError) -> object:
    return cast("object", error.response)
