"""What the app is told, in Slack's words."""

from tests.ground import Json
from tests.slack_server.application import Application
from tests.slack_server.people import User
from tests.slack_server.places import Channel
from tests.slack_server.team import Team

VERIFICATION = "local-verification"


def around(app: Application, team: Team, user: User) -> Json:
    """Give what every interaction tells: who, where, to whom."""
    return {
        "token": VERIFICATION,
        "api_app_id": app.id,
        "team": {"id": team.id, "domain": team.domain},
        "user": user.mentioned(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(app: Application, team: Team, user: User, channel: Channel, said: Json) -> Json:
    """Give a slash command; `said` is its name, text and trigger."""
    return {
        "token": VERIFICATION,
        "api_app_id": app.id,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.private else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "is_enterprise_install": "false",
        **said,
    }


def event(app: Application, team: Team, event_id: str, inner: Json) -> Json:
    """Give an event."""
    allowed = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "api_app_id": app.id,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(inner["event_ts"])),
        "authorizations": [allowed],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def place(channel: Channel) -> Json:
    """Give a conversation as interactions name it."""
    return {"id": channel.id, "name": channel.name}
