"""A leader says what their project is about, and when; everything that stands shows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from core.cards import Form
from core.model.activity import Verb
from core.model.projects import Project
from tests.fakes.ports import fake_ports
from tests.fakes.writer import ScriptedWriter
from tests.features.harness import END, START, Room, field_of, labels

EDIT = "프로젝트 수정"
FILLED = {
    "topic": "챗봇",
    "description": "메뉴를 추천한다",
    "goal": "동작하는 챗봇",
    "start": "2026-12-01",
    "end": "2027-01-15",
}


@pytest.fixture
async def room() -> Room:
    room = Room()
    room.open(replace(room.ports, writer=None))
    await room.person("조교")
    await room.project("지민", "서준")
    return room


async def now(room: Room, who: str = "지민") -> Project:
    """Give somebody's newest project as it is kept."""
    person = await room.person(who)
    async with room.store.work(write=False) as work:
        return (await work.projects.of(person.id))[0]


def values(form: Form | None) -> Mapping[str, str]:
    assert form is not None
    return {field.option: field.value for field in form.fields}


def error_of(form: Form, option: str) -> str:
    return next(field.error for field in form.fields if field.option == option)


async def test_asked_for_nothing_it_shows_the_form_of_what_is_now(room: Room) -> None:
    form = await room.form("지민", "project edit")
    assert values(form) == FILLED
    assert not any(field.required or field.error for field in form.fields)
    card = await room.say("지민", form.command, **form.answers, **{**FILLED, "goal": "시연까지"})
    assert "- 목표: 동작하는 챗봇 → 시연까지" in card.text
    assert (await now(room)).goal == "시연까지"


async def test_a_leaders_card_leads_to_the_form_which_is_as_new_as_the_project(room: Room) -> None:
    card = await room.say("지민", "project show")
    assert labels(card) == ("계획 세우기", EDIT)
    await room.say("지민", "project edit", topic="점심 챗봇")
    reply = await room.touch("지민", EDIT, card)
    assert values(reply.form) == FILLED | {"topic": "점심 챗봇"}


async def test_others_see_no_way_to_change_it_and_have_none(room: Room) -> None:
    assert EDIT not in labels(await room.say("서준", "project show"))
    for answers in ({}, {"topic": "내 맘대로"}):
        reply = await room.hear("서준", "project edit", **answers)
        assert reply.card is not None
        assert "팀장만" in reply.card.text
    assert (await now(room)).topic == "챗봇"


async def test_what_is_left_out_stays_and_what_changed_is_said_and_recorded(room: Room) -> None:
    before = await now(room)
    card = await room.say("지민", "project edit", end="2027-01-20", stack="Python, SQLite")
    assert card.title == "챗봇"
    assert card.text == (
        "프로젝트를 고쳤어요.\n- 끝: 2027-01-15 → 2027-01-20\n"
        "- 기술: Python → Python, SQLite\n\n메뉴를 추천한다"
    )
    assert field_of(card, "기술") == "Python, SQLite"
    after = await now(room)
    assert after == replace(
        before, end=date(2027, 1, 20), stack=("Python", "SQLite"), version=after.version
    )
    (record,) = await room.history(after)
    assert record.draft.verb is Verb.EDITED
    assert record.draft.summary.startswith("프로젝트 수정 · 끝: 2027-01-15 → 2027-01-20")
    assert await room.dms("서준") == ()


async def test_what_is_as_it_was_changes_nothing(room: Room) -> None:
    card = await room.say("지민", "project edit", topic="챗봇", start="2026-12-01")
    assert card.text.startswith("바뀐 것이 없어요")
    assert await room.history(await now(room)) == ()


async def test_a_long_text_is_told_in_brief(room: Room) -> None:
    await room.say("지민", "project edit", description="가나다라마바사 " * 100)
    (record,) = await room.history(await now(room))
    assert record.draft.summary.endswith("…")
    assert len(record.draft.summary) < 100


async def test_what_no_form_can_hold_is_left_blank_in_it_and_stays(room: Room) -> None:
    async with room.store.work() as work:
        (project,) = await work.projects.of((await room.person("지민")).id)
        long = await work.projects.change(replace(project, description="긴 과제문 " * 1000))
        await work.commit()
    form = await room.form("지민", "project edit")
    assert values(form)["description"] == ""
    await room.say("지민", "project edit", **values(form))
    assert await now(room) == long


