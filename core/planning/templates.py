"""The built-in plan of a software project, for when there is no model to ask."""

from collections.abc import Mapping
from typing import Any, cast

from core.model.people import Locale
from core.model.plans import Chapter, Outline, Piece
from core.phrasebook import Phrasebook

_SOFTWARE = "templates.software"


def template_outline(phrases: Phrasebook, locale: Locale, *, presentation: bool) -> Outline:
    """Give the template in the words of `locale`; its presentation only when asked for."""
    tables = cast("list[Mapping[str, Any]]", phrases.tree(locale, _SOFTWARE))
    chosen = [table for table in tables if presentation or not table.get("presentation", False)]
    return Outline(tuple(map(_chapter, chosen)), by_ai=False)


def _chapter(table: Mapping[str, Any]) -> Chapter:
    return Chapter(
        title=table["title"],
        description=table["description"],
        done_when=table["done_when"],
        pieces=tuple(map(_piece, table["pieces"])),
        after=tuple(table["after"]),
    )


def _piece(table: Mapping[str, Any]) -> Piece:
    low, high = table["effort"]
    return Piece(
        title=table["title"],
        description=table["description"],
        done_when=table["done_when"],
        first_step=table["first_step"],
        skills=tuple(table["skills"]),
        effort_low=low,
        effort_high=high,
    )
