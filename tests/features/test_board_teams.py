"""A team found on the board: its project opens with the first who is accepted, and with a home."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.activity import Verb
from core.model.courses import Enrolment, EnrolmentState
from core.model.homes import ProjectHome
from core.model.projects import Standing
from tests.features.board_room import AUTHOR, apply, course_room, decide, enrol, projects, recruit
from tests.features.harness import Room, labels
from tests.features.two_sides import Sides

TITLE = "챗봇 같이 만들어요"


@pytest.fixture
async def room() -> Room:
    room = await course_room()
    room.open(replace(room.ports, homes=frozenset({"console"})))
    return room


async def homes(room: Room) -> tuple[ProjectHome, ...]:
    """Give the homes of the author's newest project, once all is brought."""
    await room.settle()
    async with room.store.work(write=False) as work:
        return await work.homes.of((await projects(room, AUTHOR))[0].id)


async def test_a_project_that_an_acceptance_opens_goes_for_a_semester_and_is_recorded(
    room: Room,
) -> None:
    number = await recruit(room)
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    (project,) = await projects(room, AUTHOR)
    assert project.end - project.start == timedelta(weeks=15)
    assert project.standing_of((await room.person(AUTHOR)).id) is Standing.LEADER
    verbs = [record.draft.verb for record in await room.history(project)]
    assert verbs == [Verb.JOINED, Verb.CREATED]


async def test_its_home_is_for_everybody_in_whichever_order_they_come(room: Room) -> None:
    number = await recruit(room, seats="2")
    for name in ("서준", "하은"):
        await apply(room, name, number)
    await decide(room, "수락", "서준")
    (home,) = await homes(room)
    assert home.external is not None
    assert set(home.users) == {AUTHOR, "서준"}
    await decide(room, "수락", "하은")
    (home,) = await homes(room)
    assert set(home.users) == {AUTHOR, "서준", "하은"}
    assert set(room.platform.homes[home.project].users) == {AUTHOR, "서준", "하은"}


async def test_accepted_before_the_home_is_open_it_is_for_all(room: Room) -> None:
    number = await recruit(room, seats="2")
    for name in ("서준", "하은"):
        await apply(room, name, number)
    await room.settle()
    for name in ("서준", "하은"):
        await room.say(AUTHOR, "board accept", post=str(number), person=f"@{name}")
    (home,) = await homes(room)
    assert set(room.platform.homes[home.project].users) == {AUTHOR, "서준", "하은"}


async def test_a_team_that_has_no_home_gets_none_by_accepting(room: Room) -> None:
    await room.project(AUTHOR, topic="우리 팀")
    number = await recruit(room, project="우리 팀")
    await apply(room, "서준", number)
    await decide(room, "수락", "서준")
    assert await homes(room) == ()


async def test_its_author_is_told_once_what_to_do_next(room: Room) -> None:
    number = await recruit(room, seats="2")
    for name in ("서준", "하은"):
        await apply(room, name, number)
        await decide(room, "수락", name)
    (told,) = [
        card for card in await room.dms(AUTHOR) if card.title == f"팀 프로젝트를 열었어요 · {TITLE}"
    ]
    assert "이 프로젝트의 팀장이에요" in told.text
    assert labels(told) == ("프로젝트 수정", "프로젝트 보기")
    reply = await room.touch(AUTHOR, "프로젝트 수정", told)
    assert reply.form is not None
    assert {field.option: field.value for field in reply.form.fields}["topic"] == TITLE


async def test_who_comes_from_another_platform_has_a_home_there() -> None:
    sides = Sides()
    await sides.one_space()
    course = await enrol(sides.discord, AUTHOR)
    person = await sides.slack.person("서준")
    async with sides.slack.store.work() as work:
        place = Enrolment(
            course.id, person.id, EnrolmentState.ENROLLED, "", sides.slack.clock.now()
        )
        await work.courses.enrol([place])
        await work.commit()
    number = await recruit(sides.discord)
    await apply(sides.slack, "서준", number)
    await decide(sides.discord, "수락", "서준")
    found = {home.platform: home.users for home in await homes(sides.discord)}
    assert found == {"discord": (AUTHOR,), "slack": ("서준",)}