@pytest.mark.parametrize(
    ("answers", "option", "said"),
    [
        ({"end": "2026-11-30"}, "end", "보다 빨라요"),
        ({"start": "2027-02-01"}, "end", "보다 빨라요"),
        ({"end": "2028-03-01"}, "end", "1년(366일)을 넘을 수 없어요"),
        ({"start": "2026-12-05"}, "start", "#1 발표 업무의 날짜(12월 4일(금))"),
        ({"end": "2026-12-05"}, "end", "#2 시연 업무의 날짜(12월 10일(목))"),
        ({"topic": "가" * 81}, "topic", "80자까지"),
    ],
)
async def test_days_are_in_order_and_hold_those_of_every_task(
    room: Room, answers: dict[str, str], option: str, said: str
) -> None:
    await room.say("지민", "task add", title="발표", start="2026-12-04", due="2026-12-04")
    await room.say("지민", "task add", title="시연", due="2026-12-10")
    form = await room.form("지민", "project edit", **answers)
    asked = {field.option: field.error for field in form.fields}
    assert said in next(error for error in asked.values() if error)
    assert option in asked
    after = await now(room)
    assert (after.topic, after.start, after.end) == ("챗봇", START, END)


async def test_days_may_close_in_on_the_tasks(room: Room) -> None:
    await room.say("지민", "task add", title="발표", start="2026-12-02", due="2026-12-04")
    await room.say("지민", "project edit", start="2026-12-02", end="2026-12-04")
    after = await now(room)
    assert (after.start, after.end) == (date(2026, 12, 2), date(2026, 12, 4))


async def test_a_leader_has_one_running_project_of_a_topic(room: Room) -> None:
    await room.project("지민", topic="게임")
    project = next(each for each in await all_of(room) if each.topic == "챗봇")
    here = {"project": f"project:{project.id}"}
    form = await room.form("지민", "project edit", topic="게임", **here)
    assert "이미 ‘게임’ 주제를" in error_of(form, "topic")
    await room.say("지민", "project edit", topic="게임 2", **here)
    assert {each.topic for each in await all_of(room)} == {"게임", "게임 2"}


async def all_of(room: Room) -> tuple[Project, ...]:
    async with room.store.work(write=False) as work:
        return await work.projects.of((await room.person("지민")).id)


async def test_homes_shares_and_tasks_that_stand_bear_the_new_topic(room: Room) -> None:
    await room.say("지민", "project home")
    await room.press("지민", "적용", await room.say("지민", "project plan"))
    await room.say("지민", "task add", title="발표", assignee="@서준")
    await room.settle()
    await room.say("지민", "project edit", topic="점심 챗봇")
    dms = await room.dms("서준")
    assert any(card.title == "맡은 업무가 정해졌어요 · 점심 챗봇" for card in dms)
    assert any(card.footer == "점심 챗봇" for card in dms)
    (board,) = [
        shown.card for shown in room.platform.stands.values() if shown.key.startswith("home:")
    ]
    assert board.title == "점심 챗봇"
    async with room.store.work(write=False) as work:
        (home,) = await work.homes.of((await now(room)).id)
    assert home.name == "점심 챗봇"
    assert home.external is not None


async def test_a_plan_for_other_days_is_made_again(room: Room) -> None:
    plan = await room.say("지민", "project plan")
    await room.say("지민", "project edit", end="2027-01-10")
    refused = await room.press("지민", "적용", plan)
    assert "프로젝트 기간이 12월 1일(화)–1월 10일(일)" in refused.text
    assert await room.tasks(await now(room)) == {}
    await room.press("지민", "적용", await room.press("지민", "다시 만들기", plan))
    tasks = await room.tasks(await now(room))
    assert max(task.due for task in tasks.values() if task.due) == date(2027, 1, 10)


async def test_what_is_unfit_to_be_planned_is_put_right_and_planned() -> None:
    writer = ScriptedWriter()
    room = Room()
    room.open(fake_ports(clock=room.clock, store=room.store, writer=writer))
    await room.project("지민")
    parts = ("topic", "description", "goal")
    fit = {f"{part}_fit": True for part in parts} | {f"{part}_reason": "" for part in parts}
    unfit = {"goal_fit": False, "goal_reason": "무엇을 낼지 적어 주세요."}
    writer.says("verdict", fit | unfit, fit)
    writer.always("outline", {})
    card = await room.say("지민", "project plan")
    assert "팀장이 ‘프로젝트 수정’을 눌러" in card.text
    assert labels(card) == (EDIT, "계획 세우기")
    assert await room.say("지민", "project plan") == card
    reply = await room.touch("지민", EDIT, card)
    assert values(reply.form) == {"goal": "동작하는 챗봇"}
    assert reply.form is not None
    await room.say("지민", "project edit", **reply.form.answers, goal="시연하고 보고서를 낸다")
    assert (await room.press("지민", "계획 세우기", card)).title.startswith("계획안 1")
    assert writer.calls("verdict") == 2


async def test_an_ended_project_can_be_given_more_days(room: Room) -> None:
    room.later(days=60)
    form = await room.form("지민", "project edit")
    assert values(form)["end"] == "2027-01-15"
    card = await room.say("지민", "project edit", **{**values(form), "end": "2027-02-20"})
    assert (await now(room)).end == date(2027, 2, 20)
    assert EDIT in labels(card)
