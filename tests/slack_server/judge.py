"""Judging messages and views: by slack_sdk's own models, and by the limits they miss."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.ground import Json, parts
from tests.slack_server.limits import (
    BLOCKS_TEXT,
    MESSAGE_BLOCKS,
    POST_TEXT,
    UPDATE_TEXT,
    VIEW_SIZE,
    block_wrongs,
    pings,
    texts_together,
    view_form,
)

NESTED = ("tasks", "details", "output", "rich_text_title")
"""Blocks within blocks that the models keep as they are, without judging."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong; `error` is what Slack refuses it with, None if it would let it pass."""

    said: str
    error: str | None = None


def message_wrongs(body: Json, *, update: bool = False) -> list[Wrong]:
    """Say what is wrong with a message."""
    blocks, text = parts(body, "blocks"), str(body.get("text") or "")
    longest = UPDATE_TEXT if update else POST_TEXT
    wrongs = [Wrong(said, "invalid_blocks") for said in _blocks(blocks, in_view=False)]
    if len(blocks) > MESSAGE_BLOCKS:
        wrongs.append(Wrong(f"{len(blocks)} blocks in a message", "invalid_blocks"))
    if texts_together(blocks) > BLOCKS_TEXT:
        said = f"blocks have {texts_together(blocks)} characters together"
        wrongs.append(Wrong(said, "msg_blocks_too_long"))
    if len(text) > longest:
        wrongs.append(Wrong(f"the text has {len(text)} characters", "msg_too_long"))
    if not text.strip():
        said = "a message needs a text, which is all that notifications read"
        wrongs.append(Wrong(said, None if blocks or body.get("attachments") else "no_text"))
    return wrongs + [Wrong(said) for said in pings([text, blocks])]


def view_wrongs(view: Json) -> list[Wrong]:
    """Say what is wrong with a modal or a Home."""
    said = [*_model(view), *view_form(view), *_blocks(parts(view, "blocks"), in_view=True)]
    wrongs = [Wrong(one, "invalid_arguments") for one in said]
    if len(json.dumps(view).encode()) > VIEW_SIZE:
        wrongs.append(Wrong("the view has more than 250 KB", "view_too_large"))
    return wrongs + [Wrong(one) for one in pings(view)]


def _blocks(blocks: list[Json], *, in_view: bool) -> Iterator[str]:
    said = [wrong for block in blocks for wrong in _block(block)]
    yield from said
    if not said:
        # The rules below read what the models have found to be well formed.
        yield from block_wrongs(blocks, in_view=in_view)


def _block(block: Json) -> Iterator[str]:
    models: Any = Block
    try:
        parsed = models.parse(deepcopy(block))
        shown = parsed.to_dict() if parsed else None
    except (SlackObjectFormationError, AttributeError, KeyError, TypeError) as error:
        # The models raise anything at blocks that lack what they are made of.
        yield f"{block.get('type')}: {error}"
        return
    if shown is None:
        yield f"there is no block of type {block.get('type')}"
        return
    yield from (f"{block['type']}: {lost} is unknown" for lost in _lost(block, shown, ""))
    for key in NESTED:
        inner: object = block.get(key) or []
        for one in cast("list[Json]", inner if isinstance(inner, list) else [inner]):
            yield from _block(one)


def _model(view: Json) -> Iterator[str]:
    bare = {key: value for key, value in view.items() if key != "blocks"}
    blocks = [{"type": "divider"}] * len(parts(view, "blocks"))
    model: Any = View
    try:
        model(**deepcopy(bare), blocks=blocks).to_dict()
    except (SlackObjectFormationError, AttributeError, KeyError, TypeError) as error:
        yield f"view: {error}"
    yield from (f"view: {key} is unknown" for key in view if key not in model.attributes)


def _lost(given: object, kept: object, path: str) -> Iterator[str]:
    """Give what the models threw away because they do not know it."""
    if isinstance(given, dict) and isinstance(kept, dict):
        thing, known = cast("Json", given), cast("Json", kept)
        for key, value in thing.items():
            if key not in known and value not in (None, "", [], False):
                yield f"{path}{key}"
            elif key in known:
                yield from _lost(value, known[key], f"{path}{key}.")
    elif isinstance(given, list) and isinstance(kept, list):
        pairs = zip(cast("list[object]", given), cast("list[object]", kept), strict=False)
        for one, other in pairs:
            if other is None:
                yield f"{path}{cast('Json', one).get('type')}"
            else:
                yield from _lost(one, other, path)
