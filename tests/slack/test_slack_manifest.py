"""The manifest of the Slack app, made from the commands."""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from slack_sdk.web.async_base_client import AsyncBaseClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters import slack
from adapters.slack import manifest
from adapters.slack.manifest import BUILT_IN, SCOPES, callback_of, nouns, slash
from core.features import COMMANDS, MENUS
from core.phrasebook import load

Json = dict[str, Any]
CONVERSATIONS = {"channels", "groups", "im"}
CHANNELS = {"channels:manage", "groups:write"}
NEEDED: dict[str, set[str]] = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_create": CHANNELS,
    "conversations_history": {f"{each}:history" for each in CONVERSATIONS},
    "conversations_invite": CHANNELS,
    "conversations_kick": CHANNELS,
    "conversations_list": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {f"{each}:history" for each in CONVERSATIONS},
    "conversations_setTopic": CHANNELS,
    "files_delete": {"files:write"},
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "pins_add": {"pins:write"},
    "conversations_members": {"channels:read", "groups:read"},
    "users_info": {"users:read", "users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
"""What a method needs where the bot uses it (https://docs.slack.dev/reference/methods)."""
METHODS = {*dir(AsyncWebClient)} - {*dir(AsyncBaseClient)}


def made(prefix: str = "", url: str = "") -> Json:
    return manifest.manifest(COMMANDS, MENUS, load(), prefix, socket=not url, url=url)


def commands(found: Json) -> dict[str, Json]:
    return {each["command"]: each for each in found["features"]["slash_commands"]}


def called() -> Iterator[str]:
    """Give the methods of Slack's that the adapter's source names."""
    for path in Path(str(slack.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                yield node.attr


def test_every_noun_is_a_slash_command_in_both_languages() -> None:
    found = commands(made())
    assert list(found) == [slash(noun) for noun in nouns(COMMANDS)]
    task = found["/task"]
    assert task["description"].startswith("팀의 업무를")
    assert " · " in task["description"]
    assert task["usage_hint"].startswith("add 추가")
    assert task["should_escape"]


def test_a_noun_alone_has_no_hint() -> None:
    undo = next(each for each in COMMANDS if each.name == "undo")
    (found,) = manifest.manifest([replace(undo, hidden=False)], (), load())["features"][
        "slash_commands"
    ]
    assert found["command"] == "/undo"
    assert "usage_hint" not in found


def test_no_command_has_a_name_of_slacks_own() -> None:
    assert BUILT_IN.isdisjoint(name.removeprefix("/") for name in commands(made()))
    assert (slash("me"), slash("me", "tp-"), slash("task", "tp-")) == ("/my", "/tp-me", "/tp-task")


def test_a_name_too_long_for_slack_is_refused() -> None:
    assert len(slash("task", "x" * 27)) == 32
    with pytest.raises(ValueError, match="32 characters"):
        slash("task", "x" * 28)


def test_hidden_commands_are_nobodys_to_type() -> None:
    hidden = [replace(each, hidden=True) for each in COMMANDS if each.name.startswith("task ")]
    rest = [each for each in COMMANDS if not each.name.startswith("task ")]
    assert "task" not in nouns([*hidden, *rest])


def test_menus_are_shortcuts_known_by_their_words() -> None:
    found = made()["features"]["shortcuts"]
    assert [(each["name"], each["callback_id"], each["type"]) for each in found[:2]] == [
        ("할 일로 만들기", "menu.task", "message"),
        ("회의록에 추가", "menu.note", "message"),
    ]
    assert [each["callback_id"] for each in found] == [callback_of(menu) for menu in MENUS]


def test_socket_mode_needs_no_address_and_the_other_mode_one() -> None:
    assert "http" not in json.dumps(made())
    assert made()["settings"]["socket_mode_enabled"]
    found = made(url="https://bot.example/")
    address = "https://bot.example/slack/events"
    assert {each["url"] for each in commands(found).values()} == {address}
    assert found["settings"]["event_subscriptions"]["request_url"] == address
    assert found["settings"]["interactivity"]["request_url"] == address
    assert not found["settings"]["socket_mode_enabled"]
    with pytest.raises(ValueError, match="address"):
        manifest.manifest(COMMANDS, MENUS, load(), socket=False)


def test_home_and_messages_are_open() -> None:
    home = made()["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "app_home_opened" in made()["settings"]["event_subscriptions"]["bot_events"]


def test_a_manifest_stays_within_slacks_limits() -> None:
    found = made("x" * 20, "https://bot.example")
    shown, features = found["display_information"], found["features"]
    assert 0 < len(shown["name"]) <= 35
    assert 0 < len(shown["description"]) <= 140
    assert 0 < len(features["bot_user"]["display_name"]) <= 80
    assert 0 < len(features["slash_commands"]) <= 50
    for each in features["slash_commands"]:
        assert 2 <= len(each["command"]) <= 32
        assert 0 < len(each["description"]) <= 2000
        assert 0 < len(each.get("usage_hint", "x")) <= 1000
    assert 0 < len(features["shortcuts"]) <= 10
    for each in features["shortcuts"]:
        assert 0 < len(each["name"]) <= 24
        assert 0 < len(each["description"]) <= 150
    json.dumps(found)


def test_the_adapter_asks_for_what_its_methods_need_and_for_nothing_else() -> None:
    methods = set(called())
    assert methods <= set(NEEDED), "a method whose permission nobody looked up"
    needed = {scope for method in methods for scope in NEEDED[method]} | {"commands"}
    assert set(SCOPES) == needed
    assert cast("list[str]", made()["oauth_config"]["scopes"]["bot"]) == sorted(needed)
