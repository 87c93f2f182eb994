"""What the local model server can be told to do, and what it notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast


class Kind(StrEnum):
    """What the server does with a request."""

    GOOD = "good"
    TEXT = "text"
    EMPTY = "empty"
    NONSENSE = "nonsense"
    PROSE = "prose"
    FENCED = "fenced"
    THINKING = "thinking"
    HTML = "html"
    MISSING = "missing"
    LONG = "long"
    SLOW = "slow"
    REFUSAL = "refusal"
    FILTERED = "filtered"
    TRUNCATED = "truncated"
    UNFINISHED = "unfinished"
    DROPPED = "dropped"
    ERROR_INSIDE = "error inside"
    GARBLED = "garbled"
    PAGE = "page"
    HANG = "hang"
    RATE_LIMIT = "rate limit"
    QUOTA = "quota"
    KEY_REFUSED = "key refused"
    NO_MODEL = "no model"
    BAD_REQUEST = "bad request"
    BROKEN = "broken"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What to do with one request; `text` is said by `Kind.TEXT`, `usage` told with answers."""

    kind: Kind = Kind.GOOD
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    usage: bool = True
    pause: float = 0.05
    """Seconds between the pieces of `Kind.SLOW`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came."""

    model: str
    stream: bool
    form: str
    """`json_schema`, `json_object` or `text`."""
    purpose: str
    messages: tuple[Mapping[str, str], ...]
    kind: Kind

    @property
    def material(self) -> str:
        """What the first message of the user says."""
        return next((m["content"] for m in self.messages if m["role"] == "user"), "")


ERRORS: Mapping[Kind, tuple[int, str, str]] = {
    Kind.RATE_LIMIT: (429, "rate_limit_exceeded", "Rate limit reached."),
    Kind.QUOTA: (429, "insufficient_quota", "You exceeded your current quota."),
    Kind.KEY_REFUSED: (401, "invalid_api_key", "Incorrect API key provided."),
    Kind.NO_MODEL: (404, "model_not_found", "The model does not exist."),
    Kind.BAD_REQUEST: (400, "context_length_exceeded", "The messages are too long."),
    Kind.BROKEN: (500, "server_error", "The server had an error."),
    Kind.BUSY: (503, "overloaded", "The engine is overloaded."),
}
PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
_SPOILT: Mapping[Kind, str] = {
    Kind.EMPTY: "",
    Kind.REFUSAL: "",
    Kind.FILTERED: "",
    Kind.NONSENSE: "점심은 학식이 최고예요. 아무 말이나 해 볼게요.",
    Kind.PROSE: "물론이죠! {요청}하신 계획이에요:\n\n<answer>\n\n도움이 되었기를 바라요 :}",
    Kind.FENCED: "여기 있어요.\n```json\n<answer>\n```",
    Kind.THINKING: '<think>{"draft": true} is not enough.</think>\n<answer>',
    Kind.HTML: PAGE,
}


def seen_in(body: Mapping[str, Any], kind: Kind) -> Seen:
    """Note what stands in the body of a request."""
    form = cast("dict[str, Any]", body.get("response_format") or {"type": "text"})
    return Seen(
        model=str(body.get("model")),
        stream=bool(body.get("stream")),
        form=str(form["type"]),
        purpose=str(form.get("json_schema", {}).get("name", "")),
        messages=tuple(body["messages"]),
        kind=kind,
    )


def spoilt(kind: Kind, text: str) -> str:
    """Give `text` as this kind of answer has it."""
    match kind:
        case Kind.TRUNCATED:
            return text[: len(text) // 2]
        case Kind.LONG:
            return '{"text": "' + "가" * 1_000_000 + '"}'
        case _:
            return _SPOILT.get(kind, "<answer>").replace("<answer>", text)
