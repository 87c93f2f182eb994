"""What a person sees of components and embeds: text, buttons, selects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.ground import Json, parts
from tests.ground import part as inside

BUTTON, TEXT_INPUT, TEXT, FILE, SELECTS = 2, 4, 10, 13, (3, 5, 6, 7, 8)
LINK = 5
"""The style of a button that opens an address."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a message."""

    label: str
    custom_id: str | None
    style: int
    disabled: bool
    url: str | None
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Select:
    """A select of a message; `options` are label → value, none for people, roles, channels."""

    custom_id: str
    kind: int
    placeholder: str
    options: dict[str, str]
    fewest: int
    most: int
    disabled: bool


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Give every component, the nested ones too, in reading order."""
    for component in components:
        yield component
        yield from walk(parts(component, "components"))
        for key in ("component", "accessory"):
            if component.get(key):
                yield from walk([component[key]])


def buttons(components: Iterable[Json]) -> list[Button]:
    """Give the buttons."""
    return [
        Button(
            label=part.get("label") or "",
            custom_id=part.get("custom_id"),
            style=part["style"],
            disabled=bool(part.get("disabled")),
            url=part.get("url"),
            emoji=inside(part, "emoji").get("name"),
        )
        for part in walk(components)
        if part["type"] == BUTTON
    ]


def selects(components: Iterable[Json]) -> list[Select]:
    """Give the selects."""
    return [
        Select(
            custom_id=part["custom_id"],
            kind=part["type"],
            placeholder=part.get("placeholder") or "",
            options={option["label"]: option["value"] for option in parts(part, "options")},
            fewest=part.get("min_values", 1),
            most=part.get("max_values", 1),
            disabled=bool(part.get("disabled")),
        )
        for part in walk(components)
        if part["type"] in SELECTS
    ]


def text_of(body: Json) -> str:
    """Give all words of a message: content, embeds and text components, by lines."""
    lines = [body.get("content") or ""]
    for embed in parts(body, "embeds"):
        lines += embed_texts(embed)
    lines += [part["content"] for part in walk(parts(body, "components")) if is_text(part)]
    return "\n".join(line for line in lines if line)


def embed_texts(embed: Json) -> list[str]:
    """Give an embed's words: they count together for Discord's limit."""
    texts = [inside(embed, "author").get("name"), embed.get("title"), embed.get("description")]
    for field in parts(embed, "fields"):
        texts += [field.get("name"), field.get("value")]
    texts.append(inside(embed, "footer").get("text"))
    return [str(text) for text in texts if text]


def is_text(component: Json) -> bool:
    """Say whether it is a text component."""
    return component["type"] == TEXT
