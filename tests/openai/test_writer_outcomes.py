import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.openai.writer import OpenAIWriter
from core.errors import Unavailable, Unusable
from core.ports.outside import Brief
from tests.ai_listener import Follower
from tests.ai_server import AiServer, Behaviour, Kind

Make = Callable[..., OpenAIWriter]
BOTH = pytest.mark.parametrize("stream_below", [0, 40], ids=["whole", "streamed"])


def anything(answer: object) -> object:
    return answer


@BOTH
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.REFUSAL, "refusal"),
        (Kind.FILTERED, "refusal"),
        (Kind.TRUNCATED, "truncated"),
        (Kind.LONG, "too long"),
        (Kind.QUOTA, "quota"),
        (Kind.BAD_REQUEST, "request refused 400"),
        (Kind.PAGE, "no chat completion"),
    ],
)
async def test_what_asking_again_cannot_help_is_unusable_at_once(
    server: AiServer, make: Make, brief: Brief, kind: Kind, reason: str, stream_below: int
) -> None:
    server.behave(kind)
    with pytest.raises(Unusable) as caught:
        await make(stream_below=stream_below).write(brief, anything, Follower())
    assert caught.value.reason == reason
    assert server.count == 1


@BOTH
@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        (Kind.RATE_LIMIT, {"rate limit"}),
        (Kind.KEY_REFUSED, {"key refused"}),
        (Kind.NO_MODEL, {"model unknown"}),
        (Kind.BROKEN, {"server error 500"}),
        (Kind.BUSY, {"server error 503"}),
        (Kind.DROPPED, {"connection"}),
        (Kind.UNFINISHED, {"dropped stream", "connection"}),
        (Kind.GARBLED, {"garbled answer"}),
        (Kind.ERROR_INSIDE, {"error within the answer"}),
    ],
)
async def test_what_may_pass_is_unavailable_and_not_retried_here(
    server: AiServer, make: Make, brief: Brief, kind: Kind, reasons: set[str], stream_below: int
) -> None:
    server.behave(kind)
    with pytest.raises(Unavailable) as caught:
        await make(stream_below=stream_below).write(brief, anything, Follower())
    assert caught.value.service == "ai"
    assert caught.value.reason in reasons
    assert server.count == 1


async def test_a_server_that_hangs_ends_in_a_timeout(
    server: AiServer, make: Make, brief: Brief, follower: Follower
) -> None:
    server.behave(Kind.HANG)
    with pytest.raises(Unavailable, match="timeout"):
        await make(timeout=0.1).write(brief, anything, follower)
    assert follower.usages == []


async def test_slow_tokens_do_not_outlive_the_timeout(
    server: AiServer, make: Make, brief: Brief, follower: Follower
) -> None:
    server.behave(Behaviour(Kind.SLOW, pause=0.05))
    with pytest.raises(Unavailable, match="timeout"):
        await make(timeout=0.5).write(brief, anything, follower)
    assert len(follower.usages) == 1


async def test_a_server_that_is_not_there_is_a_connection_failure(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    await server.close()
    with pytest.raises(Unavailable, match="connection"):
        await writer.write(brief, anything, follower)


async def test_tokens_of_a_dropped_stream_are_estimated(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.behave(Kind.DROPPED)
    with pytest.raises(Unavailable):
        await writer.write(brief, anything, follower)
    [usage] = follower.usages
    assert usage.tokens_in > 0
    assert usage.tokens_out > 0


async def test_a_cancelled_call_still_tells_what_it_used(
    server: AiServer, writer: OpenAIWriter, brief: Brief
) -> None:
    heard = asyncio.Event()

    class Waiting(Follower):
        def heard(self, count: int) -> None:
            super().heard(count)
            heard.set()

    follower = Waiting()
    server.behave(Behaviour(Kind.SLOW))
    call = asyncio.ensure_future(writer.write(brief, anything, follower))
    await heard.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(follower.usages) == 1


@pytest.mark.parametrize("kind", [Kind.REFUSAL, Kind.TRUNCATED])
async def test_an_answer_that_is_not_used_is_paid_too(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower, kind: Kind
) -> None:
    server.behave(kind)
    with pytest.raises(Unusable):
        await writer.write(brief, anything, follower)
    assert len(follower.usages) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry-After": "7"}, timedelta(seconds=7)),
        ({"Retry-After": "7", "Retry-After-Ms": "6500"}, timedelta(seconds=6.5)),
        (
            {
                "Retry-After": "Tue, 01 Dec 2026 09:01:30 GMT",
                "Date": "Tue, 01 Dec 2026 09:00:00 GMT",
            },
            timedelta(seconds=90),
        ),
        (
            {
                "Retry-After": "Tue, 01 Dec 2026 08:00:00 GMT",
                "Date": "Tue, 01 Dec 2026 09:00:00 GMT",
            },
            timedelta(),
        ),
        ({"Retry-After": "1e999"}, timedelta(days=1)),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "soon"}, None),
    ],
)
async def test_the_wait_a_server_asks_for_is_told(
    server: AiServer,
    writer: OpenAIWriter,
    brief: Brief,
    headers: dict[str, str],
    wait: timedelta | None,
) -> None:
    server.behave(Behaviour(Kind.RATE_LIMIT, headers=headers))
    with pytest.raises(Unavailable) as caught:
        await writer.write(brief, anything, Follower())
    assert caught.value.retry_after == wait


async def test_neither_key_nor_words_are_logged(
    server: AiServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.accepts = "json_object"
    server.behave(Kind.NONSENSE, Kind.NONSENSE, Kind.NONSENSE)
    secret = Brief("p", "instructions-x", "material-x", {"type": "object", "title": "schema-x"})
    with pytest.raises(Unusable):
        await make(api_key="sk-very-secret").write(secret, anything, Follower())
    assert "asking again" in caplog.text
    for word in ("sk-very-secret", "instructions-x", "material-x", "schema-x", "학식"):
        assert word not in caplog.text
