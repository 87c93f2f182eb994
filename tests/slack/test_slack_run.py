"""`teampl run` as its own process on the local Slack, in both modes: what people do and see."""

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from docx import Document

from tests.ai_server import AiServer
from tests.running import Program, Running
from tests.slack_project import (
    ABOUT,
    ADOPT,
    GOAL,
    LONG,
    PLAN,
    TOPIC,
    in_days,
    message_with,
    open_project,
    sent,
)
from tests.slack_server.message import Message
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.words import ko


@pytest.mark.usefixtures("running")
async def test_a_project_is_opened_planned_adopted_and_reported(
    slack: LocalSlack, workspace: Workspace, ai: AiServer, jimin: Person
) -> None:
    ai.latency = 1
    seojun = workspace.person("서준")
    opened = await _opens_a_project(slack, jimin, seojun)
    assert opened in seojun.messages
    message = await _plans_in_one_message(slack, jimin, opened)
    assert message in seojun.messages
    await _is_corrected_in_a_form(jimin, seojun)
    await jimin.types("/report", "weekly")
    file = await jimin.file(".docx", LONG)
    assert Document(io.BytesIO(file.data)).paragraphs
    assert file in [each for post in jimin.dms for each in post.files]
    assert all(told.in_time for told in slack.deliveries)


async def _opens_a_project(slack: LocalSlack, jimin: Person, seojun: Person) -> Message:
    asked = await jimin.types("/project", f"new {TOPIC} members:@서준")
    form = await jimin.modal_with()
    assert form.title == "프로젝트 · 새로"
    assert (form.values["주제"], form.values["팀원"]) == (TOPIC, [seojun.id])
    given = {"설명": ABOUT, "목표": GOAL, "시작": in_days(1)}
    await jimin.submits({**given, "끝": in_days(-1)})
    await slack.until(lambda: list(form.errors) == ["끝"] or "⚠️" in form.text, "what is wrong")
    assert jimin.modal is form
    assert form.values["설명"] == ABOUT
    await jimin.submits({"끝": in_days(30)})
    opened = await asked.said(TOPIC)
    await sent(slack, jimin)
    assert "서준" in opened.text
    assert not opened.ephemeral
    assert opened.fallback
    return opened


async def _plans_in_one_message(slack: LocalSlack, jimin: Person, opened: Message) -> Message:
    before = len(jimin.messages)
    pressed = await jimin.presses(opened, PLAN)
    message = await message_with(ADOPT, slack, jimin)
    assert len(jimin.messages) == before + 1
    assert len(message.texts) >= 3
    gaps = [late - early for early, late in pairwise(message.edited_at)]
    assert all(gap > timedelta(seconds=1) for gap in gaps)
    await jimin.presses(message, ADOPT)
    await slack.until(lambda: ko("plan.adopted_title") in message.text, "adopted", LONG)
    assert pressed.messages == []
    return message


async def _is_corrected_in_a_form(jimin: Person, seojun: Person) -> None:
    asked = await seojun.types("/task", "show #999")
    form = await seojun.modal_with("⚠️")
    assert form.values == {"업무": "#999"}
    await seojun.submits({"업무": "1"})

    def answers() -> list[Message]:
        return [one for one in asked.messages if "#1" in one.text]

    # The form itself shows an answer that came after a moment.
    await asked.ground.until(lambda: answers() or "#1 " in form.text, "the task")
    assert all(one.ephemeral and one not in jimin.messages for one in answers())


@pytest.mark.usefixtures("running")
async def test_what_people_type_is_understood_or_explained(
    workspace: Workspace, jimin: Person
) -> None:
    seojun = workspace.person("김 서준")
    await open_project(jimin, "members:@김 서준")
    added = await jimin.types("/task", "add 로그인 화면 due:금요일 assignee:@김 서준")
    said = await added.said("로그인 화면")
    assert "김 서준" in said.text
    assert added.payload["text"].endswith(f"<@{seojun.id}|김서준>")
    unclosed = await (await jimin.types("/task", 'add "로그인')).said(ko("slack.unclosed"))
    assert '/task add "로그인' in unclosed.text
    assert unclosed.ephemeral
    unknown = await (await jimin.types("/project", "list colour:red")).said("colour")
    assert unknown.ephemeral
    assert await (await jimin.types("/my", "today")).said(TOPIC)
    assert await (await jimin.types("/task", "nonsense")).said(ko("help.wrong"))


@pytest.mark.usefixtures("running")
async def test_a_command_alone_shows_its_help_whose_buttons_open_forms(
    slack: LocalSlack, jimin: Person
) -> None:
    await open_project(jimin)
    helped = await (await jimin.types("/task")).said(ko("help.title"))
    assert helped.ephemeral
    assert "/task" in helped.text
    await jimin.presses(helped, "추가")
    form = await jimin.modal_with()
    assert form.title == "업무 · 추가"
    await jimin.submits({form.labels[0]: "발표 자료"})
    await sent(slack, jimin)
    assert await (await jimin.types("/task", "list")).said("발표 자료")


