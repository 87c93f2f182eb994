"""How the bot connects: commands of one server, shards, refusals; and the files it fetches."""

import asyncio
from dataclasses import replace

import pytest

from adapters.discord import limits
from adapters.discord.gateway import Site
from adapters.discord.uploads import Uploads
from core.errors import Misconfigured
from tests.ai_server import AiServer
from tests.discord_server.guild import Guild
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import connected
from tests.ground import Upload

EVERYWHERE = "PUT /applications/{application_id}/commands"
HERE = "PUT /applications/{application_id}/guilds/{guild_id}/commands"

pytestmark = pytest.mark.usefixtures("library")


async def test_commands_are_registered_in_one_server_for_development(
    server: DiscordServer, site: Site, ai: AiServer, guild: Guild, jimin: Person
) -> None:
    site = replace(site, guild=int(guild.id))
    for _ in range(2):
        async with connected(server, site, ai.base_url):
            assert await (await jimin.slash("me settings")).said()
    assert (len(server.calls(HERE)), len(server.calls(EVERYWHERE))) == (1, 0)


async def test_commands_are_registered_again_where_none_are_noted(
    server: DiscordServer, site: Site, ai: AiServer
) -> None:
    async with connected(server, site, ai.base_url):
        pass
    (site.folder / "discord-commands.fingerprint").write_text("[half a file", "utf-8")
    async with connected(server, site, ai.base_url):
        pass
    assert len(server.calls(EVERYWHERE)) == 2


async def test_refused_commands_leave_those_that_are_there(
    server: DiscordServer, site: Site, ai: AiServer, jimin: Person
) -> None:
    async with connected(server, site, ai.base_url):
        pass
    (site.folder / "discord-commands.fingerprint").unlink()
    server.fail(EVERYWHERE, 403)
    async with connected(server, site, ai.base_url):
        assert await (await jimin.slash("me settings")).said()


async def test_servers_are_shared_between_as_many_connections_as_recommended(
    server: DiscordServer, site: Site, ai: AiServer, jimin: Person
) -> None:
    server.world.shards = 2
    async with connected(server, replace(site, shards=0), ai.base_url):
        assert await (await jimin.slash("me settings")).said()
        assert len(server.gateway.sessions) == 2


async def test_a_server_that_is_joined_and_renamed_is_a_space_of_its_own(
    server: DiscordServer, site: Site, ai: AiServer, jimin: Person
) -> None:
    async with connected(server, site, ai.base_url):
        assert await (await jimin.slash("me settings")).said()
        club = server.guild("동아리")
        haeun = club.user("하은", manage_guild=True)
        assert await (await haeun.slash("me settings")).said()
        club.rename("새 동아리")
        assert await (await haeun.slash("me settings")).said()
        club.remove_bot()
        assert await (await jimin.slash("me settings")).said()


async def test_a_token_that_the_gateway_refuses_is_named(
    server: DiscordServer, site: Site, ai: AiServer
) -> None:
    async def shut_out() -> None:
        async with connected(server, site, ai.base_url):
            await server.gateway.drop(code=4004)
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as refused:
        await shut_out()
    assert refused.group_contains(Misconfigured, match="DISCORD_TOKEN")


async def test_files_come_from_discord_alone_and_within_the_limit(
    server: DiscordServer, jimin: Person
) -> None:
    small, large = Upload("설계.txt", b"plan"), Upload("b.txt", b"0" * (limits.FILE_BYTES + 1))
    said = await jimin.say("", small, large)
    addresses = [entry["url"] for entry in said.payload()["attachments"]]
    here, elsewhere = Uploads(server.api_url), Uploads("https://discord.com/api/v10")
    found = await here.fetch(
        {"a": addresses[0], "b": addresses[1], "c": f"{server.world.base_url}/attachments/1/2/gone"}
    )
    assert {name: file.content for name, file in found.items()} == {"a": b"plan"}
    assert found["a"].name == "설계.txt"
    for link in (addresses[0], "file:///etc/passwd", "설계.txt", "https://[::1"):
        assert await elsewhere.fetch({"a": link}) == {}
