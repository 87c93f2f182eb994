"""The command tree as Discord would take it."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, cast

import discord
import pytest
from discord import app_commands

from adapters.discord import commands
from adapters.discord.answers import Answered, of_command
from adapters.discord.suggestions import choices
from core.call import Call
from core.cards import Card
from core.commands import AnyCommand, Command, Input, Option, Registry, registry
from core.features import COMMANDS
from core.model.people import Person
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.phrasebook import load
from core.suggestions import Suggestion
from tests.discord_server.command_limits import commands_wrongs
from tests.discord_server.judge import judge

SYNC = "/applications/{application_id}/commands"
MENUS = (commands.Menu("menu.task"), commands.Menu("menu.note"))
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Asks for nothing."""


async def run(_call: Call, _ask: object) -> Card:
    return Card("")


async def nobody_asks(_: commands.Asked, _command: AnyCommand, _answered: Answered) -> None:
    raise AssertionError


async def nobody_chooses(
    _: commands.Asked, _menu: commands.Menu, _message: discord.Message
) -> None:
    raise AssertionError


async def nobody_types(_: commands.Asked, _command: AnyCommand, _given: Input, _typed: str) -> None:
    raise AssertionError


async def tree(known: Registry) -> app_commands.CommandTree[discord.Client]:
    made = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    phrases = load()
    for top in commands.build(known, phrases, nobody_asks, nobody_types):
        made.add_command(top)
    for menu in commands.build_menus(MENUS, phrases, nobody_chooses):
        made.add_command(menu)
    await made.set_translator(commands.KoreanNames())
    return made


async def sent(known: Registry) -> list[Json]:
    return await commands.payload(await tree(known))


@pytest.fixture
async def everything() -> list[Json]:
    return await sent(registry(COMMANDS))


def top(payload: list[Json], name: str) -> Json:
    return next(each for each in payload if each["name"] == name)


def option(payload: list[Json], path: str) -> Json:
    first, *rest = path.split()
    found = top(payload, first)
    for name in rest:
        found = next(each for each in found["options"] if each["name"] == name)
    return found


def leaves(payload: list[Json]) -> Iterator[tuple[str, Json]]:
    for each in payload:
        inner = [part for part in each.get("options", ()) if part["type"] == 1]
        yield from ((f"{each['name']} {part['name']}", part) for part in inner)
        if not inner and each.get("type", 1) == 1:
            yield each["name"], each


async def test_discord_takes_the_whole_tree(everything: list[Json]) -> None:
    assert judge().request("PUT", SYNC, {}, everything) == []
    assert commands_wrongs(everything) == []


async def test_every_command_people_may_type_is_there_and_no_other(everything: list[Json]) -> None:
    assert {name for name, _ in leaves(everything)} == {
        command.name for command in COMMANDS if not command.hidden
    }


async def test_every_option_is_there_in_both_languages_and_none_is_required(
    everything: list[Json],
) -> None:
    for name, leaf in leaves(everything):
        shown = [given for given in registry(COMMANDS)[name].inputs if not given.option.hidden]
        assert [part["name"] for part in leaf["options"]] == [given.name for given in shown]
        for part in (leaf, *leaf["options"]):
            assert {"ko"} == set(part["name_localizations"])
            assert {"ko"} == set(part["description_localizations"])
        assert not any(part["required"] for part in leaf["options"])


async def test_names_are_korean_words_where_discord_speaks_korean(everything: list[Json]) -> None:
    assert top(everything, "task")["name_localizations"] == {"ko": "업무"}
    assert option(everything, "task add")["name_localizations"] == {"ko": "추가"}
    assert option(everything, "task add due")["name_localizations"] == {"ko": "마감"}
    assert option(everything, "task add")["description_localizations"]["ko"] == "업무를 추가해요"
    assert top(everything, "Make it a task")["name_localizations"] == {"ko": "할 일로 만들기"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("task add title", {"type": 3, "max_length": 100}),
        ("task add description", {"type": 3, "max_length": 2000}),
        ("task add due", {"type": 3, "autocomplete": True}),
        ("task add assignee", {"type": 6}),
        ("task add parent", {"type": 3, "autocomplete": True}),
        ("task list due", {"type": 3, "autocomplete": True}),
        ("task list status", {"type": 3, "autocomplete": True}),
        ("task list page", {"type": 4, "min_value": 1, "max_value": 1000}),
        ("project new members", {"type": 3, "autocomplete": True}),
        ("project new sheet", {"type": 11}),
        ("me profile skills", {"type": 3, "autocomplete": True, "max_length": 600}),
    ],
)
async def test_an_option_is_asked_for_by_its_kind(
    everything: list[Json], path: str, expected: Json
) -> None:
    said = {"name", "description", "name_localizations", "description_localizations", "required"}
    shape = {key: value for key, value in option(everything, path).items() if key not in said}
    assert shape == expected


