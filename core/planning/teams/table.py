"""A class as arrays: what the score of a team and the rules ask of its people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.model.formation import Member, Pair, TeamProblem
from core.model.people import PersonId
from core.planning.skills import ABLE, level

Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Small = NDArray[np.int16]
Numbers = NDArray[np.int64]

SKILL_LEVELS = (2, 4)
"""Somebody at each of these levels is worth a point of the skill."""
_FITS = (3, 2)
"""The fit for the role of one's first and second choice."""
_ABLE = 1
_WORD = 64


@dataclass(frozen=True, slots=True)
class Table:
    """A class of n people, or some of it, each known by their index.

    Of a whole class it is the index among the problem's members. Sets are rows of words,
    (words, n).
    """

    problem: TeamProblem
    free: Bits
    told: Flags
    """Whether somebody's free hours are known."""
    skills: Bits
    """Two bits a skill, one for each of `SKILL_LEVELS`."""
    fits: Small
    """Importance times fit, (n, roles)."""
    strengths: NDArray[np.int32]
    marked: Flags
    asks: Flags
    """Whether one asks for another, (n, n)."""
    easy: Flags
    """Who asks for nobody."""
    apart: Flags
    """Who is never in a team with whom; also everybody with themselves."""
    met: Flags
    """Who had better not meet again."""
    groups: tuple[tuple[int, ...], ...]
    """People who are never split: two or more, nobody in two groups."""

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.strengths)

    def among(self, people: Numbers) -> "Table":
        """Give the table of some of them, a group whole or not at all, in the order given."""
        place = {int(person): number for number, person in enumerate(people)}
        square = np.ix_(people, people)
        return replace(
            self,
            free=self.free[:, people],
            told=self.told[people],
            skills=self.skills[:, people],
            fits=self.fits[people],
            strengths=self.strengths[people],
            marked=self.marked[people],
            asks=self.asks[square],
            easy=self.easy[people],
            apart=self.apart[square],
            met=self.met[square],
            groups=tuple(
                tuple(place[person] for person in group)
                for group in self.groups
                if group[0] in place
            ),
        )


def tabulate(problem: TeamProblem) -> Table:
    """Give the table of a problem.

    Raises:
        ValueError: a person or a role is there twice, or the sizes are none.
    """
    index = indexed(problem)
    members = problem.members
    asks = _asks(problem, index)
    never = problem.apart if problem.may_repeat else (*problem.apart, *problem.earlier)
    return Table(
        problem=problem,
        free=_free(members),
        told=_flags(member.free is not None for member in members),
        skills=_bits([_skills(problem, member) for member in members], 2 * len(problem.skills)),
        fits=_fits(problem),
        strengths=_strengths(problem),
        marked=_flags(member.marked for member in members),
        asks=asks,
        easy=np.logical_not(asks.max(axis=1, initial=False)),
        apart=_pairs(index, never) | np.eye(len(index), dtype=np.bool_),
        met=_pairs(index, problem.earlier if problem.may_repeat else ()),
        groups=merged(problem.together, index),
    )


def indexed(problem: TeamProblem) -> dict[PersonId, int]:
    """Give everybody's index.

    Raises:
        ValueError: a person or a role is there twice, or the sizes are none.
    """
    index = {member.person: number for number, member in enumerate(problem.members)}
    if len(index) < len(problem.members):
        raise ValueError("somebody is there twice")
    if len({need.role for need in problem.roles}) < len(problem.roles):
        raise ValueError("a role is there twice")
    if not 1 <= problem.least <= problem.most:
        raise ValueError("no team has such a size")
    return index


def merged(
    together: Iterable[Collection[PersonId]], index: Mapping[PersonId, int]
) -> tuple[tuple[int, ...], ...]:
    """Give the groups of people, by index, who end up together: those that overlap are one."""
    groups: list[set[int]] = []
    for people in together:
        group = {index[person] for person in people if person in index}
        groups = [*_apart_from(group, groups), group | _joined(group, groups)]
    return tuple(sorted(tuple(sorted(group)) for group in groups if len(group) > 1))


def pairs_of(pairs: Iterable[Pair], index: Mapping[PersonId, int]) -> list[tuple[int, int]]:
    """Give the pairs of two people of the class, by index."""
    known = [(index[one], index[other]) for one, other in pairs if {one, other} <= index.keys()]
    return [(one, other) for one, other in known if one != other]


def _apart_from(group: set[int], groups: Iterable[set[int]]) -> list[set[int]]:
    return [other for other in groups if group.isdisjoint(other)]


def _joined(group: set[int], groups: Iterable[set[int]]) -> set[int]:
    return {person for other in groups if not group.isdisjoint(other) for person in other}


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), np.bool_)


def _bits(sets: Sequence[Iterable[int]], size: int) -> Bits:
    flags = np.zeros((len(sets), -(-size // _WORD) * _WORD), np.bool_)
    for row, members in zip(flags, sets, strict=True):
        row[list(members)] = True
    packed = np.packbits(flags, axis=1, bitorder="little").view(np.uint64)
    return np.ascontiguousarray(packed.T)


def _free(members: Sequence[Member]) -> Bits:
    """Give the slots of everybody, of those in which anybody is known to be free."""
    slots = sorted({slot for member in members for slot in member.free or ()})
    order = {slot: number for number, slot in enumerate(slots)}
    return _bits(
        [
            [order[slot] for slot in (slots if member.free is None else member.free)]
            for member in members
        ],
        len(slots),
    )


def _skills(problem: TeamProblem, member: Member) -> list[int]:
    levels = [level(skill, member.skills) for skill in problem.skills]
    return [
        2 * number + step
        for number, own in enumerate(levels)
        for step, least in enumerate(SKILL_LEVELS)
        if own >= least
    ]


def _fits(problem: TeamProblem) -> Small:
    fits = np.zeros((len(problem.members), len(problem.roles)), np.int16)
    for row, member in zip(fits, problem.members, strict=True):
        for column, need in enumerate(problem.roles):
            chosen = dict(zip(member.roles, _FITS, strict=False))
            able = level(need.skill or need.role, member.skills) >= ABLE
            row[column] = need.importance * chosen.get(need.role, _ABLE if able else 0)
    return fits


def _strengths(problem: TeamProblem) -> NDArray[np.int32]:
    """Give everybody's levels added up, in what the course needs if it says; unknown: average."""
    needed = tuple(dict.fromkeys((*problem.skills, *_role_skills(problem))))
    strengths = [
        sum(level(skill, member.skills) for skill in needed)
        if needed
        else sum(skill.level for skill in member.skills)
        for member in problem.members
    ]
    known = [own for own, member in zip(strengths, problem.members, strict=True) if member.known]
    average = (2 * sum(known) + len(known)) // (2 * len(known)) if known else 0
    return np.array(
        [
            own if member.known else average
            for own, member in zip(strengths, problem.members, strict=True)
        ],
        np.int32,
    )


def _role_skills(problem: TeamProblem) -> list[str]:
    return [need.skill or need.role for need in problem.roles]


def _asks(problem: TeamProblem, index: Mapping[PersonId, int]) -> Flags:
    pairs = [(member.person, other) for member in problem.members for other in member.wishes]
    asks = np.zeros((len(index), len(index)), np.bool_)
    for one, other in pairs_of(pairs, index):
        asks[one, other] = True
    return asks


def _pairs(index: Mapping[PersonId, int], pairs: Iterable[Pair]) -> Flags:
    flags = np.zeros((len(index), len(index)), np.bool_)
    for one, other in pairs_of(pairs, index):
        flags[one, other] = flags[other, one] = True
    return flags
