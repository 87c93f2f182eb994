"""The real discord.py against the local Discord: what the other Discord tests stand on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server.faults import Window
from tests.discord_server.forms import NotPossible
from tests.discord_server.guild import Guild
from tests.discord_server.judge import SPEC
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_server.small_bot import Adopt, Bot
from tests.ground import Upload

POST = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
needs_file = pytest.mark.skipif(not SPEC.exists(), reason="needs Discord's OpenAPI file")


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """Start a local Discord, and find nothing wrong with what was asked of it."""
    server = DiscordServer(judges_answers=True)
    await server.start()
    monkeypatch.setattr(Route, "BASE", server.api_url)
    gateway = type(DiscordWebSocket.DEFAULT_GATEWAY)(server.gateway_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    yield server
    await server.close()
    assert server.violations == []


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    return server.guild("class")


@pytest.fixture
def jimin(guild: Guild) -> Person:
    return guild.user("지민", manage_guild=True)


@pytest.fixture
async def bot(server: DiscordServer, guild: Guild) -> AsyncIterator[Bot]:
    assert guild.channels
    async with Bot() as client, asyncio.TaskGroup() as group:
        group.create_task(client.start(server.token))
        await server.gateway.ready()
        await client.wait_until_ready()
        yield client
        await client.close()


async def test_commands_are_registered_and_run(
    server: DiscordServer, bot: Bot, jimin: Person
) -> None:
    names = [command["name"] for command in server.world.commands[None]]
    asked = await jimin.slash(
        "task add", title="로그인", who=jimin, file=Upload("설계.txt", "표".encode())
    )
    assert {"slow", "report", "pick", "task", "누구", "할 일로 만들기"} == set(names)
    assert asked.text == "로그인 지민 설계.txt ko"
    assert not asked.ephemeral
    assert jimin.channel.messages[-1].buttons[0].label == "적용"
    assert bot.is_ready()


@pytest.mark.usefixtures("bot")
async def test_what_the_client_would_not_send_is_not_sent(jimin: Person) -> None:
    with pytest.raises(NotPossible, match="title"):
        await jimin.slash("task add")
    with pytest.raises(NotPossible, match="no /nothing"):
        await jimin.slash("nothing")


@pytest.mark.usefixtures("bot")
async def test_typing_is_completed(jimin: Person) -> None:
    offered = await jimin.type("task add", "title", "로그")
    assert offered == [("로그인 화면", "login")]


@pytest.mark.usefixtures("bot")
async def test_a_button_works_and_cannot_be_pressed_twice(jimin: Person) -> None:
    asked = await jimin.slash("task add", title="로그인")
    (message,) = asked.messages
    await jimin.press(message, "적용")
    assert message.texts == ["로그인   ko", "7 적용됨"]
    assert len(message.edited_at) == 1
    with pytest.raises(NotPossible):
        await jimin.press(message, "적용")


@pytest.mark.usefixtures("bot")
async def test_a_form_is_filled_in(jimin: Person) -> None:
    opened = await jimin.slash("report")
    assert opened.modal is not None
    assert [field.label for field in opened.modal.fields] == ["주제", "종류", "쓴 사람", "파일"]
    with pytest.raises(NotPossible, match="종류"):
        await jimin.submit(opened, {"주제": "챗봇"})
    file = Upload("a.txt", "안녕".encode(), "text/plain")
    sent = await jimin.submit(opened, {"종류": "최종", "쓴 사람": [jimin], "파일": [file]})
    assert sent.text == "미정 ['최종'] ['지민'] ['안녕']"
    assert jimin.notices == sent.messages


@pytest.mark.usefixtures("bot")
async def test_a_menu_hands_over_the_whole_message(jimin: Person, guild: Guild) -> None:
    message = await guild.user("민수").say("금요일까지 발표 자료")
    asked = await jimin.menu(message, "할 일로 만들기")
    assert asked.text == "“금요일까지 발표 자료”"


@pytest.mark.usefixtures("bot")
async def test_a_deferral_keeps_its_privacy_and_its_token_dies(
    server: DiscordServer, jimin: Person
) -> None:
    asked = await jimin.slash("slow")
    assert asked.answer is not None
    assert asked.ephemeral
    await asked.said("하나 더")
    assert [message.text for message in asked.messages] == ["다 됐어요", "하나 더"]
    assert not jimin.channel.messages
    server.world.advance(timedelta(minutes=16))
    assert not asked.alive


async def test_an_answer_twice_is_refused(server: DiscordServer, bot: Bot, jimin: Person) -> None:
    asked = await jimin.slash("task add", title="하나")
    jimin.again(asked)
    await server.until(lambda: asked.refused, "a refused answer")
    assert asked.refused == ["twice"]
    assert len(jimin.channel.messages) == 1
    assert [call.code for call in server.calls(CALLBACK)] == [None, 40060]
    assert bot.is_ready()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("abruptly", [True, False])
async def test_a_dropped_connection_is_resumed_and_nothing_is_lost(
    server: DiscordServer, jimin: Person, *, abruptly: bool
) -> None:
    await server.gateway.drop(abruptly=abruptly)
    asked = await jimin.slash("task add", title="끊김")
    assert "끊김" in asked.text
    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


@pytest.mark.usefixtures("bot")
async def test_a_late_answer_is_refused(server: DiscordServer, jimin: Person) -> None:
    asked = await jimin.hasty.slash("task add", title="늦음")
    server.world.advance(timedelta(seconds=4))
    await server.until(lambda: asked.refused, "a refused answer")
    assert asked.refused == ["late"]
    assert not jimin.channel.messages


@pytest.mark.usefixtures("bot")
async def test_words_and_people_are_picked(jimin: Person, guild: Guild) -> None:
    minsu = guild.user("민수")
    (message,) = (await jimin.slash("pick")).messages
    assert (await jimin.choose(message, "과목", "설계")).text == "['d']"
    assert (await minsu.choose(message, "사람", minsu, jimin)).text == "['민수', '지민']"
    assert (await jimin.menu(minsu, "누구")).text == "민수"
    with pytest.raises(NotPossible, match="물리"):
        await jimin.choose(message, "과목", "물리")


@pytest.mark.usefixtures("bot")
async def test_a_client_that_is_asked_to_reconnect_resumes(
    server: DiscordServer, jimin: Person
) -> None:
    await server.gateway.ask_to_reconnect()
    asked = await jimin.slash("task add", title="이어서")
    assert "이어서" in asked.text
    assert server.gateway.resumed == 1


async def test_each_shard_hears_of_its_own_guilds(server: DiscordServer) -> None:
    server.world.shards = 2
    guilds = {server.guild(name).id for name in ("가", "나", "다", "라")}
    async with (
        discord.AutoShardedClient(
            intents=discord.Intents(guilds=True), shard_count=2, guild_ready_timeout=0.05
        ) as client,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(client.start(server.token))
        await server.gateway.ready()
        await client.wait_until_ready()
        assert {str(guild.id) for guild in client.guilds} == guilds
        await client.close()


@pytest.mark.usefixtures("bot")
async def test_a_lost_session_is_made_anew(server: DiscordServer, jimin: Person) -> None:
    await server.gateway.drop(resumable=False)
    await server.until(lambda: server.gateway.identified == 2, "a second IDENTIFY", 20)
    asked = await jimin.slash("task add", title="다시")
    assert "다시" in asked.text
    assert server.gateway.refused == 1


async def test_a_limit_is_waited_out(server: DiscordServer, bot: Bot, guild: Guild) -> None:
    server.fail(POST, 429, retry_after=0.01)
    server.fail(POST, 429, retry_after=0.01, everywhere=True)
    channel = bot.get_channel(int(guild.channel("general").id))
    assert isinstance(channel, discord.TextChannel)
    await channel.send("안녕")
    server.limit(POST, Window("", 1, timedelta(seconds=0.05)))
    await channel.send("또")
    await channel.send("또또")
    assert [message.text for message in guild.channel("general").messages] == ["안녕", "또", "또또"]
    assert [call.status for call in server.calls(POST)][:3] == [429, 429, 200]


async def test_a_repeated_nonce_gives_the_first_message(
    server: DiscordServer, bot: Bot, jimin: Person
) -> None:
    user = await bot.fetch_user(int(jimin.id))
    first = await user.send("한 번", nonce="outbox-1")
    second = await user.send("한 번", nonce="outbox-1")
    assert first.id == second.id
    assert [message.text for message in jimin.dms] == ["한 번"]
    server.world.advance(timedelta(minutes=10))
    assert (await user.send("한 번", nonce="outbox-1")).id != first.id


async def test_an_answer_can_be_lost_after_its_request_was_carried_out(
    server: DiscordServer, bot: Bot, jimin: Person
) -> None:
    user = await bot.fetch_user(int(jimin.id))
    server.fail(POST, 403, after=True)
    with pytest.raises(discord.Forbidden):
        await user.send("왔나요", nonce="1")
    await user.send("왔나요", nonce="1")
    assert [message.text for message in jimin.dms] == ["왔나요"]


async def test_closed_direct_messages_are_refused(bot: Bot, jimin: Person) -> None:
    jimin.refuse_dms(50278)
    user = await bot.fetch_user(int(jimin.id))
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("안녕")
    assert refused.value.code == 50278
    jimin.refuse_dms(None)
    file = discord.File(__file__, filename="보고서.py")
    await user.send("파일", file=file, suppress_embeds=True)
    assert jimin.dms[-1].files[0].filename == "보고서.py"
    asked = await jimin.in_dms.slash("slow")
    assert (await asked.said("다 됐어요")).ephemeral


async def test_places_are_made_changed_and_taken_away(
    bot: Bot, guild: Guild, jimin: Person
) -> None:
    here = bot.get_guild(int(guild.id))
    assert here is not None
    member = await here.fetch_member(int(jimin.id))
    hidden: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        here.default_role: discord.PermissionOverwrite(view_channel=False),
        here.me: discord.PermissionOverwrite(view_channel=True),
        member: discord.PermissionOverwrite(view_channel=True),
    }
    channel = await here.create_text_channel("챗봇", overwrites=hidden)
    message = await channel.send("대시보드")
    await message.pin()
    thread = await message.create_thread(name="소식")
    await thread.add_user(member)
    await thread.send("새 소식")
    assert [pin.text for pin in guild.channel("챗봇").pins] == ["대시보드"]
    assert jimin.id in guild.threads[0].thread_members
    renamed, deleted = (
        bot.wait_for("guild_update", timeout=5),
        bot.wait_for("guild_channel_delete", timeout=5),
    )
    guild.rename("반")
    guild.delete_channel(guild.channel("챗봇"))
    await renamed
    await deleted
    with pytest.raises(discord.NotFound) as gone:
        await channel.send("아직?")
    assert gone.value.code == 10003
    assert here.name == "반"


async def test_a_guild_is_joined_and_left(server: DiscordServer, bot: Bot) -> None:
    joined, left = bot.wait_for("guild_join", timeout=5), bot.wait_for("guild_remove", timeout=5)
    other = server.guild("동아리")
    assert str((await joined).id) == other.id
    other.remove_bot()
    assert (await left).name == "동아리"


async def test_components_v2_are_read_as_people_see_them(bot: Bot, guild: Guild) -> None:
    shown = guild.channel("general")
    channel = bot.get_channel(int(shown.id))
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.LayoutView(timeout=None)
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    row.add_item(Adopt(3))
    view.add_item(
        discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay[discord.ui.LayoutView]("# 계획\n<@1> @everyone"),
            discord.ui.File[discord.ui.LayoutView]("attachment://plan.txt"),
            row,
        )
    )
    sent = await channel.send(view=view, file=discord.File(__file__, filename="plan.txt"))
    (message,) = shown.messages
    assert message.text == "# 계획\n<@1> @everyone"
    assert [button.custom_id for button in message.buttons] == ["adopt:3"]
    assert message.pings == set()
    assert sent.components


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"content": "가" * 2001}, "2001 characters"),
        ({"content": ""}, "empty"),
        ({"content": "안녕", "allowed_mentions": {"parse": ["everyone"]}}, "ping"),
        ({"content": "안녕", "allowed_mentions": None}, "missing"),
        ({"content": "안녕", "embeds": [{"description": "가" * 4000}] * 2}, "together"),
        pytest.param({"content": 5}, "content", marks=needs_file),
        ({"components": [{"type": 10, "content": "글"}] * 41, "flags": 1 << 15}, "components"),
        ({"components": [{"type": 10, "content": "글"}]}, "without components V2"),
    ],
)
async def test_what_discord_forbids_is_seen(
    server: DiscordServer, bot: Bot, guild: Guild, wrong: dict[str, object], said: str
) -> None:
    silent: list[str] = []
    body = {"allowed_mentions": {"parse": silent}} | wrong
    route = Route(
        "POST", "/channels/{channel_id}/messages", channel_id=int(guild.channel("general").id)
    )
    with suppress(discord.HTTPException):
        await bot.http.request(route, json=body)
    seen = server.violations[:]
    server.violations.clear()
    assert any(said in violation for violation in seen), seen


async def test_a_wrong_token_is_turned_away(server: DiscordServer) -> None:
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.start("nonsense")
    await client.close()
    assert [call.status for call in server.requests] == [401]


async def test_privileged_intents_must_be_granted(server: DiscordServer) -> None:
    client = discord.Client(intents=discord.Intents(members=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await client.start(server.token)
    await client.close()
