import pytest

from core.cards import Card
from core.model.activity import ActivityDraft, TaskChange, Verb
from core.model.projects import Project
from core.model.tasks import Status, Task, TaskId
from core.ports.storage import Work
from tests.features.harness import Room, field_of, labels


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.project("지민", "서준", "하은")
    return room


async def project_of(room: Room) -> Project:
    async with room.store.work(write=False) as work:
        (project,) = await work.projects.of((await room.person("지민")).id)
    return project


async def tasks_of(room: Room) -> dict[int, Task]:
    return await room.tasks(await project_of(room))


def content(tasks: dict[int, Task]) -> list[tuple[object, ...]]:
    """Give what undo must bring back: all but the version."""
    return [
        (task.title, task.status, task.start, task.due, task.assignee, task.parent, task.priority)
        for task in tasks.values()
    ]


def was_refused(card: Card) -> bool:
    return card.title == "다시 확인해 주세요"


@pytest.mark.parametrize(
    ("command", "answers"),
    [
        ("task status", {"task": "#3", "status": "완료"}),
        ("task assign", {"task": "#3", "assignee": "@하은"}),
        ("task unassign", {"task": "#3"}),
        ("task edit", {"task": "#3", "title": "새 이름", "due": "2026-12-20", "priority": "높음"}),
        ("task edit", {"task": "#1", "start": "2026-12-04"}),
        ("task add", {"title": "연습", "parent": "#3", "due": "2026-12-25"}),
        ("task add", {"title": "연습"}),
    ],
)
async def test_undo_brings_everything_back(
    room: Room, command: str, answers: dict[str, str]
) -> None:
    days = {"start": "2026-12-02", "due": "2026-12-10"}
    await room.say("지민", "task add", title="구현", **days)
    await room.say("지민", "task add", title="서버", parent="#1", **days)
    await room.say("지민", "task add", title="화면", parent="#1", assignee="@서준", **days)
    await room.say("서준", "task status", task="#3", status="진행")
    before = content(await tasks_of(room))
    card = await room.say("서준", command, **answers)
    assert content(await tasks_of(room)) != before
    undone = await room.press("서준", "되돌리기", card)
    assert not was_refused(undone)
    assert content(await tasks_of(room)) == before


async def test_undo_shows_the_task_as_it_is_again(room: Room) -> None:
    await room.say("지민", "task add", title="발표")
    moved = await room.say("서준", "task status", task="#1", status="완료")
    card = await room.press("서준", "되돌리기", moved)
    assert field_of(card, "상태") == "요청"
    assert labels(card) == ("시작", "피드백", "완료")


async def test_a_change_is_undone_once(room: Room) -> None:
    card = await room.say("지민", "task add", title="발표")
    assert not was_refused(await room.press("지민", "되돌리기", card))
    assert was_refused(await room.press("지민", "되돌리기", card))
    verbs = [item.draft.verb for item in await room.history(await project_of(room))]
    assert verbs == [Verb.UNDONE, Verb.ADDED]


async def test_undo_ends_after_ten_minutes(room: Room) -> None:
    first = await room.say("지민", "task add", title="발표")
    room.later(minutes=10)
    assert not was_refused(await room.press("지민", "되돌리기", first))
    second = await room.say("지민", "task add", title="시연")
    room.later(minutes=10, seconds=1)
    assert was_refused(await room.press("지민", "되돌리기", second))
    assert list(await tasks_of(room)) == [2]


async def test_only_who_did_it_or_a_leader_may_undo(room: Room) -> None:
    card = await room.say("서준", "task add", title="발표")
    assert was_refused(await room.press("하은", "되돌리기", card))
    assert list(await tasks_of(room)) == [1]
    assert not was_refused(await room.press("지민", "되돌리기", card))
    assert await tasks_of(room) == {}


async def test_what_somebody_went_on_with_is_left_and_named(room: Room) -> None:
    card = await room.say("지민", "task add", title="발표")
    await room.say("서준", "task status", task="#1", status="진행")
    refused = await room.press("지민", "되돌리기", card)
    assert was_refused(refused)
    assert "서준: #1 발표: 요청 → 진행" in refused.text
    assert (await tasks_of(room))[1].status is Status.PROGRESS


async def test_a_task_with_new_children_stays(room: Room) -> None:
    card = await room.say("지민", "task add", title="발표")
    await room.say("서준", "task add", title="연습", parent="#1")
    assert was_refused(await room.press("지민", "되돌리기", card))
    assert list(await tasks_of(room)) == [1, 2]


async def test_undoing_an_assignment_tells_the_wrong_one_nothing(room: Room) -> None:
    await room.say("지민", "task add", title="발표")
    card = await room.say("지민", "task assign", task="#1", assignee="@서준")
    await room.press("지민", "되돌리기", card)
    assert await room.dms("서준") == ()


async def test_another_projects_change_cannot_be_undone_through_mine(room: Room) -> None:
    theirs = await room.project("도윤", topic="다른 팀")
    await room.say("도윤", "task add", title="비밀", project=f"project:{theirs.id}")
    (activity,) = await room.history(theirs)
    mine = await project_of(room)
    card = await room.say("지민", "undo", activity=str(activity.id), project=f"project:{mine.id}")
    assert was_refused(card)
    assert list(await room.tasks(theirs)) == [1]


async def test_many_tasks_made_at_once_go_at_once_children_first(room: Room) -> None:
    project = await project_of(room)
    leader = (await room.person("지민")).id
    async with room.store.work() as work:
        parent = await _added(work, project, "구현", None)
        child = await _added(work, project, "화면", parent.id)
        activity = await work.activity.add(
            ActivityDraft(
                space=project.space, project=project.id, actor=leader, verb=Verb.ADOPTED,
                subject="proposal:1", summary="계획 1 적용",
                changes=(TaskChange(None, parent), TaskChange(None, child)),
            ),
            room.clock.now(),
        )  # fmt: skip
        await work.commit()
    card = await room.say("지민", "undo", activity=str(activity))
    assert not was_refused(card)
    assert await room.tasks(project) == {}


async def _added(work: Work, project: Project, title: str, parent: TaskId | None) -> Task:
    return await work.tasks.add(Task(TaskId(0), project.id, 0, title, parent=parent))
