"""A local OpenAI-compatible server that answers well, or fails, truncates and lies on request.

As a program: `python -m tests.ai_server --port 8080 --latency 5 --script refusal,good`; the
first line it prints is its base URL. While it runs, `POST /_behave` changes what it does
(`{"script": ["busy"], "always": "good", "latency": 0, "accepts": "json"}`) and `GET /_seen`
tells what it was asked.
"""

import argparse
import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from aiohttp import web

from tests.ai_answers import Schema, good_answer, schema_in, without_fields
from tests.ai_behaviour import ERRORS, PAGE, Behaviour, Kind, Seen, seen_in, spoilt
from tests.ai_reply import Reply, error


class AiServer:
    """The server; `seen` holds the latest requests, `script` what to do with the next ones.

    Args:
        latency: seconds from a request to the end of its answer.
        models: what `/v1/models` lists.
    """

    def __init__(self, *, latency: float = 0, models: tuple[str, ...] = ("local",)) -> None:
        self.latency = latency
        self.models = models
        self.script: deque[Behaviour] = deque()
        self.always = Behaviour()
        self.accepts = "json_schema"
        """The strictest `response_format` it takes: `json_schema`, `json_object` or `text`."""
        self.answer: Callable[[Seen], str] | None = None
        """Writes every good answer, where it is set."""
        self.seen: deque[Seen] = deque(maxlen=5000)
        self.count = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.base_url = ""
        self._asked = asyncio.Condition()
        self._closing = asyncio.Event()
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 chooses a free one."""
        await self._runner.setup()
        # The backlog holds a burst of a thousand connections.
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=4096)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def close(self) -> None:
        """Stop, also what hangs."""
        self._closing.set()
        await self._runner.cleanup()

    async def until_asked(self, count: int) -> None:
        """Return once so many requests have come in all."""
        async with self._asked:
            await self._asked.wait_for(lambda: self.count >= count)

    def behave(self, *behaviours: Behaviour | Kind) -> None:
        """Script what to do with the next requests, one each; then `always` holds again."""
        self.script.extend(
            Behaviour(step) if isinstance(step, Kind) else step for step in behaviours
        )

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_get("/v1/models", self._list)
        app.router.add_post("/_behave", self._control)
        app.router.add_get("/_seen", self._tell)
        return app

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.count += 1
        async with self._asked:
            self._asked.notify_all()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(request, cast("dict[str, Any]", await request.json()))
        finally:
            self.in_flight -= 1

    async def _answer(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        behaviour = self.script.popleft() if self.script else self.always
        seen = seen_in(body, behaviour.kind)
        self.seen.append(seen)
        order = ("text", "json_object", "json_schema")
        if order.index(seen.form) > order.index(self.accepts):
            return error(400, "", f"response_format {seen.form} is not supported", {})
        match behaviour.kind:
            case Kind.HANG:
                await self._closing.wait()
                return error(503, "", "closing", {})
            case Kind.PAGE:
                return web.Response(text=PAGE, content_type="text/html")
            case kind if kind in ERRORS:
                return error(*ERRORS[kind], behaviour.headers)
            case _:
                reply = Reply(behaviour, seen, self._text(behaviour, body, seen))
                return await reply.send(request, self.latency)

    def _text(self, behaviour: Behaviour, body: dict[str, Any], seen: Seen) -> str:
        if behaviour.kind is Kind.TEXT:
            return behaviour.text
        if self.answer is not None:
            return spoilt(behaviour.kind, self.answer(seen))
        value = good_answer(_schema(body, seen), seen.material)
        if behaviour.kind is Kind.MISSING:
            value = without_fields(value)
        return spoilt(behaviour.kind, json.dumps(value, ensure_ascii=False))

    async def _list(self, _request: web.Request) -> web.Response:
        if self.always.kind in ERRORS:
            return error(*ERRORS[self.always.kind], {})
        if self.always.kind is Kind.PAGE:
            return web.Response(text=PAGE, content_type="text/html")
        entries = [
            {"id": name, "object": "model", "created": 0, "owned_by": "local"}
            for name in self.models
        ]
        return web.json_response({"object": "list", "data": entries})

    async def _control(self, request: web.Request) -> web.Response:
        wish = cast("dict[str, Any]", await request.json())
        if "script" in wish:
            self.script = deque(_behaviour(step) for step in wish["script"])
        self.always = _behaviour(wish["always"]) if "always" in wish else self.always
        self.latency = float(wish.get("latency", self.latency))
        self.accepts = str(wish.get("accepts", self.accepts))
        return web.json_response({})

    async def _tell(self, _request: web.Request) -> web.Response:
        requests = [
            {"model": s.model, "stream": s.stream, "form": s.form, "purpose": s.purpose}
            | {"kind": s.kind, "material": s.material}
            for s in self.seen
        ]
        return web.json_response(
            {"count": self.count, "in_flight": self.in_flight}
            | {"most_in_flight": self.most_in_flight, "requests": requests}
        )


def _schema(body: dict[str, Any], seen: Seen) -> Schema:
    if seen.form == "json_schema":
        return cast("Schema", body["response_format"]["json_schema"]["schema"])
    return schema_in(seen.messages[0]["content"]) or {"type": "object"}


def _behaviour(step: str | dict[str, Any]) -> Behaviour:
    if isinstance(step, str):
        return Behaviour(Kind(step))
    return replace(Behaviour(), **{**step, "kind": Kind(step.get("kind", Kind.TEXT))})


async def _serve(options: argparse.Namespace) -> None:
    server = AiServer(latency=options.latency, models=(options.model,))
    server.behave(*(Kind(name) for name in options.script.split(",") if name))
    server.always = Behaviour(Kind(options.always))
    await server.start(options.port)
    print(server.base_url, flush=True)  # noqa: T201  its first line is the program's answer
    try:
        await asyncio.Event().wait()
    finally:
        await server.close()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--latency", type=float, default=0, help="seconds an answer takes")
    parser.add_argument("--model", default="local", help="the model it lists")
    parser.add_argument("--script", default="", help="kinds for the first requests, by comma")
    parser.add_argument("--always", default="good", help="the kind for all other requests")
    try:
        asyncio.run(_serve(parser.parse_args()))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
