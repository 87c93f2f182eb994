"""What is asked of teams: sizes and rules as they are typed, and the class the solver is given."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from typing import Annotated, cast

from core.call import Call
from core.commands import Input, Kind, Option
from core.errors import Refused
from core.model.formation import Member, Pair, RoleNeed, TeamProblem, Weights
from core.model.people import Account, Home, Person, PersonId, Profile, Role
from core.model.projects import MOST_MEMBERS
from core.model.team_proposals import TeamProposalState
from core.options import Reading, mentions, read
from core.ports.storage import Work

_Groups = list[tuple[PersonId, ...]]

LONGEST_WINDOW = 30
"""Days in which a swap may be asked for, at most."""
_MOST_SKILLS = 10
_BETWEEN = "/"
"""What parts groups of people."""
_MEANING = re.compile(r"[/,，、@:\n\t]|^\s|\s$")
"""What in a name would be read as more than a name: as two, as a mention, as an id, as nothing."""
_HIGHEST_SEED = 999_999_999


class Repeat(StrEnum):
    """Whether people who were in a team before may be in one again."""

    ALLOW = "allow"
    AVOID = "avoid"
    NEVER = "never"


class Focus(StrEnum):
    """What counts twice."""

    EVENLY = "evenly"
    """Nothing."""
    ROLES = "roles"
    SKILLS = "skills"
    HOURS = "hours"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class TeamWishes:
    """What teams have to be like.

    `together` and `apart` name groups of people, parted by slashes: of the first nobody is
    parted, of the second no two meet. `appeals` is how many days a swap may be asked for.
    """

    least: Annotated[int, Option(most=MOST_MEMBERS)] = 3
    most: Annotated[int, Option(most=MOST_MEMBERS)] = 5
    together: Annotated[str, Option(longest=1000, long=True)] = ""
    apart: Annotated[str, Option(longest=1000, long=True)] = ""
    roles: tuple[Role, ...] = ()
    skills: Annotated[str, Option(longest=200)] = ""
    repeat: Repeat = Repeat.AVOID
    focus: Focus = Focus.EVENLY
    appeals: Annotated[int, Option(least=0, most=LONGEST_WINDOW)] = 3
    seed: Annotated[int, Option(most=_HIGHEST_SEED)] = 1

    @property
    def digest(self) -> str:
        """Give a few letters that are the same for the same wishes."""
        said = repr(sorted(asdict(self).items()))
        return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


async def problem_of(
    work: Work, call: Call, wishes: TeamWishes, people: Sequence[PersonId]
) -> TeamProblem:
    """Give the problem of splitting these people as wished.

    Raises:
        Refused: as in `groups_of`.
    """
    together, apart = await groups_of(work, call, wishes, people)
    profiles = [await work.people.profile(person) for person in people]
    earlier = () if wishes.repeat is Repeat.ALLOW else await _earlier(work, call, people)
    return TeamProblem(
        members=tuple(_member(call, profile) for profile in profiles),
        least=wishes.least,
        most=wishes.most,
        roles=_needs(wishes, profiles),
        skills=_skills(wishes.skills),
        weights=weights_of(wishes.focus),
        together=tuple(map(frozenset, together)),
        apart=tuple(pair for group in apart for pair in _pairs(group)),
        earlier=earlier,
        may_repeat=wishes.repeat is not Repeat.NEVER,
        seed=wishes.seed,
    )


async def groups_of(
    work: Work, call: Call, wishes: TeamWishes, people: Sequence[PersonId]
) -> tuple[_Groups, _Groups]:
    """Give the groups of these people that are together, and those that are apart.

    Raises:
        Refused: there are too few people, or a wish cannot be read.
    """
    if wishes.least > wishes.most:
        raise Refused("teams.sizes", option="least", least=wishes.least, most=wishes.most)
    if len(people) < 2:  # noqa: PLR2004  one person is no class
        raise Refused("teams.nobody")
    together = await _groups(work, call, wishes, "together", people)
    return together, await _groups(work, call, wishes, "apart", people)


def weights_of(focus: Focus) -> Weights:
    """Give the weights in which what matters most counts twice."""
    shares = asdict(Weights())
    if focus is not Focus.EVENLY:
        shares[focus.value] *= 2
    return Weights.of(shares)


def typed(problem: TeamProblem, names: Mapping[PersonId, str]) -> dict[str, str]:
    """Give the wishes of a problem as they can be typed, for asking it again."""
    may = Repeat.AVOID if problem.earlier else Repeat.ALLOW
    focus = next((each for each in Focus if weights_of(each) == problem.weights), Focus.EVENLY)
    given = {
        "least": str(problem.least),
        "most": str(problem.most),
        "together": _typed_groups(problem.together, names),
        "apart": _typed_groups(problem.apart, names),
        "roles": ", ".join(need.role for need in problem.roles),
        "skills": ", ".join(problem.skills),
        "repeat": (may if problem.may_repeat else Repeat.NEVER).value,
        "focus": focus.value,
        "seed": str(problem.seed % _HIGHEST_SEED + 1),
    }
    return {name: words for name, words in given.items() if words}


async def _groups(
    work: Work, call: Call, wishes: TeamWishes, option: str, people: Sequence[PersonId]
) -> _Groups:
    """Read groups of people, two or more each, all of the class.

    Raises:
        Refused: somebody is not, or a group is none.
    """
    text: str = getattr(wishes, option)
    reading = Reading(
        work, call.space, call.caller, call.today, call.ports.dates, call.ports.phrases,
        await _mentioned(work, call, text), {},
    )  # fmt: skip
    given = Input(option, Kind.PEOPLE, Option(), required=False)
    groups: _Groups = []
    for part in filter(None, map(str.strip, text.replace("\n", _BETWEEN).split(_BETWEEN))):
        group = cast("tuple[Person, ...]", await read(given, part, reading, None))
        stranger = next((each for each in group if each.id not in people), None)
        if stranger is not None:
            raise Refused("teams.stranger", option=option, name=stranger.name)
        if len(group) < 2:  # noqa: PLR2004  together or apart are at least two
            raise Refused("teams.alone", option=option, text=part)
        groups.append(tuple(each.id for each in group))
    return groups


async def _mentioned(work: Work, call: Call, text: str) -> dict[str, Person]:
    """Give those whom mentions in a text mean, of the caller's own workspace."""
    place = call.place
    found: dict[str, Person] = {}
    for user in mentions(text):
        account = Account(place.platform, place.workspace, user)
        known = await work.people.known(Home(place.platform, place.workspace, ""), account)
        if known is not None:
            found[user] = known[1]
    return found


