"""From typed words to a command's answers."""

from collections.abc import Mapping

import pytest

from adapters.console.commands import Say, parse
from core.commands import registry
from core.features import COMMANDS
from core.phrasebook import load
from core.vocabulary import Asked, HelpAsked, Unknown, Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(registry(COMMANDS), load())


def find(vocabulary: Vocabulary, text: str) -> Asked | HelpAsked | Unknown:
    line = parse(text)
    assert isinstance(line, Say)
    return vocabulary.find(line.words)


def answers(vocabulary: Vocabulary, text: str) -> Mapping[str, str]:
    found = find(vocabulary, text)
    assert isinstance(found, Asked)
    return vocabulary.answers(found.command, found.words)


@pytest.mark.parametrize("typed", ["/task add", "/업무 추가", "/업무 add", "/TASK 추가"])
def test_a_command_is_found_in_either_language(vocabulary: Vocabulary, typed: str) -> None:
    found = find(vocabulary, typed)
    assert isinstance(found, Asked)
    assert found.command.name == "task add"


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("로그인 화면 due:금요일 assignee:@서준",
         {"title": "로그인 화면", "due": "금요일", "assignee": "@서준"}),
        ("due:금요일 로그인 화면", {"title": "로그인 화면", "due": "금요일"}),
        ("로그인 마감:금요일 화면", {"title": "로그인 화면", "due": "금요일"}),
        ('"로그인 화면"', {"title": "로그인 화면"}),
        ('로그인 "새" 화면', {"title": '로그인 "새" 화면'}),
        ("https://a.b:80/c 읽기", {"title": "https://a.b:80/c 읽기"}),
        ("로그인: 화면", {"title": "로그인: 화면"}),
        ('title:"두 단어" due:12/3', {"title": "두 단어", "due": "12/3"}),
        ("발표 due:다음 주 금요일", {"title": "발표", "due": "다음 주 금요일"}),
        ("due:12월 3일 발표 준비", {"title": "발표 준비", "due": "12월 3일"}),
        ("발표 due: 금요일", {"title": "발표", "due": "금요일"}),
        ('발표 due:"금요일" 준비', {"title": "발표 준비", "due": "금요일"}),
        ("발표 Due:금요일", {"title": "발표", "due": "금요일"}),
        ("", {}),
    ],
)  # fmt: skip
def test_words_find_their_options(
    vocabulary: Vocabulary, typed: str, given: Mapping[str, str]
) -> None:
    assert answers(vocabulary, f"/task add {typed}") == given


def test_people_follow_one_another_without_quotes(vocabulary: Vocabulary) -> None:
    given = answers(vocabulary, "/project new topic:챗봇 members:@서준 @하은 start:12/1")
    assert given == {"topic": "챗봇", "members": "@서준 @하은", "start": "12/1"}


def test_a_list_goes_on_after_a_comma(vocabulary: Vocabulary) -> None:
    given = answers(vocabulary, "/me profile skills:Python 4, React 2 roles:backend, frontend")
    assert given == {"skills": "Python 4, React 2", "roles": "backend, frontend"}


def test_a_mistyped_key_is_left_for_the_refusal_that_names_it(vocabulary: Vocabulary) -> None:
    given = answers(vocabulary, "/me profile skills:Python rolse:backend")
    assert given == {"skills": "Python", "rolse": "backend"}


def test_a_group_alone_asks_for_help(vocabulary: Vocabulary) -> None:
    found = find(vocabulary, "/task")
    assert isinstance(found, HelpAsked)
    assert not found.wrong
    assert {command.name.split()[0] for command in found.commands} == {"task"}


def test_a_wrong_second_word_is_helped_too(vocabulary: Vocabulary) -> None:
    found = find(vocabulary, "/업무 없는말")
    assert isinstance(found, HelpAsked)
    assert found.wrong


def test_help_explains_everything_or_one_thing(vocabulary: Vocabulary) -> None:
    everything = find(vocabulary, "/help")
    one = find(vocabulary, "/도움말 업무 추가")
    assert isinstance(everything, HelpAsked)
    assert isinstance(one, HelpAsked)
    assert len(everything.commands) > 10
    assert [command.name for command in one.commands] == ["task add"]


def test_a_command_that_only_buttons_reach_cannot_be_typed(vocabulary: Vocabulary) -> None:
    assert find(vocabulary, "/plan adopt") == Unknown("plan")


def test_a_button_is_known_by_both_its_labels(vocabulary: Vocabulary) -> None:
    assert vocabulary.labels("적용") == vocabulary.labels("ADOPT") | {"적용"}
