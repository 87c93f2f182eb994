"""Teams in words: why somebody is where they are, what a team has and what it lacks."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.model.formation import Formation, FormedTeam, Member, RuleKind, TeamProblem
from core.model.people import PersonId, Role
from core.model.placements import (
    BestPlace,
    BringsSkill,
    Fact,
    NotAlone,
    Placement,
    RuleKept,
    SharesHours,
    TakesRole,
    WishMet,
)
from core.planning.skills import could_take, level
from core.reports.meetings import hours_words, spans_words

Say = Callable[..., str]
Names = Mapping[PersonId, str]

_ABLE = 2
"""The level from which on somebody counts as having a skill."""
_BOM = "\ufeff"
"""Without it spreadsheets take Hangul for something else."""
_CALCULATES = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Sheet:
    """A formation with all that is said of it. Teams are numbered from 0, for people from 1."""

    problem: TeamProblem
    formation: Formation
    placements: Mapping[PersonId, Placement]
    names: Names

    @cached_property
    def members(self) -> Mapping[PersonId, Member]:
        """Those who were placed."""
        return {member.person: member for member in self.problem.members}

    @property
    def size(self) -> int:
        """How many were placed."""
        return len(self.problem.members)

    def named(self, people: Iterable[PersonId]) -> list[str]:
        """Give the names of people."""
        return [self.names.get(person, "?") for person in people]

    def missing_roles(self, team: FormedTeam) -> list[Role]:
        """Give the roles nobody of a team could take, unless everybody takes another already."""
        if len(self._taken(team)) == len(team.people):
            return []
        members = [self.members[person] for person in team.people]
        return [
            need.role
            for need in self.problem.roles
            if not any(could_take(need, member) for member in members)
        ]

    def open_roles(self, team: FormedTeam) -> list[Role]:
        """Give the other roles that nobody of a team takes yet."""
        known = self._taken(team).union(self.missing_roles(team))
        return [need.role for need in self.problem.roles if need.role not in known]

    def _taken(self, team: FormedTeam) -> set[Role]:
        facts = (fact for person in team.people for fact in self.placements[person].facts)
        return {fact.role for fact in facts if isinstance(fact, TakesRole)}

    def missing_skills(self, team: FormedTeam) -> list[str]:
        """Give the skills that nobody of a team has."""
        skills = [self.members[person].skills for person in team.people]
        return [
            asked
            for asked in self.problem.skills
            if all(level(asked, own) < _ABLE for own in skills)
        ]

    def hours(self, team: FormedTeam) -> SharesHours | None:
        """Give when a team can meet, `None` where nobody knows."""
        known = sum(self.members[one].free is not None for one in team.people)
        if known < min(2, len(team.people)):
            return None
        facts = (fact for person in team.people for fact in self.placements[person].facts)
        shared = (fact for fact in facts if isinstance(fact, SharesHours))
        return next(shared, SharesHours(0, (), known, len(team.people)))


def team_of(formation: Formation, person: PersonId) -> int | None:
    """Give the number of somebody's team, from 0."""
    found = (number for number, team in enumerate(formation.teams) if person in team.people)
    return next(found, None)


def leader_of(problem: TeamProblem, team: Sequence[PersonId], names: Names) -> PersonId:
    """Give who leads: who wants it most, else who is best at it, else the first by name."""
    members = {member.person: member for member in problem.members}

    def rank(person: PersonId) -> tuple[int, int, str, int]:
        roles, skills = members[person].roles, members[person].skills
        wanted = roles.index(Role.LEAD) if Role.LEAD in roles else len(Role)
        return wanted, -level(Role.LEAD, skills), names.get(person, ""), person

    return min(team, key=rank)


def reason(say: Say, sheet: Sheet, person: PersonId) -> str:
    """Say in one sentence why somebody is in their team.

    Who had better not meet whom, and who carries a mark, is nobody's business.
    """
    facts = sheet.placements[person].facts
    causes = [words for fact in facts if (words := _cause(say, sheet, person, fact))]
    shared = next((fact for fact in facts if isinstance(fact, SharesHours)), None)
    overlap = hours_words(say, shared) if shared and shared.team > 1 else ""
    if causes and overlap:
        key, given = causes[0]
        return say(f"teams.because.{key}.and", **given, then=overlap)
    if causes:
        key, given = causes[0]
        return say(f"teams.because.{key}.alone", **given)
    if overlap:
        return say("teams.because.hours", then=overlap)
    settled = any(isinstance(fact, BestPlace) for fact in facts)
    unknown = not sheet.members[person].known
    return say("teams.because.unknown" if unknown else
               "teams.because.best" if settled else "teams.because.size")  # fmt: skip


