"""A project's home: opened once, its card as new as the last change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.cards import Card
from core.errors import Undeliverable
from core.model.places import Audience
from core.model.projects import Project
from tests.everybody import phrases
from tests.fakes.platform import Doing, Shown
from tests.fakes.ports import fake_ports
from tests.features.harness import END, Room, field_of, labels

OPENING = "채널을 열고 있어요"
STANDS = "이미 열려 있어요"


@pytest.fixture
def room() -> Room:
    return without_a_model()


def without_a_model() -> Room:
    room = Room()
    room.open(fake_ports(clock=room.clock, store=room.store, phrases=phrases(), writer=None))
    return room


def boards(room: Room, project: Project) -> list[Shown]:
    return [
        shown
        for shown in room.platform.stands.values()
        if shown.key.startswith(f"home:{project.id}:")
    ]


def board(room: Room, project: Project) -> Card:
    (shown,) = boards(room, project)
    return shown.card


async def opened(room: Room, *members: str) -> Project:
    project = await room.project(*(members or ("지민", "서준")))
    await room.say("지민", "project home")
    await room.settle()
    return project


async def test_a_home_is_opened_once_and_then_said_where_it_is(room: Room) -> None:
    project = await room.project("지민", "서준")
    assert OPENING in (await room.say("지민", "project home")).text
    await room.settle()
    (shown,) = boards(room, project)
    assert (shown.place.channel, shown.place.audience) == ("home-1", Audience.CHANNEL)
    home = room.platform.homes[project.id]
    assert (home.name, home.near, home.users) == ("챗봇", "general", ("지민", "서준"))
    assert STANDS in (await room.say("지민", "project home")).text
    await room.settle()
    assert len(room.platform.homes) == len(boards(room, project)) == 1


async def test_a_home_asked_for_again_before_it_is_open_is_one_home(room: Room) -> None:
    project = await room.project("지민")
    for _ in range(2):
        assert OPENING in (await room.say("지민", "project home")).text
    await room.settle()
    assert len(boards(room, project)) == 1


async def test_only_the_leader_opens_a_home(room: Room) -> None:
    await room.person("조교")
    await room.project("지민", "서준")
    reply = await room.hear("서준", "project home")
    assert reply.card is not None
    assert "팀장만" in reply.card.text
    assert room.platform.homes == {}


async def test_an_unplanned_projects_board_asks_for_a_plan(room: Room) -> None:
    project = await opened(room)
    card = board(room, project)
    assert labels(card) == ("계획 세우기",)
    assert "아직 업무가 없어요" in card.text
    assert card.subject == f"project:{project.id}"


async def test_a_board_shows_every_change_of_its_project(room: Room) -> None:
    project = await opened(room)
    await room.say("지민", "task add", title="로그인 화면", due="12/4", assignee="@서준")
    await room.say("지민", "task add", title="발표", due="12/3")
    await room.settle()
    card = board(room, project)
    assert card.rows == (
        ("#2 발표", "담당 없음", "12월 3일(목)"), ("#1 로그인 화면", "서준", "12월 4일(금)"),
    )  # fmt: skip
    assert labels(card) == ("업무 목록", "주간 보고서 쓰기")
    await room.say("서준", "task status", task="1", status="진행")
    await room.settle()
    assert field_of(board(room, project), "지금 하는 일") == "- 서준: #1 로그인 화면"
    await room.say("서준", "task status", task="1", status="완료")
    await room.settle()
    card = board(room, project)
    assert "50% (1/2)" in card.text
    assert field_of(card, "상태별 업무") == "요청 1 · 진행 0 · 피드백 0 · 완료 1"
    assert len(boards(room, project)) == 1


async def test_a_board_is_edited_only_when_it_changes(room: Room) -> None:
    project = await opened(room)
    await room.say("지민", "task add", title="발표", due="12/3")
    await room.settle()
    before = len(room.platform.events)
    await room.say("지민", "task edit", task="1", description="더 자세히")
    await room.say("지민", "note add", text="회의는 금요일")
    await room.settle()
    assert len(room.platform.events) == before
    assert board(room, project).rows


async def test_a_change_that_is_refused_leaves_the_board(room: Room) -> None:
    project = await opened(room)
    before = board(room, project)
    await room.hear("지민", "task add", title="발표", due="2027-12-31")
    await room.settle()
    assert board(room, project) == before


async def test_a_board_counts_the_days_of_today(room: Room) -> None:
    project = await opened(room)
    left = (END - room.clock.now().date()).days
    assert f"{left}일 남음" in board(room, project).text
    room.later(days=1)
    await room.tick()
    assert f"{left - 1}일 남음" in board(room, project).text
    before = len(room.platform.events)
    await room.tick()
    assert len(room.platform.events) == before


async def test_what_is_pressed_on_a_board_is_answered_beside_it(room: Room) -> None:
    project = await opened(room)
    report = await room.press("서준", "계획 세우기", board(room, project))
    assert labels(report)[0] == "적용"
    assert board(room, project).subject == f"project:{project.id}"
    posted = [event.shown for event in room.platform.events if event.doing is Doing.POST]
    assert len({shown.message for shown in posted}) == 2


async def test_adopting_a_plan_opens_a_home_where_the_platform_can(room: Room) -> None:
    for homes, count in ((frozenset[str](), 0), (frozenset({"console"}), 1)):
        room = without_a_model()
        room.open(replace(room.ports, homes=homes))
        project = await room.project("지민", "서준")
        plan = await room.say("지민", "project plan")
        await room.press("지민", "적용", plan)
        await room.settle()
        assert len(boards(room, project)) == count
        assert not count or "0% (0/" in board(room, project).text


async def test_a_home_that_was_deleted_is_left_and_can_be_opened_again(room: Room) -> None:
    project = await opened(room)
    room.platform.shut("home-1")
    await room.say("지민", "task add", title="발표", due="12/3")
    await room.settle()
    assert boards(room, project) == []
    assert await room.dms("지민") == ()
    assert OPENING in (await room.say("지민", "project home")).text
    await room.settle()
    (shown,) = boards(room, project)
    assert shown.place.channel == "home-2"
    assert shown.card.rows


async def test_a_home_that_may_not_be_opened_can_be_asked_for_again(room: Room) -> None:
    room.platform.fail(Undeliverable("no rights"))
    project = await opened(room)
    assert boards(room, project) == []
    assert OPENING in (await room.say("지민", "project home")).text
    await room.settle()
    assert len(boards(room, project)) == 1


async def test_a_home_is_opened_once_when_the_process_dies_in_between(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "project home")
    room.platform.forget()
    await room.settle()
    room.kill()
    room.later(seconds=timedelta(minutes=2).total_seconds())
    await room.settle()
    assert len(room.platform.homes) == len(boards(room, project)) == 1
