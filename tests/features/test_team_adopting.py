"""Adopted teams become projects, once; everybody is told with their reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core.errors import Unavailable
from core.model.homes import ProjectHome
from core.model.people import Profile, Role
from core.model.projects import Standing
from core.model.team_proposals import TeamProposalState
from tests.everybody import appoint
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore, Keep
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
    leaders = {project.members[0].name for project in await school.projects()}
    for name in school.students:
        (card,) = await school.room.dms(name)
        assert card.title.startswith("팀이 정해졌어요 · 캡스톤")
        assert "겹쳐요." in card.text
        assert name in field_of(card, "팀원")
        first = ("프로젝트 수정",) if name in leaders else ()
        assert labels(card) == (*first, "프로젝트 보기", "자리 바꾸기 부탁")
    assert (await school.room.dms(STAFF))[-1].title == "팀을 만들었어요 · 캡스톤"


async def test_a_leader_is_led_to_say_what_the_project_is_about(school: School) -> None:
    await school.adopted()
    project = (await school.projects())[0]
    leader = project.members[0].name
    (card,) = await school.room.dms(leader)
    assert "이 프로젝트의 팀장이에요" in card.text
    reply = await school.room.touch(leader, "프로젝트 수정", card)
    assert reply.form is not None
    shown = {each.option: each.value for each in reply.form.fields}
    assert (shown["topic"], shown["end"]) == (project.topic, str(project.end))
    answers = {**reply.form.answers, **shown, "topic": "점심 챗봇"}
    await school.room.say(leader, "project edit", **answers)
    assert (await school.projects())[0].topic == "점심 챗봇"


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
        made.add(await school.cut_off(turns))
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
    other = await School().open()
    await other.adopted()
    assert (await other.projects())[-1].end == date(2027, 3, 15)


async def test_an_adoption_that_goes_on_after_midnight_keeps_its_days(school: School) -> None:
    await school.form()
    await school.begin_to_adopt()
    school.room.later(days=1)
    school.room.kill()
    await school.room.settle()
    days = {(project.start, project.end) for project in await school.projects()}
    assert days == {(date(2026, 11, 30), date(2027, 3, 15))}


async def test_an_adoption_is_finished_whoever_its_caller_has_become(school: School) -> None:
    await gathered(school)
    await school.begin_to_adopt("지민")
    person = await school.room.person("지민")
    async with school.room.store.work() as work:
        await work.courses.leave(school.course.id, (person.id,))
        await work.commit()
    school.room.kill()
    await school.room.settle()
    assert [project.topic for project in await school.projects()] == ["해커톤 1팀", "해커톤 2팀"]


async def test_who_left_the_course_adopts_nothing_they_had_not_begun(school: School) -> None:
    await gathered(school)
    await school.room.hear("지민", "teams adopt", teams=str((await school.proposal()).id))
    person = await school.room.person("지민")
    async with school.room.store.work() as work:
        await work.courses.leave(school.course.id, (person.id,))
        await work.commit()
    await school.room.settle()
    assert await school.projects() == []
    assert (await school.proposal()).state is TeamProposalState.OPEN


async def gathered(school: School) -> None:
    """Let a member gather three others and split all four in two."""
    others = school.students[1:4]
    people = " ".join(f"@{name}" for name in others)
    await school.room.say("지민", "team gather", title="해커톤", people=people)
    for name in others:
        await school.room.press(name, "함께할게요", (await school.room.dms(name))[-1])
    number = str((await school.proposal()).id)
    await school.room.say("지민", "teams split", teams=number, least="2", most="2")


async def test_what_somebody_may_no_longer_adopt_another_can() -> None:
    keep, room = Keep(), Room()
    room.store = FakeStore(room.clock, keep=keep)
    room.open(fake_ports(clock=room.clock, store=room.store))
    school = await School(room).open()
    await school.form()
    number = str((await school.proposal()).id)
    await room.hear(STAFF, "teams adopt", teams=number)
    appoint(keep, (await room.person("새 조교")).id)
    appoint(keep, (await room.person(STAFF)).id, staff=False)
    await room.settle()
    assert await school.projects() == []
    card = await room.say("새 조교", "teams adopt", teams=number, course=school.code)
    assert card.title == "팀을 만들었어요 · 캡스톤"
    assert len(await school.projects()) == 3


async def test_nobody_is_put_into_a_second_team_of_a_course(school: School) -> None:
    first = await school.adopted()
    card = await school.form(seed="7")
    refused = await school.room.press(STAFF, "적용", card)
    assert f"12명은 제안 {first.id}번으로 만든 팀에 있고" in refused.text
    assert "3월 15일" in refused.text
    assert len(await school.projects()) == 3
    number = str((await school.proposal()).id)
    await school.room.say(STAFF, "teams adopt", teams=number, start="2027-03-16")
    assert len(await school.projects()) == 6


async def test_who_left_their_team_may_be_put_into_another(school: School) -> None:
    await school.adopted()
    names = [member.name for project in await school.projects() for member in project.members[:1]]
    for project in await school.projects():
        async with school.room.store.work() as work:
            await work.projects.leave(project.id, project.members[0].person)
            await work.commit()
    card = await school.form(people=", ".join(names), least="3", most="3")
    await school.room.press(STAFF, "적용", card)
    assert {member.name for member in (await school.projects())[-1].members} == set(names)


async def test_while_teams_are_opened_their_people_are_put_into_no_others(school: School) -> None:
    await school.form()
    earlier = await school.proposal()
    await school.begin_to_adopt()
    await school.give_up()
    card = await school.form(seed="7")
    refused = await school.room.press(STAFF, "적용", card)
    assert f"제안 {earlier.id}번의 프로젝트를 아직 모두 열지 못했어요" in refused.text
    await school.room.say(STAFF, "teams adopt", teams=str(earlier.id))
    assert len(await school.projects()) == 3


async def test_adopted_teams_without_a_window_speak_of_none(school: School) -> None:
    card = await school.room.press(STAFF, "적용", await school.form(appeals="0"))
    told = (await school.room.dms("지민"))[-1]
    assert (card.footer, told.footer) == ("", "")
    assert labels(told) == ("프로젝트 보기",)
    asked = await school.room.say("지민", "team appeal", other="@서준", line="부탁해요")
    assert "기간이 지났어요" in asked.text


async def test_teams_with_somebody_who_left_the_course_are_not_adopted(school: School) -> None:
    card = await school.form()
    person = await school.room.person("서준")
    async with school.room.store.work() as work:
        await work.courses.leave(school.course.id, (person.id,))
        await work.commit()
    refused = await school.room.press(STAFF, "적용", card)
    assert "서준 님이 그사이 강의에서 나갔어요" in refused.text
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
