"""Where a project lives on a platform: a channel or thread of its own."""

from dataclasses import dataclass

from core.model.people import SpaceId
from core.model.projects import ProjectId

_MARK = "home:"


@dataclass(frozen=True, slots=True)
class ProjectHome:
    """A project's place in a workspace; `external` is the platform's channel once it is open.

    `users` are the members as the platform names them; `near` is a channel of the workspace
    next to which it may be opened, empty where anywhere will do.
    """

    project: ProjectId
    space: SpaceId
    platform: str
    workspace: str
    name: str
    near: str
    users: tuple[str, ...]
    external: str | None = None


def channel_of(project: ProjectId) -> str:
    """Give the channel of a `Place` that means the project's home, wherever that will be."""
    return f"{_MARK}{project}"


def project_of(channel: str) -> ProjectId | None:
    """Give the project whose home a channel means, `None` for a real channel."""
    return ProjectId(int(channel.removeprefix(_MARK))) if channel.startswith(_MARK) else None
