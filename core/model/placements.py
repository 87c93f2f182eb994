"""Why people are in the teams they are in, and what would change if they were not."""

from dataclasses import dataclass

from core.model.formation import Formation, FormedTeam, TeamRule
from core.model.people import PersonId, Role


@dataclass(frozen=True, slots=True)
class TakesRole:
    """Somebody fills a role of their team.

    `choice`: 1 or 2 where they wanted it so much, 0 where they are able to. `others` of the
    team could fill it too; `in_class` people of the whole class could, for `teams` teams.
    `spread`: no team has two of them.
    """

    role: Role
    choice: int
    others: int
    in_class: int
    teams: int
    spread: bool


@dataclass(frozen=True, slots=True)
class BringsSkill:
    """Nobody else of the team has this skill at this level; `in_class` people of the class do."""

    skill: str
    level: int
    in_class: int
    teams: int


@dataclass(frozen=True, slots=True)
class Span:
    """Half hours one after another on a day (0 is Monday), `first` to `last` inclusive, from 0."""

    day: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SharesHours:
    """When everybody is free of whom this is known: `known` people of a team of `team`."""

    slots: int
    spans: tuple[Span, ...]
    known: int
    team: int


@dataclass(frozen=True, slots=True)
class WishMet:
    """Those of the team somebody asked for."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class RuleKept:
    """A rule about somebody that was kept."""

    rule: TeamRule


@dataclass(frozen=True, slots=True)
class NotAlone:
    """Somebody marked is not the only one of the team; so many are."""

    marked: int


@dataclass(frozen=True, slots=True)
class BestPlace:
    """Swapping somebody with whomever would make the teams worse, or the same, never better.

    By `loss` points of quality at least.
    """

    loss: float


Fact = TakesRole | BringsSkill | SharesHours | WishMet | RuleKept | NotAlone | BestPlace


@dataclass(frozen=True, slots=True)
class Placement:
    """What is true of somebody in their team, what speaks most for it first."""

    person: PersonId
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A team before and after; `None` where nobody is left."""

    before: FormedTeam
    after: FormedTeam | None


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """A formation after somebody changed teams. `cost` is lost quality, below 0 where it gains.

    `broken` are the rules it does not keep that were kept before.
    """

    formation: Formation
    cost: float
    changes: tuple[TeamChange, ...]
    broken: tuple[TeamRule, ...]

    @property
    def before(self) -> float:
        """The quality before."""
        return self.formation.quality + self.cost
