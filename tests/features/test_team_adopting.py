"""Adopted teams become projects, once; everybody is told with their reason."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.commands import registry
from core.errors import Unavailable
from core.features import COMMANDS
from core.jobs import Runner
from core.model.homes import ProjectHome
from core.model.jobs import JobId
from core.model.people import Profile, Role
from core.model.projects import Standing
from core.model.team_proposals import TeamProposalState
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeLive, FakePlatform
from tests.features.harness import Room, field_of, labels
from tests.features.school import STAFF, School

_WHILE, _IN_A_WHILE = timedelta(seconds=6), 20


@pytest.fixture
async def school() -> School:
    school = await School().open()
    school.room.open(replace(school.room.ports, homes=frozenset({"console"})))
    return school


async def test_every_team_becomes_a_project_with_a_home(school: School) -> None:
    await school.adopted()
    projects = await school.projects()
    assert [project.topic for project in projects] == ["캡스톤 1팀", "캡스톤 2팀", "캡스톤 3팀"]
    assert [{member.name for member in project.members} for project in projects] == [
        set(team) for team in await school.teams()
    ]
    assert set(school.room.platform.homes) == {project.id for project in projects}
    for project, home in zip(projects, school.room.platform.homes.values(), strict=True):
        assert set(home.users) == {member.name for member in project.members}


async def test_everybody_is_told_once_with_their_reason(school: School) -> None:
    await school.adopted()
    for name in school.students:
        (card,) = await school.room.dms(name)
        assert card.title.startswith("팀이 정해졌어요 · 캡스톤")
        assert "겹쳐요." in card.text
        assert name in field_of(card, "팀원")
        assert labels(card) == ("프로젝트 보기", "자리 바꾸기 부탁")
    assert (await school.room.dms(STAFF))[-1].title == "팀을 만들었어요 · 캡스톤"


async def test_adopting_twice_makes_nothing_twice(school: School) -> None:
    card = await school.form()
    first = await school.room.press(STAFF, "적용", card)
    again = await school.room.say(STAFF, "teams adopt", teams=str((await school.proposal()).id))
    assert again == first
    assert len(await school.projects()) == 3


async def test_an_adoption_cut_off_anywhere_goes_on_where_it_was() -> None:
    made: set[int] = set()
    for turns in range(12):
        school = await School().open()
        room = school.room
        await school.form()
        await room.hear(STAFF, "teams adopt", teams=str((await school.proposal()).id))
        made.add(await cut_off(school, turns))
        room.kill()
        await room.settle()
        assert [project.topic for project in await school.projects()] == [
            "캡스톤 1팀", "캡스톤 2팀", "캡스톤 3팀",
        ]  # fmt: skip
        assert [len(await room.dms(name)) for name in school.students] == [1] * 12
        proposal = await school.proposal()
        async with room.store.work(write=False) as work:
            assert len(await work.team_proposals.projects(proposal.id)) == 3
    assert made == {0, 1, 2, 3}


async def cut_off(school: School, turns: int) -> int:
    """Run the adoption for so many turns of the loop; give how many projects it made."""
    job = JobId(f"teams adopt:{(await school.proposal()).id}")
    runner = Runner(school.room.ports, registry(COMMANDS), FakeLive())
    working = asyncio.ensure_future(runner.execute(job))
    for _ in range(turns):
        await asyncio.sleep(0)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    return len(await school.projects())


async def test_who_wants_to_lead_leads(school: School) -> None:
    await school.adopted()
    names = await school.names()
    async with school.room.store.work(write=False) as work:
        for project in await school.projects():
            (leader,) = [m for m in project.members if m.standing is Standing.LEADER]
            profile = await work.people.profile(leader.person)
            assert profile.roles == (Role.LEAD,), names[leader.person]


async def test_without_anybody_who_wants_to_the_first_by_name_leads(school: School) -> None:
    async with school.room.store.work() as work:
        for name in school.students:
            await work.people.save_profile(Profile((await school.room.person(name)).id))
        await work.commit()
    await school.adopted()
    for project in await school.projects():
        (leader,) = [m.name for m in project.members if m.standing is Standing.LEADER]
        assert leader == min(member.name for member in project.members)


async def test_projects_go_for_a_semester_or_as_long_as_staff_says(school: School) -> None:
    card = await school.form()
    reply = await school.room.touch(STAFF, "날짜 정해서 적용", card)
    assert reply.form is not None
    assert [field.option for field in reply.form.fields] == ["start", "end"]
    await school.room.say(STAFF, "teams adopt", **reply.form.answers, end="2027-02-26")
    assert {project.end for project in await school.projects()} == {date(2027, 2, 26)}
    await school.adopted()
    assert (await school.projects())[-1].end == date(2027, 3, 15)


async def test_teams_with_somebody_who_left_the_course_are_not_adopted(school: School) -> None:
    card = await school.form()
    person = await school.room.person("서준")
    async with school.room.store.work() as work:
        await work.courses.leave(school.course.id, (person.id,))
        await work.commit()
    refused = await school.room.press(STAFF, "적용", card)
    assert "서준 님이 그사이 수업에서 나갔어요" in refused.text
    assert (await school.proposal()).state is TeamProposalState.OPEN
    assert await school.projects() == []


class RatedPlatform(FakePlatform):
    """Opens twenty homes in a while, then none until it is over."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.opened: list[datetime] = []
        self.refused = 0

    async def open_home(self, home: ProjectHome) -> str:
        """Open a home, unless there were twenty within a while."""
        now = self.clock.now()
        if home.project not in self.homes:
            if sum(now - each < _WHILE for each in self.opened) >= _IN_A_WHILE:
                self.refused += 1
                raise Unavailable(self.name, "rate limit", _WHILE)
            self.opened.append(now)
        return await super().open_home(home)


async def test_forty_teams_are_adopted_within_the_rate_of_a_platform() -> None:
    names = tuple(f"학생{number:03}" for number in range(120))
    clock = FakeClock()
    platform = RatedPlatform(clock)
    room = Room(clock=clock, platform=platform)
    school = await School(room, names).open()
    room.open(replace(room.ports, homes=frozenset({"console"})))
    await school.adopted(least="3", most="3")
    assert len(await school.projects()) == len(platform.homes) == len(platform.opened) == 40
    assert platform.refused <= 2 * len(platform.opened)
    assert len(await school.room.dms(names[0])) == 1
    told = [event for event in school.room.platform.events if event.shown.key.startswith("team:")]
    assert len(told) == 120
