"""Classes to split into teams, and the score of a team told anew, slowly, as it is described."""

from collections.abc import Iterator
from itertools import permutations
from math import sqrt

from hypothesis import strategies as st

from core.model.formation import Member, Pair, RoleNeed, TeamProblem
from core.model.people import PersonId, Role, Skill

SKILLS = ("Python", "React", "Figma")
HOURS = (0, 70, 110, 140, 165, 190, 212, 232, 250)
FEW_SLOTS = 12


def member(number: int, **more: object) -> Member:
    return Member(PersonId(number), **more)  # type: ignore[arg-type]  # a test names what it needs


@st.composite
def problems(draw: st.DrawFn, most_people: int = 14, *, ruled: bool = True) -> TeamProblem:
    people = draw(st.integers(1, most_people))
    least = draw(st.integers(1, min(4, people)))
    most = draw(st.integers(least, 5))
    pairs = st.tuples(st.integers(1, people), st.integers(1, people + 1)).map(_pair)
    rules = st.lists(pairs, max_size=3 if ruled else 0).map(tuple)
    groups = st.frozensets(st.integers(1, people).map(PersonId), min_size=2, max_size=3)
    together = st.lists(groups, max_size=2 if ruled and people > 1 else 0).map(tuple)
    return TeamProblem(
        members=tuple(draw(_members(number + 1, people)) for number in range(people)),
        least=least,
        most=most,
        roles=draw(_needs()),
        skills=tuple(draw(st.lists(st.sampled_from(SKILLS), unique=True))),
        together=draw(together),
        apart=draw(rules),
        earlier=draw(rules),
        may_repeat=draw(st.booleans()),
        seed=draw(st.integers(0, 3)),
    )


def partitions(people: list[PersonId]) -> Iterator[list[set[PersonId]]]:
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    for teams in partitions(rest):
        yield [{first}, *teams]
        for number, team in enumerate(teams):
            yield [*teams[:number], team | {first}, *teams[number + 1 :]]


def slow_points(problem: TeamProblem, team: tuple[PersonId, ...]) -> tuple[int, ...]:
    """Give the points part by part: roles, skills, hours, balance, wishes, mixing, repeats."""
    known = {one.person: one for one in problem.members}
    members = [known[person] for person in team]
    return (
        _roles(problem, members),
        _skills(problem, members),
        _hours(members),
        _balance(problem, members),
        _wishes(problem, members),
        0 if sum(one.marked for one in members) == 1 else 50,
        _repeats(problem, team),
    )


def _pair(numbers: tuple[int, int]) -> Pair:
    return PersonId(numbers[0]), PersonId(numbers[1])


@st.composite
def _members(draw: st.DrawFn, number: int, people: int) -> Member:
    names = draw(st.lists(st.sampled_from(SKILLS), unique=True))
    slots = st.frozensets(st.integers(0, FEW_SLOTS), min_size=4)
    return Member(
        PersonId(number),
        tuple(Skill(name, draw(st.integers(0, 5))) for name in names),
        tuple(draw(st.lists(st.sampled_from([*Role][:4]), unique=True, max_size=3))),
        draw(st.none() | slots),
        draw(st.frozensets(st.integers(1, people + 1).map(PersonId), max_size=2)),
        marked=draw(st.booleans()),
        known=draw(st.integers(0, 4)) > 0,
    )


@st.composite
def _needs(draw: st.DrawFn) -> tuple[RoleNeed, ...]:
    roles = draw(st.lists(st.sampled_from([*Role][:4]), unique=True))
    return tuple(
        RoleNeed(role, draw(st.integers(0, 4)), draw(st.sampled_from(SKILLS))) for role in roles
    )


def _level(one: Member, skill: str) -> int:
    return max((own.level for own in one.skills if own.name == skill), default=0)


def _fit(one: Member, need: RoleNeed) -> int:
    if need.role in one.roles[:1]:
        return 3
    if need.role in one.roles[1:2]:
        return 2
    return 1 if _level(one, need.skill) >= 3 else 0


def _roles(problem: TeamProblem, members: list[Member]) -> int:
    importances = sorted((need.importance for need in problem.roles), reverse=True)
    whole = 3 * sum(importances[: len(members)])
    if whole == 0:
        return 250
    best = 0
    places = [*problem.roles, *[None] * len(members)]
    for taken in permutations(places, len(members)):
        pairs = zip(members, taken, strict=True)
        best = max(
            best, sum(need.importance * _fit(one, need) for one, need in pairs if need is not None)
        )
    return 250 * best // whole


def _skills(problem: TeamProblem, members: list[Member]) -> int:
    if not problem.skills:
        return 200
    got = sum(
        any(_level(one, skill) >= least for one in members)
        for skill in problem.skills
        for least in (2, 4)
    )
    return 200 * got // (2 * len(problem.skills))


def _hours(members: list[Member]) -> int:
    told = [one.free for one in members if one.free is not None]
    if not told:
        return 0
    common = [slot for slot in told[0] if all(slot in free for free in told)]
    return HOURS[min(len(common), 8)]


def _strength(problem: TeamProblem, one: Member) -> int:
    asked = {*problem.skills, *(need.skill for need in problem.roles)}
    if not asked:
        return sum(own.level for own in one.skills)
    return sum(_level(one, skill) for skill in asked)


def _balance(problem: TeamProblem, members: list[Member]) -> int:
    known = [_strength(problem, one) for one in problem.members if one.known]
    if not known:
        return 100
    mean = sum(known) / len(known)
    deviation = sqrt(sum((own - mean) ** 2 for own in known) / len(known))
    if deviation == 0:
        return 100
    average = int(mean + 0.5)
    own = [_strength(problem, one) if one.known else average for one in members]
    off = abs(sum(own) / len(own) - mean) / deviation
    return max(0, 100 - int(100 * off + 1e-9))


def _wishes(problem: TeamProblem, members: list[Member]) -> int:
    people = {one.person for one in problem.members}
    team = {one.person for one in members}
    content = 0
    for one in members:
        asked = (one.wishes & people) - {one.person}
        content += not asked or bool(asked & team)
    return 150 * content // len(members)


def _repeats(problem: TeamProblem, team: tuple[PersonId, ...]) -> int:
    if not problem.may_repeat:
        return 0
    again = {frozenset(pair) for pair in problem.earlier if len(set(pair)) > 1}
    return 50 * sum(pair <= set(team) for pair in again)
