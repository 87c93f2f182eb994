"""Boards on which every command of recruiting has something to do for everybody of a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.model.courses import Course
from core.model.people import PersonId
from tests.features.board_room import apply, enrol, recruit
from tests.features.harness import Room

CODE = "CSE101"
SECRET = "비밀모집"  # noqa: S105  a title nobody else is to see
"""The beginning of all titles of the class."""


@dataclass(frozen=True, slots=True)
class Board:
    """What somebody finds on the board of their course.

    A post of their own, one of somebody else, one of somebody else to which they applied, and
    one of their own to which `applicant` did.
    """

    course: Course
    own: int
    other: int
    applied: int
    decided: int
    applicant: PersonId

    def answers(self, command: str) -> Mapping[str, str]:
        """Give the answers by which a command finds something to do."""
        posts = {
            "team apply": self.other,
            "team withdraw": self.applied,
            "board accept": self.decided,
            "board decline": self.decided,
            "board application": self.decided,
        }
        answers = {"post": str(posts.get(command, self.own))}
        if posts.get(command) == self.decided:
            answers["person"] = f"person:{self.applicant}"
        return answers


async def boards(room: Room, names: Sequence[str], title: str) -> Mapping[str, Board]:
    """Let people of a course recruit, and apply each to the next one's post."""
    course = await enrol(room, *names, code=CODE)
    own = {name: await recruit(room, name, title=f"{title} {name}") for name in names}
    second = {name: await recruit(room, name, title=f"{title} 둘째 {name}") for name in names}
    following = dict(zip(names, (*names[1:], names[0]), strict=True))
    for name, other in following.items():
        await apply(room, name, second[other])
    people = {other: (await room.person(name)).id for name, other in following.items()}
    return MappingProxyType(
        {
            name: Board(course, own[name], own[other], second[other], second[name], people[name])
            for name, other in following.items()
        }
    )