@pytest.mark.usefixtures("running")
async def test_a_home_shows_the_day_and_what_changes_it(slack: LocalSlack, jimin: Person) -> None:
    await jimin.opens_home()
    home = await jimin.home_with(ko("me.no_projects").partition(" `")[0])
    await open_project(jimin)
    await jimin.home_with(TOPIC)
    await jimin.types("/task", "add 로그인 화면 assignee:@지민")
    await jimin.home_with("로그인 화면")
    (button,) = home.buttons
    await jimin.presses(home, button)
    shown = await jimin.modal_with("로그인 화면")
    assert shown is jimin.modal
    assert len(slack.calls_of("views.publish")) == 3


@pytest.mark.usefixtures("running")
async def test_a_message_becomes_a_task_or_a_note(
    slack: LocalSlack, workspace: Workspace, jimin: Person
) -> None:
    await open_project(jimin)
    said = await workspace.person("민수").says("금요일까지 발표 자료 만들기 <2팀> & 연습")
    await jimin.uses_shortcut(ko("menu.task"), said)
    form = await jimin.modal_with()
    assert any("발표 자료" in str(value) for value in form.values.values())
    await jimin.submits()
    await sent(slack, jimin)
    assert await (await jimin.types("/task", "list")).said("발표 자료")
    noted = await jimin.uses_shortcut(ko("menu.note"), said)
    assert await noted.said()
    assert await (await jimin.types("/note", "list")).said("발표 자료")


async def test_buttons_live_through_a_restart(
    program: Program, slack: LocalSlack, jimin: Person
) -> None:
    async with program.running() as first:
        await first.tells("ready")
        shown = await (await jimin.types("/my", "settings")).said()
        await jimin.presses(await open_project(jimin), PLAN)
        plan = await message_with(ADOPT, slack, jimin)
        await jimin.types("/task", "add")
        form = await jimin.modal_with()
        assert await first.stop() == 0
    async with program.running() as second:
        await second.tells("ready")
        await jimin.submits({form.labels[0]: "발표 자료"})
        await sent(slack, jimin)
        await jimin.presses(shown, shown.buttons[0])
        await jimin.modal_with()
        await jimin.presses(plan, ADOPT)
        await slack.until(lambda: ko("plan.adopted_title") in plan.text, "adopted", LONG)
        assert await second.stop() == 0


async def test_work_that_is_interrupted_goes_on_in_its_message(
    program: Program, slack: LocalSlack, ai: AiServer, jimin: Person
) -> None:
    ai.latency = 2
    async with program.running() as first:
        await first.tells("ready")
        await jimin.presses(await open_project(jimin), PLAN)
        live = await jimin.message(ko("job.accepted"), LONG)
        assert await first.stop() == 0
    async with program.running() as second:
        await second.tells("ready")
        await slack.until(lambda: ADOPT in live.buttons, "the plan in the same message", LONG)
        assert await second.stop() == 0


async def test_what_was_acknowledged_is_answered_before_it_stops(
    running: Running, jimin: Person
) -> None:
    asked = [await jimin.types("/my", "settings") for _ in range(10)]
    assert await running.stop() == 0
    assert all(each.text for each in asked)


@pytest.mark.parametrize(
    ("mode", "variable", "value"),
    [
        ("socket", "SLACK_BOT_TOKEN", "xoxb-wrong"),
        ("socket", "SLACK_APP_TOKEN", "xapp-wrong"),
        ("socket", "SLACK_APP_TOKEN", ""),
        ("http", "SLACK_BOT_TOKEN", "xoxb-wrong"),
        ("http", "SLACK_SIGNING_SECRET", ""),
    ],
)
async def test_a_token_that_is_bad_or_missing_is_said_in_one_line(
    program: Program, slack: LocalSlack, variable: str, value: str
) -> None:
    wrong = Program(program.folder, {**program.environment, variable: value})
    async with wrong.running() as running:
        assert await running.ended() == 2
    assert [line for line in running.log if "teampl:" in line] == running.log
    assert variable in running.log[0]
    assert len(running.log) == 1
    assert len(slack.calls) <= 2


async def test_a_token_that_is_taken_back_ends_the_program(
    running: Running, slack: LocalSlack, jimin: Person
) -> None:
    await open_project(jimin)
    slack.fail("*", error="token_revoked", times=100)
    await jimin.types("/project", "plan")
    assert await running.ended() == 2
    assert "SLACK_BOT_TOKEN" in running.log[-1]


async def test_other_variables_of_the_library_change_nothing(
    program: Program, jimin: Person
) -> None:
    others = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "any"}
    async with Program(program.folder, {**program.environment, **others}).running() as running:
        await running.tells("ready")
        assert await (await jimin.types("/my", "settings")).said()
        assert await running.stop() == 0