def coverage(say: Say, sheet: Sheet, team: FormedTeam) -> list[str]:
    """Say what a team lacks of what is asked for, or that it has it all; nothing asked, nothing."""
    lacking = [say(f"choices.role.{role}") for role in sheet.missing_roles(team)]
    lacking += sheet.missing_skills(team)
    left = [say(f"choices.role.{role}") for role in sheet.open_roles(team)]
    said = [say("teams.missing", what=lacking)] if lacking else []
    said += [say("teams.left_open", what=left)] if left else []
    asked = [name for name in ("roles", "skills") if getattr(sheet.problem, name)]
    if said or not asked:
        return said
    return [say(f"teams.covered.{asked[0] if len(asked) == 1 else 'both'}")]


def lacks(say: Say, sheet: Sheet) -> Iterator[str]:
    """Say what could not be met, over all teams."""
    teams = list(enumerate(sheet.formation.teams, 1))
    apart = [number for number, team in teams if (shared := sheet.hours(team)) and not shared.slots]
    yield from _of_teams(say, "no_hours", apart)
    unknown = [number for number, team in teams if sheet.hours(team) is None]
    yield from _of_teams(say, "hours_unknown", unknown)
    for need in sheet.problem.roles:
        without = [number for number, team in teams if need.role in sheet.missing_roles(team)]
        yield from _of_teams(say, "no_role", without, what=say(f"choices.role.{need.role}"))
    for skill in sheet.problem.skills:
        without = [number for number, team in teams if skill in sheet.missing_skills(team)]
        yield from _of_teams(say, "no_skill", without, what=skill, level=_ABLE)
    left = [number for number, team in teams if sheet.open_roles(team)]
    yield from _of_teams(say, "left_open", left)
    again = [number for number, team in teams if team.parts.repeats]
    yield from _of_teams(say, "repeats", again)
    strangers = [member.person for member in sheet.problem.members if not member.known]
    if strangers:
        yield say("teams.lack.no_profile", people=sheet.named(strangers), count=len(strangers))


def spreadsheet(say: Say, sheet: Sheet) -> bytes:
    """Give everybody with their team and reason as a table that spreadsheets open."""
    text = io.StringIO()
    table = csv.writer(text)
    columns = ("team", "name", "roles", "skills", "reason", "hours", "points")
    table.writerow([say(f"teams.column.{name}") for name in columns])
    for number, team in enumerate(sheet.formation.teams, 1):
        shared = sheet.hours(team)
        for person in team.people:
            member = sheet.members[person]
            row = (
                say("teams.team", number=number),
                sheet.names.get(person, "?"),
                ", ".join(say(f"choices.role.{role}") for role in member.roles),
                ", ".join(f"{skill.name} {skill.level}" for skill in member.skills),
                reason(say, sheet, person),
                spans_words(say, shared) if shared else "",
                str(team.parts.points),
            )
            table.writerow([_safe(cell) for cell in row])
    return (_BOM + text.getvalue()).encode()


Given = dict[str, object]


def _cause(say: Say, sheet: Sheet, person: PersonId, fact: Fact) -> tuple[str, Given] | None:
    """Give the phrase of what speaks for a place, with what it names."""
    match fact:
        case TakesRole():
            given: Given = {"role": say(f"choices.role.{fact.role}"), "count": fact.in_class}
            return _role_key(fact), given
        case BringsSkill():
            return "skill", {"skill": fact.skill, "level": fact.level}
        case WishMet():
            return "wish", {"people": sheet.named(fact.people)}
        case RuleKept() if fact.rule.kind is RuleKind.TOGETHER:
            others = [one for one in fact.rule.people if one != person]
            return "together", {"people": sheet.named(others)}
        case RuleKept() | NotAlone() | SharesHours() | BestPlace():
            return None


def _role_key(fact: TakesRole) -> str:
    if fact.in_class == 1:
        return "only"
    if fact.spread:
        return "scarce"
    return ("ready" if fact.others else "able", "first", "second")[fact.choice]


def _of_teams(say: Say, key: str, numbers: Sequence[int], **given: object) -> Iterator[str]:
    if numbers:
        yield say(f"teams.lack.{key}", teams=[say("teams.team", number=n) for n in numbers],
                  **given)  # fmt: skip


def _safe(cell: str) -> str:
    """Keep what people wrote from being run by a spreadsheet."""
    return f"'{cell}" if cell.startswith(_CALCULATES) else cell
