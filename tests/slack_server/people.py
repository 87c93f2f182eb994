"""The members of a workspace, the bot too."""

from dataclasses import dataclass

from tests.ground import Json


@dataclass(eq=False, slots=True)
class User:
    """A member; whoever is in two workspaces is two users."""

    id: str
    team_id: str
    name: str
    """What stands in mentions, without spaces."""
    display_name: str
    real_name: str
    email: str = ""
    """Where Slack asked whether it is theirs; shown to whoever may read addresses."""
    confirmed: bool = True
    stranger: bool = False
    """Somebody of another organisation, in a shared channel."""
    admin: bool = False
    owner: bool = False
    bot: bool = False
    deleted: bool = False
    locale: str = "ko-KR"

    def is_called(self, name: str) -> bool:
        """Say whether one of their names is this."""
        return name in (self.display_name, self.real_name, self.name)

    def payload(self, *, with_locale: bool = False, with_email: bool = False) -> Json:
        """Give the user as users.info does."""
        address = {"email": self.email} if with_email and self.email else {}
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": "Asia/Seoul",
            "tz_label": "Korea Standard Time",
            "tz_offset": 32400,
            "profile": {
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.display_name,
                "display_name_normalized": self.display_name,
                "team": self.team_id,
                **address,
            },
            "is_admin": self.admin or self.owner,
            "is_owner": self.owner,
            "is_primary_owner": self.owner,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "is_stranger": self.stranger,
            "is_email_confirmed": self.confirmed,
            "updated": 1,
        }
        return shown | {"locale": self.locale} if with_locale else shown

    def mentioned(self) -> Json:
        """Give the user as interaction payloads name them."""
        return {
            "id": self.id,
            "username": self.name,
            "name": self.name,
            "team_id": self.team_id,
        }
