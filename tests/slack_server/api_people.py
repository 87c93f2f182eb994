"""The methods of the workspace and who is in it."""

from tests.ground import Json
from tests.slack_server.call import Call, Route
from tests.slack_server.message import bot_id
from tests.slack_server.reach import user_of
from tests.slack_server.world import World


class PeopleRoutes:
    """What can be asked about the workspace and its members."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give what carries out each method."""
        return {
            "auth.test": self.test,
            "team.info": self.team,
            "users.info": self.info,
            "users.list": self.list,
        }

    def test(self, call: Call) -> Json:
        """Say whose token it is."""
        team = call.workspace
        return {
            "url": f"https://{team.domain}.slack.com/",
            "team": team.name,
            "user": team.bot.name,
            "team_id": team.id,
            "user_id": team.bot.id,
            "bot_id": bot_id(team.bot),
            "app_id": self._world.app.id,
            "is_enterprise_install": False,
        }

    def team(self, call: Call) -> Json:
        """Give the workspace."""
        call.demand("team:read")
        return {"team": call.workspace.payload()}

    def info(self, call: Call) -> Json:
        """Give a member."""
        call.demand("users:read")
        user = user_of(call, call.need("user"))
        with_email = "users:read.email" in call.workspace.scopes
        shown = user.payload(with_locale=call.says("include_locale"), with_email=with_email)
        return {"user": shown}

    def list(self, call: Call) -> Json:
        """Give all members."""
        call.demand("users:read")
        members = [user.payload() for user in call.workspace.users.values()]
        return {"members": members, "response_metadata": {"next_cursor": ""}}
