"""What Slack tells of something somebody did, the same for every kind of payload.

https://docs.slack.dev/reference/interaction-payloads
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.delivery import external
from adapters.slack.escapes import unescaped
from core.commands import Picked
from core.model.people import Locale

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the answer to a form goes, kept in the form itself while it is open.

    `url` takes answers for half an hour, `message` is what the button stood on that opened it,
    `locale` the language the form is in.
    """

    url: str = ""
    channel: str = ""
    message: str = ""
    locale: Locale = Locale.KO

    def written(self) -> str:
        """Give it as the `private_metadata` of a view."""
        return json.dumps([self.url, self.channel, self.message, self.locale])


@dataclass(frozen=True, slots=True)
class Heard:
    """Something somebody did.

    `id` is the same when Slack delivers it again. `trigger` opens one window within three
    seconds; `view` is the window it was done in, and `home` tells that it was the Home. `private`
    tells that only they saw the message it was done on.
    """

    id: str
    workspace: str
    user: str
    name: str
    stand: Stand = Stand()
    trigger: str = ""
    view: str = ""
    private: bool = False


def of(body: Payload) -> Heard:
    """Read whatever Slack delivered."""
    if "event" in body:
        return of_event(body)
    return of_command(body) if "command" in body else of_interaction(body)


def of_command(body: Payload) -> Heard:
    """Read a slash command."""
    return Heard(
        id=body["trigger_id"],
        workspace=body["team_id"],
        user=body["user_id"],
        name=body.get("user_name", ""),
        stand=Stand(body["response_url"], body["channel_id"]),
        trigger=body["trigger_id"],
    )


def of_interaction(body: Payload) -> Heard:
    """Read a press, an entry of a message's menu, or a form that was sent in."""
    user, view, container = _part(body, "user"), _part(body, "view"), _part(body, "container")
    return Heard(
        id=body["trigger_id"],
        workspace=(body.get("team") or user)["id" if body.get("team") else "team_id"],
        user=user["id"],
        name=user.get("name") or user.get("username", ""),
        stand=_stand(body, view, container),
        trigger=body["trigger_id"],
        view=view["id"] if view.get("type") == "modal" else "",
        private=bool(container.get("is_ephemeral")),
    )


def of_event(body: Payload) -> Heard:
    """Read an event of somebody."""
    return Heard(
        id=body["event_id"], workspace=body["team_id"], user=body["event"]["user"], name=""
    )


def picked(body: Payload, author: str) -> Picked:
    """Give the message whose menu was opened; its link is one that Slack opens anywhere."""
    message, channel = body["message"], body["channel"]["id"]
    place = f"archives/{channel}/p{message['ts'].replace('.', '')}"
    domain = body["team"].get("domain", "app")
    return Picked(unescaped(message.get("text", "")), author, f"https://{domain}.slack.com/{place}")


def _part(body: Payload, name: str) -> Payload:
    """Give a part of a payload, an empty one where there is none."""
    return body.get(name) or {}


def _stand(body: Payload, view: Payload, container: Payload) -> Stand:
    if view.get("private_metadata"):
        url, at, on, locale = json.loads(view["private_metadata"])
        return Stand(url, at, on, Locale(locale))
    channel = str(_part(body, "channel").get("id", ""))
    ts = container.get("message_ts")
    message = external(channel, ts) if ts else ""
    return Stand(body.get("response_url", ""), channel, message)
