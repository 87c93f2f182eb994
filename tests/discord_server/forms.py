"""Modals, and what filling one in sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from tests.discord_server.people import Account
from tests.discord_server.resolved import Resolved
from tests.discord_server.seen import TEXT_INPUT
from tests.ground import Json, Upload

LABEL, ROW = 18, 1
STRING_SELECT = 3
FILES, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
PICKED_ONE, PICKED_MANY = RADIO, (STRING_SELECT, CHECKBOXES)

Value = str | bool | Account | Upload | Sequence["str | Account | Upload"] | None
"""What a person puts into a field."""


class NotPossible(AssertionError):
    """Discord's own client would not let a person do this."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a modal."""

    label: str
    description: str
    component: Json

    @property
    def custom_id(self) -> str:
        """Its id on the wire."""
        return self.component["custom_id"]

    @property
    def kind(self) -> int:
        """Its component type."""
        return self.component["type"]

    @property
    def required(self) -> bool:
        """Whether it must be filled in; a checkbox never."""
        return self.kind != CHECKBOX and self.component.get("required", True)

    @property
    def options(self) -> dict[str, str]:
        """Label → value of what can be picked."""
        return {entry["label"]: entry["value"] for entry in self.component.get("options") or ()}

    @property
    def value(self) -> Value:
        """What it holds before anybody touches it."""
        if self.kind == TEXT_INPUT:
            return self.component.get("value") or ""
        if self.kind == CHECKBOX:
            return bool(self.component.get("default"))
        chosen = [e["value"] for e in self.component.get("options") or () if e.get("default")]
        return (chosen[0] if chosen else None) if self.kind == RADIO else chosen

    def filled(self, value: Value, resolved: Resolved) -> Json:
        """Give what it sends with this value.

        Raises:
            NotPossible: Discord's client would not accept the value.
        """
        sent: Json = {"type": self.kind, "id": self.component.get("id", 0)}
        sent["custom_id"] = self.custom_id
        if self.kind == CHECKBOX:
            return sent | {"value": bool(value)}
        if self.kind == TEXT_INPUT:
            return sent | {"value": self._text(value)}
        values = [self._one(entry, resolved) for entry in several(value)]
        self._count(values)
        if self.kind == RADIO:
            return sent | {"value": values[0] if values else None}
        return sent | {"values": values}

    def _text(self, value: Value) -> str:
        text = str(value or "")
        longest, shortest = self.component.get("max_length", 4000), self.component.get("min_length")
        if (self.required and not text) or len(text) > longest:
            raise NotPossible(f"{self.label!r} does not take {len(text)} characters")
        if text and len(text) < (shortest or 0):
            raise NotPossible(f"{self.label!r} needs {shortest} characters")
        return text

    def _one(self, value: object, resolved: Resolved) -> str:
        if isinstance(value, Account):
            return resolved.user(value)
        if isinstance(value, Upload):
            return resolved.file(value)
        text = str(value)
        if self.kind not in (STRING_SELECT, RADIO, CHECKBOXES):
            return text
        if text not in self.options and text not in self.options.values():
            raise NotPossible(f"{self.label!r} has no {text!r}: {list(self.options)}")
        return self.options.get(text, text)

    def _count(self, values: list[str]) -> None:
        fewest = self.component.get("min_values", 1) if self.required else 0
        most = 1 if self.kind == RADIO else self.component.get("max_values") or self._most()
        if not fewest <= len(values) <= most:
            raise NotPossible(f"{self.label!r} takes {fewest} to {most}, not {len(values)}")

    def _most(self) -> int:
        return len(self.options) if self.kind == CHECKBOXES else 1


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that opened; `submit` of a person fills it in."""

    body: Json

    @property
    def title(self) -> str:
        """Its title."""
        return self.body["title"]

    @property
    def text(self) -> str:
        """The words between its fields."""
        return "\n".join(part["content"] for part in self.body["components"] if "content" in part)

    @property
    def fields(self) -> list[Field]:
        """Its inputs in order."""
        found: list[Field] = []
        for part in self.body["components"]:
            if part["type"] == LABEL:
                found.append(Field(part["label"], part.get("description") or "", part["component"]))
            elif part["type"] == ROW:
                inner = part["components"][0]
                found.append(Field(inner.get("label") or "", "", inner))
        return found

    def filled(self, values: Mapping[str, Value], resolved: Resolved) -> Json:
        """Give what a person sends who puts these values, by label or custom id.

        Raises:
            NotPossible: there is no such field, or it does not take the value.
        """
        names = {name for field in self.fields for name in (field.label, field.custom_id)}
        if unknown := set(values) - names:
            raise NotPossible(f"the form has no {unknown}, but {[f.label for f in self.fields]}")
        parts: list[Json] = []
        for field in self.fields:
            value = values.get(field.label, values.get(field.custom_id, field.value))
            parts.append({"type": LABEL, "id": 0, "component": field.filled(value, resolved)})
        return {"custom_id": self.body["custom_id"], "components": parts}


def several(value: object) -> list[object]:
    """Give a value as a list of values."""
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple):
        return list(cast("Sequence[object]", value))
    return [value]
