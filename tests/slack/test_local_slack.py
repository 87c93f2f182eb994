"""The real Bolt and Slack clients against the local Slack: what other Slack tests stand on."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.ground import Json, Upload
from tests.slack_server.delivery import Delivery
from tests.slack_server.filling import NotPossible
from tests.slack_server.judge import message_wrongs, view_wrongs
from tests.slack_server.person import Person
from tests.slack_server.rates import Rate
from tests.slack_server.server import LocalSlack
from tests.slack_server.small_bot import Bot, by_http, by_socket
from tests.slack_server.workspace import Workspace

MODES = {"socket": by_socket, "http": by_http}


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Start a local Slack, and find nothing wrong with what was asked of it."""
    async with LocalSlack() as slack:
        yield slack
    assert slack.faults == []


@pytest.fixture
def workspace(slack: LocalSlack) -> Workspace:
    return slack.workspace("1반")


@pytest.fixture
def jimin(workspace: Workspace) -> Person:
    return workspace.person("지민", admin=True)


@pytest.fixture(params=MODES)
async def bot(request: pytest.FixtureRequest, slack: LocalSlack) -> AsyncGenerator[Bot]:
    """Start the bot, in both modes."""
    async with MODES[request.param](slack) as bot:
        yield bot


@pytest.fixture
async def socket_bot(slack: LocalSlack) -> AsyncGenerator[Bot]:
    async with by_socket(slack) as bot:
        yield bot


@pytest.fixture
async def http_bot(slack: LocalSlack) -> AsyncGenerator[Bot]:
    async with by_http(slack) as bot:
        yield bot


@pytest.fixture
def client(slack: LocalSlack, workspace: Workspace) -> Any:
    # Any: the client's own types leave most of its answers open.
    return AsyncWebClient(workspace.token, slack.api_url)


@pytest.mark.usefixtures("bot")
async def test_a_command_is_acknowledged_and_answered(workspace: Workspace, jimin: Person) -> None:
    seojun = workspace.person("김 서준")
    asked = await jimin.types("/task", "add 로그인 <a> @김 서준")
    said = await asked.said()
    assert asked.in_time
    assert asked.payload["text"] == f"add 로그인 &lt;a&gt; <@{seojun.id}|김서준>"
    assert said.text == "*할 일* 로그인 <a> @김 서준"
    assert said in seojun.messages
    assert said.buttons == ["완료"]


@pytest.mark.usefixtures("bot")
async def test_a_button_replaces_its_message(jimin: Person) -> None:
    said = await (await jimin.types("/task", "add 로그인")).said()
    pressed = await jimin.presses(said, "완료")
    await pressed.said("완료")
    assert said.texts == ["*할 일* 로그인", "로그인 완료"]
    assert said.buttons == []
    with pytest.raises(NotPossible):
        await jimin.presses(said, "완료")


@pytest.mark.usefixtures("bot")
async def test_a_select_and_a_date_keep_what_was_picked(jimin: Person) -> None:
    said = await (await jimin.types("/task", "add 로그인")).said()
    await (await jimin.picks(said, "과목", "화학")).said("화학 골랐어요")
    await (await jimin.picks(said, "마감", date(2026, 12, 3))).said("('화학', '2026-12-03')")
    assert all(notice.viewer is jimin.user for notice in jimin.notices)
    with pytest.raises(NotPossible, match="물리"):
        await jimin.picks(said, "과목", "물리")


@pytest.mark.usefixtures("bot")
async def test_a_form_shows_its_errors_and_then_goes(workspace: Workspace, jimin: Person) -> None:
    await jimin.types("/task")
    form = await jimin.modal_with("할 일")
    with pytest.raises(NotPossible, match="제목"):
        await jimin.submits()
    await jimin.submits({"제목": "가"})
    assert form.errors == {"제목": "두 글자 이상 써 주세요"}
    seojun = workspace.person("서준").user
    await jimin.submits(
        {
            "제목": "로그인",
            "종류": "구현",
            "who": seojun,
            "마감": date(2026, 12, 3),
            "표시": ["급함"],
            "파일": Upload("a.txt", b"hello"),
        }
    )
    assert jimin.modal is None
    said = await jimin.dm("로그인")
    assert said.text == f"로그인 구현 {seojun.id} 2026-12-03 급함 a.txt"


@pytest.mark.usefixtures("bot")
async def test_a_home_is_published_and_refreshed(jimin: Person) -> None:
    assert jimin.home is None
    await jimin.opens_home()
    home = await jimin.home_with("오늘 할 일")
    await jimin.presses(home, "새로 고침")
    assert (await jimin.home_with("새 할 일")) is home


