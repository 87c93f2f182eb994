from datetime import date

import pytest

from adapters.openai.reach import Reach, reachable
from adapters.openai.shutdowns import shutdown_day
from tests.ai_server import AiServer, Behaviour, Kind


@pytest.mark.parametrize(
    ("model", "day"),
    [
        ("gpt-4o", date(2027, 1, 14)),
        ("gpt-4o-mini-2024-07-18", date(2027, 1, 14)),
        ("whisper-1", date(2027, 2, 26)),
        ("gpt-5.4-mini", None),
        ("gpt-transcribe", None),
        ("qwen3:8b", None),
    ],
)
def test_an_announced_shutdown_is_known_from_the_sdk(model: str, day: date | None) -> None:
    assert shutdown_day(model) == day


def test_a_note_without_a_day_is_given_as_it_stands() -> None:
    assert "Not a supported model" in str(shutdown_day("gpt-5.1-mini"))


async def reach(server: AiServer, model: str = "local") -> Reach:
    return await reachable(base_url=server.base_url, api_key="k", model=model, seconds=5)


async def test_a_listed_model_is_reached_without_paying(server: AiServer) -> None:
    assert await reach(server) is Reach.OK
    assert server.count == 0


async def test_a_model_that_is_not_listed_is_reached_by_asking_it(server: AiServer) -> None:
    assert await reach(server, "alias") is Reach.OK
    assert server.count == 1


async def test_a_model_the_server_does_not_have_is_unknown(server: AiServer) -> None:
    server.behave(Kind.NO_MODEL)
    assert await reach(server, "gpt-9") is Reach.MODEL_UNKNOWN


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Kind.KEY_REFUSED, Reach.KEY_REFUSED),
        (Kind.RATE_LIMIT, Reach.OK),
        (Kind.BROKEN, Reach.UNREACHABLE),
        (Kind.PAGE, Reach.UNREACHABLE),
        (Kind.NO_MODEL, Reach.MODEL_UNKNOWN),
    ],
)
async def test_each_answer_of_a_server_has_its_outcome(
    server: AiServer, kind: Kind, outcome: Reach
) -> None:
    server.always = Behaviour(kind)
    assert await reach(server) is outcome


async def test_a_server_that_is_not_there_is_unreachable(server: AiServer) -> None:
    await server.close()
    assert await reach(server) is Reach.UNREACHABLE
