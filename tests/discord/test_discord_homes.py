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
from tests.discord_calls import CHANGE_CHANNEL, EDIT
from tests.discord_scene import PROJECT, TOPIC
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.places import Channel
from tests.discord_server.server import DiscordServer
from tests.discord_stage import Bot, connected
from tests.ground import Json
from tests.words import ko

LONG = 60
ANNOUNCEMENTS = 5
"""The kind of a channel in which there are no private threads."""


async def heard(jimin: Person) -> None:
    """Wait until the bot knows its servers."""
    await jimin.slash("me settings")


def sees(guild: Guild, person: Person, channel: Channel) -> bool:
    return discord.Permissions(guild.place.permissions(person.account, channel)).view_channel


def denying(guild: Guild, **rights: bool) -> list[Json]:
    denied = str(discord.Permissions(**rights).value)
    return [{"id": guild.id, "type": 0, "allow": "0", "deny": denied}]


def home_of(guild: Guild, jimin: Person, *members: Person) -> ProjectHome:
    users = tuple(member.id for member in members)
    near = jimin.channel.id
    return ProjectHome(ProjectId(7), SpaceId(1), "discord", guild.id, TOPIC, near, users)


async def opened_by(bot: Bot, guild: Guild, home: ProjectHome) -> Channel:
    opened = await bot.gateway.platform.open_home(home)
    return next(each for each in guild.channels if each.id == opened)


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
    asked = await jimin.slash("project new", **PROJECT, members=seojun.mention)
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


def let_in_by_hand(channel: Channel, user: str) -> None:
    view = str(discord.Permissions(view_channel=True).value)
    channel.overwrites.append({"id": user, "type": 1, "allow": view, "deny": "0"})


async def test_who_left_no_longer_sees_the_home_and_whom_others_let_in_still_do(
    bot: Bot, server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    seojun, haeun, guest = guild.user("서준"), guild.user("하은"), guild.user("조교")
    await heard(jimin)
    home = home_of(guild, jimin, jimin, seojun)
    channel = await opened_by(bot, guild, home)
    let_in_by_hand(channel, guest.id)
    changed = replace(home_of(guild, jimin, jimin, haeun), gone=(seojun.id,))
    for _ in range(2):
        assert (await opened_by(bot, guild, changed)) is channel
    people = (jimin, seojun, haeun, guest)
    assert [sees(guild, each, channel) for each in people] == [True, False, True, True]
    assert len(server.calls(CHANGE_CHANNEL)) == 1
    let_in_by_hand(channel, seojun.id)
    await opened_by(bot, guild, replace(changed, gone=()))
    assert sees(guild, seojun, channel)


@pytest.mark.parametrize("status", [403, 404])
async def test_whoever_cannot_be_put_out_does_not_close_the_home_to_the_rest(
    status: int, bot: Bot, server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    seojun = guild.user("서준")
    await heard(jimin)
    channel = await opened_by(bot, guild, home_of(guild, jimin, jimin, seojun))
    server.fail(CHANGE_CHANNEL, status)
    left = replace(home_of(guild, jimin, jimin), gone=(seojun.id,))
    assert (await opened_by(bot, guild, left)) is channel
    assert sees(guild, jimin, channel)


@pytest.mark.usefixtures("bot")
async def test_whoever_leaves_the_team_is_out_of_its_home_until_they_come_back(
    server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    seojun = guild.user("서준")
    opened = await jimin.slash("project new", **PROJECT, members=seojun.mention)
    await opened.said(TOPIC)
    await jimin.slash("project home")
    home = await home_channel(server, guild)
    assert sees(guild, seojun, home)
    await seojun.slash("project leave")
    farewell = ko("home.farewell", name="서준")
    await home.message(lambda post: farewell in post.text, LONG)
    assert [sees(guild, each, home) for each in (jimin, seojun)] == [True, False]
    await jimin.slash("project add", person=seojun)
    greeting = ko("home.greeting_title", name="서준")
    await home.message(lambda post: greeting in post.text, LONG)
    assert sees(guild, seojun, home)


@pytest.mark.usefixtures("library")
async def test_who_left_is_out_of_a_thread_and_whom_others_let_in_is_not(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    seojun, haeun, guest = guild.user("서준"), guild.user("하은"), guild.user("조교")
    async with connected(server, replace(site, homes=HomeKind.THREAD), ai.base_url) as bot:
        await heard(jimin)
        thread = await opened_by(bot, guild, home_of(guild, jimin, jimin, seojun, haeun))
        thread.thread_members.add(guest.id)
        left = replace(home_of(guild, jimin, jimin), gone=("404", seojun.id, haeun.id))
        assert (await opened_by(bot, guild, left)) is thread
    assert {jimin.id, guest.id} < thread.thread_members
    assert thread.thread_members.isdisjoint({seojun.id, haeun.id})


@pytest.mark.usefixtures("library")
async def test_a_thread_wanted_from_nowhere_hangs_where_the_server_greets_or_everybody_is(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    general, hidden = jimin.channel, guild.channel("staff")
    hall, rules = guild.channel("hall"), guild.channel("rules")
    general.position, hall.position, rules.position = 1, 2, 3
    hidden.overwrites = denying(guild, view_channel=True)
    let_in_by_hand(hidden, server.world.bot.id)
    guild.channel("news").kind = ANNOUNCEMENTS
    rules.overwrites = denying(guild, create_private_threads=True)
    async with connected(server, replace(site, homes=HomeKind.THREAD), ai.base_url) as bot:
        for number, (greeting, parent) in enumerate(
            ((None, general), (hall, hall), (rules, general))
        ):
            guild.greet_in(greeting)
            await heard(jimin)
            wanted = replace(home_of(guild, jimin), project=ProjectId(number), near="")
            thread = await opened_by(bot, guild, wanted)
            assert thread.parent is parent
            assert (await opened_by(bot, guild, wanted)) is thread


@pytest.mark.usefixtures("library")
async def test_a_thread_wanted_from_nowhere_has_no_place_where_nothing_is_for_everybody(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    jimin.channel.overwrites = denying(guild, view_channel=True)
    let_in_by_hand(jimin.channel, server.world.bot.id)
    async with connected(server, replace(site, homes=HomeKind.THREAD), ai.base_url) as bot:
        await heard(jimin)
        with pytest.raises(Undeliverable, match="no threads"):
            await bot.gateway.platform.open_home(replace(home_of(guild, jimin), near=""))


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
