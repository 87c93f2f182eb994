"""Menus on somebody's message, and what is kept for the minutes."""

import pytest

from core.commands import Picked
from core.features import COMMANDS, MENUS
from core.features.menus import note_answers, task_answers
from core.model.people import Locale
from tests.everybody import phrases
from tests.features.harness import Room, labels

SAID = Picked("로그인 화면은 서준이 금요일까지\n배포는 다음 주", "하은", "https://chat/1/2/3")
MENU_LENGTH = 32
"""The shortest limit of a platform, in characters."""


@pytest.fixture
def room() -> Room:
    return Room()


async def test_a_message_becomes_a_task_after_a_form(room: Room) -> None:
    await room.project("지민", "하은")
    reply = await room.pick("지민", "menu.task", SAID)
    form = reply.form
    assert form is not None
    asked = {field.option: field.value for field in form.fields}
    assert asked == {
        "title": "로그인 화면은 서준이 금요일까지",
        "due": "",
        "assignee": "",
        "description": "로그인 화면은 서준이 금요일까지\n배포는 다음 주\n\n— 하은\nhttps://chat/1/2/3",
    }
    card = await room.say("지민", form.command, **{**form.answers, **asked, "due": "12/4"})
    assert card.title == "#1 로그인 화면은 서준이 금요일까지"
    assert "https://chat/1/2/3" in card.text


async def test_somebody_in_several_projects_is_asked_which_one_the_task_is_for(
    room: Room,
) -> None:
    await room.project("지민", topic="챗봇")
    await room.project("지민", topic="지도")
    reply = await room.pick("지민", "menu.task", SAID)
    assert reply.card is not None
    assert sorted(labels(reply.card)) == ["지도", "챗봇"]
    pressed = await room.touch("지민", "지도", reply.card)
    assert pressed.form is not None
    assert {field.option for field in pressed.form.fields} == {
        "title", "due", "assignee", "description",
    }  # fmt: skip


async def test_who_is_in_no_project_makes_no_task_of_a_message(room: Room) -> None:
    await room.person("조교")
    await room.project("지민")
    reply = await room.pick("도윤", "menu.task", SAID)
    assert reply.form is None
    assert reply.card is not None
    assert "참여한 프로젝트가 없어요" in reply.card.text


async def test_a_message_is_kept_once_for_the_minutes(room: Room) -> None:
    await room.project("지민", "서준")
    first = await room.pick("지민", "menu.note", SAID)
    second = await room.pick("서준", "menu.note", SAID)
    assert first.card is not None
    assert second.card is not None
    assert first.card.title == "회의록에 쓸 말을 남겼어요"
    assert second.card.title == "이미 남겨 둔 말이에요"
    listed = await room.say("서준", "note list")
    assert [row[1:] for row in listed.rows] == [
        ("하은", "로그인 화면은 서준이 금요일까지", "https://chat/1/2/3")
    ]


async def test_what_is_typed_is_kept_as_ones_own_words_the_newest_first(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("지민", "note add", text="회의는 금요일")
    room.later(minutes=1)
    await room.say("서준", "note add", text="회의는 토요일")
    listed = await room.say("지민", "note list")
    assert [row[1:3] for row in listed.rows] == [
        ("서준", "회의는 토요일"),
        ("지민", "회의는 금요일"),
    ]


async def test_a_list_without_notes_says_how_to_keep_one(room: Room) -> None:
    await room.project("지민")
    assert "/note add" in (await room.say("지민", "note list")).text


async def test_a_message_with_no_words_is_asked_for_some(room: Room) -> None:
    await room.project("지민")
    reply = await room.pick("지민", "menu.note", Picked("", "하은", "https://chat/1"))
    assert reply.form is not None
    assert [field.option for field in reply.form.fields] == ["text"]


@pytest.mark.parametrize("text", ["가" * 9000, "가\n" * 5000, "", "\x00 \n", "@everyone <@1>"])
@pytest.mark.parametrize("author", ["하은", "", "이름" * 400])
async def test_whatever_is_picked_fits_the_options(room: Room, text: str, author: str) -> None:
    await room.project("지민")
    picked = Picked(text, author, "https://chat/1/2/3")
    for answers in (task_answers(picked), note_answers(picked)):
        assert len(answers.get("title", "")) <= 100
        assert len(answers.get("description", answers.get("text", ""))) <= 2000
    reply = await room.pick("지민", "menu.note", picked)
    assert reply.form is not None or (reply.card and "회의록" in reply.card.title)


def test_every_menu_names_a_command_and_options_it_has() -> None:
    commands = {command.name: command for command in COMMANDS}
    for menu in MENUS:
        options = {given.name for given in commands[menu.command].inputs}
        assert {*menu.asks, *menu.answers(SAID)} <= options
        for locale in Locale:
            assert len(phrases().say(locale, menu.words)) <= MENU_LENGTH
