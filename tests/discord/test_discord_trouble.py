"""The database fails under what people do: each acknowledged interaction is answered."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.discord_scene import PROJECT
from tests.discord_server.guild import Guild
from tests.discord_server.interaction import Interaction
from tests.discord_server.person import Person
from tests.words import ko, said

DATABASE = "teampl.db"
Act = Callable[[Person, Guild], Awaitable[Interaction]]

pytestmark = pytest.mark.usefixtures("bot")


@contextmanager
def broken(folder: Path) -> Generator[None]:
    """Take a table away that every interaction needs."""
    _change(folder, "ALTER TABLE accounts RENAME TO accounts_elsewhere")
    yield
    _change(folder, "ALTER TABLE accounts_elsewhere RENAME TO accounts")


def _change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute(statement)
        database.commit()


async def ask(jimin: Person, _guild: Guild) -> Interaction:
    return await jimin.slash("project list")


async def pick(jimin: Person, guild: Guild) -> Interaction:
    return await jimin.menu(await guild.user("민수").say("발표 자료"), ko("menu.note"))


async def pick_with_form(jimin: Person, guild: Guild) -> Interaction:
    return await jimin.hasty.menu(await guild.user("민수").say("발표 자료"), ko("menu.task"))


async def ask_in_private(jimin: Person, _guild: Guild) -> Interaction:
    return await jimin.in_dms.slash("me settings")


@pytest.mark.parametrize("act", [ask, pick, pick_with_form, ask_in_private])
async def test_whoever_asks_is_told_to_try_again(
    jimin: Person, guild: Guild, tmp_path: Path, act: Act
) -> None:
    await (await jimin.slash("me settings")).said()
    with broken(tmp_path):
        assert await (await act(jimin, guild)).said(ko("failed.unavailable"))
    assert await (await jimin.slash("me settings")).said()


async def test_whoever_presses_or_sends_a_form_is_told_to_try_again(
    jimin: Person, tmp_path: Path
) -> None:
    form = await jimin.slash("project new", topic=PROJECT["topic"])
    shown = await (await jimin.slash("project new", **PROJECT)).said()
    with broken(tmp_path):
        pressed = await jimin.press(shown, shown.buttons[0].label)
        assert (await pressed.said(ko("failed.unavailable"))).ephemeral
        rest = {name: value for name, value in PROJECT.items() if name != "topic"}
        sent = await jimin.submit(form, rest)
        assert await sent.said(ko("failed.unavailable"))
        assert await jimin.type("project show", "project", "챗") == []


async def test_a_bug_before_anybody_is_known_is_told_with_its_number(
    guild: Guild, jimin: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await (await jimin.slash("me settings")).said()
    _change(tmp_path, "UPDATE spaces SET locale = 'xx'")
    told = await (await jimin.slash("me settings")).said(ko("failed.title"))
    (trace,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert trace.exc_info
    assert str(trace.__dict__["incident"]) in told.text
    sam = guild.user("Sam", locale="en-US")
    (english,) = said("failed.title") - {ko("failed.title")}
    assert await (await sam.slash("me settings")).said(english)
