"""How the program connects: to which workspaces, in which mode, over and over, and once."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.link import Link
from bot.settings import Settings
from core.errors import Misconfigured
from tests.ai_server import AiServer
from tests.fakes.clock import FakeClock
from tests.postgres import postgres_database
from tests.slack_project import (
    ADOPT,
    LONG,
    PLAN,
    TOPIC,
    message_with,
    open_project,
    sent,
)
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import Bot, by_http, by_socket, connected, ended, heard, settings
from tests.words import ko

SITES = {"socket": by_socket, "http": by_http}
MINUTES = 31 * 60


@pytest.fixture
async def listening(
    slack: LocalSlack, workspace: Workspace, ai: AiServer, tmp_path: Path
) -> AsyncGenerator[Bot]:
    """Give the bot, which Slack sends requests to."""
    site = by_http(slack, workspace)
    async with connected(site, settings(tmp_path, ai.base_url)) as bot:
        await heard(slack, site)
        yield bot


@pytest.fixture
def shared(
    ai: AiServer, migrated_database: str, postgres: str, tmp_path: Path
) -> Generator[Settings]:
    """Give the settings of several processes on one database."""
    with postgres_database(postgres, migrated_database) as database:
        yield settings(tmp_path, ai.base_url, database)


@pytest.fixture(params=[1, 2])
async def several(
    request: pytest.FixtureRequest,
    slack: LocalSlack,
    workspace: Workspace,
    mode: str,
    shared: Settings,
) -> AsyncGenerator[None]:
    """Have one process or two, and deliver everything to them three times."""
    async with AsyncExitStack() as stack:
        for _ in range(request.param):
            site = SITES[mode](slack, workspace)
            await stack.enter_async_context(connected(site, shared))
            if mode == "http":
                await heard(slack, site)
        if mode == "socket":
            await slack.socket.connected(request.param)
        slack.courier.copies = 3
        yield


@pytest.mark.usefixtures("several")
async def test_what_is_delivered_three_times_is_done_and_answered_once(
    slack: LocalSlack, workspace: Workspace, jimin: Person
) -> None:
    opened = await open_project(jimin)
    await jimin.opens_home()
    await jimin.home_with(TOPIC)
    await jimin.uses_shortcut(ko("menu.task"), await workspace.person("민수").says("발표 자료"))
    await jimin.modal_with()
    await jimin.submits()
    await sent(slack, jimin)
    await jimin.presses(opened, PLAN)
    plan = await message_with(ADOPT, slack, jimin)
    await jimin.presses(plan, ADOPT)
    await slack.until(lambda: ko("plan.adopted_title") in plan.text, "adopted", LONG)
    for told in slack.deliveries:
        await told.acknowledged(3)
    assert len(slack.deliveries) == 6
    listed = await (await jimin.types("/task", "list")).said("발표 자료")
    assert listed.text.count("발표 자료") == 1
    projects = await (await jimin.types("/project", "list")).said(TOPIC)
    assert projects.text.count(TOPIC) == 1
    assert [post for post in jimin.messages if ADOPT in "".join(post.texts) or post is plan] == [
        plan
    ]
    assert len(slack.calls_of("views.open")) == 1
    assert [len(told.messages) for told in slack.deliveries if told.messages] == [1, 1, 1, 1]


async def test_who_takes_the_only_bot_out_ends_the_program(bot: Bot, workspace: Workspace) -> None:
    workspace.uninstall()
    error = await ended(bot)
    assert isinstance(error, Misconfigured)
    assert "SLACK_BOT_TOKEN" in str(error)


async def test_a_workspace_that_takes_the_bot_out_is_left_and_the_others_go_on(
    slack: LocalSlack, workspace: Workspace, jimin: Person, ai: AiServer, tmp_path: Path
) -> None:
    other = slack.workspace("2반")
    site = by_socket(slack, workspace, other)
    async with connected(site, settings(tmp_path, ai.base_url)) as bot:
        await heard(slack, site)
        other.uninstall()
        assert await (await jimin.types("/my", "settings")).said()
        workspace.uninstall()
        assert isinstance(await ended(bot), Misconfigured)


async def test_a_token_of_a_person_that_is_taken_back_changes_nothing(
    bot: Bot, workspace: Workspace, jimin: Person
) -> None:
    at = jimin.world.new_ts()
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [jimin.id]}, "event_ts": at}
    told = jimin.courier.event(workspace.team, "tokens_revoked", revoked)
    assert told
    await told.acknowledged()
    assert await (await jimin.types("/my", "settings")).said()
    assert not bot.serving.done()


async def test_workspaces_know_nothing_of_each_other(
    slack: LocalSlack, workspace: Workspace, jimin: Person, ai: AiServer, tmp_path: Path
) -> None:
    other = slack.workspace("2반")
    twin = other.person("하은", admin=True)
    del other.team.users[twin.id]
    twin.user.id = jimin.id
    other.team.users[twin.id] = twin.user
    site = by_socket(slack, workspace, other)
    async with connected(site, settings(tmp_path, ai.base_url)):
        await heard(slack, site)
        opened = await open_project(jimin)
        theirs = await open_project(twin, topic="동아리 누리집")
        assert "하은" in theirs.text
        assert "지민" not in theirs.text
        assert TOPIC not in (await (await twin.types("/project", "list")).said("동아리")).text
        listed = await (await jimin.types("/project", "list")).said(TOPIC)
        assert "동아리" not in listed.text
        (button,) = [one for one in opened.controls if one.label == PLAN]
        pressed = await twin.press_unseen(theirs, button)
        assert await pressed.said(ko("refused.button.gone"))
        await jimin.presses(opened, PLAN)
        await message_with(ADOPT, slack, jimin)
    assert {call.team for call in slack.calls_of("chat.postMessage")} == {workspace.team}


async def test_a_workspace_without_a_token_is_told_so(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    del bot
    stranger = slack.workspace("2반").person("하은")
    told = await (await stranger.types("/my", "settings")).said(ko("slack.no_token"))
    assert told.ephemeral
    assert await (await jimin.types("/my", "settings")).said()


@pytest.mark.parametrize("how", ["asked", "closed", "cut"])
async def test_what_happens_during_a_reconnection_is_answered_once(
    slack: LocalSlack, bot: Bot, jimin: Person, how: str
) -> None:
    await (await jimin.types("/my", "settings")).said()
    before = [await jimin.hasty.types("/my", "settings") for _ in range(5)]
    if how == "asked":
        await slack.socket.ask_to_reconnect()
    else:
        await slack.socket.drop(abruptly=how == "cut")
    during = [await jimin.hasty.types("/my", "settings") for _ in range(5)]
    await slack.until(lambda: slack.socket.opened == 2, "a second connection")
    slack.courier.tell_unacknowledged()
    for told in (*before, *during):
        await told.said()
        assert len(told.messages) == 1
    assert not bot.serving.done()


async def test_a_connection_that_fails_is_tried_with_a_new_address(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    del bot
    slack.fail("apps.connections.open", status=503, times=2)
    await slack.socket.drop()
    assert await (await jimin.types("/my", "settings")).said()


async def test_a_connection_without_a_hello_is_closed_and_another_made(
    slack: LocalSlack, workspace: Workspace
) -> None:
    slack.socket.silent = 1
    clock = FakeClock()
    app = AsyncApp(token=workspace.token)
    link = Link(app, slack.app_token, slack.api_url, clock, hello=0.1)
    async with asyncio.TaskGroup() as group:
        hearing = group.create_task(_hear(link))
        await clock.asleep()
        await slack.until(lambda: slack.socket.opened == 1 and not slack.socket.connections, "none")
        clock.advance(timedelta(seconds=1))
        await slack.socket.connected()
        hearing.cancel()


async def _hear(link: Link) -> None:
    async with link.connected():
        await asyncio.Event().wait()


async def test_what_nobody_foresaw_does_not_end_the_connection(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    (connection,) = slack.socket.connections
    for frame in ('{"envelope_id": "1", "type', '{"envelope_id": "2", "payload": ["?"]}'):
        await connection.socket.send_str(frame)
    assert await (await jimin.types("/my", "settings")).said()
    assert slack.socket.opened == 1
    assert not bot.serving.done()


async def test_an_app_token_that_is_taken_back_ends_the_program(
    slack: LocalSlack, bot: Bot
) -> None:
    slack.fail("apps.connections.open", error="invalid_auth", times=10)
    await slack.socket.drop()
    error = await ended(bot)
    assert isinstance(error, Misconfigured)
    assert "SLACK_APP_TOKEN" in str(error)


@pytest.mark.usefixtures("listening")
async def test_only_slack_is_heard_and_each_request_once(slack: LocalSlack, jimin: Person) -> None:
    assert "local-challenge" in await slack.http.verify()
    asked = await jimin.types("/project", "new")
    await jimin.modal_with()
    (request,) = [each for each in slack.http.sent if "trigger_id" in each.body]
    assert (await slack.http.forge(request)).status == 401
    assert (await slack.http.forge(request, signed=False)).status == 401
    assert (await slack.http.replay(request, older=MINUTES)).status == 401
    assert (await slack.http.replay(request)).status == 200
    assert await (await jimin.types("/my", "settings")).said()
    assert len(slack.calls_of("views.open")) == 1
    assert asked.messages == []


async def test_slack_is_tried_until_it_can_be_reached(
    slack: LocalSlack,
    workspace: Workspace,
    jimin: Person,
    ai: AiServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack.fail("auth.test", status=503, times=6)
    slack.fail("apps.connections.open", dropped=True, times=3)
    site = by_socket(slack, workspace)
    async with connected(site, settings(tmp_path, ai.base_url)):
        assert await (await jimin.types("/my", "settings")).said()
    told = [each.getMessage().partition(": next try in ")[2] for each in caplog.records]
    assert [line for line in told if line][:2] == ["1 s", "2 s"]
