"""The manifest: everything Slack has to know of the app, made from what it can do.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from adapters.slack import limits
from adapters.slack.texts import Json
from core.commands import AnyCommand, Menu
from core.model.people import Locale
from core.phrasebook import Phrasebook

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "commands": "slash commands and the menus of messages",
        "chat:write": "answers, notices and live cards",
        "chat:write.public": "plans where they were asked for: in public channels without the bot",
        "im:write": "opening direct messages for private notices and files",
        "im:history": "finding what a crash left of a private notice, not to send it twice",
        "channels:history": "the same in a project's public channel",
        "groups:history": "the same in a project's private channel",
        "channels:read": "finding a project's public channel again",
        "groups:read": "finding a project's private channel again",
        "channels:manage": "opening a public channel for a project, with its members",
        "groups:write": "opening a private channel for a project, with its members",
        "pins:write": "keeping a project's live card in sight",
        "files:write": "reports as Word files, and whole texts of long cards",
        "files:read": "task sheets that people give in forms",
        "users:read": "people's names, and who administers the workspace",
        "users:read.email": "their addresses, by which a class list lets them into its course",
    }
)
"""Every permission asked for, and what it is for."""
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked")
BUILT_IN = frozenset(
    {
        "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed",
        "feedback", "huddle", "invite", "join", "kick", "leave", "me", "msg", "mute", "open",
        "part", "prefs", "pro", "remind", "remove", "rename", "search", "shortcuts", "shrug",
        "star", "status", "topic", "unarchive", "who",
    }
)  # fmt: skip
"""Slack's own commands. An app may not have them: one of them, and Slack refuses the manifest
(https://github.com/NousResearch/hermes-agent/pull/18456)."""
_INSTEAD = MappingProxyType({"me": "my"})
"""What a noun is called where Slack has it already."""
_BETWEEN = " · "
PATH = "/slack/events"
"""Where Slack's requests arrive in http mode."""


def manifest(
    commands: Sequence[AnyCommand],
    menus: Sequence[Menu],
    phrases: Phrasebook,
    prefix: str = "",
    *,
    socket: bool = True,
    url: str = "",
) -> Json:
    """Give the manifest of an app in socket mode, or of one that Slack reaches at `url`.

    `prefix` comes before every command's name, for workspaces in which a name is taken.

    Raises:
        ValueError: a command's name is longer than Slack allows, or `url` is missing.
    """
    if not (socket or url):
        raise ValueError("an app that is not in socket mode needs an address")
    address = url.rstrip("/") + PATH
    reached = {} if socket else {"request_url": address}
    asked = {} if socket else {"url": address}
    return {
        "display_information": {
            "name": limits.clip(_both(phrases, "slack.app"), limits.APP_NAME),
            "description": limits.clip(_both(phrases, "slack.about"), limits.APP_DESCRIPTION),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {
                # Slack's pages have allowed Latin letters only at times.
                "display_name": limits.clip(phrases.say(Locale.EN, "slack.app"), limits.BOT_NAME),
                "always_online": True,
            },
            "shortcuts": [_shortcut(menu, phrases) for menu in menus],
            "slash_commands": [
                {**_command(noun, commands, phrases, prefix), **asked} for noun in nouns(commands)
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": [*EVENTS], **reached},
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def nouns(commands: Sequence[AnyCommand]) -> tuple[str, ...]:
    """Give the first words of all commands that people can type, in order."""
    return tuple(
        dict.fromkeys(command.name.split()[0] for command in commands if not command.hidden)
    )


def slash(noun: str, prefix: str = "") -> str:
    """Give the slash command of a noun.

    Raises:
        ValueError: it is longer than Slack allows.
    """
    name = f"{prefix}{noun}"
    name = f"{prefix}{_INSTEAD[noun]}" if name in BUILT_IN else name
    if len(name) >= limits.COMMAND:
        raise ValueError(f"a command of Slack's has up to {limits.COMMAND} characters: /{name}")
    return f"/{name}"


def meanings(commands: Sequence[AnyCommand], prefix: str = "") -> Mapping[str, str]:
    """Give the noun that each slash command stands for."""
    return {slash(noun, prefix): noun for noun in nouns(commands)}


def callback_of(menu: Menu) -> str:
    """Give the `callback_id` of a message's menu entry."""
    return menu.words


def _command(
    noun: str, commands: Sequence[AnyCommand], phrases: Phrasebook, prefix: str
) -> dict[str, str | bool]:
    described = limits.clip(_both(phrases, f"commands.{noun}.help"), limits.COMMAND_DESCRIPTION)
    made = {"command": slash(noun, prefix), "description": described, "should_escape": True}
    hint = limits.clip(_hint(noun, commands, phrases), limits.COMMAND_HINT)
    return {**made, "usage_hint": hint} if hint else made


def _hint(noun: str, commands: Sequence[AnyCommand], phrases: Phrasebook) -> str:
    """Give the second words of a noun's commands, in both languages."""
    verbs = (
        f"{command.name.removeprefix(f'{noun} ')} {phrases.say(Locale.KO, f'{command.words}.name')}"
        for command in commands
        if command.name.startswith(f"{noun} ") and not command.hidden
    )
    return _BETWEEN.join(verbs)


def _shortcut(menu: Menu, phrases: Phrasebook) -> dict[str, str]:
    """Give a menu entry; its name has one language only, for want of room."""
    return {
        "name": limits.clip(phrases.say(Locale.KO, menu.words), limits.SHORTCUT),
        "type": "message",
        "callback_id": callback_of(menu),
        "description": limits.clip(_both(phrases, menu.words), limits.SHORTCUT_DESCRIPTION),
    }


def _both(phrases: Phrasebook, key: str) -> str:
    """Say a phrase in every language, Korean first: a manifest has no translations."""
    said = (phrases.say(locale, key) for locale in (Locale.KO, Locale.EN))
    return _BETWEEN.join(dict.fromkeys(said))
