"""The documented limits that slack_sdk's own models do not know.

From https://docs.slack.dev/reference/block-kit and the pages of the methods.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from tests.ground import Json, part, parts

MESSAGE_BLOCKS = 50
POST_TEXT, UPDATE_TEXT = 40_000, 4_000
BLOCKS_TEXT = 11_300
"""Characters of all blocks together: undocumented, refusals were measured from here to 13,200,
https://github.com/slackapi/bolt-js/issues/2867."""
TEXT, HEADER, FIELD, DESCRIPTION = 3_000, 150, 2_000, 75
CHOICES, ROWS, COLUMNS, TABLE_TEXT = 10, 100, 20, 10_000
VIEW_SIZE, EXTERNAL_ID, INPUT = 250_000, 255, 3_000
MESSAGES_ONLY = {"context_actions", "file", "markdown", "plan", "table", "task_card"}
VIEWS_ONLY = {"file_input"}
PLAIN_ONLY = {"header": "text", "input": "label", "button": "text"}
EVERYBODY = re.compile(r"<!(channel|here|everyone)\b")


def block_wrongs(blocks: list[Json], *, in_view: bool) -> Iterator[str]:
    """Say what is wrong with blocks, wherever they are shown."""
    yield from _twice("block_id", (block.get("block_id") for block in blocks))
    yield from _twice("task_id", (one.get("task_id") for one in pieces(blocks)))
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "a message has one table"
    for block in blocks:
        if in_view and block["type"] in MESSAGES_ONLY:
            yield f"a view has no {block['type']} blocks"
        inner = [one for one in pieces([block]) if one is not block]
        yield from _twice("action_id", (one.get("action_id") for one in inner))
    for piece in pieces(blocks):
        yield from _piece(piece)
        if not in_view and piece.get("type") in VIEWS_ONLY:
            yield f"a message has no {piece['type']}"


def pings(said: object) -> Iterator[str]:
    """Say how something pings everybody: Slack lets it, this project never."""
    if found := EVERYBODY.search(json.dumps(said, ensure_ascii=False)):
        yield f"pings everybody: {found[0]}"


def texts_together(blocks: list[Json]) -> int:
    """Give how many characters blocks have together."""
    return sum(len(text) for piece in pieces(blocks) if isinstance(text := piece.get("text"), str))


def pieces(thing: object) -> Iterator[Json]:
    """Give every object within, the outer ones first."""
    if isinstance(thing, dict):
        yield cast("Json", thing)
        for value in cast("Json", thing).values():
            yield from pieces(value)
    elif isinstance(thing, list):
        for value in cast("list[object]", thing):
            yield from pieces(value)


def view_form(view: Json) -> Iterator[str]:
    """Say what is wrong with a view as a whole."""
    modal = view.get("type") == "modal"
    has_inputs = any(block["type"] == "input" for block in parts(view, "blocks"))
    if modal and not view.get("title"):
        yield "a modal has a title"
    if modal and has_inputs and not view.get("submit"):
        yield "a modal with inputs has a submit button"
    if not view.get("blocks"):
        yield "a view has blocks"
    if len(str(view.get("external_id") or "")) > EXTERNAL_ID:
        yield f"external_id has more than {EXTERNAL_ID} characters"
    for key in ("title", "submit", "close"):
        if part(view, key).get("type", "plain_text") != "plain_text":
            yield f"{key} is plain_text"


def _piece(piece: Json) -> Iterator[str]:
    kind = str(piece.get("type") or "")
    if kind in ("plain_text", "mrkdwn"):
        yield from _sized(f"a {kind} text", piece.get("text"), TEXT)
    if kind in PLAIN_ONLY and part(piece, PLAIN_ONLY[kind]).get("type") != "plain_text":
        yield f"the {PLAIN_ONLY[kind]} of a {kind} is plain_text"
    judged = JUDGES.get(kind)
    if judged:
        yield from judged(piece)
    if "options" in piece:
        yield from _options(piece)


def _section(block: Json) -> Iterator[str]:
    for field in parts(block, "fields"):
        yield from _sized("a field", field.get("text"), FIELD)


def _header(block: Json) -> Iterator[str]:
    yield from _sized("a header", part(block, "text").get("text"), HEADER)


def _holder(block: Json) -> Iterator[str]:
    if not block.get("elements"):
        yield f"a block of type {block['type']} is empty"


def _button(button: Json) -> Iterator[str]:
    if not button.get("action_id") and not button.get("url"):
        yield "a button has an action_id: without one nothing hears of it"


def _plan(block: Json) -> Iterator[str]:
    if not block.get("title"):
        yield "a plan has a title"


def _task(block: Json) -> Iterator[str]:
    for key in ("task_id", "title"):
        if not block.get(key):
            yield f"a task card has a {key}"
    for key in ("details", "output"):
        if block.get(key) and part(block, key).get("type") != "rich_text":
            yield f"the {key} of a task card are rich_text"


def _table(block: Json) -> Iterator[str]:
    rows = cast("list[list[Json]]", block["rows"])
    if not 1 <= len(rows) <= ROWS or any(not 1 <= len(row) <= COLUMNS for row in rows):
        yield f"a table has up to {ROWS} rows of up to {COLUMNS} cells"
    if len({len(row) for row in rows}) > 1:
        yield "the rows of a table are equally long"
    cells = [cell for row in rows for cell in row]
    if any(cell.get("type") not in ("raw_text", "raw_number", "rich_text") for cell in cells):
        yield "the cells of a table are raw_text, raw_number or rich_text"
    if any(cell.get("text") == "" for cell in cells):
        yield "a cell of a table is empty"
    if texts_together(cells) > TABLE_TEXT:
        yield f"a table has more than {TABLE_TEXT} characters"


def _input(element: Json) -> Iterator[str]:
    longest, first = element.get("max_length", INPUT), str(element.get("initial_value") or "")
    if not 1 <= longest <= INPUT or len(first) > longest:
        yield f"a text input holds up to {INPUT} characters, and its first value fits"


def _options(element: Json) -> Iterator[str]:
    options = parts(element, "options")
    few = element.get("type") in ("checkboxes", "radio_buttons")
    if not options or (few and len(options) > CHOICES):
        yield f"{element.get('type')} has {len(options)} options"
    yield from _twice("option value", (option.get("value") for option in options))
    for option in options:
        if not option.get("value"):
            yield "an option has a value"
        if option.get("description"):
            yield from _sized("a description", part(option, "description").get("text"), DESCRIPTION)
    values = [option.get("value") for option in options]
    first = [*parts(element, "initial_options"), part(element, "initial_option")]
    if any(one and one.get("value") not in values for one in first):
        yield "what is picked first is not among the options"


JUDGES: dict[str, Callable[[Json], Iterator[str]]] = {
    "actions": _holder,
    "button": _button,
    "context": _holder,
    "header": _header,
    "plain_text_input": _input,
    "plan": _plan,
    "section": _section,
    "table": _table,
    "task_card": _task,
}


def _sized(what: str, text: object, most: int) -> Iterator[str]:
    size = len(str(text or ""))
    if not 0 < size <= most:
        yield f"{what} has {size} characters, 1 to {most} are allowed"


def _twice(what: str, ids: Iterable[Any]) -> Iterator[str]:
    for one, times in Counter(one for one in ids if one).items():
        if times > 1:
            yield f"{what} {one!r} is there {times} times"