@pytest.mark.usefixtures("bot")
async def test_shortcuts_carry_the_message_or_nothing(jimin: Person) -> None:
    message = await jimin.says("금요일까지 발표 자료")
    await jimin.uses_shortcut("make_task", message)
    form = await jimin.modal_with()
    assert form.values["제목"] == "금요일까지 발표 자료"
    assert await jimin.closes() is None
    await jimin.uses_shortcut("help")
    await jimin.dm("도움말")


async def test_an_event_is_told_again_with_its_number(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    slack.courier.copies = 3
    await jimin.in_dms.says("안녕 @지민")
    (told,) = slack.deliveries
    await told.acknowledged(3)
    assert sorted(event["retry"] for event in await bot.hears(3)) == [0, 1, 2]
    assert {event["text"] for event in bot.heard} == {f"안녕 <@{jimin.id}>"}
    assert len({attempt.envelope for attempt in told.attempts}) == 3


async def test_a_modal_does_what_its_acknowledgement_says(
    slack: LocalSlack, jimin: Person, client: Any
) -> None:
    view: Json = {"type": "modal", "title": plain("하나"), "blocks": [{"type": "divider"}]}
    view |= {"notify_on_close": True}
    await client.views_open(trigger_id=await trigger(jimin), view=view)

    async def submit(answer: Json) -> list[str]:
        told = await jimin.hasty.submits()
        told.receive(told.attempts[0], answer)
        return [one.title for one in slack.world.modals[jimin.id]]

    second = {"view": view | {"title": plain("둘")}}
    assert await submit({"response_action": "push", **second}) == ["하나", "둘"]
    third = {"view": view | {"title": plain("셋")}}
    assert await submit({"response_action": "update", **third}) == ["하나", "셋"]
    closed = await jimin.hasty.closes()
    assert closed is not None
    assert closed.payload["type"] == "view_closed"
    assert await submit({"response_action": "clear"}) == []


async def test_who_joins_is_told(bot: Bot, workspace: Workspace, jimin: Person) -> None:
    channel = workspace.channel("챗봇")
    await jimin.joins(channel)
    assert [event["channel"] for event in await bot.hears(1)] == [channel.id]


@pytest.mark.usefixtures("bot")
async def test_a_file_arrives_in_direct_messages(
    slack: LocalSlack, workspace: Workspace, jimin: Person
) -> None:
    await jimin.types("/report")
    file = await jimin.file("주간")
    assert file.text == "보고서 내용"
    assert (await jimin.dm("보고서예요")).files == [file]
    async with aiohttp.ClientSession() as session:
        bearer = {"Authorization": f"Bearer {workspace.token}"}
        async with session.get(file.url, headers=bearer) as known:
            assert await known.text() == "보고서 내용"
        async with session.get(file.url) as unknown:
            assert "Sign in" in await unknown.text()
    # The acknowledgement said it without saying to whom.
    assert slack.faults == ["response_url: response_type is missing, so only one person sees it"]
    slack.faults.clear()


@pytest.mark.usefixtures("http_bot")
async def test_forged_and_replayed_requests_are_turned_away(
    slack: LocalSlack, jimin: Person
) -> None:
    await jimin.types("/task", "add 로그인")
    sent = slack.http.sent[-1]
    assert await slack.http.verify() == '{"challenge": "local-challenge"}'
    assert (await slack.http.forge(sent)).status == 401
    assert (await slack.http.forge(sent, signed=False)).status == 401
    assert (await slack.http.replay(sent, older=600)).status == 401
    assert (await slack.http.replay(sent)).status == 200


async def test_what_is_told_while_nobody_is_connected_waits(
    slack: LocalSlack, socket_bot: Bot, jimin: Person
) -> None:
    await slack.socket.ask_to_reconnect("warning")
    await slack.until(lambda: slack.socket.opened == 2, "a second connection")
    await slack.socket.drop()
    asked = await jimin.types("/task", "add 로그인")
    await asked.said("로그인")
    assert slack.socket.opened == 3
    assert socket_bot.client.closed is False


@pytest.mark.usefixtures("socket_bot")
async def test_a_cut_cable_is_noticed(slack: LocalSlack, jimin: Person) -> None:
    await slack.socket.drop(abruptly=True)
    await (await jimin.types("/task", "add 로그인")).said("로그인")


async def test_one_envelope_reaches_two_processes(
    slack: LocalSlack, socket_bot: Bot, jimin: Person
) -> None:
    async with by_socket(slack) as other:
        slack.courier.copies = 3
        asked = await jimin.types("/task", "add 로그인")
        await asked.acknowledged(3)
        assert {attempt.envelope for attempt in asked.attempts} == {asked.id}
        assert len({attempt.via for attempt in asked.attempts}) == 2
        await slack.until(lambda: len(asked.messages) == 3, "three answers")
        assert other.app is not socket_bot.app


async def test_what_nobody_acknowledged_is_told_again(
    slack: LocalSlack, workspace: Workspace, jimin: Person
) -> None:
    asked = await jimin.hasty.types("/task", "add 로그인")
    await jimin.hasty.says("안녕")
    assert not asked.acked
    async with by_socket(slack):
        assert len(slack.courier.tell_unacknowledged()) == 2
        await asked.acknowledged(2)
        for told in slack.deliveries:
            await told.acknowledged(2)
    assert workspace.channel("general").messages[-1].buttons == ["완료"]


async def test_a_call_waits_as_long_as_it_is_told(slack: LocalSlack, client: Any) -> None:
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    slack.fail("auth.test", status=429, retry_after=0)
    await client.auth_test()
    assert [call.status for call in slack.calls] == [429, 200]


async def test_rates_are_counted_by_workspace(slack: LocalSlack, workspace: Workspace) -> None:
    slack.limit(Rate("auth.test", 2))
    clients: list[Any] = [
        AsyncWebClient(one.token, slack.api_url) for one in (workspace, slack.workspace("2반"))
    ]
    for client in clients:
        for _ in range(2):
            await client.auth_test()
    with pytest.raises(SlackApiError) as limited:
        await clients[0].auth_test()
    answer: Any = vars(limited.value)["response"]
    assert answer["error"] == "ratelimited"
    assert int(answer.headers["Retry-After"]) in (59, 60)
    assert slack.busiest("auth.test") == 5
    assert slack.busiest("auth.test", workspace) == 3
    slack.world.advance(timedelta(minutes=1))
    await clients[0].auth_test()
    assert slack.busiest("auth.test", workspace) == 3


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-1-local", "not_allowed")],
)
async def test_a_wrong_token_is_turned_away(
    slack: LocalSlack, token: str | None, error: str
) -> None:
    client: Any = AsyncWebClient(token, slack.api_url)
    with pytest.raises(SlackApiError, match=error):
        await client.auth_test()


