"""How the model is told to answer: the ways to ask, from the strictest to the plainest."""

import json
import re
from enum import IntEnum

from openai import APIStatusError, Omit, omit
from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat
from openai.types.shared_params.response_format_json_schema import JSONSchema

from core.ports.outside import Brief

ECHOED = 8_000
"""So much of an unusable answer is shown to the model again, in characters."""


class Form(IntEnum):
    """The ways to get JSON; a server that refuses one is asked in the next."""

    SCHEMA = 0
    JSON = 1
    TEXT = 2

    def plainer(self) -> "Form":
        """Give the next plainer form; the plainest gives itself."""
        return Form(min(self + 1, Form.TEXT))


def response_format(brief: Brief, form: Form) -> ResponseFormat | Omit:
    """Give the field of the request that names the form."""
    match form:
        case Form.SCHEMA:
            name = re.sub(r"[^A-Za-z0-9_-]", "_", brief.purpose)[:64] or "answer"
            schema: JSONSchema = {"name": name, "strict": True, "schema": dict(brief.schema)}
            return {"type": "json_schema", "json_schema": schema}
        case Form.JSON:
            return {"type": "json_object"}
        case Form.TEXT:
            return omit


def opening(brief: Brief, form: Form) -> list[ChatCompletionMessageParam]:
    """Give the messages that ask; all but the strictest form hold the schema."""
    instructions = brief.instructions
    if form is not Form.SCHEMA:
        schema = json.dumps(brief.schema, ensure_ascii=False)
        instructions += (
            "\n\nAnswer with one JSON object and nothing else: no prose, no code fence. "
            f"It must fit this JSON Schema:\n{schema}"
        )
    return [
        {"role": "system", "content": instructions},
        {"role": "user", "content": brief.material},
    ]


def repair(answer: str, problem: str) -> list[ChatCompletionMessageParam]:
    """Give the messages that ask once more, saying what was wrong."""
    asked: ChatCompletionMessageParam = {
        "role": "user",
        "content": (
            f"That answer cannot be used: {problem}. Answer again, completely, with one JSON "
            "object that fits the schema and nothing else."
        ),
    }
    if not answer.strip():  # servers refuse empty messages of the assistant
        return [asked]
    return [{"role": "assistant", "content": answer[:ECHOED]}, asked]


def is_refused(error: APIStatusError, form: Form) -> bool:
    """Tell whether the server refuses `form` itself, not what was asked in it."""
    if form is Form.TEXT or error.status_code not in {400, 415, 422, 501}:
        return False
    told = f"{error.message} {error.param}".lower()
    return re.search(r"response_?format|json_(schema|object)|structured output", told) is not None
