"""Teams in words: why somebody is where they are, what a team has and what it lacks."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.model.formation import Formation, FormedTeam, Member, RuleKind, TeamProblem, TeamRule
from core.model.people import PersonId, Role
from core.model.placements import (
    BestPlace,
    BringsSkill,
    Fact,
    NotAlone,
    Placement,
    RuleKept,
    SharesHours,
    Span,
    TakesRole,
    WishMet,
)
from core.planning.skills import level

Say = Callable[..., str]
Names = Mapping[PersonId, str]

_ABLE = 2
"""The level from which on somebody counts as having a skill."""
_NOON, _EVENING = 24, 36
"""Half hours of a day at which its parts begin."""
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
        """Give the roles that nobody of a team takes, unless everybody takes one already."""
        taken = {
            fact.role
            for person in team.people
            for fact in self.placements[person].facts
            if isinstance(fact, TakesRole)
        }
        if len(taken) == len(team.people):
            return []
        return [need.role for need in self.problem.roles if need.role not in taken]

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
        known = [self.members[one].free for one in team.people]
        if sum(free is not None for free in known) < 2:  # noqa: PLR2004  a meeting takes two
            return None
        facts = (fact for person in team.people for fact in self.placements[person].facts)
        shared = (fact for fact in facts if isinstance(fact, SharesHours))
        return next(shared, SharesHours(0, ()))


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
    overlap = hours_words(say, shared) if shared else ""
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


def hours_words(say: Say, shared: SharesHours) -> str:
    """Say when a team can meet: the days, the part of the day where it is one, how long."""
    days = dict.fromkeys(span.day for span in shared.spans)
    parts = {part for span in shared.spans for part in _parts(span)}
    when = "·".join(say(f"weekday.{day}") for day in days)
    part = say(f"teams.part.{parts.pop()}") if len(parts) == 1 else ""
    key = "teams.hours_part" if part else "teams.hours"
    return say(key, when=when, part=part, hours=f"{shared.slots / 2:g}")


def spans_words(say: Say, shared: SharesHours) -> str:
    """Write out when a team can meet."""
    return ", ".join(
        say("teams.span", day=say(f"weekday.{span.day}"), start=_clock(span.first),
            end=_clock(span.last + 1))
        for span in shared.spans
    )  # fmt: skip


def rule_words(say: Say, problem: TeamProblem, rule: TeamRule, names: Names) -> str:
    """Say what a rule asks for."""
    people = [names.get(person, "?") for person in rule.people]
    return say(
        f"teams.rule.{rule.kind}",
        people=people, least=problem.least, most=problem.most, count=len(problem.members),
    )  # fmt: skip


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
        yield from _of_teams(say, "no_skill", without, what=skill)
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
    if fact.in_class <= fact.teams:
        return "scarce" if fact.in_class > 1 else "only"
    return ("able", "first", "second")[fact.choice]


def _of_teams(say: Say, key: str, numbers: Sequence[int], **given: object) -> Iterator[str]:
    if numbers:
        yield say(f"teams.lack.{key}", teams=[say("teams.team", number=n) for n in numbers],
                  **given)  # fmt: skip


def _parts(span: Span) -> set[str]:
    """Give the parts of a day a span lies in."""
    slots = range(span.first, span.last + 1)
    return {
        "morning" if slot < _NOON else "afternoon" if slot < _EVENING else "evening"
        for slot in slots
    }


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def _safe(cell: str) -> str:
    """Keep what people wrote from being run by a spreadsheet."""
    return f"'{cell}" if cell.startswith(_CALCULATES) else cell
