"""Projects and who belongs to them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.model.people import PersonId, SpaceId

ProjectId = NewType("ProjectId", int)

MOST_MEMBERS = 12
"""How many members a project has at most."""


class Standing(StrEnum):
    """What a person is to a project, or to the space where no project is meant.

    In rising order; each may do what those before it may.
    """

    OUTSIDER = "outsider"
    MEMBER = "member"
    LEADER = "leader"
    STAFF = "staff"

    def reaches(self, needed: "Standing") -> bool:
        """Tell whether this standing is `needed` or above."""
        order = list(Standing)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's place in a project; `standing` is MEMBER or LEADER."""

    person: PersonId
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Project:
    """A team and its work, from `start` to `end`, both inclusive."""

    id: ProjectId
    space: SpaceId
    topic: str
    description: str
    goal: str
    stack: tuple[str, ...]
    start: date
    end: date
    members: tuple[Member, ...]
    created: datetime
    version: int = 1

    def standing_of(self, person: PersonId) -> Standing:
        """Give what `person` is to this project."""
        found = (member.standing for member in self.members if member.person == person)
        return next(found, Standing.OUTSIDER)

    @property
    def leader(self) -> PersonId | None:
        """Give who leads, `None` for a project without anybody."""
        leads = (each.person for each in self.members if each.standing is Standing.LEADER)
        return next(leads, None)

    def name_of(self, person: PersonId | None) -> str | None:
        """Give a member's name, `None` for nobody and for people who left."""
        found = (member.name for member in self.members if member.person == person)
        return next(found, None)
