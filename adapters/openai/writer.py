"""The language model over chat completions."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from httpx2 import Limits
from openai import APIStatusError, AsyncOpenAI, DefaultAioHttpClient, Omit, omit
from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat

from adapters.openai import forms, outcomes, wire
from adapters.openai.answers import Count, value_of
from adapters.openai.forms import Form
from adapters.openai.turns import Turns
from adapters.openai.wire import Answer
from core.errors import Unusable
from core.ports.outside import Brief, Listener, Usage

CHARACTERS_A_TOKEN = 3
"""For an estimate where the server did not say; Korean has fewer, English more."""

T = TypeVar("T")
_Messages = Sequence[ChatCompletionMessageParam]
_log = logging.getLogger(__name__)


class OpenAIWriter:
    """Asks an OpenAI-compatible server for JSON; it never retries, jobs do.

    Calls are streamed, so that progress can be told. When more than `stream_below` are in
    flight, further ones are not: a thousand token streams read in one process would leave
    the event loop no time for anything else.

    Args:
        base_url: where the server is, `None` for OpenAI itself.
        api_key: the key; servers of one's own mostly take any.
        model: the model's name.
        timeout: the longest a request may take from its start to its last byte, in seconds;
            waiting for a free place is not counted.
        parallel: how many requests may be in flight at once.
        stream_below: up to how many requests in flight (inclusive) are streamed.
    """

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        model: str,
        timeout: float,
        parallel: int,
        stream_below: int = 40,
    ) -> None:
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key,
            max_retries=0,
            timeout=timeout,
            # Against httpx's own transport, a third of the processor time a call at 1,000 at
            # once: its pool looks through every connection for every request.
            http_client=DefaultAioHttpClient(limits=Limits(max_connections=parallel)),
        )
        self._completions = self._client.chat.completions.with_streaming_response
        self._model = model
        self._timeout = timeout
        self._places = asyncio.Semaphore(parallel)
        self._stream_below = stream_below
        self._in_flight = 0
        self._form = Form.SCHEMA
        self._turns = Turns()

    async def write(self, brief: Brief, read: Callable[[object], T], listener: Listener) -> T:
        """Give what `read` makes of the answer, asking a second time if it cannot be used.

        Raises:
            Unavailable: no answer now: rate limit, timeout, connection, dropped stream,
                server error, key refused, model unknown.
            Unusable: refusal, truncated, too long, quota, or unreadable twice.
        """
        count = Count(brief.counted, listener.heard)
        text = await self._ask(brief, (), count, listener)
        try:
            return read(value_of(text))
        except Unusable as error:
            problem = error.reason
        _log.info("asking again", extra={"action": "ai.repair", "purpose": brief.purpose})
        count.restart()
        text = await self._ask(brief, forms.repair(text, problem), count, listener)
        return read(value_of(text))

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.close()

    async def _ask(self, brief: Brief, further: _Messages, count: Count, listener: Listener) -> str:
        async with self._places:
            while True:
                form = self._form
                messages = [*forms.opening(brief, form), *further]
                try:
                    return await self._request(
                        messages, forms.response_format(brief, form), count, listener
                    )
                except APIStatusError as error:
                    if not forms.is_refused(error, form):
                        raise outcomes.of_status(error) from error
                # Kept for all later calls; others may have gone further meanwhile.
                self._form = max(self._form, form.plainer())
                _log.warning("answer form refused", extra={"action": "ai.form", "form": form.name})

    async def _request(
        self, messages: _Messages, form: ResponseFormat | Omit, count: Count, listener: Listener
    ) -> str:
        answer = Answer(count.hear)
        self._in_flight += 1
        try:
            async with asyncio.timeout(self._timeout):
                await self._receive(messages, form, answer)
        except outcomes.BROKEN_CALLS as error:
            raise outcomes.of_broken_call(error) from error
        finally:
            self._in_flight -= 1
            self._account(messages, answer, listener)
        return _finished(answer)

    async def _receive(
        self, messages: _Messages, form: ResponseFormat | Omit, answer: Answer
    ) -> None:
        stream = self._in_flight <= self._stream_below
        await self._turns.mine()
        async with self._completions.create(
            model=self._model,
            messages=messages,
            response_format=form,
            stream=stream,
            stream_options={"include_usage": True} if stream else omit,
        ) as response:
            kind = response.headers.get("content-type", "")
            if "event-stream" in kind:
                await wire.read_stream(response.iter_bytes(), answer)
            elif "json" in kind:
                await self._turns.mine()
                await wire.read_whole(response.iter_bytes(), answer)
            else:
                raise Unusable("no chat completion")

    def _account(self, messages: _Messages, answer: Answer, listener: Listener) -> None:
        if told := answer.usage:
            usage = Usage(self._model, told.prompt_tokens, told.completion_tokens)
        elif answer.length:
            asked = sum(len(str(message.get("content"))) for message in messages)
            usage = Usage(self._model, _estimate(asked), _estimate(answer.length))
        else:
            return
        listener.used(usage)


def _estimate(characters: int) -> int:
    return -(-characters // CHARACTERS_A_TOKEN)


def _finished(answer: Answer) -> str:
    if answer.refused or answer.finish == "content_filter":
        raise Unusable("refusal")
    if answer.finish == "length":
        raise Unusable("truncated")
    return answer.text
