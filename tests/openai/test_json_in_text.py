import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.openai.answers import Count, value_of
from core.errors import Unusable


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": "}"}}',
        '네! {여기} 있어요: {"a": {"b": "}"}} 끝 {',
        '```json\n{"a": {"b": "}"}}\n```',
        '```\n{"a": {"b": "}"}}\n```\n```json\n{"c": 1}\n```',
        '<think>{"x": 1}</think> {"a": {"b": "}"}}',
        '[{"a": {"b": "}"}}]',
    ],
)
def test_the_first_object_in_a_text_is_found(text: str) -> None:
    assert value_of(text) == {"a": {"b": "}"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "없어요",
        "{",
        '{"a": ',
        "[1, 2]",
        '"words"',
        '{"a": NaN}',
        '{"a": ' * 60_000,
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_a_text_without_an_object_is_unusable(text: str) -> None:
    with pytest.raises(Unusable):
        value_of(text)


@given(st.text())
def test_any_text_gives_an_object_or_is_unusable(text: str) -> None:
    with suppress(Unusable):
        assert isinstance(value_of(text), dict)


@given(st.dictionaries(st.text(), st.text()), st.text(alphabet="가나 .!{}\n"))
def test_an_object_before_any_text_is_found(value: dict[str, str], after: str) -> None:
    stored = {key.replace("\0", ""): word.replace("\0", "") for key, word in value.items()}
    assert value_of(json.dumps(value) + after) == stored


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_items_are_counted_however_the_text_is_cut(size: int) -> None:
    text = '{"tasks": [{"title": "a"}, {"title" : "b"}, {"sub_title": "title"}, {"title": "c"}]}'
    told: list[int] = []
    count = Count("title", told.append)
    for at in range(0, len(text), size):
        count.hear(text[at : at + size])
    assert told[-1] == 3
    assert told == sorted(set(told))


def test_counting_nothing_tells_nothing() -> None:
    told: list[int] = []
    Count("", told.append).hear('{"": 1, "title": 2}')
    assert told == []


@pytest.mark.parametrize("text", ["{ " * 200_000, '{"a": [' * 50_000, '{"a":1,}' * 50_000])
def test_the_longest_text_is_given_up_without_holding_the_loop(text: str) -> None:
    began = time.process_time()
    with pytest.raises(Unusable):
        value_of(text)
    assert time.process_time() - began < 0.2
