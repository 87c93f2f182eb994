"""The text grammar: a line in, a value out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.commands import (
    ClockForward,
    Comment,
    Fill,
    Press,
    Say,
    Wait,
    Word,
    parse,
    person_name,
)
from core.errors import ScriptUnreadable


def words_of(text: str) -> tuple[Word, ...]:
    line = parse(text)
    assert isinstance(line, Say)
    return line.words


def test_a_command_is_its_words_and_who_says_them() -> None:
    line = parse("@지민 /task add 로그인 화면 due:금요일")
    assert line == Say(
        (
            Word("task", "task"),
            Word("add", "add"),
            Word("로그인", "로그인"),
            Word("화면", "화면"),
            Word("due:금요일", "금요일", "due"),
        ),
        "지민",
    )


def test_without_a_name_nobody_else_speaks() -> None:
    assert parse("/me today") == Say((Word("me", "me"), Word("today", "today")), None)


def test_a_name_with_a_space_is_quoted() -> None:
    line = parse('@"Kim Minsu" /me today')
    assert isinstance(line, Say)
    assert line.speaker == "Kim Minsu"


def test_a_decomposed_name_is_the_same_name() -> None:
    assert person_name("지민") == "지민"


def test_a_quoted_value_keeps_its_spaces_quotes_and_backslashes() -> None:
    word = words_of(r'/x goal:"a  \"b\" C:\new \\ end"')[1]
    assert (word.key, word.value, word.quoted) == ("goal", r'a  "b" C:\new \ end', True)


def test_curly_quotes_quote_too() -> None:
    assert words_of("/x goal:“두 단어”")[1].value == "두 단어"


def test_a_value_keeps_its_colons() -> None:
    word = words_of("/x link:https://example.com:8080/a")[1]
    assert (word.key, word.value) == ("link", "https://example.com:8080/a")


def test_a_lone_quoted_word_stands_for_what_is_inside() -> None:
    assert words_of('/x "로그인 화면"')[1].text == "로그인 화면"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('@지민 press "적용" on last', Press("적용", None, "지민")),
        ('press "적용" on #12', Press("적용", 12)),
        ("@지민 press 다시 만들기 on last", Press("다시 만들기", None, "지민")),
        ('press "적용"', Press("적용")),
        ('@지민 fill {"topic": "챗봇", "n": 3, "who": ["a", "b"], "x": null}',
         Fill({"topic": "챗봇", "n": "3", "who": "a, b", "x": ""}, "지민")),
        ("wait", Wait()),
        ("clock +40d", ClockForward(timedelta(days=40))),
        ("clock +1d6h30m", ClockForward(timedelta(days=1, hours=6, minutes=30))),
        ("clock +2w5s", ClockForward(timedelta(weeks=2, seconds=5))),
        ("# 한마디", Comment("한마디")),
        ("   ", Comment()),
    ],
)  # fmt: skip
def test_every_other_line_is_a_value(text: str, line: object) -> None:
    assert parse(text) == line


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요",
        "@지민",
        "@지민 안녕하세요",
        "@지민 wait",
        "clock 3d",
        "clock +",
        "clock -1d",
        "waiting",
        '/task add title:"열린 따옴표',
        "fill [1]",
        "fill {bad}",
        'fill {"a": {"b": 1}}',
        "fill " + '{"a":' * 100_000,
        f"@{'가' * 51} /me today",
        "@a\x00b /me today",
    ],
)
def test_what_is_no_line_is_unreadable_by_its_number(text: str) -> None:
    with pytest.raises(ScriptUnreadable) as caught:
        parse(text, 7)
    assert caught.value.line == 7
    assert str(caught.value).isprintable()


@given(st.text())
def test_any_text_is_a_line_or_unreadable(text: str) -> None:
    try:
        parse(text)
        parse(f"@지민 /{text}")
        parse(f"fill {text}")
    except ScriptUnreadable:
        pass