def _member(call: Call, profile: Profile) -> Member:
    free = profile.free and profile.free.within(call.space.timezone, call.now)
    return Member(
        profile.person,
        profile.skills,
        profile.roles,
        free.slots if free else None,
        known=bool(profile.skills or profile.roles),
    )


def _needs(wishes: TeamWishes, profiles: Sequence[Profile]) -> tuple[RoleNeed, ...]:
    """Give the roles every team needs: those named, else those that enough people want."""
    teams = -(-len(profiles) // wishes.most)
    wanted = [role for role in Role if sum(role in each.roles for each in profiles) >= teams]
    return tuple(RoleNeed(role) for role in wishes.roles or wanted)


def _skills(text: str) -> tuple[str, ...]:
    named = (part.strip() for part in text.replace("、", ",").split(","))
    skills = tuple(dict.fromkeys(part for part in named if part))
    if len(skills) > _MOST_SKILLS:
        raise Refused("task.skills", option="skills", most=_MOST_SKILLS)
    return skills


async def _earlier(work: Work, call: Call, people: Sequence[PersonId]) -> tuple[Pair, ...]:
    """Give who of them were in a team before, by the teams that were adopted in their space."""
    met: set[Pair] = set()
    for proposal in await work.team_proposals.all(call.space.id):
        if proposal.state is TeamProposalState.ADOPTED and proposal.formation:
            for team in proposal.formation.teams:
                met.update(_pairs(sorted(set(team.people) & set(people))))
    return tuple(sorted(met))


def _pairs(group: Iterable[PersonId]) -> Iterator[Pair]:
    return combinations(group, 2)


def _typed_groups(groups: Iterable[Iterable[PersonId]], names: Mapping[PersonId, str]) -> str:
    """Write groups of people; whose name would not be read as theirs, by their id."""
    held = Counter(name.casefold() for name in names.values())

    def named(person: PersonId) -> str:
        name = names.get(person, "")
        plain = held[name.casefold()] == 1 and not _MEANING.search(name)
        return name if plain else f"person:{person}"

    return " / ".join(", ".join(named(each) for each in sorted(group)) for group in groups)
