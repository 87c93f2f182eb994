"""Forms as modals, and what is filled in in them."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from adapters.discord import forms, limits
from adapters.discord.answers import links, of_form
from core.cards import ButtonId, Emphasis, Form, FormField, Tone
from core.commands import AnyCommand, registry
from core.features import COMMANDS
from core.forms import Answered, Speech, after, invitation, narrowed
from core.model.people import Locale
from core.phrasebook import load
from tests.discord_server.judge import judge
from tests.discord_server.limits import modal_wrongs

ANSWER = "/interactions/{interaction_id}/{interaction_token}/callback"
LINK = "https://cdn.example/sheet.txt"
Json = dict[str, Any]
KNOWN = registry(COMMANDS)
KINDS = {"text": 4, "select": 3, "people": 5, "file": 19}


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech(load(), Locale.KO)


def asking(command: str, *options: str, **values: str) -> Form:
    fields = tuple(FormField(name, f"칸 {name}", f"도움 {name}") for name in options)
    typed = tuple(FormField(name, f"칸 {name}", value=value) for name, value in values.items())
    return Form("제목", command, (*fields, *typed))


def shown(form: Form, speech: Speech) -> Json:
    """Give the modal, once Discord took it."""
    made = forms.modal(form, KNOWN[form.command], forms.wire(ButtonId("ab12")), speech)
    modal = made.to_dict()
    assert modal_wrongs(modal) == []
    assert judge().request("POST", ANSWER, {}, {"type": 9, "data": modal}) == []
    return modal


def inputs(modal: Json) -> dict[str, Json]:
    found = [part["component"] for part in modal["components"] if part["type"] == 18]
    return {part["custom_id"]: part for part in found}


def labels(modal: Json) -> dict[str, Json]:
    found = [part for part in modal["components"] if part["type"] == 18]
    return {part["component"]["custom_id"]: part for part in found}


def filled(modal: Json, given: Mapping[str, str | list[str]]) -> Json:
    """Give what Discord sends once a person filled the modal in; the rest stays as it was."""

    def part(component: Json) -> Json:
        told = {"type": component["type"], "custom_id": component["custom_id"], "id": 1}
        value = given.get(component["custom_id"])
        if component["type"] == KINDS["text"]:
            return {**told, "value": component.get("value", "") if value is None else value}
        return {**told, "values": preset(component) if value is None else value}

    parts = [
        {"type": 18, "id": 1, "component": part(each["component"])}
        if each["type"] == 18
        else {"type": each["type"], "id": 1}
        for each in modal["components"]
    ]
    users = {"7": {"username": "jimin", "global_name": "지민"}, "8": {"username": "seojun"}}
    resolved = {"users": users, "attachments": {"55": {"id": "55", "url": LINK}}}
    return {"custom_id": modal["custom_id"], "components": parts, "resolved": resolved}


def preset(component: Json) -> list[str]:
    chosen = [each["value"] for each in component.get("options", ()) if each.get("default")]
    return chosen or [str(each["id"]) for each in component.get("default_values", ())]


def command_of(form: Form) -> AnyCommand:
    return KNOWN[form.command]


@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.parametrize("value", ["", "가", "<@7> <@8>", "긴 " * 3000, "x\ny", "\ud800**@here"])
def test_every_command_can_be_asked_for_in_a_modal(speech: Speech, name: str, value: str) -> None:
    options = [given for given in KNOWN[name].inputs if not given.option.hidden]
    fields = tuple(
        FormField(given.name, "긴 이름 " * 20, "긴 도움말 " * 40, value, given.required, value * 3)
        for given in options
    )
    while fields:
        shown(Form("긴 제목 " * 20, name, fields), speech)
        fields = fields[1:]


def test_an_input_is_asked_for_by_its_kind(speech: Speech) -> None:
    found = inputs(shown(asking("project new", "topic", "description", "start", "members"), speech))
    assert [part["type"] for part in found.values()] == [4, 4, 4, 5]
    assert [found[name].get("style") for name in ("topic", "description")] == [1, 2]
    assert found["topic"]["max_length"] == 80
    assert found["members"]["max_values"] == 25
    other = inputs(shown(asking("task add", "assignee", "priority"), speech))
    assert (other["assignee"]["type"], other["assignee"]["max_values"]) == (5, 1)
    assert [each["label"] for each in other["priority"]["options"]] == ["낮음", "보통", "높음"]
    several = inputs(shown(asking("task list", "status"), speech))["status"]
    assert (several["min_values"], several["max_values"]) == (0, 4)
    assert inputs(shown(asking("project new", "sheet"), speech))["sheet"]["type"] == 19


def test_what_was_given_is_preset(speech: Speech) -> None:
    form = asking("task add", title="로그인", assignee="<@7>", priority="높음", due="금요일")
    modal = shown(form, speech)
    answered = of_form(filled(modal, {}))
    expected = {"title": "로그인", "assignee": "<@7>", "priority": "high", "due": "금요일"}
    assert answered == Answered(expected, {"7": "지민", "8": "seojun"}, frozenset(expected))
    several = shown(asking("task list", status="완료, progress", due="다음 주"), speech)
    assert of_form(filled(several, {})).answers == {"status": "progress, done", "due": "다음 주"}


def test_people_typed_by_name_stay_typed(speech: Speech) -> None:
    typed = inputs(shown(asking("project new", members="서준, <@7>"), speech))["members"]
    assert (typed["type"], typed["value"]) == (4, "서준, <@7>")
    chosen = inputs(shown(asking("project new", members="<@7> <@8>"), speech))["members"]
    assert [each["id"] for each in chosen["default_values"]] == [7, 8]


def test_people_are_typed_where_discord_offers_nobody_to_choose(speech: Speech) -> None:
    alone = Speech(speech.phrases, speech.locale, lists_people=False)
    typed = inputs(shown(asking("task add", assignee="<@7>"), alone))["assignee"]
    assert (typed["type"], typed["value"]) == (4, "<@7>")


def test_what_is_filled_in_comes_back_as_words(speech: Speech) -> None:
    form = asking("project new", "topic", "description", "members", "sheet")
    given = {"topic": "챗봇", "description": " ", "members": ["7", "8"], "sheet": ["55"]}
    answered = of_form(filled(shown(form, speech), given))
    assert answered.answers == {"topic": "챗봇", "members": "<@7> <@8>", "sheet": LINK}
    assert answered.asked == set(given)
    assert links(command_of(form), answered.answers) == {"sheet": LINK}


def test_an_error_stands_at_its_input_and_a_long_one_in_full_above(speech: Speech) -> None:
    short = FormField("due", "마감", "언제까지", "어제", error="`어제`는 지났어요.")
    empty = FormField("title", "제목", "무엇을", "", required=True, error="꼭 필요해요.")
    long = FormField("start", "시작", "언제부터", "x", error="긴 설명 " * 40)
    modal = shown(Form("제목", "task add", (short, empty, long)), speech)
    found = labels(modal)
    assert found["due"]["description"] == "어제는 지났어요."
    assert found["title"]["description"] == "무엇을"
    assert found["title"]["component"]["required"]
    assert found["start"]["description"].endswith("…")
    assert modal["components"][0]["content"].startswith("**시작** 긴 설명 긴 설명")
    assert modal["components"][0]["content"].count("긴 설명") == 40


def test_more_than_five_inputs_become_steps_and_nothing_is_lost(speech: Speech) -> None:
    names = ("topic", "description", "goal", "start", "end", "stack", "members", "sheet")
    form = asking("project new", *names)
    steps = 0
    while form.fields:
        modal = shown(form, speech)
        typed = {name: f"답 {name}" for name, part in inputs(modal).items() if part["type"] == 4}
        form = after(form, of_form(filled(modal, {**typed, "sheet": ["55"]})), command_of(form))
        steps += 1
        if form.fields:
            card = invitation(form, speech)
            assert [each.label for each in card.buttons] == ["계속"]
            assert card.buttons[0].asks == ("stack", "members", "sheet")
            assert card.buttons[0].answers == form.answers
    assert steps == 2
    plain = names[:-2]
    assert form.answers == {**{name: f"답 {name}" for name in plain}, "sheet": LINK}


def test_files_come_last_and_stay_given(speech: Speech) -> None:
    form = asking("project new", "sheet", "topic", "goal", "start", "end", "stack")
    assert "sheet" not in inputs(shown(form, speech))
    given = asking("project new", sheet=LINK)
    modal = shown(given, speech)
    assert not inputs(modal)["sheet"]["required"]
    assert "이미" in labels(modal)["sheet"]["description"]
    left = after(given, of_form(filled(modal, {})), command_of(given))
    assert (left.fields, left.answers) == ((), {"sheet": LINK})


def test_what_is_emptied_is_no_longer_given(speech: Speech) -> None:
    form = asking("task add", title="로그인", due="금요일")
    modal = shown(form, speech)
    left = after(form, of_form(filled(modal, {"due": ""})), command_of(form))
    assert left.answers == {"title": "로그인"}


def test_a_refused_form_of_many_inputs_asks_the_wrong_ones_alone(speech: Speech) -> None:
    names = ("topic", "description", "goal", "start", "end", "stack")
    fields = tuple(FormField(name, name, value="x") for name in names)
    wrong = FormField("end", "끝", value="어제", error="지났어요.")
    form = Form("제목", "project new", (*fields[:4], wrong, fields[5]), {"members": "<@7>"})
    less = narrowed(form, limits.MODAL_PARTS)
    assert less.fields == (wrong,)
    assert set(less.answers) == {*names, "members"} - {"end"}
    card = invitation(less, speech)
    (button,) = card.buttons
    assert (card.tone, button.label, button.emphasis) == (
        Tone.WARNING,
        "고쳐 쓰기",
        Emphasis.PRIMARY,
    )
    assert button.asks == ("end",)
    assert button.answers == {**less.answers, "end": "어제"}
    assert "지났어요." in card.plain()


def test_a_form_of_few_inputs_is_asked_as_it_is() -> None:
    form = asking("task add", title="x", due="y")
    assert narrowed(form, limits.MODAL_PARTS) is form


def test_a_modal_names_the_button_that_gives_its_form_back(speech: Speech) -> None:
    modal = shown(asking("task add", "title"), speech)
    assert forms.asked_by(cast("str", modal["custom_id"])) == "ab12"
    assert forms.asked_by("t:ab12") is None


async def test_the_library_does_not_keep_a_modal(speech: Speech) -> None:
    form = asking("task add", "title")
    made = forms.modal(form, command_of(form), "f:1", speech)
    assert made.is_finished()
