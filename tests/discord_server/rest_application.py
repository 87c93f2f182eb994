"""The routes of the application: its commands, its account, where it is, whom it writes to."""

from tests.discord_server.call import Answered, ApiError, Call, Route, unknown
from tests.discord_server.command_limits import commands_wrongs
from tests.discord_server.rest_messages import refuse_wrong
from tests.discord_server.slash import CHAT_INPUT
from tests.discord_server.world import World
from tests.ground import Json

GLOBAL = "/applications/{application_id}/commands"
OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


class ApplicationRoutes:
    """What can be asked about the application itself."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give the handlers by method and template."""
        table: dict[str, Route] = {}
        for template in (GLOBAL, OF_GUILD):
            table |= {
                f"GET {template}": self.listing,
                f"PUT {template}": self.overwrite,
                f"POST {template}": self.upsert,
                f"GET {template}/{{command_id}}": self.command,
                f"DELETE {template}/{{command_id}}": self.delete,
            }
        table |= {
            "GET /users/@me": self.me,
            "GET /users/@me/guilds": self.guilds,
            "POST /users/@me/channels": self.open_dm,
            "GET /users/{user_id}": self.user,
            "GET /applications/@me": self.application,
            "GET /oauth2/applications/@me": self.application,
            "DELETE /users/@me/guilds/{guild_id}": self.leave,
        }
        return table

    def listing(self, call: Call) -> Answered:
        """Give the registered commands of a scope."""
        return self._scope(call)

    def overwrite(self, call: Call) -> Answered:
        """Replace the commands of a scope; one with a known name keeps its id."""
        wanted: list[Json] = call.body or []
        refuse_wrong(commands_wrongs(wanted))
        known = {(one["type"], one["name"]): one["id"] for one in self._scope(call)}
        made = [self._made(call, one, known) for one in wanted]
        self._world.commands[call.parts.get("guild_id")] = made
        self._world.changed()
        return made

    def upsert(self, call: Call) -> Answered:
        """Add a command, or replace the one of its name."""
        known = {(one["type"], one["name"]): one["id"] for one in self._scope(call)}
        made = self._made(call, call.data, known)
        others = [one for one in self._scope(call) if one["id"] != made["id"]]
        refuse_wrong(commands_wrongs([*others, made]))
        self._world.commands[call.parts.get("guild_id")] = [*others, made]
        self._world.changed()
        return made

    def command(self, call: Call) -> Answered:
        """Give a command."""
        for one in self._scope(call):
            if one["id"] == call.parts["command_id"]:
                return one
        raise unknown(10063, "application command")

    def delete(self, call: Call) -> Answered:
        """Take a command away."""
        self.command(call)
        left = [one for one in self._scope(call) if one["id"] != call.parts["command_id"]]
        self._world.commands[call.parts.get("guild_id")] = left
        return None

    def guilds(self, _call: Call) -> Answered:
        """Give the guilds the bot is in."""
        return [
            {
                "id": place.id,
                "name": place.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(place.permissions(self._world.bot)),
                "features": [],
            }
            for place in self._world.places.values()
            if place.present
        ]

    def leave(self, call: Call) -> Answered:
        """Leave a guild."""
        place = self._world.places.get(call.parts["guild_id"])
        if place is None or not place.present:
            raise unknown(10004, "Guild")
        place.present = False
        return None

    def open_dm(self, call: Call) -> Answered:
        """Give the direct messages with somebody; only posting there can be refused."""
        account = self._world.accounts.get(str(call.data["recipient_id"]))
        if account is None:
            raise unknown(10013, "User")
        if account.bot:
            raise ApiError(400, 50007, "Cannot send messages to this user")
        return self._world.dm(account).payload()

    def user(self, call: Call) -> Answered:
        """Give an account."""
        account = self._world.accounts.get(call.parts["user_id"])
        if account is None:
            raise unknown(10013, "User")
        return account.payload()

    def _scope(self, call: Call) -> list[Json]:
        if call.parts["application_id"] != self._world.application_id:
            raise ApiError(403, 20012, "You are not authorized to perform this action")
        guild_id = call.parts.get("guild_id")
        if guild_id is not None and guild_id not in self._world.places:
            raise ApiError(403, 50001, "Missing Access")
        return self._world.commands.get(guild_id, [])

    def _made(self, call: Call, wanted: Json, known: dict[tuple[int, str], str]) -> Json:
        kind = int(wanted.get("type") or CHAT_INPUT)
        command_id = known.get((kind, wanted["name"])) or self._world.next_id()
        needed = wanted.get("default_member_permissions")
        made = {key: value for key, value in wanted.items() if value is not None} | {
            "id": command_id,
            "application_id": self._world.application_id,
            "version": self._world.next_id(),
            "type": kind,
            "description": wanted.get("description") or "",
            "default_member_permissions": None if needed is None else str(needed),
        }
        if call.parts.get("guild_id"):
            made["guild_id"] = call.parts["guild_id"]
        return made

    def me(self, _call: Call) -> Answered:
        """Give the bot."""
        me = self._world.bot.payload()
        return me | {"mfa_enabled": True, "locale": "ko", "verified": True, "email": None}

    def application(self, _call: Call) -> Answered:
        """Give the application, its owner and its flags."""
        owner = {**self._world.bot.payload(), "bot": False}
        return {
            "id": self._world.application_id,
            "name": self._world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "rpc_origins": [],
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": owner,
            "team": None,
            "approximate_guild_count": len(self._world.places),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }
