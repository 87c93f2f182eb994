"""A project's home in a server: opened by adopting a plan, for its members, once."""

from dataclasses import replace

import discord
import pytest

from adapters.discord.gateway import Site
from adapters.discord.homes import HomeKind
from core.cards import Card
from core.errors import Undeliverable
from core.model.homes import ProjectHome
from core.model.messages import Message, MessageId
from core.model.people import SpaceId
from core.model.places import Place
from core.model.projects import ProjectId
from tests.ai_server import AiServer
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.places import Channel
from tests.discord_server.server import DiscordServer
from tests.discord_stage import Bot, connected
from tests.words import ko

TOPIC = "학식 메뉴 추천 챗봇"
LONG = 60
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


async def heard(jimin: Person) -> None:
    """Wait until the bot knows its servers."""
    await jimin.slash("me settings")


def sees(guild: Guild, person: Person, channel: Channel) -> bool:
    return discord.Permissions(guild.place.permissions(person.account, channel)).view_channel


def home_of(guild: Guild, jimin: Person, *members: Person) -> ProjectHome:
    users = tuple(member.id for member in members)
    near = jimin.channel.id
    return ProjectHome(ProjectId(7), SpaceId(1), "discord", guild.id, TOPIC, near, users)


async def home_channel(server: DiscordServer, guild: Guild) -> Channel:
    found = await server.until(
        lambda: [each for each in guild.channels if each.topic and each.pins],
        "a home with a pinned card",
        LONG,
    )
    return found[0]


@pytest.mark.usefixtures("bot")
async def test_adopting_a_plan_opens_a_home_with_a_pinned_live_card(
    server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    seojun, minsu = guild.user("서준"), guild.user("민수")
    asked = await jimin.slash(
        "project new",
        topic=TOPIC,
        description="학생 식당 메뉴를 추천하는 디스코드 챗봇을 만들고 시연한다",
        goal="동작하는 챗봇과 사용 설명서",
        start="내일",
        end="다음 달 28일",
        members=seojun.mention,
    )
    await asked.said(TOPIC)
    await jimin.slash("project plan")
    plan = await jimin.channel.message(lambda post: bool(post.buttons and post.silent), LONG)
    await server.until(lambda: any(each.label == "적용" for each in plan.buttons), "a plan", LONG)
    await jimin.press(plan, "적용")
    home = await home_channel(server, guild)
    assert [sees(guild, each, home) for each in (jimin, seojun, minsu)] == [True, True, False]
    (card,) = home.pins
    before = card.text
    shown = await (await seojun.slash("task show", task="#2")).said()
    await seojun.press(shown, shown.buttons[0].label)
    await server.until(lambda: card.text != before, "the live card to follow", LONG)
    assert await (await jimin.slash("project home")).said(ko("home.stands", name=TOPIC))
    guild.delete_channel(home)
    again = await (await seojun.slash("task show", task="#2")).said()
    await seojun.press(again, again.buttons[0].label)
    await server.until(
        lambda: [call for call in server.calls(EDIT) if call.code == 10003], "a miss"
    )
    await jimin.slash("project home")
    assert (await home_channel(server, guild)).id != home.id


async def test_a_home_is_opened_once_and_lets_new_members_in(
    bot: Bot, guild: Guild, jimin: Person
) -> None:
    seojun, haeun = guild.user("서준"), guild.user("하은")
    await heard(jimin)
    first = await bot.gateway.platform.open_home(home_of(guild, jimin, seojun))
    again = await bot.gateway.platform.open_home(home_of(guild, jimin, seojun, haeun))
    assert first == again
    channel = next(each for each in guild.channels if each.id == first)
    assert sees(guild, seojun, channel)
    assert sees(guild, haeun, channel)
    assert len(guild.channels) == 2


@pytest.mark.usefixtures("library")
async def test_a_home_can_be_a_private_thread(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    seojun = guild.user("서준")
    async with connected(server, replace(site, homes=HomeKind.THREAD), ai.base_url) as bot:
        await heard(jimin)
        home = home_of(guild, jimin, seojun)
        first = await bot.gateway.platform.open_home(home)
        assert await bot.gateway.platform.open_home(home) == first
    (thread,) = guild.threads
    assert thread.id == first
    assert seojun.id in thread.thread_members


@pytest.mark.usefixtures("library")
async def test_the_card_in_a_thread_that_fell_asleep_follows_and_wakes_it(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    async with connected(server, replace(site, homes=HomeKind.THREAD), ai.base_url) as bot:
        await heard(jimin)
        thread = await bot.gateway.platform.open_home(home_of(guild, jimin))
        place = Place("discord", guild.id, thread)
        card = Message(MessageId(1), "home:7", SpaceId(1), place, Card("지난주"), pinned=True)
        external = await bot.gateway.platform.post(card, card.card, ())
        (home,) = guild.threads
        home.archived = True
        await bot.gateway.platform.edit(replace(card, external=external), Card("이번 주"), ())
    assert [post.text for post in home.pins] == ["### 이번 주"]
    assert not home.archived


async def test_where_no_channel_may_be_opened_that_is_said(
    bot: Bot, server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    await heard(jimin)
    server.fail("POST /guilds/{guild_id}/channels", 403)
    with pytest.raises(Undeliverable):
        await bot.gateway.platform.open_home(home_of(guild, jimin))
