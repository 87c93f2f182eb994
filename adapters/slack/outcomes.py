"""What became of a request to Slack, in the core's own errors."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from adapters.slack.repeats import asked_to_wait
from adapters.slack.web import code, header, status
from core.errors import Unavailable, Undeliverable

SERVICE = "slack"
CONNECTION_LOST = (aiohttp.ClientError, OSError, TimeoutError)
"""What the network raises through the library."""
TOKEN_REFUSED = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
_TOO_MANY, _BROKEN = 429, 500
_LIMITS = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
_PASSING = frozenset(
    {
        "",
        "fatal_error",
        "internal_error",
        "org_login_required",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "upload_error",
    }
)
"""Slack's own troubles, and answers that are not Slack's."""
_OURS = frozenset(
    {
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_post_type",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "json_not_object",
        "metadata_too_large",
        "missing_argument",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "unknown_method",
    }
)
"""Requests we should not have made."""


class Door(Protocol):
    """Is told that Slack knows the token of a workspace no more."""

    def close(self, workspace: str) -> None:
        """End the program, everything kept, or leave the workspace."""
        ...


@contextmanager
def translated(door: Door, workspace: str) -> Generator[None]:
    """Translate what requests in the block raise.

    Raises:
        Unavailable: try again later; also where the token is refused, so that nothing is given up.
        Undeliverable: what was asked for is not there or not allowed, and will not be.
    """
    try:
        yield
    except SlackApiError as error:
        if code(error) in TOKEN_REFUSED:
            door.close(workspace)
        meaning = meaning_of(error)
        if meaning is None:
            raise
        raise meaning from error
    except SlackRequestError as error:
        # A file's content was not taken: https://docs.slack.dev/messaging/working-with-files
        raise Unavailable(SERVICE, "upload") from error
    except CONNECTION_LOST as error:
        raise Unavailable(SERVICE, "connection") from error


def meaning_of(error: SlackApiError) -> Unavailable | Undeliverable | None:
    """Give what a refusal means for us; `None` for a request we should not have made."""
    said, number = code(error), status(error)
    if number == _TOO_MANY or said in _LIMITS:
        return Unavailable(SERVICE, "rate limit", asked_to_wait(header(error, "Retry-After")))
    if said in TOKEN_REFUSED:
        return Unavailable(SERVICE, "token refused")
    if number >= _BROKEN or said in _PASSING:
        return Unavailable(SERVICE, said or f"status {number}")
    return None if said in _OURS else Undeliverable(said)