async def test_choices_are_listed_in_both_languages(everything: list[Json]) -> None:
    assert option(everything, "task add priority")["choices"][0] == {
        "name": "Low",
        "value": "low",
        "name_localizations": {"ko": "낮음"},
    }


async def test_what_needs_no_project_can_be_asked_in_direct_messages(
    everything: list[Json],
) -> None:
    contexts = {each["name"]: each["contexts"] for each in everything if "description" in each}
    assert contexts["me"] == contexts["project"] == [0, 1]
    assert top(everything, "Make it a task")["contexts"] == [0]
    assert contexts["task"] == contexts["report"] == [0]


async def test_a_group_of_staff_alone_is_shown_to_staff_alone() -> None:
    known = registry(
        (
            Command("task add", Nothing, run, who=Standing.STAFF, answer=Audience.PRIVATE),
            Command("report list", Nothing, run, who=Standing.STAFF),
            Command("report show", Nothing, run, who=Standing.MEMBER),
            Command("undo", Nothing, run, who=Standing.STAFF),
        )
    )
    payload = await sent(known)
    staff = str(discord.Permissions(manage_guild=True).value)
    assert str(top(payload, "task")["default_member_permissions"]) == staff
    assert str(top(payload, "undo")["default_member_permissions"]) == staff
    assert top(payload, "report")["default_member_permissions"] is None
    assert commands_wrongs(payload) == []


async def test_the_fingerprint_differs_only_when_the_tree_does(everything: list[Json]) -> None:
    again = await sent(registry(COMMANDS))
    fewer = await sent(registry(COMMANDS[1:]))
    assert commands.fingerprint(everything) == commands.fingerprint(again)
    assert commands.fingerprint(everything) != commands.fingerprint(fewer)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Asks for two things."""

    title: Annotated[str, Option(main=True)]
    due: str = ""
    project: Project | None = None
    assignee: Person | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """What of an interaction is read."""

    data: Json


async def test_what_is_filled_in_reaches_the_ask_and_what_is_left_out_does_not() -> None:
    heard: list[tuple[str, Answered]] = []

    async def ask(_: commands.Asked, command: AnyCommand, answered: Answered) -> None:
        heard.append((command.name, answered))

    command: AnyCommand = Command("task add", AskedFor, run, who=Standing.MEMBER)
    (group,) = commands.build(registry((command,)), load(), ask, nobody_types)
    assert isinstance(group, app_commands.Group)
    (made,) = group.commands
    assert isinstance(made, app_commands.Command)
    data = {"resolved": {"users": {"7": {"username": "jimin", "global_name": "지민"}}}}
    run_it = cast("Callable[..., Awaitable[None]]", made.callback)
    await run_it(Interaction(data), title="로그인", due=None, assignee=discord.Object(7))
    answers = {"title": "로그인", "assignee": "<@7>"}
    assert heard == [("task add", Answered(answers, {"7": "지민"}))]


def test_people_are_called_as_the_server_calls_them() -> None:
    users = {
        "1": {"username": "a", "global_name": None},
        "2": {"username": "b", "global_name": "비"},
        "3": {"username": "c", "global_name": "씨"},
    }
    data = {"resolved": {"users": users, "members": {"3": {"nick": "선배"}, "2": {"nick": None}}}}
    assert of_command({}, data).people == {"1": "a", "2": "비", "3": "선배"}


def test_offered_values_are_whole_or_not_offered() -> None:
    offered = choices(
        [
            Suggestion("#1 " + "가" * 200, "#1"),
            Suggestion("긴 값", "@서준 " * 30),
            Suggestion(" ", "blank"),
            *(Suggestion(f"#{number}", f"#{number}") for number in range(2, 60)),
        ]
    )
    assert len(offered) == 25
    assert offered[0].value == "#1"
    assert len(offered[0].name) == 100
    assert [each.value for each in offered[1:3]] == ["#2", "#3"]
