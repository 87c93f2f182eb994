import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from adapters.openai.writer import OpenAIWriter
from core.errors import Unavailable, Unusable
from core.ports.outside import Brief, Usage
from tests.ai_listener import Follower
from tests.ai_server import AiServer, Behaviour, Kind

Make = Callable[..., OpenAIWriter]


def titles(answer: object) -> list[str]:
    if not isinstance(answer, dict) or "tasks" not in answer:
        raise Unusable("tasks are missing")
    tasks = cast("list[dict[str, Any]]", answer["tasks"])
    if not all("title" in task for task in tasks):
        raise Unusable("a title is missing")
    return [task["title"] for task in tasks]


async def test_a_good_answer_is_read(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    assert len(await writer.write(brief, titles, follower)) == 12
    [seen] = server.seen
    assert (seen.stream, seen.form, seen.purpose) == (True, "json_schema", "task_titles")
    assert seen.material == "학식 메뉴 추천 챗봇"


async def test_the_listener_hears_each_item_as_it_is_written(
    writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    await writer.write(brief, titles, follower)
    assert follower.counts == list(range(1, 13))


async def test_usage_is_told_once_a_request(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.answer = lambda _: '{"tasks": []}'
    await writer.write(brief, titles, follower)
    assert follower.usages == [Usage("local", 7, 4)]


async def test_usage_is_estimated_where_the_server_does_not_tell(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.behave(Behaviour(Kind.TEXT, text='{"tasks": []}', usage=False))
    await writer.write(brief, titles, follower)
    assert follower.usages == [Usage("local", 8, 5)]


@pytest.mark.parametrize("kind", [Kind.PROSE, Kind.FENCED, Kind.THINKING])
async def test_json_is_found_inside_other_text(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower, kind: Kind
) -> None:
    server.behave(kind)
    assert len(await writer.write(brief, titles, follower)) == 12
    assert server.count == 1


@pytest.mark.parametrize("kind", [Kind.NONSENSE, Kind.EMPTY, Kind.HTML, Kind.MISSING])
async def test_an_unusable_answer_is_repaired_in_one_more_round(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower, kind: Kind
) -> None:
    server.behave(kind)
    assert len(await writer.write(brief, titles, follower)) == 12
    assert server.count == 2
    assert len(follower.usages) == 2


async def test_the_model_is_told_what_was_wrong(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.behave(Behaviour(Kind.TEXT, text='{"jobs": []}'))
    await writer.write(brief, titles, follower)
    *_, answered, asked = server.seen[-1].messages
    assert answered == {"role": "assistant", "content": '{"jobs": []}'}
    assert "tasks are missing" in asked["content"]


async def test_progress_does_not_go_back_in_the_repair_round(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.behave(Behaviour(Kind.TEXT, text='[{"title": "하나"}, {"title": "둘"}, {"title": "셋"'))
    await writer.write(brief, titles, follower)
    assert follower.counts == list(range(1, 13))


@pytest.mark.parametrize("kind", [Kind.NONSENSE, Kind.EMPTY, Kind.HTML, Kind.MISSING])
async def test_a_second_unusable_answer_ends_the_call(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower, kind: Kind
) -> None:
    server.behave(kind, kind)
    with pytest.raises(Unusable):
        await writer.write(brief, titles, follower)
    assert server.count == 2


async def test_a_server_without_schemas_is_asked_in_json_mode_from_then_on(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.accepts = "json_object"
    for _ in range(2):
        assert len(await writer.write(brief, titles, follower)) == 12
    assert [seen.form for seen in server.seen] == ["json_schema", "json_object", "json_object"]
    assert '"additionalProperties"' in server.seen[-1].messages[0]["content"]


async def test_a_server_without_json_mode_is_asked_in_plain_text_from_then_on(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.accepts = "text"
    for _ in range(2):
        assert len(await writer.write(brief, titles, follower)) == 12
    assert [seen.form for seen in server.seen] == ["json_schema", "json_object", "text", "text"]


async def test_many_calls_at_once_degrade_no_further_than_needed(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.accepts = "json_object"
    await asyncio.gather(*(writer.write(brief, titles, follower) for _ in range(10)))
    assert {seen.form for seen in server.seen} == {"json_schema", "json_object"}


async def test_calls_above_the_bound_are_not_streamed_and_give_the_same(
    server: AiServer, make: Make, brief: Brief, follower: Follower
) -> None:
    writer = make(stream_below=2)
    answers = await asyncio.gather(*(writer.write(brief, titles, follower) for _ in range(6)))
    assert sorted(seen.stream for seen in server.seen) == [False] * 4 + [True] * 2
    assert len({tuple(answer) for answer in answers}) == 1
    assert len(follower.usages) == 6


async def test_no_more_requests_are_in_flight_than_allowed(
    server: AiServer, make: Make, brief: Brief, follower: Follower
) -> None:
    server.latency = 0.01
    writer = make(parallel=3, stream_below=0)
    await asyncio.gather(*(writer.write(brief, titles, follower) for _ in range(12)))
    assert server.most_in_flight == 3


async def test_a_failed_call_gives_its_place_back(
    server: AiServer, make: Make, brief: Brief, follower: Follower
) -> None:
    writer = make(parallel=1)
    server.behave(Kind.BROKEN, Kind.DROPPED)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await writer.write(brief, titles, follower)
    assert len(await writer.write(brief, titles, follower)) == 12


async def test_strings_come_as_databases_take_them(
    server: AiServer, writer: OpenAIWriter, brief: Brief, follower: Follower
) -> None:
    server.answer = lambda _: '{"tasks": [{"title": "a\\u0000b\\ud800c"}]}'
    assert await writer.write(brief, titles, follower) == ["ab?c"]
