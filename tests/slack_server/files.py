"""Files: on their way up, shared, and read again."""

from dataclasses import dataclass, field

from tests.ground import Json, Upload
from tests.slack_server.people import User


@dataclass(eq=False)
class File:
    """A file; `content` is None until it was uploaded."""

    id: str
    owner: User
    base_url: str
    name: str
    size: int
    title: str = ""
    kind: str = "application/octet-stream"
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        """Where it is read, with a token of its workspace."""
        return f"{self.base_url}/files-pri/{self.owner.team_id}-{self.id}/{self.name}"

    @property
    def data(self) -> bytes:
        """What is in it."""
        assert self.content is not None
        return self.content

    @property
    def text(self) -> str:
        """What is in it, where it is words."""
        return self.data.decode()

    def payload(self) -> Json:
        """Give the file as files.info does."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind,
            "filetype": self.name.rpartition(".")[2],
            "user": self.owner.id,
            "user_team": self.owner.team_id,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "url_private": self.url,
            "url_private_download": self.url,
            "channels": [channel for channel in self.channels if channel.startswith("C")],
            "ims": [channel for channel in self.channels if channel.startswith("D")],
        }


def handed_in(file_id: str, owner: User, base_url: str, upload: Upload) -> File:
    """Give the file that a person attached."""
    return File(
        file_id,
        owner,
        base_url,
        upload.filename,
        len(upload.data),
        kind=upload.content_type,
        content=upload.data,
        complete=True,
    )
