"""Forms as modals, and what is filled in in them."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from adapters.slack import forms
from core.cards import Form, FormField
from core.commands import AnyCommand, registry
from core.features import COMMANDS
from core.forms import Answered, Speech, after, opening
from core.model.people import Locale
from core.phrasebook import load
from tests.odd_cards import odd_form
from tests.slack_server.judge import view_wrongs

Json = dict[str, Any]
KNOWN = registry(COMMANDS)
TYPED = {
    "plain_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "static_select": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "file_input": "files",
}
"""Where Slack puts what was filled in."""


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech(load(), Locale.KO)


def asking(command: str, *options: str, **values: str) -> Form:
    fields = tuple(FormField(name, f"칸 {name}", f"도움 {name}") for name in options)
    typed = tuple(FormField(name, f"칸 {name}", value=value) for name, value in values.items())
    return Form("제목", command, (*fields, *typed))


def command_of(form: Form) -> AnyCommand:
    return KNOWN[form.command]


def shown(form: Form, speech: Speech) -> Json:
    """Give the modal, once Slack took it."""
    view = forms.view(form, command_of(form), "form", "ab12", speech)
    wrongs = [each.said for each in view_wrongs(view)]
    # Nothing typed calls anybody where Slack shows it as typed, as in all texts of a view.
    assert [each for each in wrongs if not each.startswith("pings")] == []
    return view


def inputs(view: Json) -> dict[str, Json]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def elements(view: Json) -> dict[str, Json]:
    return {name: block["element"] for name, block in inputs(view).items()}


def filled(view: Json, given: Mapping[str, object]) -> Mapping[str, Mapping[str, Any]]:
    """Give what Slack sends once a person filled the modal in; the rest stays as it was."""
    return {
        name: {element["action_id"]: {"type": element["type"],
               TYPED[element["type"]]: given.get(name, preset(element))}}
        for name, element in elements(view).items()
    }  # fmt: skip


def preset(element: Json) -> object:
    return next((value for key, value in element.items() if key.startswith("initial_")), None)


def chosen(*values: str) -> list[Json]:
    return [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]


@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.parametrize(
    "value", ["", "가", "<@U7> <@W8>", "긴 " * 3000, "x\ny", "\ud800**<!here>"]
)
def test_every_command_can_be_asked_for_in_one_modal(speech: Speech, name: str, value: str) -> None:
    options = [given for given in KNOWN[name].inputs if not given.option.hidden]
    fields = tuple(
        FormField(given.name, "긴 이름 " * 20, "긴 도움말 " * 40, value, given.required, value)
        for given in options
    )
    if fields:
        assert set(inputs(shown(Form("긴 제목 " * 20, name, fields), speech))) == {
            given.name for given in options
        }


def test_an_input_is_asked_for_by_its_kind(speech: Speech) -> None:
    names = ("topic", "description", "start", "members", "sheet")
    found = elements(shown(asking("project new", *names), speech))
    assert [found[name]["type"] for name in names] == [
        "plain_text_input", "plain_text_input", "datepicker", "multi_users_select", "file_input",
    ]  # fmt: skip
    assert [found[name]["multiline"] for name in ("topic", "description")] == [False, True]
    assert found["topic"]["max_length"] == 80
    other = elements(shown(asking("task add", "assignee", "priority"), speech))
    assert other["assignee"]["type"] == "users_select"
    labels = [each["text"]["text"] for each in other["priority"]["options"]]
    assert labels == ["낮음", "보통", "높음"]
    several = elements(shown(asking("task list", "status", "page"), speech))
    assert several["status"]["type"] == "checkboxes"
    assert (several["page"]["type"], several["page"]["min_value"]) == ("number_input", "1")


def test_a_modal_says_what_it_asks_for_and_keeps_what_it_must(speech: Speech) -> None:
    form = Form("업무 추가", "task add", (FormField("title", "제목", "무엇을", required=True),),
                text="**하나**만 적어 주세요.")  # fmt: skip
    view = shown(form, speech)
    assert (view["callback_id"], view["private_metadata"]) == ("form", "ab12")
    assert [view[part]["text"] for part in ("title", "submit", "close")] == [
        "업무 추가", "보내기", "닫기",
    ]  # fmt: skip
    assert view["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "하나", "style": {"bold": True}},
        {"type": "text", "text": "만 적어 주세요."},
    ]
    asked = inputs(view)["title"]
    assert (asked["label"]["text"], asked["hint"]["text"], asked["optional"]) == (
        "제목", "무엇을", False,
    )  # fmt: skip
    with pytest.raises(ValueError, match="keep"):
        forms.view(form, command_of(form), "form", "x" * 3001, speech)


def test_what_was_given_is_preset(speech: Speech) -> None:
    form = asking("task add", title="로그인", assignee="<@U7|지민>", priority="높음", due="금요일")
    view = shown(form, speech)
    assert elements(view)["due"]["type"] == "plain_text_input"
    expected = {"title": "로그인", "assignee": "<@U7>", "priority": "high", "due": "금요일"}
    assert forms.answered(filled(view, {})) == Answered(expected, asked=frozenset(expected))
    picked = asking("task list", status="완료, progress", page="2", due="2026-12-05~2026-12-07")
    answers = forms.answered(filled(shown(picked, speech), {})).answers
    assert answers == {"status": "progress, done", "page": "2", "due": "2026-12-05~2026-12-07"}
    dated = elements(shown(asking("task add", due="2026-12-05"), speech))["due"]
    assert (dated["type"], dated["initial_date"]) == ("datepicker", "2026-12-05")


@pytest.mark.parametrize(
    ("command", "option", "typed"),
    [
        ("task add", "due", "다음 주 금요일"),
        ("task add", "due", "2026-02-30"),
        ("task add", "due", "20261205"),
        ("task add", "due", "2026-W50-1"),
        ("task list", "page", "둘"),
        ("task list", "page", "1.5"),
        ("task list", "page", "9999999"),
        ("task list", "page", "７"),
        ("project new", "members", "서준, <@U7>"),
        ("task add", "assignee", "<@U7> <@U8>"),
        ("task add", "assignee", "person:3"),
    ],
)
def test_what_was_typed_stays_typed_where_nothing_else_can_show_it(
    speech: Speech, command: str, option: str, typed: str
) -> None:
    form = asking(command, **{option: typed})
    found = elements(shown(form, speech))[option]
    assert (found["type"], found["initial_value"]) == ("plain_text_input", typed)
    assert forms.answered(filled(shown(form, speech), {})).answers == {option: typed}


def test_people_are_typed_where_there_is_no_list_of_them() -> None:
    alone = Speech(load(), Locale.KO, lists_people=False)
    found = elements(shown(asking("task add", assignee="<@U7>"), alone))["assignee"]
    assert (found["type"], found["initial_value"]) == ("plain_text_input", "<@U7>")


def test_what_is_filled_in_comes_back_as_words(speech: Speech) -> None:
    form = asking("project new", "topic", "description", "start", "members", "sheet")
    given = {
        "topic": "챗봇", "description": None, "start": "2026-12-05", "members": ["U7", "W8"],
        "sheet": [{"id": "F55"}],
    }  # fmt: skip
    answered = forms.answered(filled(shown(form, speech), given))
    assert answered.answers == {
        "topic": "챗봇", "start": "2026-12-05", "members": "<@U7> <@W8>", "sheet": "file:F55",
    }  # fmt: skip
    assert answered.asked == set(given)
    other = asking("task add", "assignee", "priority")
    chose = {"assignee": "U7", "priority": chosen("high")[0]}
    assert forms.answered(filled(shown(other, speech), chose)).answers == {
        "assignee": "<@U7>",
        "priority": "high",
    }
    several = asking("task list", "status", "page")
    chose = {"status": chosen("todo", "done"), "page": "3"}
    assert forms.answered(filled(shown(several, speech), chose)).answers == {
        "status": "todo, done",
        "page": "3",
    }


def test_what_is_left_blank_is_no_answer(speech: Speech) -> None:
    names = [given.name for given in KNOWN["task add"].inputs if not given.option.hidden]
    empty = dict.fromkeys(names)
    answered = forms.answered(filled(shown(asking("task add", *names), speech), empty))
    assert answered == Answered({}, asked=frozenset(names))
    given = asking("task add", title="로그인", due="금요일")
    emptied = forms.answered(filled(shown(given, speech), {"due": ""}))
    assert after(given, emptied, command_of(given)).answers == {"title": "로그인"}


def test_an_error_stands_above_its_input(speech: Speech) -> None:
    wrong = FormField("due", "마감", "언제까지", "어제", error="`어제`는 지났어요.")
    fine = FormField("title", "제목", value="로그인", required=True)
    form = Form("제목", "task add", (fine, wrong))
    first, told, second = shown(form, speech)["blocks"]
    assert (first["block_id"], second["block_id"]) == ("title", "due")
    assert told["elements"][0]["text"] == "⚠️ 어제는 지났어요."
    assert forms.errors(form) == {"due": "어제는 지났어요."}


def test_a_file_that_was_given_need_not_be_given_again(speech: Speech) -> None:
    form = Form(
        "제목", "project new", (FormField("sheet", "파일", "도움", "file:F1", required=True),)
    )
    asked = inputs(shown(form, speech))["sheet"]
    assert asked["optional"]
    assert "이미" in asked["hint"]["text"]
    left = after(form, forms.answered(filled(shown(form, speech), {})), command_of(form))
    assert (left.fields, left.answers) == ((), {"sheet": "file:F1"})


def test_what_opens_from_the_declaration_fits_one_modal(speech: Speech) -> None:
    for command in COMMANDS:
        form = opening(command, {}, speech, forms.ROOM)
        if form is not None:
            assert len(inputs(shown(form, speech))) == len(form.fields)


def test_any_form_fits_and_keeps_what_was_typed(speech: Speech) -> None:
    chance = Random(20261203)
    for _ in range(1000):
        command, form = odd_form(chance, COMMANDS)
        view = shown(form, speech)
        assert [*inputs(view)] == [each.option for each in form.fields]
        assert set(forms.errors(form)) <= set(inputs(view))
        answered = forms.answered(filled(view, {}))
        assert answered.asked == {each.option for each in form.fields}
        assert after(form, answered, command).fields == ()
