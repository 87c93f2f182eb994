"""Whether the configured model answers."""

import asyncio
from enum import StrEnum

from openai import APIStatusError, AsyncOpenAI, NotFoundError, OpenAIError
from pydantic import BaseModel, ValidationError

from adapters.openai import outcomes
from core.errors import Unavailable


class _Entry(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Entry]


class Reach(StrEnum):
    """What came of asking for the model."""

    OK = "ok"
    KEY_REFUSED = "key refused"
    MODEL_UNKNOWN = "model unknown"
    UNREACHABLE = "unreachable"


async def reachable(*, base_url: str | None, api_key: str, model: str, seconds: float) -> Reach:
    """Tell whether the model answers, within about twice `seconds`.

    The list of models costs nothing; where it is missing or does not name the model (servers
    have short names and aliases), a request for a few tokens settles it.
    """
    async with AsyncOpenAI(
        base_url=base_url, api_key=api_key, max_retries=0, timeout=seconds
    ) as client:
        try:
            async with asyncio.timeout(seconds):
                listed = await _is_listed(client, model)
            async with asyncio.timeout(seconds):
                return Reach.OK if listed else await _answers(client, model)
        except APIStatusError as error:
            return _of_status(error)
        except (*outcomes.BROKEN_CALLS, OpenAIError):
            return Reach.UNREACHABLE


async def _is_listed(client: AsyncOpenAI, model: str) -> bool:
    try:
        told = await client.models.with_raw_response.list()
        models = _Models.model_validate_json(told.content)
    except (NotFoundError, ValidationError):  # a server without such a list
        return False
    return any(entry.id == model for entry in models.data)


async def _answers(client: AsyncOpenAI, model: str) -> Reach:
    told = await client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "Say OK."}]
    )
    return Reach.OK if getattr(told, "choices", None) else Reach.UNREACHABLE


def _of_status(error: APIStatusError) -> Reach:
    match outcomes.of_status(error):
        case Unavailable(reason="key refused"):
            return Reach.KEY_REFUSED
        case Unavailable(reason="model unknown"):
            return Reach.MODEL_UNKNOWN
        case Unavailable(reason="rate limit"):
            return Reach.OK
        case _ if error.code == "model_not_found":
            return Reach.MODEL_UNKNOWN
        case _:
            return Reach.UNREACHABLE
