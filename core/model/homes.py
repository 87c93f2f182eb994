"""Where a project lives on a platform: a channel or thread of its own."""

from dataclasses import dataclass, replace

from core.model.people import SpaceId
from core.model.projects import ProjectId

_MARK = "home:"


@dataclass(frozen=True, slots=True)
class ProjectHome:
    """A project's place in a workspace; `external` is the platform's channel once it is open.

    `users` are the members as the platform names them, `gone` those who ceased to be and are
    still to be put out; `near` is a channel of the workspace next to which it may be opened,
    empty where anywhere will do.
    """

    project: ProjectId
    space: SpaceId
    platform: str
    workspace: str
    name: str
    near: str
    users: tuple[str, ...]
    gone: tuple[str, ...] = ()
    external: str | None = None


def renewed(kept: ProjectHome, wanted: ProjectHome) -> ProjectHome:
    """Give a kept home as it is wanted from now on: with its channel, and whom it is to put out.

    Nobody who is a member is put out, also who left before and came back.
    """
    gone = _without((*kept.gone, *wanted.gone), wanted.users)
    return replace(wanted, gone=gone, external=kept.external)


def noted(kept: ProjectHome, opened: ProjectHome, external: str) -> ProjectHome:
    """Give a kept home with its channel, once it was opened as `opened`.

    Whom that put out is out. Whoever left meanwhile may have been let in by it all the same.
    """
    waiting = (*_without(kept.gone, opened.gone), *opened.users)
    return replace(kept, gone=_without(waiting, kept.users), external=external)


def is_for(opened: ProjectHome, kept: ProjectHome) -> bool:
    """Tell whether a home that was opened has those in it, and those out, whom the kept one has."""
    return not kept.gone and set(opened.users) == set(kept.users)


def channel_of(project: ProjectId) -> str:
    """Give the channel of a `Place` that means the project's home, wherever that will be."""
    return f"{_MARK}{project}"


def project_of(channel: str) -> ProjectId | None:
    """Give the project whose home a channel means, `None` for a real channel."""
    return ProjectId(int(channel.removeprefix(_MARK))) if channel.startswith(_MARK) else None


def _without(users: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(user for user in dict.fromkeys(users) if user not in others)