async def test_scopes_and_the_installation_count(workspace: Workspace, client: Any) -> None:
    workspace.grant("chat:write")
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    answer: Any = vars(refused.value)["response"]
    assert (answer["needed"], answer["provided"]) == ("users:read", "chat:write")
    workspace.uninstall()
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: LocalSlack, jimin: Person, client: Any
) -> None:
    view = {"type": "modal", "title": plain("할 일"), "blocks": [{"type": "divider"}]}
    late = await trigger(jimin)
    slack.world.advance(timedelta(seconds=4))
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=view)
    soon = await trigger(jimin)
    opened = (await client.views_open(trigger_id=soon, view=view))["view"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=soon, view=view)
    shown = view | {"title": plain("고침")}
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=shown)
    assert jimin.modal is not None
    assert jimin.modal.title == "고침"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=opened["id"], hash=opened["hash"], view=view)
    await client.views_push(trigger_id=await trigger(jimin), view=view)
    assert len(slack.world.modals[jimin.id]) == 2


async def test_a_response_url_serves_five_times_in_half_an_hour(
    slack: LocalSlack, jimin: Person
) -> None:
    asked = await jimin.hasty.types("/task", "add 로그인")
    url = asked.payload["response_url"]
    async with aiohttp.ClientSession() as session:

        async def say(body: Json) -> int:
            async with session.post(url, json=body) as answer:
                return answer.status

        assert await say({"text": "하나"}) == 200
        for _ in range(4):
            assert await say({"text": "더", "response_type": "ephemeral"}) == 200
        assert await say({"text": "여섯", "response_type": "ephemeral"}) == 404
        asked = await jimin.hasty.types("/task", "add 로그인")
        url = asked.payload["response_url"]
        slack.world.advance(timedelta(minutes=31))
        assert await say({"text": "늦음", "response_type": "ephemeral"}) == 404
    assert [fault.split(": ", 1)[1][:12] for fault in slack.faults] == [
        "response_typ",
        "used more th",
        "used after h",
    ]
    slack.faults.clear()


