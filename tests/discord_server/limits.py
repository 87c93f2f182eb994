"""The documented limits of messages and modals that Discord's OpenAPI file lacks.

From https://docs.discord.com/developers/resources/message and
https://docs.discord.com/developers/components/reference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.discord_server.message import COMPONENTS_V2
from tests.discord_server.seen import (
    BUTTON,
    LINK,
    SELECTS,
    TEXT_INPUT,
    embed_texts,
    is_text,
    walk,
)
from tests.ground import Json, Upload, part, parts

CONTENT, EMBEDS, EMBED_TEXT = 2000, 10, 6000
EMBED_PARTS = {"title": 256, "description": 4096}
FIELDS, FIELD_NAME, FIELD_VALUE, FOOTER, AUTHOR = 25, 256, 1024, 2048, 256
COMPONENTS, COMPONENTS_TEXT = 40, 4000
ROWS, ROW_BUTTONS = 5, 5
CUSTOM_ID, LABEL, OPTIONS, OPTION_TEXT, PLACEHOLDER = 100, 80, 25, 100, 150
FILES, FILE_SIZE = 10, 10 * 2**20
MODAL_TITLE, MODAL_PARTS, MODAL_LABEL, MODAL_HELP, INPUT = 45, 5, 45, 100, 4000
CHOICES, CHOICE = 25, 100
ROW, LABEL_PART = 1, 18


def too_long(what: str, text: object, most: int) -> list[str]:
    """Say that a text is too long, if it is."""
    size = len(str(text or ""))
    return [f"{what} has {size} characters, {most} are allowed"] if size > most else []


def message_wrongs(body: Json, files: Mapping[str, Upload], *, new: bool, v2: bool) -> list[str]:
    """Say what is wrong with a message; `v2` if it is, or already was, one of components V2."""
    components = parts(body, "components")
    wrong = too_long("content", body.get("content"), CONTENT)
    wrong += _embeds(parts(body, "embeds"))
    wrong += _components(components, v2=v2)
    wrong += _files(body, files, v2=v2)
    if v2 and (body.get("content") or body.get("embeds") or body.get("poll")):
        wrong.append("components V2 exclude content, embeds and polls")
    if new and not v2 and not any(body.get(key) for key in FILLING) and not files:
        wrong.append("the message is empty")
    if new and v2 and not components:
        wrong.append("the message is empty")
    return wrong


FILLING = ("content", "embeds", "components", "sticker_ids", "poll", "attachments")


def careless(body: Json) -> list[str]:
    """Say how a new message could ping somebody it does not name; Discord would send it."""
    allowed = body.get("allowed_mentions")
    if allowed is None:
        return ["allowed_mentions is missing: the text decides who is pinged"]
    if allowed.get("parse"):
        return [f"allowed_mentions lets the text ping {allowed['parse']}"]
    return []


def is_v2(body: Json) -> bool:
    """Say whether a request makes a message of components V2."""
    return bool(int(body.get("flags") or 0) & COMPONENTS_V2)


def modal_wrongs(modal: Json) -> list[str]:
    """Say what is wrong with a modal."""
    components = parts(modal, "components")
    wrong = too_long("the modal's title", modal.get("title"), MODAL_TITLE)
    wrong += _custom_ids(components) + too_long("custom_id", modal.get("custom_id"), CUSTOM_ID)
    if not 1 <= len(components) <= MODAL_PARTS:
        wrong.append(f"the modal has {len(components)} components")
    for piece in walk(components):
        wrong += _choices(piece)
        if piece["type"] == LABEL_PART:
            wrong += too_long("a label", piece.get("label"), MODAL_LABEL)
            wrong += too_long("a label's description", piece.get("description"), MODAL_HELP)
        if piece["type"] == TEXT_INPUT:
            wrong += too_long(
                "an input's value", piece.get("value"), piece.get("max_length", INPUT)
            )
            wrong += too_long("an input's placeholder", piece.get("placeholder"), 100)
    return wrong


def choices_wrongs(choices: list[Json]) -> list[str]:
    """Say what is wrong with the choices of autocomplete."""
    wrong = [f"{len(choices)} choices"] if len(choices) > CHOICES else []
    for choice in choices:
        wrong += too_long("a choice's name", choice["name"], CHOICE)
        wrong += too_long("a choice's value", choice["value"], CHOICE)
        if not str(choice["name"]).strip():
            wrong.append("a choice has no name")
    return wrong


def _embeds(embeds: list[Json]) -> list[str]:
    together = sum(len(text) for embed in embeds for text in embed_texts(embed))
    wrong = [f"{len(embeds)} embeds"] if len(embeds) > EMBEDS else []
    if together > EMBED_TEXT:
        wrong.append(f"embeds have {together} characters together, {EMBED_TEXT} are allowed")
    for embed in embeds:
        for key, most in EMBED_PARTS.items():
            wrong += too_long(f"an embed's {key}", embed.get(key), most)
        wrong += too_long("a footer", part(embed, "footer").get("text"), FOOTER)
        wrong += too_long("an author", part(embed, "author").get("name"), AUTHOR)
        wrong += _fields(parts(embed, "fields"))
    return wrong


def _fields(fields: list[Json]) -> list[str]:
    wrong = [f"{len(fields)} fields in an embed"] if len(fields) > FIELDS else []
    for entry in fields:
        wrong += too_long("a field's name", entry.get("name"), FIELD_NAME)
        wrong += too_long("a field's value", entry.get("value"), FIELD_VALUE)
        if not str(entry.get("name") or "").strip() or not str(entry.get("value") or "").strip():
            wrong.append("a field is empty")
    return wrong


def _components(components: list[Json], *, v2: bool) -> list[str]:
    inside = list(walk(components))
    wrong = _custom_ids(components)
    if v2:
        text = sum(len(piece["content"]) for piece in inside if is_text(piece))
        if len(inside) > COMPONENTS:
            wrong.append(f"{len(inside)} components, {COMPONENTS} are allowed")
        if text > COMPONENTS_TEXT:
            wrong.append(f"components have {text} characters together, {COMPONENTS_TEXT} allowed")
    elif len(components) > ROWS or any(piece["type"] != ROW for piece in components):
        wrong.append("a message without components V2 takes up to 5 rows and nothing else")
    for piece in inside:
        wrong += _row(piece) if piece["type"] == ROW else _button(piece) + _choices(piece)
        if is_text(piece) and not piece["content"].strip():
            wrong.append("a text component is empty")
    return wrong


def _custom_ids(components: Iterable[Json]) -> list[str]:
    ids = [piece["custom_id"] for piece in walk(components) if piece.get("custom_id") is not None]
    wrong = [
        f"custom_id {one!r} is there twice" for one, times in Counter(ids).items() if times > 1
    ]
    return wrong + [
        f"custom_id has {len(one)} characters" for one in ids if not 0 < len(one) <= 100
    ]


def _row(row: Json) -> list[str]:
    kinds = [piece["type"] for piece in row["components"]]
    alone = len(kinds) == 1 and kinds[0] in (*SELECTS, TEXT_INPUT)
    if alone or (set(kinds) == {BUTTON} and len(kinds) <= ROW_BUTTONS):
        return []
    return [f"a row of {kinds}: up to 5 buttons or one select"]


def _button(piece: Json) -> list[str]:
    if piece["type"] != BUTTON:
        return []
    wrong = too_long("a button's label", piece.get("label"), LABEL)
    if not piece.get("label") and not piece.get("emoji"):
        wrong.append("a button has neither label nor emoji")
    if (piece["style"] == LINK) == bool(piece.get("custom_id")):
        wrong.append("a button has either an address or a custom_id")
    return wrong


def _choices(piece: Json) -> list[str]:
    options: list[Json] | None = piece.get("options")
    wrong = too_long("a placeholder", piece.get("placeholder"), PLACEHOLDER)
    if options is None:
        return wrong
    if not 1 <= len(options) <= OPTIONS:
        wrong.append(f"{len(options)} options")
    for option in options:
        for key in ("label", "value", "description"):
            wrong += too_long(f"an option's {key}", option.get(key), OPTION_TEXT)
        if not str(option.get("label") or "").strip():
            wrong.append("an option has no label")
    if len({option["value"] for option in options}) < len(options):
        wrong.append("two options have the same value")
    if piece.get("max_values", 1) > len(options):
        wrong.append("more can be picked than there is")
    return wrong


def _files(body: Json, files: Mapping[str, Upload], *, v2: bool) -> list[str]:
    named = body.get("attachments")
    count = len(files) if named is None else len(named)
    wrong = [f"{count} files, {FILES} are allowed"] if count > FILES else []
    wrong += [
        f"{file.filename} has {len(file.data)} bytes"
        for file in files.values()
        if len(file.data) > FILE_SIZE
    ]
    names = {file.filename for file in files.values()}
    shown = set(_shown(body))
    if missing := {name for name in shown if files and name not in names}:
        wrong.append(f"components show {missing}, which is not attached")
    if v2 and (hidden := names - shown):
        wrong.append(f"no component shows {hidden}, so nobody sees it")
    return wrong


def _shown(body: Json) -> Iterable[str]:
    for component in walk(parts(body, "components")):
        medias: list[Json | None] = [component.get("media"), component.get("file")]
        medias += [item.get("media") for item in parts(component, "items")]
        for media in medias:
            if media and str(media["url"]).startswith("attachment://"):
                yield str(media["url"]).removeprefix("attachment://")
    for embed in parts(body, "embeds"):
        for key in ("image", "thumbnail"):
            url = str(part(embed, key).get("url") or "")
            if url.startswith("attachment://"):
                yield url.removeprefix("attachment://")
