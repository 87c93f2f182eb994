"""Views: modals and Homes, and what a person put into their inputs."""

from dataclasses import dataclass, field
from typing import Any

from tests.ground import Json, part, parts
from tests.slack_server.message import numbered
from tests.slack_server.people import User
from tests.slack_server.seen import Control, Names, controls, words

KEPT = ("type", "title", "submit", "close", "private_metadata", "callback_id", "external_id",
        "clear_on_close", "notify_on_close")  # fmt: skip
ONE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Kind of input → where its state is, where its first value is."""
MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", ""),
}


def state_of(element: Json) -> Json | None:
    """Give what an element holds before anybody touches it; None if it holds nothing ever."""
    kind = element["type"]
    if kind in ONE:
        key, first = ONE[kind]
        return {"type": kind, key: element.get(first)}
    if kind in MANY:
        key, first = MANY[kind]
        return {"type": kind, key: element.get(first) or []}
    return None


def state_key(kind: str) -> str:
    """Give where the state of this kind of element is."""
    return (ONE.get(kind) or MANY[kind])[0]


def state(used: list[Control], given: dict[tuple[str, str], Json]) -> Json:
    """Give the state of these controls, with what a person gave them."""
    values: dict[str, Json] = {}
    for control in used:
        held = given.get((control.block_id, control.action_id)) or state_of(control.element)
        if held is not None:
            values.setdefault(control.block_id, {})[control.action_id] = held
    return {"values": values}


@dataclass(eq=False)
class View:
    """A modal, or somebody's Home."""

    id: str
    owner: User
    app_id: str
    body: Json
    names: Names
    hash: str = ""
    previous: "View | None" = None
    errors: dict[str, str] = field(default_factory=dict[str, str])
    """What the app said is wrong, by the label of the input."""
    given: dict[tuple[str, str], Json] = field(default_factory=dict[tuple[str, str], Json])
    """What a person put in, by block and action id."""
    changes: int = 0

    @property
    def title(self) -> str:
        """Its title."""
        return str(part(self.body, "title").get("text") or "")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with an id."""
        return numbered(parts(self.body, "blocks"), f"b{self.id}x")

    @property
    def text(self) -> str:
        """Its words."""
        return words(self.blocks, self.names)

    @property
    def controls(self) -> list[Control]:
        """Everything that can be used in it."""
        return controls(self.blocks)

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs."""
        return [control.label for control in self.controls if control.is_input]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [control.label for control in self.controls if control.kind == "button"]

    @property
    def values(self) -> dict[str, object]:
        """What its inputs hold now, by label."""
        held = self.state["values"]
        return {
            one.label: _value(held[one.block_id][one.action_id])
            for one in self.controls
            if one.is_input
        }

    @property
    def root(self) -> "View":
        """The modal at the bottom of the stack."""
        return self.previous.root if self.previous else self

    @property
    def state(self) -> Json:
        """What the app is told of its inputs."""
        return state(self.controls, self.given)

    def show(self, body: Json) -> None:
        """Show something else; inputs with the same ids keep what a person gave."""
        self.body = body
        self.changes += 1
        self.hash = f"{self.changes}.{self.id.lower()}"
        self.errors = {}
        kept = {(one.block_id, one.action_id) for one in self.controls}
        self.given = {ids: value for ids, value in self.given.items() if ids in kept}

    def payload(self) -> Json:
        """Give the view as answers and payloads do."""
        shown: Json = {key: self.body.get(key) for key in KEPT}
        for key in ("private_metadata", "callback_id", "external_id"):
            shown[key] = shown[key] or ""
        for key in ("clear_on_close", "notify_on_close"):
            shown[key] = bool(shown[key])
        return shown | {
            "id": self.id,
            "team_id": self.owner.team_id,
            "app_id": self.app_id,
            "app_installed_team_id": self.owner.team_id,
            "blocks": self.blocks,
            "state": self.state,
            "hash": self.hash,
            "root_view_id": self.root.id,
            "previous_view_id": self.previous.id if self.previous else None,
        }


def _value(held: Json) -> object:
    value: Any = held[state_key(held["type"])]
    if held["type"] in ("static_select", "radio_buttons"):
        return value["text"]["text"] if value else None
    if held["type"] in ("multi_static_select", "checkboxes"):
        return [option["text"]["text"] for option in value]
    return value
