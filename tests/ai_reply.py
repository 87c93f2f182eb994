"""How the local model server puts an answer on the wire."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.ai_behaviour import Behaviour, Kind, Seen

PARTS = 40
"""A streamed answer comes in at most so many pieces."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way, streamed or whole as it was asked for."""

    behaviour: Behaviour
    seen: Seen
    text: str

    async def send(self, request: web.Request, latency: float) -> web.StreamResponse:
        """Answer after `latency` seconds, streamed all along where a stream was asked for."""
        if self.seen.stream:
            return await self._stream(request, latency)
        if latency:
            await asyncio.sleep(latency)
        if self.behaviour.kind is Kind.GARBLED:
            return web.Response(text='{"choices": [{', content_type="application/json")
        if self.behaviour.kind is Kind.ERROR_INSIDE:
            return web.json_response({"error": {"message": "The model crashed."}})
        if self.behaviour.kind in {Kind.DROPPED, Kind.UNFINISHED}:
            return await _cut_off(request)
        message = {"role": "assistant", "content": self.text, "refusal": self._refusal()}
        choice = {"index": 0, "message": message, "finish_reason": self._finish()}
        return web.json_response(self._envelope("chat.completion", [choice], usage=True))

    async def _stream(self, request: web.Request, latency: float) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        size = max(len(self.text) // PARTS + 1, 4)
        parts = [self.text[at : at + size] for at in range(0, len(self.text), size)]
        if self.behaviour.kind in {Kind.DROPPED, Kind.UNFINISHED}:
            parts = parts[: len(parts) // 2 + 1]
        pause = latency / max(len(parts), 1)
        pause = self.behaviour.pause if self.behaviour.kind is Kind.SLOW else pause
        for part in parts:
            if pause:
                await asyncio.sleep(pause)
            await response.write(self._chunk({"content": part}))
        return await self._end(request, response)

    async def _end(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        match self.behaviour.kind:
            case Kind.DROPPED:
                return await _cut_off(request, response)
            case Kind.UNFINISHED:
                return response
            case Kind.GARBLED:
                await response.write(b"data: {oops\n\n")
            case Kind.ERROR_INSIDE:
                await response.write(_event({"error": {"message": "The model crashed."}}))
            case _:
                pass
        await response.write(self._chunk({"refusal": self._refusal()}, self._finish()))
        if self.behaviour.usage:
            await response.write(_event(self._envelope("chat.completion.chunk", [], usage=True)))
        await response.write(b"data: [DONE]\n\n")
        return response

    def _chunk(self, delta: Mapping[str, object], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _event(self._envelope("chat.completion.chunk", [choice], usage=False))

    def _refusal(self) -> str | None:
        return "I cannot help with that." if self.behaviour.kind is Kind.REFUSAL else None

    def _finish(self) -> str:
        match self.behaviour.kind:
            case Kind.TRUNCATED:
                return "length"
            case Kind.FILTERED:
                return "content_filter"
            case _:
                return "stop"

    def _envelope(self, kind: str, choices: list[Any], *, usage: bool) -> dict[str, object]:
        spent: dict[str, int] | None = None
        if usage and self.behaviour.usage:
            asked = sum(len(message["content"]) for message in self.seen.messages)
            spent = {"prompt_tokens": asked // 3, "completion_tokens": len(self.text) // 3}
            spent["total_tokens"] = sum(spent.values())
        return {
            "id": "chatcmpl-local",
            "object": kind,
            "created": 0,
            "model": self.seen.model,
            "choices": choices,
            "usage": spent,
        }


async def _cut_off(
    request: web.Request, response: web.StreamResponse | None = None
) -> web.StreamResponse:
    if response is None:
        response = web.StreamResponse(headers={"content-type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"id": "chatcmpl-local", ')
    if request.transport is not None:
        request.transport.close()
    return response


def _event(value: object) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def error(status: int, code: str, message: str, headers: Mapping[str, str]) -> web.Response:
    """Give an error as the API has them."""
    kind = code if code == "insufficient_quota" else "invalid_request_error"
    told = {"message": message, "type": kind, "code": code, "param": None}
    return web.json_response({"error": told}, status=status, headers=dict(headers))
