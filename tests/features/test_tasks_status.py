import pytest

from core.model.activity import Verb
from core.model.projects import Project
from core.model.tasks import Status
from tests.features.harness import Room, field_of, labels


@pytest.fixture
async def room() -> Room:
    """Give a room with a project of two top tasks, the first with three below in two levels."""
    room = Room()
    await room.project("지민", "서준")
    for title, parent in (
        ("구현", ""),
        ("화면", "#1"),
        ("서버", "#1"),
        ("버튼", "#2"),
        ("발표", ""),
    ):
        await room.say("지민", "task add", title=title, **({"parent": parent} if parent else {}))
    return room


async def project_of(room: Room) -> Project:
    async with room.store.work(write=False) as work:
        (project,) = await work.projects.of((await room.person("지민")).id)
    return project


async def statuses(room: Room) -> list[Status]:
    tasks = await room.tasks(await project_of(room))
    return [task.status for task in tasks.values()]


async def test_parents_follow_up_to_the_root_and_each_step_is_automatic(room: Room) -> None:
    await room.say("서준", "task status", task="#4", status="feedback")
    assert await statuses(room) == [
        Status.FEEDBACK, Status.FEEDBACK, Status.REQUESTED, Status.FEEDBACK, Status.REQUESTED,
    ]  # fmt: skip
    steps = [
        step for step in await room.history(await project_of(room)) if step.draft.actor is None
    ]
    assert [step.draft.summary.split(":")[0] for step in steps] == ["#1 구현", "#2 화면"]
    assert {step.draft.verb for step in steps} == {Verb.MOVED}


async def test_a_parent_is_done_when_all_below_are(room: Room) -> None:
    await room.say("서준", "task status", task="#4", status="완료")
    assert (await statuses(room))[0] is Status.PROGRESS
    await room.say("서준", "task status", task="#3", status="완료")
    assert (await statuses(room))[:4] == [Status.DONE] * 4


async def test_a_parent_cannot_be_moved_by_hand(room: Room) -> None:
    card = await room.say("서준", "task status", task="#1", status="완료")
    assert "하위 업무" in card.text
    assert set(await statuses(room)) == {Status.REQUESTED}
    shown = await room.say("서준", "task show", task="#1")
    assert labels(shown) == ()
    assert "- #2 화면 (요청)" in field_of(shown, "하위 업무")


async def test_a_new_child_reopens_a_parent_that_was_done(room: Room) -> None:
    await room.say("서준", "task status", task="#5", status="완료")
    await room.say("서준", "task add", title="연습", parent="#5")
    assert (await statuses(room))[4] is Status.REQUESTED


async def test_the_same_status_again_changes_nothing(room: Room) -> None:
    await room.say("서준", "task status", task="#5", status="진행")
    count = len(await room.history(await project_of(room)))
    card = await room.say("서준", "task status", task="#5", status="진행")
    assert card.text.startswith("이미 진행 상태예요")
    assert len(await room.history(await project_of(room))) == count


async def test_buttons_lead_through_every_status(room: Room) -> None:
    card = await room.say("서준", "task show", task="#5")
    for label, status in (
        ("시작", Status.PROGRESS),
        ("피드백", Status.FEEDBACK),
        ("완료", Status.DONE),
        ("시작", Status.PROGRESS),
    ):
        card = await room.press("서준", label, card)
        assert (await statuses(room))[4] is status
        assert label not in labels(card)


async def test_a_press_takes_the_place_of_the_card_it_stood_on(room: Room) -> None:
    card = await room.say("서준", "task show", task="#5")
    assert (await room.touch("서준", "시작", card)).replaces


async def test_an_old_button_shows_how_things_are_now(room: Room) -> None:
    old = await room.say("서준", "task show", task="#5")
    await room.press("지민", "시작", old)
    card = await room.press("서준", "시작", old)
    assert field_of(card, "상태") == "진행"


async def test_what_is_done_is_no_longer_announced(room: Room) -> None:
    await room.say("지민", "task assign", task="#5", assignee="@서준")
    await room.say("지민", "task status", task="#5", status="완료")
    assert await room.dms("서준") == ()


async def test_somebody_elses_task_is_not_asked_for_again(room: Room) -> None:
    await room.say("지민", "task assign", task="#5", assignee="@서준")
    card = await room.say("지민", "task again", task="#5")
    assert card.title == "다시 확인해 주세요"
