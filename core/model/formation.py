"""A class to be split into teams, and the teams it is split into."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.model.people import PersonId, Role, Skill

WHOLE = 1000
"""The points of a perfect team; what all weights add up to."""

Pair = tuple[PersonId, PersonId]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to be placed.

    `roles` are the wanted ones, the first choice first. `free` are slots of the week
    (`core.model.free_time`), `None` where nothing is known of them: it then narrows nobody's
    common hours. `wishes` are people asked for. `marked`: had better not be the only such one
    of a team. Without a profile (`known` is false) somebody counts as of average strength.
    """

    person: PersonId
    skills: tuple[Skill, ...] = ()
    roles: tuple[Role, ...] = ()
    free: frozenset[int] | None = None
    wishes: frozenset[PersonId] = frozenset()
    marked: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """A role every team needs, of an importance from 0 to 1000.

    `skill` makes somebody able to take it; by default it is the role's name, that is any skill
    of its field.
    """

    role: Role
    importance: int = 1
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points a team gets for each part; together `WHOLE`."""

    roles: int = 250
    skills: int = 200
    hours: int = 250
    balance: int = 100
    wishes: int = 150
    mixing: int = 50

    @staticmethod
    def of(shares: Mapping[str, int]) -> "Weights":
        """Give weights in proportion to `shares`, by the parts' names; parts not named get 0.

        Raises:
            ValueError: a share is negative, or all are 0.
        """
        total = sum(shares.values())
        if total <= 0 or min(shares.values()) < 0:
            raise ValueError("shares must not be negative, nor all of them 0")
        weights = {part: share * WHOLE // total for part, share in shares.items()}
        rests = sorted(shares, key=lambda part: -(shares[part] * WHOLE % total))
        for part in rests[: WHOLE - sum(weights.values())]:
            weights[part] += 1
        nothing = dict.fromkeys(("roles", "skills", "hours", "balance", "wishes", "mixing"), 0)
        return Weights(**(nothing | weights))


@dataclass(frozen=True, slots=True)
class TeamProblem:
    """A class and what its teams have to be like.

    Teams have `least` to `most` members, and there are `count` of them; `None` leaves the
    number to the solver. `together` are groups that are never split, `apart` pairs that never
    meet. `earlier` are pairs that were in a team before: they may meet again only where
    `may_repeat`, which then costs their team points. Rules about people who are not members
    say nothing. After `seconds` the best teams so far are taken.
    """

    members: tuple[Member, ...]
    least: int
    most: int
    count: int | None = None
    roles: tuple[RoleNeed, ...] = ()
    skills: tuple[str, ...] = ()
    weights: Weights = Weights()
    together: tuple[frozenset[PersonId], ...] = ()
    apart: tuple[Pair, ...] = ()
    earlier: tuple[Pair, ...] = ()
    may_repeat: bool = True
    seed: int = 1
    seconds: float = 120.0


class RuleKind(StrEnum):
    """What kind of rule of a class it is."""

    SIZES = "sizes"
    TOGETHER = "together"
    APART = "apart"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class TeamRule:
    """A rule that is never broken; `people` it is about, in their order, none for sizes."""

    kind: RuleKind
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The points of a team, part by part; `repeats` are points lost for meeting again."""

    roles: int
    skills: int
    hours: int
    balance: int
    wishes: int
    mixing: int
    repeats: int = 0

    @property
    def points(self) -> int:
        """The score of the team, 0 to `WHOLE`."""
        got = self.roles + self.skills + self.hours + self.balance + self.wishes + self.mixing
        return max(0, got - self.repeats)


@dataclass(frozen=True, slots=True)
class FormedTeam:
    """A team, its members in the order of their ids."""

    people: tuple[PersonId, ...]
    parts: Parts


class Proof(StrEnum):
    """What the bound on the quality rests on."""

    BEST = "best"
    """No teams are better, however many: the bound is the quality."""
    EVERY_TEAM = "every_team"
    """The relaxation over every team there could be: a tight bound."""
    SUPPLY = "supply"
    """What the class has to give at most, part by part: a loose bound."""
    OUTDATED = "outdated"
    """Nothing any more, nor do the points: two of the people became one since."""


@dataclass(frozen=True, slots=True)
class Formation:
    """A class in teams.

    `quality` is 1000 less the root mean square of what the teams lack; no formation with as
    many teams has more than `bound`. `cut_short`: the time was up or somebody stopped it, so
    the same ask may give other teams.
    """

    teams: tuple[FormedTeam, ...]
    quality: float
    bound: float
    proof: Proof
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Headway:
    """How far the search is: the best quality so far and the bound on it."""

    quality: float
    bound: float
