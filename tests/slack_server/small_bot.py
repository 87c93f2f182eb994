"""A small bot on the real Bolt, to try the local server with."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.ground import Json
from tests.slack_server.server import LocalSlack

PING = 1
"""Seconds: how soon a client notices that its connection is gone."""
COURSES = ("설계", "화학")


@dataclass
class Bot:
    """The bot, and what it noticed."""

    app: AsyncApp
    heard: list[Json] = field(default_factory=list[Json])
    """Events, with the number of the retry."""
    client: Any = None
    """Its Socket Mode client."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def hears(self, count: int) -> list[Json]:
        """Wait until it heard so many events: Bolt acknowledges them before it looks."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard

    async def message(self, event: Json, request: Any) -> None:
        """Keep what was written."""
        retries = request.headers.get("x-slack-retry-num", ["0"])
        self.heard.append(event | {"retry": int(retries[0])})
        self._news.set()

    async def joined(self, event: Json) -> None:
        """Keep who joined."""
        self.heard.append(event)
        self._news.set()


def make(slack: LocalSlack) -> Bot:
    """Give a bot that does a little of everything, in every workspace."""

    async def authorize(team_id: str) -> AuthorizeResult:
        team = slack.world.teams[team_id]
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=team.token,
            bot_id=f"B{team.bot.id[1:]}",
            bot_user_id=team.bot.id,
        )

    app = AsyncApp(
        signing_secret=slack.signing_secret,
        client=AsyncWebClient(base_url=slack.api_url),
        authorize=authorize,
    )
    bot = Bot(app)
    _listen(app, bot)
    return bot


@asynccontextmanager
async def by_socket(slack: LocalSlack) -> AsyncGenerator[Bot]:
    """Give the bot, connected in Socket Mode."""
    bot = make(slack)
    handler = AsyncSocketModeHandler(bot.app, slack.app_token, ping_interval=PING)
    bot.client = handler.client
    expected = len(slack.socket.connections) + 1
    await handler.connect_async()  # pyright: ignore[reportUnknownMemberType]  Bolt types it loosely
    await slack.socket.connected(expected)
    try:
        yield bot
    finally:
        await handler.close_async()  # pyright: ignore[reportUnknownMemberType]  likewise


@asynccontextmanager
async def by_http(slack: LocalSlack) -> AsyncGenerator[Bot]:
    """Give the bot, which serves requests at an address of its own."""
    bot = make(slack)
    runner = web.AppRunner(bot.app.web_app("/slack/events"), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.http.urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield bot
    finally:
        await runner.cleanup()


async def task(ack: Any, respond: Any, client: Any, command: Json) -> None:
    await ack()
    text: str = command["text"]
    if text.startswith("add "):
        title = text.removeprefix("add ")
        await respond(title, blocks=_card(title), response_type="in_channel")
    else:
        await client.views_open(trigger_id=command["trigger_id"], view=_form(text))


async def report(ack: Any, client: Any, command: Json) -> None:
    await ack("만들고 있어요")
    opened = await client.conversations_open(users=command["user_id"])
    await client.files_upload_v2(
        channel=opened["channel"]["id"],
        content="보고서 내용",
        filename="주간.docx",
        initial_comment="주간 보고서예요",
    )


async def done(ack: Any, respond: Any, action: Json) -> None:
    await ack()
    await respond(f"{action['value']} 완료", blocks=[], replace_original=True)


async def course(ack: Any, respond: Any, action: Json) -> None:
    await ack()
    await respond(f"{action['selected_option']['value']} 골랐어요", response_type="ephemeral")


async def due(ack: Any, respond: Any, body: Json) -> None:
    await ack()
    held: Json = {}
    for actions in body["state"]["values"].values():
        held |= actions
    picked = held["course"]["selected_option"]["value"], held["due"]["selected_date"]
    await respond(f"{picked}", response_type="ephemeral")


async def sent(ack: Any, client: Any, body: Json, view: Json) -> None:
    values = view["state"]["values"]
    title = values["title"]["title"]["value"]
    if len(title) < 2:
        await ack(response_action="errors", errors={"title": "두 글자 이상 써 주세요"})
        return
    await ack()
    said = [title, *_picked(values)]
    await client.chat_postMessage(channel=body["user"]["id"], text=" ".join(said))


async def make_task(ack: Any, client: Any, shortcut: Json) -> None:
    await ack()
    view = _form(shortcut["message"]["text"])
    await client.views_open(trigger_id=shortcut["trigger_id"], view=view)


async def help_(ack: Any, client: Any, shortcut: Json) -> None:
    await ack()
    await client.chat_postMessage(channel=shortcut["user"]["id"], text="도움말이에요")


async def opened(client: Any, event: Json) -> None:
    await client.views_publish(user_id=event["user"], view=_home("오늘 할 일"))


async def refresh(ack: Any, client: Any, body: Json) -> None:
    await ack()
    seen = body["view"]["hash"]
    user = body["user"]["id"]
    await client.views_publish(user_id=user, hash=seen, view=_home("새 할 일"))


def _listen(app: Any, bot: Bot) -> None:
    # Any: Bolt types its decorators loosely.
    app.command("/task")(task)
    app.command("/report")(report)
    app.action("done")(done)
    app.action("course")(course)
    app.action("due")(due)
    app.view("task")(sent)
    app.shortcut("make_task")(make_task)
    app.shortcut("help")(help_)
    app.event("app_home_opened")(opened)
    app.action("refresh")(refresh)
    app.event("message")(bot.message)
    app.event("member_joined_channel")(bot.joined)


def _picked(values: Json) -> list[str]:
    kind = values["kind"]["kind"]["selected_option"]
    return [
        kind["value"] if kind else "-",
        values["who"]["who"]["selected_user"] or "-",
        values["due"]["due"]["selected_date"] or "-",
        *(option["value"] for option in values["marks"]["marks"]["selected_options"]),
        *(file["name"] for file in values["files"]["files"]["files"]),
    ]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _options(words: tuple[str, ...]) -> list[Json]:
    return [{"text": _plain(word), "value": word} for word in words]


def _card(title: str) -> list[Json]:
    button = {"type": "button", "action_id": "done", "text": _plain("완료"), "value": title}
    course = {"type": "static_select", "action_id": "course", "placeholder": _plain("과목")}
    date = {"type": "datepicker", "action_id": "due", "placeholder": _plain("마감")}
    elements = [button, course | {"options": _options(COURSES)}, date]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*할 일* {title}"}},
        {"type": "actions", "elements": elements},
    ]


def _form(title: str) -> Json:
    fields: list[tuple[str, str, Json]] = [
        ("title", "제목", {"type": "plain_text_input", "initial_value": title}),
        ("kind", "종류", {"type": "static_select", "options": _options(("구현", "문서"))}),
        ("who", "담당", {"type": "users_select"}),
        ("due", "마감", {"type": "datepicker"}),
        ("marks", "표시", {"type": "checkboxes", "options": _options(("급함", "검토"))}),
        ("files", "파일", {"type": "file_input", "filetypes": ["txt"], "max_files": 1}),
    ]
    return {
        "type": "modal",
        "callback_id": "task",
        "title": _plain("할 일"),
        "submit": _plain("저장"),
        "blocks": [
            {
                "type": "input",
                "block_id": name,
                "label": _plain(label),
                "element": element | {"action_id": name},
                "optional": name != "title",
            }
            for name, label, element in fields
        ],
    }


def _home(title: str) -> Json:
    button = {"type": "button", "action_id": "refresh", "text": _plain("새로 고침")}
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": _plain(title)},
            {"type": "actions", "elements": [button]},
        ],
    }
