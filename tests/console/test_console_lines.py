"""What people type, and what they see."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.console.commands import Wait
from adapters.console.events import EventKind
from adapters.console.gateway import NAME
from adapters.console.uploads import fetch
from core.cards import Card, Form, Tone
from core.errors import Unavailable
from core.model.people import Account, Home
from core.model.places import Audience
from tests.console.table import Table

PROJECT = (
    '@지민 /project new topic:챗봇 description:"학식 메뉴를 추천하는 챗봇을 만든다" '
    'goal:"동작하는 챗봇과 설명서" stack:Python start:2026-12-01 end:2027-01-15 '
    'members:"@서준 @하은"'
)
MET = ("@지민 /me today", "@서준 /me today", "@하은 /me today")


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


async def test_the_first_to_speak_is_staff_even_when_asking_for_help(table: Table) -> None:
    await table.type("@지민 /help", "@서준 /help")
    async with table.store.work(write=False) as work:
        known = [
            await work.people.known(Home(*[NAME] * 3), Account(NAME, NAME, name))
            for name in ("지민", "서준")
        ]
    assert [found and found[1].staff for found in known] == [True, False]


async def test_help_lists_commands_and_explains_one(table: Table) -> None:
    overview = await table.card("/help")
    assert any("/task add" in row[0] for row in overview.rows)
    one = await table.card("/help task add")
    assert "/업무 추가" in one.title
    assert any(row[0].startswith("due") for row in one.rows)


async def test_an_answer_stands_where_its_audience_sees_it(table: Table) -> None:
    events = await table.type(*MET, PROJECT)
    mine = events[0].spot
    assert (mine.to, mine.person) == (Audience.PRIVATE, "지민")
    opened = next(e for e in events if isinstance(e.shown, Card) and e.shown.title == "챗봇")
    assert (opened.spot.to, opened.spot.person) == (Audience.CHANNEL, None)


async def test_a_project_is_planned_adopted_and_worked_on(table: Table) -> None:
    await table.type(*MET, PROJECT, "/project plan", "wait")
    plan = table.seen.events[-1]
    assert plan.kind is EventKind.EDIT
    assert isinstance(plan.shown, Card)
    assert "적용" in labels(plan.shown)
    shown = [e for e in table.seen.events if e.spot == plan.spot]
    assert [e.kind for e in shown].count(EventKind.MESSAGE) == 1
    assert len(shown) >= 4

    await table.type('@지민 press "적용" on last', "wait")
    assert "맡은 업무가 정해졌어요 · 챗봇" in table.dms("서준")
    started = await table.card('@서준 press "시작" on #2')
    assert "완료" in labels(started)
    done = await table.card('@서준 press "Done" on last')
    assert done.tone is Tone.GOOD


async def test_a_report_comes_by_dm_with_its_file(table: Table) -> None:
    await table.type(*MET, PROJECT, "/task add 로그인 화면 due:금요일 assignee:@서준")
    await table.type("/report weekly", "wait")
    (file,) = table.files()
    assert (await fetch(file.path)).name == file.name
    assert file.bytes == len((await fetch(file.path)).content) > 0
    assert Path(file.path).is_relative_to(table.folder / "files")
    announced = next(e for e in table.seen.events if e.kind is EventKind.FILE)
    assert announced.spot.to is Audience.DM


async def test_a_button_in_place_edits_the_message_it_stands_on(table: Table) -> None:
    await table.type(*MET, PROJECT)
    added = (await table.type("/task add 로그인 화면"))[-1]
    pressed = (await table.type('press "시작" on last'))[-1]
    assert (pressed.kind, pressed.spot) == (EventKind.EDIT, added.spot)


async def test_what_is_missing_is_asked_for_and_filled_in(table: Table) -> None:
    await table.type(*MET, PROJECT)
    form = await table.form("/task add")
    assert "title" in [field.option for field in form.fields]
    card = await table.card('fill {"제목": "로그인 화면", "due": "12/20"}')
    assert "로그인 화면" in card.title


async def test_a_form_remembers_what_was_right(table: Table) -> None:
    await table.type(*MET, PROJECT)
    form = await table.form("/task add 로그인 화면 due:12월 40일")
    assert {field.option: field.value for field in form.fields}["title"] == "로그인 화면"
    card = await table.card('fill {"due": "12/20"}')
    assert "로그인 화면" in card.title


async def test_a_form_is_answered_once(table: Table) -> None:
    await table.type(*MET, PROJECT, "/task add", 'fill {"title": "하나"}')
    again = await table.card('fill {"title": "둘"}')
    assert again.tone is Tone.WARNING
    listed = await table.card("/task list")
    assert len(listed.rows) == 1


async def test_a_form_belongs_to_whom_it_was_shown(table: Table) -> None:
    await table.type(*MET, PROJECT, "@지민 /task add")
    assert (await table.card('@서준 fill {"title": "남의 것"}')).tone is Tone.WARNING


async def test_nobody_presses_what_only_another_sees(table: Table) -> None:
    await table.type(*MET, '@지민 /me profile skills:"Python 4"')
    mine = await table.card("@지민 /me profile")
    assert mine.buttons
    refused = (await table.type(f'@서준 press "{mine.buttons[0].label}" on last'))[-1]
    assert (refused.spot.to, refused.spot.person) == (Audience.PRIVATE, "서준")
    assert isinstance(refused.shown, Card)
    assert refused.shown.tone is Tone.WARNING


@pytest.mark.parametrize(
    "line",
    [
        '@지민 press "없는 버튼" on last',
        '@지민 press "시작" on #99',
        '@지민 fill {"topic": "x"}',
        "@지민 /nothing of the kind",
        "@지민 /task add x file:/etc/passwd",
        "@지민 /project new topic:x sheet:/no/such/file",
        "@지민 /project new topic:x sheet:.",
        "@지민 /project new topic:x sheet:a\x00b",
        "@지민 /me settings language:klingon",
    ],
)
async def test_what_cannot_be_done_is_answered_in_private_and_the_script_goes_on(
    table: Table, line: str
) -> None:
    (event,) = await table.type(line)
    assert event.spot.to is Audience.PRIVATE
    assert isinstance(event.shown, Card | Form)


async def test_a_file_is_handed_in_by_its_path_also_with_a_form_between(
    table: Table, tmp_path: Path
) -> None:
    sheet = tmp_path / "과제 안내.txt"
    sheet.write_text("식당마다 다른 추천을 하도록 만드세요.", "utf-8")
    await table.form(f'/project new topic:챗봇 description:추천 sheet:"{sheet}"')
    await table.type('fill {"goal": "챗봇", "start": "2026-12-01", "end": "2027-01-15"}')
    shown = await table.card("/project show")
    assert "식당마다" in shown.plain()


async def test_a_file_too_large_is_refused(table: Table, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(10 * 2**20 + 1)
    card = await table.card(f"/project new topic:x sheet:{large}")
    assert "10" in card.text


async def test_moving_the_clock_brings_reminders(table: Table) -> None:
    await table.type(*MET, PROJECT, "/task add 로그인 화면 due:12/20 assignee:@서준", "wait")
    before = table.dms("서준")
    await table.type("clock +18d", "wait")
    assert len(table.dms("서준")) == len(before) + 1


async def test_waiting_for_what_nobody_does_ends(closed: Table) -> None:
    # Nothing delivers here, so the invitations of the project stay on their way.
    await closed.type(*MET, PROJECT)
    impatient = replace(closed.lines, patience=timedelta())
    with pytest.raises(Unavailable):
        await impatient.answer(Wait(), "지민")


async def test_after_a_kill_cards_and_forms_are_still_there(closed: Table) -> None:
    async with closed.open() as table:
        await table.type(*MET, PROJECT, "/task add 로그인", "@서준 /task add")
    async with closed.after_kill().open() as table:
        assert (await table.card('@지민 press "시작" on last')).title
        assert "회원 가입" in (await table.card('@서준 fill {"title": "회원 가입"}')).title
