"""`teampl run` as its own process on the local Discord: what people do and see there."""

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from docx import Document

from tests.ai_server import AiServer
from tests.discord_server.guild import Guild
from tests.discord_server.interaction import DEFERRED, DEFERRED_EDIT, MODAL, Interaction
from tests.discord_server.message import Message
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.running import Program, Running
from tests.words import ko

SYNC = "PUT /applications/{application_id}/commands"
TOPIC = "학식 메뉴 추천 챗봇"
PROJECT = {
    "topic": TOPIC,
    "description": "학생 식당 메뉴를 추천하는 디스코드 챗봇을 만들고 시연한다",
    "goal": "동작하는 챗봇과 사용 설명서",
    "start": "내일",
    "end": "다음 달 28일",
}
LONG = 60


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


async def open_project(leader: Person, *members: Person) -> Interaction:
    named = " ".join(member.mention for member in members)
    asked = await leader.slash("project new", **PROJECT, members=named)
    await asked.said(TOPIC)
    return asked


@pytest.mark.usefixtures("running")
async def test_a_project_is_opened_planned_and_reported(
    server: DiscordServer, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    ai.latency = 1
    seojun = guild.user("서준")
    await _opens_a_project(jimin, seojun)
    message = await _plans_in_one_message(jimin)
    await _is_suggested_tasks(jimin)
    await _is_refused_in_private(seojun)
    await jimin.slash("report weekly")
    letter = await jimin.in_dms.channel.message(lambda post: bool(post.files), LONG)
    assert Document(io.BytesIO(letter.files[0].data)).paragraphs
    assert "📎" in letter.text
    assert message.silent
    assert not letter.silent
    assert letter.texts[0]
    assert "\n" not in letter.texts[0]
    assert len(server.calls(SYNC)) == 1


async def _opens_a_project(jimin: Person, seojun: Person) -> None:
    asked = await jimin.slash("project new", topic=TOPIC, members=seojun.mention)
    assert asked.answer is not None
    assert asked.answer.kind == MODAL
    assert asked.modal is not None
    assert [field.custom_id for field in asked.modal.fields] == list(PROJECT)[1:]
    rest = {name: PROJECT[name] for name in ("description", "goal", "start")}
    sent = await jimin.submit(asked, {**rest, "end": "어제"})
    assert sent.answer is not None
    assert sent.answer.kind == DEFERRED
    wrong = await sent.said(ko("form.wrong"))
    assert wrong.ephemeral
    again = await jimin.press(wrong, ko("form.again"))
    assert again.modal is not None
    assert [(field.custom_id, field.value) for field in again.modal.fields] == [("end", "어제")]
    done = await jimin.submit(again, {"end": PROJECT["end"]})
    opened = await done.said(TOPIC)
    assert not opened.ephemeral
    assert "서준" in opened.text
    assert wrong.deleted


async def _plans_in_one_message(jimin: Person) -> Message:
    before = len(jimin.channel.messages)
    asked = await jimin.slash("project plan")
    assert asked.answer is not None
    assert (asked.answer.kind, asked.answer.ephemeral) == (DEFERRED, True)
    message = await jimin.channel.message(lambda post: "적용" in labels(post), LONG)
    assert len(jimin.channel.messages) == before + 1
    assert len(message.texts) >= 3
    gaps = [late - early for early, late in pairwise(message.edited_at)]
    assert all(gap > timedelta(seconds=1) for gap in gaps)
    pressed = await jimin.press(message, "적용")
    assert pressed.answer is not None
    assert pressed.answer.kind == DEFERRED_EDIT
    await message.says(ko("plan.adopted_title"), LONG)
    assert asked.messages == []
    return message


async def _is_suggested_tasks(jimin: Person) -> None:
    offered = await jimin.type("task show", "task", "#1")
    assert offered
    assert offered[0][0].startswith("#1 ")
    shown = await jimin.slash("task show", task=str(offered[0][1]))
    assert await shown.said("#1")


async def _is_refused_in_private(seojun: Person) -> None:
    refused = await seojun.slash("task show", task="#999")
    assert (await refused.said()).ephemeral


@pytest.mark.usefixtures("running")
async def test_a_message_becomes_a_task_and_a_note_through_its_menu(
    guild: Guild, jimin: Person
) -> None:
    await open_project(jimin)
    minsu = guild.user("민수")
    said = await minsu.say("금요일까지 발표 자료 만들기 @everyone")
    asked = await jimin.menu(said, ko("menu.task"))
    assert asked.modal is not None
    title, *_ = asked.modal.fields
    assert title.value == "금요일까지 발표 자료 만들기 @everyone"
    sent = await jimin.submit(asked, {title.label: "발표 자료"})
    assert "발표 자료" in (await sent.said("#1")).text
    assert "발표 자료" in (await (await jimin.slash("task list")).said()).text
    noted = await (await jimin.menu(said, ko("menu.note"))).said(ko("note.kept_title"))
    assert noted.ephemeral
    listed = await jimin.press(noted, labels(noted)[0])
    text = (await listed.said("발표 자료")).text
    assert "민수" in text
    assert said.id in text
    again = await jimin.menu(said, ko("menu.note"))
    assert await again.said(ko("note.known_title"))


async def test_it_waits_for_a_discord_that_cannot_be_reached(
    program: Program, server: DiscordServer, jimin: Person
) -> None:
    server.fail("GET /users/@me", 503, times=2)
    async with program.running() as running:
        await running.tells("ready")
        assert await (await jimin.slash("me settings")).said()
        assert await running.stop() == 0
    waited = [line for line in running.log if "action=unreachable" in line]
    assert [line.partition("next try in ")[2][:3] for line in waited] == ["1 s", "2 s"]
    assert all(server.api_url in line for line in waited)


async def test_it_stops_when_told_to_though_discord_cannot_be_reached(program: Program) -> None:
    nowhere = {**program.environment, "TEAMPL_DISCORD__API_URL": "http://127.0.0.1:9/api/v10"}
    async with Program(program.folder, nowhere).running() as running:
        await running.tells("http://127.0.0.1:9/api/v10 cannot be reached: next try in")
        assert await running.stop() == 0
    assert len(running.log) == 1


async def test_buttons_live_through_a_restart(
    program: Program, server: DiscordServer, jimin: Person
) -> None:
    async with program.running() as first:
        await first.tells("ready")
        shown = await (await jimin.slash("me settings")).said()
        await open_project(jimin)
        await jimin.slash("project plan")
        plan = await jimin.channel.message(lambda post: "적용" in labels(post), LONG)
        assert await first.stop() == 0
    async with program.running() as second:
        await second.tells("ready")
        await server.gateway.ready()
        opened = await jimin.press(shown, labels(shown)[0])
        assert opened.modal is not None
        await jimin.press(plan, "적용")
        await plan.says(ko("plan.adopted_title"), LONG)
        assert await second.stop() == 0
    assert len(server.calls(SYNC)) == 1


async def test_work_that_is_interrupted_goes_on_in_its_message(
    program: Program, server: DiscordServer, ai: AiServer, jimin: Person
) -> None:
    ai.latency = 2
    async with program.running() as first:
        await first.tells("ready")
        await open_project(jimin)
        await jimin.slash("project plan")
        live = await jimin.channel.message(lambda post: ko("job.accepted") in post.text, LONG)
        assert await first.stop() == 0
    async with program.running() as second:
        await second.tells("ready")
        await server.until(lambda: "적용" in labels(live), "the plan in the same message", LONG)
        assert await second.stop() == 0


async def test_what_was_acknowledged_is_answered_before_it_stops(
    running: Running, jimin: Person
) -> None:
    asked = [await jimin.slash("me settings") for _ in range(10)]
    assert await running.stop() == 0
    assert all(each.text for each in asked)


async def test_a_bad_token_is_said_in_one_line(program: Program, server: DiscordServer) -> None:
    wrong = Program(program.folder, {**program.environment, "DISCORD_TOKEN": "no.such.token"})
    async with wrong.running() as running:
        assert await running.ended() == 2
    assert [line for line in running.log if "teampl:" in line] == running.log
    assert "DISCORD_TOKEN" in running.log[0]
    assert len(server.requests) == 1


async def test_without_a_platform_it_says_what_to_set(program: Program) -> None:
    async with Program(program.folder, {}).running() as running:
        assert await running.ended() == 2
    assert len(running.log) == 1
    assert "DISCORD_TOKEN" in running.log[0]


async def test_a_token_that_is_taken_back_ends_the_program(
    running: Running, server: DiscordServer, jimin: Person
) -> None:
    await open_project(jimin)
    server.fail("POST /channels/{channel_id}/messages", 401, times=100)
    await jimin.slash("project plan")
    assert await running.ended() == 2
    assert "DISCORD_TOKEN" in running.log[-1]
