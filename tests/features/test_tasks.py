from datetime import date

import pytest

from core.model.activity import Verb
from core.model.tasks import Priority, Status
from tests.features.harness import Room, field_of, labels

DECEMBER_5 = date(2026, 12, 5)


@pytest.fixture
def room() -> Room:
    return Room()


async def test_a_member_adds_a_task_with_everything_it_needs(room: Room) -> None:
    project = await room.project("지민", "서준")
    card = await room.say(
        "지민", "task add", title="로그인 화면", due="2026-12-05", assignee="@서준",
        description="학번으로 들어온다", priority="높음", start="2026-12-02", skills="React, CSS",
    )  # fmt: skip
    task = (await room.tasks(project))[1]
    assert (task.title, task.due, task.start) == ("로그인 화면", DECEMBER_5, date(2026, 12, 2))
    assert task.assignee == (await room.person("서준")).id
    assert (task.priority, task.skills) == (Priority.HIGH, ("React", "CSS"))
    assert card.title == "#1 로그인 화면"
    assert card.subject == f"task:{task.id}"
    assert labels(card) == ("시작", "피드백", "완료", "되돌리기")


async def test_option_names_work_in_korean_and_in_english(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", 제목="발표", 마감="2026-12-05")
    assert (await room.tasks(project))[1].due == DECEMBER_5


async def test_a_new_assignee_hears_of_it_once_and_starts_from_there(room: Room) -> None:
    project = await room.project("지민", "서준")
    await room.say("지민", "task add", title="로그인", due="2026-12-05", assignee="@서준")
    (told,) = await room.dms("서준")
    assert told.title == "새로 맡은 업무: #1 로그인"
    card = await room.press("서준", "시작", told)
    assert field_of(card, "상태") == "진행"
    assert (await room.tasks(project))[1].status is Status.PROGRESS
    assert await room.dms("서준") == (card,)


async def test_who_takes_a_task_is_not_told_about_it(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("서준", "task add", title="로그인", assignee="@서준")
    assert await room.dms("서준") == ()


async def test_an_assignee_hears_in_their_language(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("서준", "me settings", locale="English")
    await room.say("지민", "task add", title="login", assignee="@서준")
    (told,) = await room.dms("서준")
    assert told.title == "A new task for you: #1 login"
    assert labels(told) == ("Start",)


@pytest.mark.parametrize("command", ["task add", "task assign"])
async def test_somebody_outside_the_team_cannot_be_given_a_task(room: Room, command: str) -> None:
    project = await room.project("지민")
    await room.person("도윤")
    await room.say("지민", "task add", title="발표")
    main = {"title": "시연"} if command == "task add" else {"task": "#1"}
    form = await room.form("지민", command, assignee="@도윤", **main)
    assert [field.value for field in form.fields if field.error] == ["@도윤"]
    assert [task.assignee for task in (await room.tasks(project)).values()] == [None]


@pytest.mark.parametrize(
    ("start", "due"), [("2026-12-08", "2026-12-05"), ("2026-12-08", "2027-02-01")]
)
async def test_days_must_be_in_order_and_within_the_project(
    room: Room, start: str, due: str
) -> None:
    project = await room.project("지민")
    form = await room.form("지민", "task add", title="발표", start=start, due=due)
    assert any(field.error for field in form.fields)
    assert {"발표", start, due} <= {field.value for field in form.fields}
    assert await room.tasks(project) == {}


async def test_a_child_beyond_its_parent_widens_it_up_to_the_root(room: Room) -> None:
    project = await room.project("지민")
    days = {"start": "2026-12-02", "due": "2026-12-04"}
    await room.say("지민", "task add", title="구현", **days)
    await room.say("지민", "task add", title="화면", parent="#1", **days)
    await room.say("지민", "task add", title="버튼", parent="#2", due="2026-12-09")
    tasks = await room.tasks(project)
    assert {task.due for task in tasks.values()} == {date(2026, 12, 9)}
    assert tasks[1].start == date(2026, 12, 2)


async def test_a_task_is_given_away_and_left_to_nobody(room: Room) -> None:
    project = await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표")
    card = await room.say("지민", "task assign", task="#1", assignee="@서준")
    assert field_of(card, "담당") == "서준"
    again = await room.say("지민", "task assign", task="#1", assignee="@서준")
    assert labels(again) == ("시작", "피드백", "완료")
    await room.say("서준", "task unassign", task="#1")
    assert (await room.tasks(project))[1].assignee is None


async def test_who_lost_a_task_before_hearing_of_it_hears_nothing(room: Room) -> None:
    await room.project("지민", "서준", "하은")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    await room.say("지민", "task edit", task="#1", due="2026-12-05")
    await room.say("지민", "task assign", task="#1", assignee="@하은")
    assert await room.dms("서준") == ()
    assert len(await room.dms("하은")) == 1


async def test_a_new_deadline_leaves_word_of_the_task_as_it_is(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    await room.say("지민", "task edit", task="#1", due="2026-12-05")
    assert len(await room.dms("서준")) == 1


async def test_moving_a_parent_moves_everything_below_by_the_same_days(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="구현", start="2026-12-02", due="2026-12-10")
    await room.say(
        "지민", "task add", title="화면", parent="#1", start="2026-12-03", due="2026-12-05"
    )
    await room.say("지민", "task add", title="버튼", parent="#2", due="2026-12-04")
    await room.say("지민", "task edit", task="#1", start="2026-12-05")
    tasks = await room.tasks(project)
    assert (tasks[1].start, tasks[1].due) == (date(2026, 12, 5), date(2026, 12, 13))
    assert (tasks[2].start, tasks[2].due) == (date(2026, 12, 6), date(2026, 12, 8))
    assert (tasks[3].start, tasks[3].due) == (None, date(2026, 12, 7))


async def test_a_move_that_leaves_the_project_moves_nothing(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="구현", start="2026-12-02", due="2026-12-10")
    await room.say("지민", "task add", title="화면", parent="#1", due="2026-12-10")
    before = await room.tasks(project)
    form = await room.form("지민", "task edit", task="#1", start="2027-01-10")
    assert any(field.error for field in form.fields)
    assert await room.tasks(project) == before


async def test_a_parent_cannot_be_cut_shorter_than_its_children(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="구현", due="2026-12-10")
    await room.say("지민", "task add", title="화면", parent="#1", due="2026-12-10")
    card = await room.say("지민", "task edit", task="#1", due="2026-12-05")
    assert "#2 화면" in card.text
    assert (await room.tasks(project))[1].due == date(2026, 12, 10)


async def test_an_edit_changes_only_what_it_names(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="발표", due="2026-12-05", description="5분")
    await room.say("지민", "task edit", task="발표", title="최종 발표")
    task = (await room.tasks(project))[1]
    assert (task.title, task.due, task.description) == ("최종 발표", DECEMBER_5, "5분")
    card = await room.say("지민", "task edit", task="#1")
    assert card.text.startswith("바뀐 것이 없어요")
    assert [item.draft.verb for item in await room.history(project)] == [Verb.EDITED, Verb.ADDED]


async def test_a_card_shows_what_happened_to_its_task(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표")
    await room.say("지민", "task add", title="시연")
    await room.say("서준", "task status", task="#1", status="진행")
    card = await room.say("지민", "task show", task="#1")
    assert [row[1:] for row in card.rows] == [
        ("서준", "#1 발표: 요청 → 진행"),
        ("지민", "#1 발표 추가"),
    ]


async def test_strangers_learn_and_change_nothing(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="비밀 기능")
    await room.person("도윤")
    before = await room.tasks(project)
    for command, answers in (
        ("task show", {"task": "#1"}),
        ("task list", {}),
        ("task add", {"title": "몰래"}),
        ("task status", {"task": "#1", "status": "완료"}),
        ("task assign", {"task": "#1", "assignee": "@도윤"}),
        ("task edit", {"task": "#1", "title": "몰래"}),
        ("task again", {"task": "#1"}),
    ):
        card = await room.say("도윤", command, project=f"project:{project.id}", **answers)
        assert card.title == "다시 확인해 주세요"
        assert "비밀" not in card.plain()
    assert await room.tasks(project) == before


async def test_an_ask_delivered_twice_adds_one_task(room: Room) -> None:
    project = await room.project("지민")
    await room.say("지민", "task add", title="발표")
    room.asked -= 1
    reply = await room.hear("지민", "task add", title="발표")
    assert reply.card is None
    assert list(await room.tasks(project)) == [1]


async def test_a_title_must_be_there_and_short(room: Room) -> None:
    await room.project("지민")
    form = await room.form("지민", "task add", due="내일", title="가" * 101)
    assert {field.option for field in form.fields if field.error} == {"title"}
