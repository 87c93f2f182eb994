"""What can be done on one platform can be done on every other."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, replace

import pytest

from core.commands import registry
from core.features import COMMANDS, MENUS
from core.model.people import Locale
from tests.everybody import phrases
from tests.parity import PLATFORMS, Buttons, Parity, buttons, parity, with_parity
from tests.reach.discord import Discord, on_discord
from tests.reach.platform import Platform, Program
from tests.reach.slack import slack
from tests.readme import PARITY

Rendered = Callable[[Program], Awaitable[Platform]]
EVERYTHING = Program(registry(COMMANDS), MENUS, phrases())
EVERY_PLATFORM = pytest.mark.parametrize("rendered", PLATFORMS)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Asks for nothing."""


@pytest.fixture(scope="module")
def stood() -> Buttons:
    return asyncio.run(buttons())


def gaps(platform: Platform, stood: Buttons) -> list[str]:
    """Give what a platform lacks of everything."""
    return Parity(EVERYTHING, stood, (platform,)).gaps()


async def test_every_command_and_option_is_within_reach_on_every_platform() -> None:
    assert (await parity()).gaps() == []


async def test_the_parity_table_is_what_the_platforms_show() -> None:
    """`python -m tests.readme` writes it."""
    text = PARITY.read_text("utf-8")
    assert text == await with_parity(text)
    assert all(name in text for name in ("`/task add`", "`/업무 추가`", "`⋯ 할 일로 만들기`"))


@EVERY_PLATFORM
async def test_a_command_left_out_is_a_gap(rendered: Rendered, stood: Buttons) -> None:
    fewer = tuple(command for command in COMMANDS if command.name != "report list")
    platform = await rendered(replace(EVERYTHING, commands=registry(fewer)))
    assert gaps(platform, stood) == [f"{platform.name}: no way to report list"]
    table = Parity(EVERYTHING, stood, (platform,)).table()
    assert "| report list · 보고서 목록 | — |\n" in table


@EVERY_PLATFORM
async def test_a_platform_that_shows_nothing_lacks_all_that_is_typed(
    rendered: Rendered, stood: Buttons
) -> None:
    platform = await rendered(Program(registry(()), (), phrases()))
    typed = [command.name for command in COMMANDS if not command.hidden]
    lacking = [*typed, *(menu.words for menu in MENUS)]
    assert set(gaps(platform, stood)) >= {f"{platform.name}: no way to {each}" for each in lacking}


@EVERY_PLATFORM
async def test_an_option_left_out_is_a_gap(rendered: Rendered, stood: Buttons) -> None:
    fewer = tuple(
        replace(command, ask=Nothing) if command.name in ("task show", "plan edit") else command
        for command in COMMANDS
    )
    platform = await rendered(replace(EVERYTHING, commands=registry(fewer)))
    lacking = {
        "plan edit": ("line", "title", "assignee", "start", "due"),
        "task show": ("task", "project"),
    }
    assert gaps(platform, stood) == [
        f"{platform.name}: no way to give {option} to {command}"
        for command, options in lacking.items()
        for option in options
    ]


@EVERY_PLATFORM
async def test_a_command_without_a_button_is_a_gap(rendered: Rendered, stood: Buttons) -> None:
    platform = await rendered(EVERYTHING)
    fewer = {
        locale: [button for button in stood[locale] if button.command != "undo"]
        for locale in Locale
    }
    assert gaps(platform, fewer) == [f"{platform.name}: no way to undo"]


@EVERY_PLATFORM
async def test_a_button_that_asks_for_nothing_leaves_its_options_out(
    rendered: Rendered, stood: Buttons
) -> None:
    platform = await rendered(EVERYTHING)
    silent = {
        locale: [
            replace(button, asks=() if button.command == "plan edit" else button.asks)
            for button in stood[locale]
        ]
        for locale in Locale
    }
    options = ("line", "title", "assignee", "start", "due")
    assert gaps(platform, silent) == [
        f"{platform.name}: no way to give {option} to plan edit" for option in options
    ]


@pytest.mark.parametrize("rendered", [on_discord, slack])
async def test_a_menu_left_out_of_messages_is_a_gap(rendered: Rendered, stood: Buttons) -> None:
    platform = await rendered(replace(EVERYTHING, menus=MENUS[:1]))
    assert gaps(platform, stood) == [f"{platform.name}: no way to {MENUS[1].words}"]


async def test_an_option_in_the_wrong_guise_is_a_gap(stood: Buttons) -> None:
    """A task nobody proposes, or a file to be typed, is no way to give it."""
    platform = await on_discord(EVERYTHING)
    assert isinstance(platform, Discord)
    altered = deepcopy([*platform.rendered])
    for name, path in (("parent", ("task", "add")), ("sheet", ("project", "new"))):
        group = next(each for each in altered if each["name"] == path[0])
        leaf = next(each for each in group["options"] if each["name"] == path[1])
        given = next(each for each in leaf["options"] if each["name"] == name)
        given.update(type=3, autocomplete=False)
    assert gaps(Discord(EVERYTHING, altered), stood) == [
        "Discord: no way to give sheet to project new",
        "Discord: no way to give parent to task add",
    ]
