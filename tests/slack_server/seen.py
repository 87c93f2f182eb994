"""What a person sees of blocks: words, and what can be pressed, picked or filled in."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from tests.ground import Json, part, parts

Names = Callable[[str], str]
"""How a mentioned id reads."""

LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
TEXTS = ("title", "subtitle", "text", "body", "label", "hint")
"""Where a block keeps its own words."""
INSIDE = ("child_blocks", "tasks")
"""Where a block keeps others; a carousel's are its elements."""
WORDED = {
    "text": ("text",),
    "link": ("text", "url"),
    "emoji": ("name",),
    "broadcast": ("range",),
    "date": ("fallback",),
}
"""Where an element of rich text keeps its words."""
STATES = {"pending": "○", "in_progress": "◐", "complete": "●", "error": "✕"}


@dataclass(frozen=True, slots=True)
class Control:
    """Something a person can use; `label` is the word they see at it."""

    block_id: str
    label: str
    element: Json
    optional: bool = False
    is_input: bool = False

    @property
    def action_id(self) -> str:
        """Its id on the wire."""
        return self.element.get("action_id") or ""

    @property
    def kind(self) -> str:
        """Its type, such as `button`."""
        return self.element["type"]

    @property
    def options(self) -> dict[str, Json]:
        """Label → option of what can be picked."""
        grouped = [
            one for group in parts(self.element, "option_groups") for one in group["options"]
        ]
        listed = parts(self.element, "options") + grouped
        return {part(option, "text")["text"]: option for option in listed}


def controls(blocks: Iterable[Json]) -> list[Control]:
    """Give everything that can be used, in reading order."""
    return [control for block in _walk(blocks) for control in _controls(block)]


def words(blocks: Iterable[Json], names: Names) -> str:
    """Give all words of blocks, by lines; the labels of buttons are not among them."""
    return "\n".join(line for block in blocks for line in _lines(block, names) if line)


def plain(text: str, names: Names) -> str:
    """Give what people read of mrkdwn: mentions by name, links by their words."""

    def read(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target[0] in "@#":
            return names(target[1:])
        if target[0] == "!":
            return label or f"@{target[1:]}"
        return label or target

    return unescape(LINK.sub(read, text))


def rich(element: Json, names: Names) -> str:
    """Give the words of rich text."""
    kind = element.get("type")
    if kind in ("user", "channel"):
        return names(element[f"{kind}_id"])
    if kind in WORDED:
        return next((str(element[key]) for key in WORDED[kind] if element.get(key)), "")
    between = "\n" if kind in ("rich_text", "rich_text_list") else ""
    return between.join(rich(one, names) for one in parts(element, "elements"))


def _walk(blocks: Iterable[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        for key in INSIDE:
            yield from _walk(parts(block, key))
        if block["type"] == "carousel":
            yield from _walk(block["elements"])


def _controls(block: Json) -> Iterator[Control]:
    block_id = block.get("block_id") or ""
    if block["type"] == "input":
        label, optional = block["label"]["text"], bool(block.get("optional"))
        yield Control(block_id, label, block["element"], optional, is_input=True)
        return
    found = parts(block, "actions")
    if block["type"] in ("actions", "context_actions"):
        found = block["elements"]
    if block.get("accessory"):
        found = [block["accessory"]]
    for element in found:
        if element["type"] != "image":
            yield Control(block_id, _label(element), element)


def _label(element: Json) -> str:
    for key in ("text", "placeholder"):
        if element.get(key):
            return element[key]["text"]
    return element.get("action_id") or ""


def _lines(block: Json, names: Names) -> Iterator[str]:
    kind = block["type"]
    mark = f"{STATES[block['status']]} " if kind == "task_card" else ""
    yield from (mark + _read(block[key], names) for key in TEXTS if block.get(key))
    yield from (rich(block[key], names) for key in ("details", "output") if block.get(key))
    yield from (_read(field, names) for field in parts(block, "fields"))
    match kind:
        case "rich_text":
            yield rich(block, names)
        case "context":
            yield from (_read(one, names) for one in block["elements"] if "text" in one)
        case "image":
            yield block["alt_text"]
        case "table":
            yield from (" | ".join(_cell(one, names) for one in row) for row in block["rows"])
        case "carousel":
            yield words(block["elements"], names)
        case _:
            yield from (words(parts(block, key), names) for key in INSIDE)


def _cell(cell: Json, names: Names) -> str:
    return rich(cell, names) if cell["type"] == "rich_text" else str(cell.get("text") or "")


def _read(text: Json | str, names: Names) -> str:
    if isinstance(text, str):
        return text
    return plain(text["text"], names) if text["type"] == "mrkdwn" else text["text"]