async def test_an_answer_can_be_lost_after_the_call_was_carried_out(
    slack: LocalSlack, client: Any, jimin: Person
) -> None:
    slack.fail("chat.postMessage", status=500, after=True)
    slack.fail("chat.postMessage", error="channel_not_found")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=jimin.id, text="왔나요")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel=jimin.id, text="왔나요")
    assert [message.text for message in jimin.dms] == ["왔나요"]
    client.retry_handlers.clear()
    slack.fail("*", dropped=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.auth_test()


async def test_messages_are_kept_changed_and_found_again(
    workspace: Workspace, jimin: Person, client: Any
) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "7"}}
    posted = await client.chat_postMessage(channel=jimin.id, text="하나", metadata=metadata)
    channel, ts = posted["channel"], posted["ts"]
    await client.chat_postMessage(channel=channel, text="답글", thread_ts=ts)
    found = await client.conversations_history(channel=channel, include_all_metadata=True)
    assert [one["metadata"] for one in found["messages"]] == [metadata]
    await client.chat_update(channel=channel, ts=ts, text="둘 &lt;3 <https://a.kr|링크>")
    assert jimin.dms[0].texts == ["하나", "둘 <3 링크"]
    assert jimin.dms[1].thread_ts == ts
    replies = await client.conversations_replies(channel=channel, ts=ts)
    assert [one["text"] for one in replies["messages"]][1:] == ["답글"]
    mine = await jimin.in_dms.hasty.says("내 것")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=channel, ts=mine.ts, text="남의 것")
    await client.pins_add(channel=channel, timestamp=ts)
    assert workspace.team.dm(jimin.user).pins == [jimin.dms[0]]
    assert (await client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"]
    await client.chat_delete(channel=channel, ts=ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=channel, ts=ts, text="셋")


async def test_a_file_is_looked_up_and_taken_away(
    workspace: Workspace, jimin: Person, client: Any
) -> None:
    channel = workspace.team.dm(jimin.user).id
    put = await client.files_upload_v2(channel=channel, content="글", filename="a.txt")
    found = await client.files_info(file=put["file"]["id"])
    assert found["file"]["ims"] == [channel]
    await client.files_delete(file=put["file"]["id"])
    assert jimin.files == []
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file=put["file"]["id"])
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.files_upload_v2(channel=jimin.id, content="글", filename="a.txt")


async def test_conversations_are_made_and_put_away(
    workspace: Workspace, jimin: Person, client: Any
) -> None:
    made = await client.conversations_create(name="챗봇", is_private=True)
    channel = made["channel"]["id"]
    with pytest.raises(SlackApiError, match="name_taken"):
        await client.conversations_create(name="챗봇")
    await client.conversations_invite(channel=channel, users=[jimin.id])
    with pytest.raises(SlackApiError, match="already_in_channel"):
        await client.conversations_invite(channel=channel, users=[jimin.id])
    members = await client.conversations_members(channel=channel)
    assert members["members"] == [workspace.bot.id, jimin.id]
    await client.conversations_setTopic(channel=channel, topic="캡스톤")
    await client.conversations_rename(channel=channel, name="챗봇2")
    listed = await client.conversations_list(types="private_channel")
    assert [one["name"] for one in listed["channels"]] == ["챗봇2"]
    await client.conversations_archive(channel=channel)
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=channel, text="아직?")
    with pytest.raises(SlackApiError, match="cannot_dm_bot"):
        await client.conversations_open(users=workspace.bot.id)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel="C404")
    other = workspace.team.open_channel("남의-방")
    workspace.grant(*workspace.team.scopes - {"chat:write.public"})
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel=other.id, text="들어가도 돼요?")
    await client.conversations_join(channel=other.id)
    await client.chat_postEphemeral(
        channel=workspace.channel("general").id, user=jimin.id, text="쉿"
    )
    assert [notice.text for notice in jimin.notices] == ["쉿"]
    assert (await client.users_info(user=jimin.id))["user"]["is_admin"] is True
    assert (await client.team_info())["team"]["name"] == "1반"


