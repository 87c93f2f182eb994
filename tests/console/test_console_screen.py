"""What a terminal and a program are shown."""

import json
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from adapters.console.events import Event, EventKind, SavedFile, Spot, line
from adapters.console.screen import JsonScreen, RichScreen
from core.cards import Button, Card, Field, Form, FormField, Stage, StageState, Tone
from core.errors import Unavailable
from core.model.places import Audience
from tests.fakes.clock import MONDAY_MORNING

SPOT = Spot("m1", Audience.CHANNEL)
RUNNING = Card(
    "계획",
    tone=Tone.BUSY,
    stages=(
        Stage("읽기", StageState.DONE),
        Stage("업무 쓰기", StageState.RUNNING, "24개 중 7개"),
        Stage("저장", StageState.PENDING),
    ),
)
FULL = Card(
    "업무 목록",
    text="**굵게** *기울여* `코드`\n- 하나\n[red]글자 그대로[/red]",
    tone=Tone.GOOD,
    fields=(Field("진행률", "40%"),),
    columns=("번호", "업무"),
    rows=(("#1", "요구사항 정리"), ("#2", "**설계**")),
    buttons=(Button("적용", "x"), Button("버리기", "y")),
    footer="1/2쪽",
)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class Closed(BytesIO):
    def flush(self) -> None:
        raise BrokenPipeError


def event(shown: Card | Form | SavedFile, kind: EventKind = EventKind.MESSAGE) -> Event:
    return Event(kind, SPOT, shown)


def shown_by(stream: StringIO, *events: Event) -> str:
    screen = RichScreen(stream)
    for each in events:
        screen.show(each, {})
    return stream.getvalue()


def test_a_card_shows_everything_it_holds() -> None:
    text = shown_by(StringIO(), event(FULL))
    for part in (
        "업무 목록",
        "굵게",
        "• 하나",
        "[red]글자 그대로[/red]",
        "40%",
        "#2",
        "[적용]",
        "1/2쪽",
    ):
        assert part in text
    assert "**" not in text


def test_korean_keeps_the_frame_straight() -> None:
    text = shown_by(StringIO(), event(FULL))
    assert {cell_len(row) for row in text.splitlines()} == {80}


def test_running_work_is_a_line_a_stage_where_nothing_can_be_redrawn() -> None:
    later = Card("계획", stages=(Stage("업무 쓰기", StageState.RUNNING, "24개 중 8개"),))
    text = shown_by(
        StringIO(),
        event(RUNNING, EventKind.EDIT),
        event(later, EventKind.EDIT),
        event(FULL, EventKind.EDIT),
    )
    assert text.count("업무 쓰기") == 1
    assert "24개 중 7개" in text
    assert "업무 목록" in text


def test_running_work_is_redrawn_in_place_in_a_terminal() -> None:
    text = shown_by(Terminal(), event(RUNNING), event(FULL, EventKind.EDIT))
    assert "\x1b[5A" in text


def test_another_message_is_never_drawn_over() -> None:
    other = Event(EventKind.EDIT, Spot("m2", Audience.CHANNEL), FULL)
    assert "A\x1b[J" not in shown_by(Terminal(), event(RUNNING), other)


def test_the_prompt_and_what_is_half_typed_stay_below() -> None:
    stream = Terminal()
    screen = RichScreen(stream, lambda: "/task l")
    screen.prompt("› ")
    screen.show(event(FULL), {})
    assert stream.getvalue().endswith("› /task l")


def test_a_form_says_what_to_fill_in_and_what_was_wrong() -> None:
    fields = (FormField("due", "마감", "언제까지인가요?", "어제", error="이미 지났어요."),)
    text = shown_by(StringIO(), event(Form("업무 추가", "task add", fields), EventKind.FORM))
    assert "due" in text
    assert "이미 지났어요." in text


def test_control_characters_never_reach_the_terminal() -> None:
    text = shown_by(StringIO(), event(Card("a\x1b[2Jb", text="\x07\u202ec\udc80")))
    assert not set(text) & set("\x1b\x07\u202e\udc80")


@given(st.text(), st.text())
def test_any_text_can_be_shown(title: str, text: str) -> None:
    card = Card(title, text=text, fields=(Field(title, text),), columns=(title,), rows=((text,),))
    shown_by(StringIO(), event(card)).encode()
    stream = BytesIO()
    JsonScreen(stream).show(event(card), line(event(card), 1, MONDAY_MORNING))
    assert json.loads(stream.getvalue())["seq"] == 1
    assert stream.getvalue().count(b"\n") == 1


def test_a_very_long_text_is_shown_to_its_end() -> None:
    assert "끝" in shown_by(StringIO(), event(Card("긴 글", text="가나다 " * 20_000 + "끝")))


def test_nobody_reading_is_said_once_and_plainly() -> None:
    with pytest.raises(Unavailable):
        JsonScreen(Closed()).show(event(FULL), {})
