"""Direct messages belong to no server: whoever writes one acts in a server they are in."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.discord.gateway import Site
from bot.clock import ShiftedClock
from tests.ai_server import AiServer
from tests.discord_calls import MEMBER
from tests.discord_scene import LONG, PROJECT, TOPIC, can_be_adopted
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import connected
from tests.words import ko

LONGER = timedelta(minutes=11)
"""Than somebody counts as a member without Discord being asked."""


@pytest.fixture
async def clock(
    library: None, server: DiscordServer, site: Site, ai: AiServer
) -> AsyncGenerator[ShiftedClock]:
    """Give the clock of a bot that is connected."""
    del library
    clock = ShiftedClock(datetime.now(UTC))
    async with connected(server, site, ai.base_url, clock):
        yield clock


async def test_who_left_a_server_acts_there_no_more(
    server: DiscordServer, guild: Guild, clock: ShiftedClock, jimin: Person
) -> None:
    there = await (await jimin.slash("me settings")).said()
    shown = await (await jimin.in_dms.slash("me settings")).said(ko("me.settings_title"))
    assert server.calls(MEMBER) == []
    guild.dismiss(jimin)
    clock.forward(LONGER)
    assert await (await jimin.in_dms.slash("me settings")).said(ko("discord.alone"))
    pressed = await jimin.in_dms.press(shown, shown.buttons[0].label)
    assert await pressed.said(ko("discord.alone"))
    guild.user("지민")
    again = await jimin.press(there, there.buttons[0].label)
    assert again.modal is not None


async def test_a_letter_leads_into_its_server_only_whom_that_still_has(
    server: DiscordServer, guild: Guild, clock: ShiftedClock, jimin: Person
) -> None:
    server.guild("동아리").user("지민")
    await (await jimin.slash("project new", **PROJECT)).said(TOPIC)
    await jimin.in_dms.slash("project plan")
    letter = await jimin.in_dms.channel.message(can_be_adopted, LONG)
    guild.dismiss(jimin)
    clock.forward(LONGER)
    pressed = await jimin.in_dms.press(letter, "적용")
    assert await pressed.said(ko("refused.button.gone"))


async def test_the_servers_of_somebody_unknown_are_asked_at_once(
    server: DiscordServer, guild: Guild, clock: ShiftedClock
) -> None:
    del clock
    others = [server.guild(f"동아리 {number}") for number in range(4)]
    haeun = others[-1].user("하은")
    assert guild.id not in {each.id for each in others}
    free = server.hold(MEMBER)
    asked = await haeun.in_dms.hasty.slash("me settings")
    await server.until(lambda: len(server.calls(MEMBER)) == 5, "five requests that wait")
    free.set()
    assert await asked.said(ko("me.settings_title"))
    await (await haeun.in_dms.slash("me settings")).said()
    assert len(server.calls(MEMBER)) == 5
