"""The app as Slack knows it: its secrets, and what its manifest declares."""

from dataclasses import dataclass

from tests.ground import Json, part, parts
from tests.slack_server.filling import NotPossible
from tests.slack_server.team import SCOPES

EVENT_SCOPES = {
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "team_join": "users:read",
}
"""What a workspace must have granted for an event to be told."""


@dataclass(slots=True)
class Application:
    """The app.

    Args:
        manifest: what it declares; without one every command, shortcut and event is allowed.
    """

    manifest: Json | None = None
    id: str = "A0LOCALAPP"
    token: str = "xapp-1-local"  # noqa: S105  opens nothing outside of this process
    secret: str = "local-signing-secret"  # noqa: S105  likewise

    @property
    def scopes(self) -> frozenset[str]:
        """What a workspace that installs it grants."""
        if self.manifest is None:
            return SCOPES
        config = part(part(self.manifest, "oauth_config"), "scopes")
        return frozenset(config.get("bot") or ())

    def escapes(self, command: str) -> bool:
        """Say whether mentions in what is typed to this command arrive as ids.

        Raises:
            NotPossible: the app has no such command.
        """
        if self.manifest is None:
            return True
        commands = parts(part(self.manifest, "features"), "slash_commands")
        for known in commands:
            if known["command"] == command:
                return bool(known.get("should_escape"))
        raise NotPossible(f"no {command}: {[known['command'] for known in commands]}")

    def shortcut(self, name: str, kind: str) -> str:
        """Give the callback id of a shortcut, `message` or `global`, named or by its id.

        Raises:
            NotPossible: the app has no such shortcut.
        """
        if self.manifest is None:
            return name
        shortcuts = parts(part(self.manifest, "features"), "shortcuts")
        for known in shortcuts:
            if known["type"] == kind and name in (known["name"], known["callback_id"]):
                return known["callback_id"]
        raise NotPossible(f"no {kind} shortcut {name}: {[known['name'] for known in shortcuts]}")

    def hears(self, event: str, scopes: frozenset[str]) -> bool:
        """Say whether it is told of an event: `app_home_opened`, `message.im`."""
        if EVENT_SCOPES.get(event, "") not in {"", *scopes}:
            return False
        if self.manifest is None:
            return True
        settings = part(part(self.manifest, "settings"), "event_subscriptions")
        return event in (settings.get("bot_events") or ())
