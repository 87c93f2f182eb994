"""`teampl run` on a Discord server and a Slack workspace that are one space."""

import re
from pathlib import Path

from tests.discord_server.server import DiscordServer
from tests.running import Program
from tests.running import environment as on_discord
from tests.slack_server.message import Message
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_stage import declared
from tests.slack_stage import environment as on_slack
from tests.words import ko

TOPIC = "학식 메뉴 추천 챗봇"
PROJECT = {
    "topic": TOPIC,
    "description": "학생 식당 메뉴를 추천하는 챗봇을 만들고 시연한다",
    "goal": "동작하는 챗봇과 사용 설명서",
    "start": "내일",
    "end": "다음 달 28일",
}
CODE = re.compile(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b")
DONE = ko("choices.status.done")
LONG = 30


async def test_what_is_done_on_one_side_shows_on_the_other(tmp_path: Path) -> None:
    server = DiscordServer()
    await server.start()
    async with LocalSlack(declared()) as slack:
        workspace = slack.workspace("1반")
        jimin, there = server.guild("1반").owner, workspace.person("지민", admin=True)
        variables = on_discord(server, **on_slack(slack, workspace, "socket"))
        async with Program(tmp_path, variables).running() as program:
            await program.tells("ready", 2)
            await server.gateway.ready()
            await slack.socket.connected()
            code = CODE.search((await (await jimin.slash("space link")).said()).text)
            assert code is not None
            await there.types("/space", f"link {code[0]}")
            await there.notice(ko("link.space_title"))
            await (await jimin.slash("project new", **PROJECT)).said(TOPIC)
            await (await jimin.slash("task add", title="로그인 화면")).said("로그인 화면")
            await jimin.slash("project home")
            board = await slack.until(lambda: _board(there), "a board in Slack", LONG)
            assert board is not None
            assert f"{DONE} 1" not in board.text
            asked = await jimin.slash("task status", task="1", status="done")
            await slack.until(lambda: f"{DONE} 1" in board.text, "the board is new", LONG)
            await asked.said(DONE)
            await program.stop()
        assert slack.faults == []
    assert server.violations == []
    await server.close()


def _board(reader: Person) -> Message | None:
    """Give the card of the project in its home in Slack."""
    channels = reader.team.channels.values()
    posts = [post for channel in channels for post in channel.posts.values()]
    words = (TOPIC, ko("dashboard.status"))
    return next((post for post in posts if all(word in post.text for word in words)), None)