async def test_a_manifest_says_what_people_can_do() -> None:
    declared: Json = {
        "features": {
            "slash_commands": [{"command": "/task", "should_escape": False}],
            "shortcuts": [{"type": "message", "name": "할 일로", "callback_id": "make_task"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
    }
    async with LocalSlack(declared) as slack:
        jimin = slack.workspace("1반").person("지민").hasty
        asked = await jimin.types("/task", "add @지민 & <a>")
        assert asked.payload["text"] == "add @지민 & <a>"
        with pytest.raises(NotPossible, match="/report"):
            await jimin.types("/report")
        used = await jimin.uses_shortcut("할 일로", await jimin.in_dms.says("발표"))
        assert used.payload["callback_id"] == "make_task"
        # Neither scope nor subscription allows events.
        assert await jimin.opens_home() is None
        assert len(slack.deliveries) == 2


async def test_plans_and_tables_are_read_as_people_see_them(client: Any, jimin: Person) -> None:
    blocks = [
        {"type": "plan", "title": "계획", "tasks": [task("1", "요구"), task("2", "설계")]},
        {"type": "table", "rows": [[cell("이름"), cell("일")], [cell("지민"), cell("3")]]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": f"<@{jimin.id}> 님"}]},
    ]
    await client.chat_postMessage(channel=jimin.id, text="계획이에요", blocks=blocks)
    (said,) = jimin.dms
    assert said.text.splitlines() == [
        *("계획", "◐ 요구", "자세히", "◐ 설계", "자세히"),
        *("이름 | 일", "지민 | 3", "@지민 님"),
    ]
    assert said.fallback == "계획이에요"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action_id: str) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def rich_text(text: str) -> Json:
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [words]}


def task(number: str, title: str, status: str = "in_progress") -> Json:
    told = {"type": "task_card", "task_id": number, "title": title, "status": status}
    return told | {"details": rich_text("자세히")}


async def trigger(person: Person) -> str:
    asked: Delivery = await person.hasty.types("/task")
    return asked.payload["trigger_id"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": " "}, "no_text"),
        ({"blocks": [section("글")]}, "needs a text"),
        ({"text": "글", "blocks": [section("글")] * 51}, "51 blocks"),
        ({"text": "글", "blocks": [section("가" * 3001)]}, "3000"),
        ({"text": "글", "blocks": [section("")]}, "0 characters"),
        ({"text": "글", "blocks": [section("가" * 2900)] * 4}, "msg_blocks_too_long"),
        ({"text": "글", "blocks": [{"type": "hero"}]}, "no block of type hero"),
        ({"text": "글", "blocks": [section("글") | {"colour": "red"}]}, "colour is unknown"),
        ({"text": "글", "blocks": [section("글") | {"block_id": "a"}] * 2}, "there 2 times"),
        (
            {
                "text": "글",
                "blocks": [{"type": "actions", "elements": [button("하나", "a")] * 2}],
            },
            "action_id 'a'",
        ),
        (
            {"text": "글", "blocks": [{"type": "actions", "elements": [button("가" * 76, "a")]}]},
            "75",
        ),
        (
            {
                "text": "글",
                "blocks": [{"type": "plan", "title": "가", "tasks": [task("1", "가", "?")]}],
            },
            "status",
        ),
        (
            {"text": "글", "blocks": [{"type": "plan", "title": "가", "tasks": [{"type": "x"}]}]},
            "no block of type x",
        ),
        ({"text": "글", "blocks": [{"type": "table", "rows": [[cell("")]]}]}, "empty"),
        ({"text": "글 <!channel>"}, "pings"),
    ],
)
def test_what_slack_forbids_in_messages_is_seen(body: Json, said: str) -> None:
    wrongs = [f"{wrong.said} {wrong.error}" for wrong in message_wrongs(body)]
    assert any(said in wrong for wrong in wrongs), wrongs


def test_an_edit_takes_less_text_than_a_post() -> None:
    body: Json = {"text": "가" * 4001}
    assert message_wrongs(body) == []
    assert [wrong.error for wrong in message_wrongs(body, update=True)] == ["msg_too_long"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": plain("가" * 25)}, "24"),
        ({"title": None}, "has a title"),
        ({"submit": None}, "submit button"),
        ({"private_metadata": "가" * 3001}, "3000"),
        ({"blocks": []}, "has blocks"),
        ({"blocks": [{"type": "divider"}] * 101}, "100"),
        ({"blocks": [{"type": "plan", "title": "가"}]}, "no plan"),
        ({"mood": "good"}, "mood is unknown"),
    ],
)
def test_what_slack_forbids_in_views_is_seen(change: Json, said: str) -> None:
    field = {"type": "plain_text_input", "action_id": "a"}
    blocks = [{"type": "input", "label": plain("제목"), "element": field}]
    view: Json = {"type": "modal", "title": plain("할 일"), "submit": plain("저장")}
    view |= {"blocks": blocks}
    assert view_wrongs(view) == []
    wrongs = [wrong.said for wrong in view_wrongs(view | change)]
    assert any(said in wrong for wrong in wrongs), wrongs


async def test_a_fault_is_refused_and_kept(slack: LocalSlack, client: Any, jimin: Person) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel=jimin.id, text="글", blocks=[section("글")] * 51)
    assert slack.faults == ["chat.postMessage: 51 blocks in a message"]
    slack.faults.clear()
    slack.judges_later = True
    await client.chat_postMessage(channel=jimin.id, text="글", blocks=[section("글")] * 51)
    assert slack.faults == ["chat.postMessage: 51 blocks in a message"]
    slack.faults.clear()
