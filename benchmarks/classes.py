"""Makes up classes to split into teams, the same ones from the same seed.

Everybody has a field of study they are good at, drawn by how common it is, one or two things
of other fields, and roles they want: mostly their own field first. They are free in blocks of
two to six hours on weekdays between 9:00 and 22:00, less where lectures lie. Four in ten ask
for one to three people of their own circle of eight. One in seven is marked, one in twenty-five
has no profile. For every fifteen people there is a pair that must not meet, for every forty a
pair that must stay together; for every six a pair that was in a team before. Teams have 4 or 5
people and need five roles and six skills.
"""

import random
from collections.abc import Sequence

from core.model.formation import Member, Pair, RoleNeed, TeamProblem
from core.model.people import PersonId, Role, Skill

SIZES = (12, 30, 60, 120, 240, 500)
_FIELDS = {
    Role.FRONTEND: (5, ("React", "CSS")),
    Role.BACKEND: (4, ("Python", "SQL")),
    Role.AI: (3, ("PyTorch", "Python")),
    Role.DATA: (2, ("SQL", "Excel")),
    Role.DESIGN: (2, ("Figma", "CSS")),
    Role.DOCS: (2, ("Notion", "Excel")),
    Role.LEAD: (1, ("Notion", "Jira")),
}
"""How common each field is, and its skills."""
_NEEDS = (
    RoleNeed(Role.BACKEND, 3, "Python"),
    RoleNeed(Role.FRONTEND, 3, "React"),
    RoleNeed(Role.DESIGN, 2, "Figma"),
    RoleNeed(Role.DOCS, 1, "Notion"),
    RoleNeed(Role.LEAD, 2, "Jira"),
)
_SKILLS = ("Python", "React", "SQL", "Figma", "Notion", "PyTorch")
_DAY, _MORNING, _EVENING = 48, 18, 44
_WEEKDAYS = range(5)
_CIRCLE = 8


def school_class(size: int, seed: int = 1) -> TeamProblem:
    """Give a class of `size` people."""
    chance = random.Random(seed * 1000 + size)
    people = [PersonId(number + 1) for number in range(size)]
    members = tuple(_member(person, people, chance) for person in people)
    together = _pairs(people, size // 40, chance)
    apart = [pair for pair in _pairs(people, size // 15, chance) if pair not in together]
    return TeamProblem(
        members=members,
        least=4,
        most=5,
        roles=_NEEDS,
        skills=_SKILLS,
        together=tuple(frozenset(pair) for pair in together),
        apart=tuple(apart),
        earlier=tuple(_pairs(people, size // 6, chance)),
        seed=seed,
    )


def _member(person: PersonId, people: Sequence[PersonId], chance: random.Random) -> Member:
    wishes = _wishes(person, people, chance)
    if chance.random() < 1 / 25:
        return Member(person, wishes=wishes, known=False)
    fields = list(_FIELDS)
    shares = [share for share, _ in _FIELDS.values()]
    field = chance.choices(fields, shares)[0]
    levels = {skill: chance.randint(2, 5) for skill in _FIELDS[field][1]}
    for other in chance.sample(fields, chance.randint(1, 2)):
        levels.setdefault(chance.choice(_FIELDS[other][1]), chance.randint(0, 3))
    first = field if chance.random() < 0.75 else chance.choice(fields)  # noqa: PLR2004  # the share who want their own field
    roles = (first, chance.choice([role for role in fields if role is not first]))
    return Member(
        person,
        tuple(Skill(name, own) for name, own in levels.items()),
        roles,
        _free(chance),
        wishes,
        marked=chance.random() < 1 / 7,
    )


def _free(chance: random.Random) -> frozenset[int]:
    slots: set[int] = set()
    for day in _WEEKDAYS:
        for _ in range(chance.choice((0, 1, 1, 2))):
            start = chance.randrange(_MORNING, _EVENING - 4, 2)
            end = min(start + chance.randint(4, 12), _EVENING)
            slots.update(range(day * _DAY + start, day * _DAY + end))
    return frozenset(slots)


def _wishes(
    person: PersonId, people: Sequence[PersonId], chance: random.Random
) -> frozenset[PersonId]:
    if chance.random() > 2 / 5:
        return frozenset()
    circle = (person - 1) // _CIRCLE * _CIRCLE
    near = [other for other in people[circle : circle + _CIRCLE] if other != person]
    return frozenset(chance.sample(near, min(len(near), chance.randint(1, 3))))


def _pairs(people: Sequence[PersonId], count: int, chance: random.Random) -> list[Pair]:
    drawn = [sorted(chance.sample(people, 2)) for _ in range(count)]
    return [(one, other) for one, other in drawn]
