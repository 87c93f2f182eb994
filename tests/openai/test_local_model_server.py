import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any, cast

import aiohttp
import pytest

from core.planning.outline import OUTLINE_SCHEMA, VERDICT_SCHEMA, read_outline, read_verdict
from tests.ai_answers import good_answer
from tests.ai_server import AiServer

DRAWN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["a", "b"]},
        "words": {"type": ["string", "null"], "maxLength": 5},
        "pieces": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/piece"}},
        "any": {"anyOf": [{"type": "integer", "minimum": 4}, {"type": "null"}]},
        "fixed": {"const": 7},
    },
    "$defs": {"piece": {"properties": {"size": {"type": "number"}}}},
}
REPORT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "progress": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "evidence": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


def answer(schema: Mapping[str, object], material: str) -> dict[str, Any]:
    return cast("dict[str, Any]", good_answer(schema, material))


@pytest.mark.parametrize("wanted", [True, False])
def test_an_outline_is_a_whole_plan_with_a_presentation_only_where_one_is_wanted(
    wanted: bool,  # noqa: FBT001  a case
) -> None:
    description = "챗봇을 만들어 발표한다" if wanted else "챗봇을 만들어 시연한다"
    material = json.dumps({"description": description, "wish": "발표는 빼 줘"})
    outline = read_outline(answer(OUTLINE_SCHEMA, material), presentation=wanted)
    assert len(outline.chapters) == 5 + wanted
    assert outline.chapters[2].after == (1,)


def test_every_project_is_judged_fit() -> None:
    assert read_verdict(answer(VERDICT_SCHEMA, "{}")).unfit == ()


def test_any_schema_has_an_answer_that_fits() -> None:
    assert answer(DRAWN, "") == {
        "kind": "a",
        "words": "이번 주에",
        "pieces": [{"size": 1}, {"size": 1}],
        "any": 4,
        "fixed": 7,
    }


def test_prose_cites_what_stands_in_the_material() -> None:
    [sentence] = answer(REPORT, "[task:12] 로그인 화면")["progress"]
    assert sentence["evidence"] == ["task:12"]
    assert sentence["text"]


async def test_a_running_server_is_steered_and_asked_over_http(server: AiServer) -> None:
    root = server.base_url.removesuffix("/v1")
    ask = {"model": "m", "messages": [{"role": "user", "content": "안녕"}]}
    async with aiohttp.ClientSession() as session:
        wish = {"script": ["busy", {"text": "네"}], "accepts": "text"}
        await session.post(f"{root}/_behave", json=wish)
        async with session.post(f"{root}/v1/chat/completions", json=ask) as refused:
            assert refused.status == 503
        async with session.post(f"{root}/v1/chat/completions", json=ask) as told:
            assert (await told.json())["choices"][0]["message"]["content"] == "네"
        async with session.get(f"{root}/_seen") as seen:
            noted = await seen.json()
    assert noted["count"] == 2
    assert [request["kind"] for request in noted["requests"]] == ["busy", "text"]


@pytest.mark.parametrize("arguments", [("--latency", "0"), ("--script", "refusal,good")])
async def test_the_program_says_where_it_is_first(arguments: tuple[str, ...]) -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ai_server", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert program.stdout is not None
        base_url = (await program.stdout.readline()).decode().strip()
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{base_url}/models") as listed,
        ):
            assert (await listed.json())["data"][0]["id"] == "local"
    finally:
        program.terminate()
        await program.wait()
