"""Which of the kept rows belong to which space."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from core.model.people import SpaceId
from tests.fakes.rows import Rows

_OF_NOBODY = (
    "last",
    "homes",
    "nameless",
    "asks",
    "asked_later",
    "arrivals",
    "team_jobs",
    "request_keys",
)
"""What is kept of all spaces together: numbers given, workspaces, what came and was answered."""
_BY_COURSE = ("enrolments", "rosters", "drafts", "former_courses", "boards", "posts")
_BY_PROPOSAL = ("team_projects", "appeals")


def rows_of(rows: Rows, workspace: str) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Give the rows that belong to the space of a workspace, by collection."""
    space = rows.homes["console", workspace]
    for item in fields(rows):
        if item.name not in _OF_NOBODY:
            held: dict[Any, Any] = getattr(rows, item.name)
            own = {k: v for k, v in held.items() if _owner(rows, item.name, k, v) == space}
            yield item.name, own


def _owner(  # noqa: PLR0911  one return a kind
    rows: Rows, name: str, key: Any, row: Any
) -> SpaceId:
    match name:
        case "spaces":
            return key
        case "accounts" | "buttons" | "identities":
            return key[0]
        case "profiles" | "tries" | "former" | "notices" | "links":
            whose = row if name in ("former", "links") else key
            return rows.people[getattr(whose, "person", whose)].space
        case "steps" | "subjects":
            return (rows.jobs[key[0]] if name == "steps" else rows.messages[key]).space
        case "activity":
            return row.draft.space
        case "applications":
            return rows.courses[rows.posts[key[0]].course].space
        case _ if name in _BY_COURSE:
            return rows.courses[_course(name, key, row)].space
        case _ if name in _BY_PROPOSAL:
            return rows.team_proposals[getattr(row, "proposal", key)].space
        case _:
            return row.space if hasattr(row, "space") else rows.projects[row.project].space


def _course(name: str, key: Any, row: Any) -> Any:
    return row if name == "former_courses" else getattr(row, "course", key)
