"""What is said of teams is so: every kind of sentence against the bare facts, told anew here."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import permutations
from random import Random
from typing import cast

import pytest

from core.errors import Refused
from core.model.formation import Formation, FormedTeam, Member, RoleNeed, TeamProblem
from core.model.people import Locale, PersonId, Role, Skill
from core.phrasebook import Phrasebook, load
from core.planning.teams.check import broken, judged
from core.planning.teams.facts import placements
from core.planning.teams.form import form
from core.planning.teams.swap import swapped
from core.reports.lengths import length_words
from core.reports.meetings import hours_words, spans_words
from core.reports.teams import Sheet, coverage, lacks, reason
from tests.team_problems import member

SKILLS = ("Python", "React", "Figma")
ROLES = (Role.BACKEND, Role.FRONTEND, Role.DESIGN, Role.DOCS)
PARTS = ("오전", "오전", "오후", "저녁")
"""Of a quarter of a day each."""
CLASSES = 150
Given = dict[str, object]


@dataclass
class Scene:
    """A class in teams, and what is said of it with the words it is said in."""

    book: Phrasebook
    problem: TeamProblem
    formation: Formation
    said: list[tuple[str, Given]] = field(default_factory=list[tuple[str, Given]])

    @property
    def sheet(self) -> Sheet:
        facts = {one.person: one for one in placements(self.problem, self.formation)}
        names = {one.person: f"학생{one.person}" for one in self.problem.members}
        return Sheet(self.problem, self.formation, facts, names)

    @property
    def members(self) -> dict[PersonId, Member]:
        return {one.person: one for one in self.problem.members}

    def say(self, key: str, **given: object) -> str:
        self.said.append((key, given))
        return self.book.say(Locale.KO, key, **given)

    def heard(self, speak: Callable[[], object]) -> list[tuple[str, Given]]:
        self.said.clear()
        speak()
        return [*self.said]

    def role(self, label: object) -> RoleNeed:
        labels = {self.book.say(Locale.KO, f"choices.role.{role}"): role for role in Role}
        needs = [need for need in self.problem.roles if need.role == labels[str(label)]]
        return needs[0]

    def able(self, need: RoleNeed, people: Iterable[PersonId]) -> list[PersonId]:
        return [one for one in people if can(need, self.members[one])]


def level(own: Member, skill: str) -> int:
    return max((each.level for each in own.skills if each.name == skill), default=0)


def can(need: RoleNeed, own: Member) -> bool:
    return need.role in own.roles or level(own, need.skill) >= 3


def common(team: list[Member]) -> tuple[int, set[int]]:
    """Give of how many the hours are known, and those they have in common."""
    known = [own.free for own in team if own.free is not None]
    slots = {slot for slot in range(336) if known and all(slot in free for free in known)}
    return len(known), slots


def _days(slots: Iterable[int]) -> Iterable[int]:
    return (slot // 48 for slot in slots)


def drawn(seed: int) -> TeamProblem:
    draw = Random(seed)
    people = draw.randint(3, 9)
    least = draw.randint(1, 3)
    ids = [PersonId(one) for one in range(1, people + 1)]
    needs = draw.sample(ROLES, draw.randint(0, 4))
    return TeamProblem(
        tuple(_member(draw, one, ids) for one in ids),
        least,
        least + draw.randint(0, 2),
        roles=tuple(RoleNeed(role, 1, draw.choice(SKILLS)) for role in needs),
        skills=tuple(draw.sample(SKILLS, draw.randint(0, 3))),
        together=(frozenset(draw.sample(ids, 2)),) if draw.random() < 0.3 else (),
        apart=((ids[0], ids[1]),) if draw.random() < 0.3 else (),
        earlier=((ids[1], ids[2]),) if draw.random() < 0.3 else (),
    )


def _member(draw: Random, person: PersonId, ids: list[PersonId]) -> Member:
    if draw.random() < 0.15:
        return member(person, known=False)
    skills = draw.sample(SKILLS, draw.randint(0, 2))
    return Member(
        person,
        tuple(Skill(name, draw.randint(1, 5)) for name in skills),
        tuple(draw.sample(ROLES, draw.randint(0, 3))),
        frozenset(draw.sample(range(30, 60), 14)) if draw.random() < 0.7 else None,
        frozenset(draw.sample(ids, 1)) if draw.random() < 0.2 else frozenset(),
    )


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    """Give classes as the solver splits them, some with two people swapped afterwards."""
    book, found = load(), list[Scene]()
    for seed in range(CLASSES):
        problem = drawn(seed)
        try:
            formation = form(problem)
        except Refused:
            continue
        found.append(Scene(book, problem, formation))
        if seed % 2 and len(formation.teams) > 1:
            one, other = (team.people[0] for team in formation.teams[:2])
            after = swapped(problem, formation, one, other)
            found += [] if after.broken else [Scene(book, problem, after.formation)]
    return found


def reasons(scenes: list[Scene], kind: str) -> Iterable[tuple[Scene, PersonId, FormedTeam, Given]]:
    """Give everybody whose reason is of a kind, with their team and what it names."""
    for scene in scenes:
        sheet = scene.sheet
        for team in scene.formation.teams:
            for person in team.people:
                for key, given in scene.heard(partial(reason, scene.say, sheet, person)):
                    if key.removesuffix(".and").removesuffix(".alone") == f"teams.because.{kind}":
                        yield scene, person, team, given


def test_every_kind_of_reason_is_heard(scenes: list[Scene]) -> None:
    heard = Counter(
        key.split(".")[2]
        for scene in scenes
        for person in scene.members
        for key, _ in scene.heard(partial(reason, scene.say, scene.sheet, person))
        if key.startswith("teams.because.")
    )
    assert {*heard} == {
        "only", "scarce", "first", "second", "able", "ready", "skill", "wish", "together",
        "hours", "unknown", "best", "size",
    }  # fmt: skip


def test_the_only_one_for_a_role_is_the_only_one_of_the_class(scenes: list[Scene]) -> None:
    for scene, person, _, given in reasons(scenes, "only"):
        assert scene.able(scene.role(given["role"]), scene.members) == [person]


def test_a_scarce_role_is_spread_over_the_teams(scenes: list[Scene]) -> None:
    for scene, person, _, given in reasons(scenes, "scarce"):
        need = scene.role(given["role"])
        able = scene.able(need, scene.members)
        assert person in able
        assert given["count"] == len(able) > 1
        assert all(len(scene.able(need, team.people)) <= 1 for team in scene.formation.teams)


def test_a_wanted_role_is_the_one_they_wanted(scenes: list[Scene]) -> None:
    for place, kind in enumerate(("first", "second")):
        for scene, person, _, given in reasons(scenes, kind):
            assert scene.members[person].roles[place] == scene.role(given["role"]).role


def test_who_was_needed_for_a_role_is_the_one_of_the_team_who_can(scenes: list[Scene]) -> None:
    for scene, person, team, given in reasons(scenes, "able"):
        assert scene.able(scene.role(given["role"]), team.people) == [person]
    for scene, person, team, given in reasons(scenes, "ready"):
        assert person in scene.able(scene.role(given["role"]), team.people)


def test_a_skill_somebody_brings_nobody_else_of_the_team_has(scenes: list[Scene]) -> None:
    for scene, person, team, given in reasons(scenes, "skill"):
        skill, least = given["skill"], given["level"]
        assert isinstance(least, int)
        assert skill in scene.problem.skills
        having = [one for one in team.people if level(scene.members[one], str(skill)) >= least]
        assert having == [person]


def test_who_was_asked_for_or_bound_is_there(scenes: list[Scene]) -> None:
    for scene, person, team, given in reasons(scenes, "wish"):
        asked = {f"학생{one}" for one in scene.members[person].wishes & {*team.people}}
        assert {*cast("list[str]", given["people"])} == asked
    for scene, person, team, given in reasons(scenes, "together"):
        (group,) = scene.problem.together
        assert person in group <= {*team.people}
        assert given["people"] == [f"학생{one}" for one in sorted(group - {person})]


def test_hours_are_those_that_all_have_who_gave_theirs(scenes: list[Scene]) -> None:
    partly = wholly = 0
    for scene in scenes:
        sheet = scene.sheet
        team_of = {person: team for team in scene.formation.teams for person in team.people}
        for person, team in team_of.items():
            heard = scene.heard(partial(reason, scene.say, sheet, person))
            spoken = ("teams.hours", "teams.hours_some")
            hours = next((given for key, given in heard if key in spoken), None)
            if hours is None:
                continue
            known, slots = common([scene.members[one] for one in team.people])
            length = str(hours["length"])
            assert known > 1
            assert length == length_words(partial(scene.book.say, Locale.KO), len(slots))
            days, _, part = str(hours["when"]).partition(" ")
            assert days.split("·") == ["월화수목금토일"[day] for day in sorted({*_days(slots)})]
            assert {PARTS[slot % 48 // 12] for slot in slots} == {part} or not part
            assert hours.get("count") == (None if known == len(team.people) else known)
            partly, wholly = partly + ("count" in hours), wholly + ("count" not in hours)
    assert partly
    assert wholly


def test_the_best_place_is_no_worse_than_any_that_keeps_the_rules(scenes: list[Scene]) -> None:
    for scene, person, team, _ in reasons(scenes, "best"):
        teams = [{*one.people} for one in scene.formation.teams]
        here = scene.formation.teams.index(team)
        for there, people in enumerate(teams):
            for other in people if there != here else ():
                after = [one ^ {person, other} if number in (here, there) else one
                         for number, one in enumerate(teams)]  # fmt: skip
                changed = judged(scene.problem, after)
                if not broken(scene.problem, changed):
                    assert changed.quality <= scene.formation.quality + 1e-9


def test_who_has_no_profile_is_told_so_and_sizes_are_those_set(scenes: list[Scene]) -> None:
    for scene, person, _, _ in reasons(scenes, "unknown"):
        assert not scene.members[person].known
    for scene, _, team, _ in reasons(scenes, "size"):
        assert scene.problem.least <= len(team.people) <= scene.problem.most


def _all_taken(scene: Scene, team: FormedTeam) -> bool:
    """Tell whether everybody can take one role such that each is taken."""
    needs, members = scene.problem.roles, [scene.members[one] for one in team.people]
    return any(
        all(can(need, own) for need, own in zip(needs, taking, strict=True))
        for taking in permutations(members, len(needs))
    )


def _skilled(scene: Scene, team: FormedTeam, skill: str) -> bool:
    return any(level(scene.members[one], skill) >= 2 for one in team.people)


def test_a_team_has_all_roles_and_skills_where_that_is_said(scenes: list[Scene]) -> None:
    kinds: Counter[str] = Counter()
    for scene in scenes:
        problem, sheet = scene.problem, scene.sheet
        for team in scene.formation.teams:
            heard = dict(scene.heard(partial(coverage, scene.say, sheet, team)))
            spoken = [key.split(".")[-1] for key in heard if key.startswith("teams.")]
            kinds.update(spoken or ["nothing"])
            if not spoken:
                assert not problem.roles
                assert not problem.skills
            if {"roles", "both"} & {*spoken}:
                assert _all_taken(scene, team)
            if {"skills", "both"} & {*spoken}:
                assert all(_skilled(scene, team, skill) for skill in problem.skills)
            missing = heard.get("teams.missing", {}).get("what", [])
            for what in cast("list[str]", missing):
                assert (
                    not _skilled(scene, team, what)
                    if what in SKILLS
                    else not scene.able(scene.role(what), team.people)
                )
    assert {*kinds} == {"roles", "skills", "both", "missing", "left_open", "nothing"}


def test_what_could_not_be_met_is_named_team_by_team(scenes: list[Scene]) -> None:
    for scene in scenes:
        sheet = scene.sheet
        said = dict(scene.heard(lambda: [*lacks(scene.say, sheet)]))  # noqa: B023  # called at once
        for number, team in enumerate(scene.formation.teams, 1):
            known, slots = common([scene.members[one] for one in team.people])
            told = known >= min(2, len(team.people))
            assert _named(said, "hours_unknown", number) == (not told)
            assert _named(said, "no_hours", number) == (told and not slots)
            met = any({one, other} <= {*team.people} for one, other in scene.problem.earlier)
            assert _named(said, "repeats", number) == met


def _named(said: dict[str, Given], key: str, number: int) -> bool:
    teams = said.get(f"teams.lack.{key}", {}).get("teams", [])
    return f"{number}팀" in cast("list[str]", teams)


@pytest.mark.parametrize(
    ("half_hours", "korean", "english"),
    [(1, "30분", "30 min"), (8, "4시간", "4 h"), (5, "2시간 30분", "2 h 30 min")],
)
def test_half_hours_are_written_out(half_hours: int, korean: str, english: str) -> None:
    book = load()
    assert length_words(partial(book.say, Locale.KO), half_hours) == korean
    assert length_words(partial(book.say, Locale.EN), half_hours) == english


def test_hours_of_some_say_whose_they_are() -> None:
    evening = frozenset({36, 37, 38})
    people = (member(1, free=evening), member(2, free=evening), member(3), member(4))
    problem = TeamProblem(people, 4, 4)
    formation = judged(problem, [{one.person for one in people}])
    scene = Scene(load(), problem, formation)
    shared = scene.sheet.hours(formation.teams[0])
    assert shared is not None
    said = hours_words(scene.say, shared)
    assert said == "시간을 적은 2명은 월 저녁에 모두 1시간 30분이 겹쳐요"
    assert spans_words(scene.say, shared) == "월 18:00–19:30 (시간을 적은 2명 기준)"


def test_who_is_a_team_alone_overlaps_with_nobody() -> None:
    problem = TeamProblem((member(1, free=frozenset({36})), member(2)), 1, 1)
    formation = judged(problem, [{PersonId(1)}, {PersonId(2)}])
    scene = Scene(load(), problem, formation)
    sheet = scene.sheet
    shared = sheet.hours(formation.teams[0])
    assert shared is not None
    assert hours_words(scene.say, shared) == "월 저녁에 모두 30분이 비어요"
    assert sheet.hours(formation.teams[1]) is None
    assert "겹쳐요" not in reason(scene.say, sheet, PersonId(1))
