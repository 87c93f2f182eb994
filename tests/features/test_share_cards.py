"""Everybody's card of their tasks shows them as they are, whatever changed them."""

import pytest

from core.cards import Card
from core.model.projects import Project
from tests.features.harness import Room, labels
from tests.features.test_consent import SHARE, SWAP, last, planned, small

MOVED = "이제 이 사람의 업무가 아님"


@pytest.fixture
async def room() -> Room:
    room = Room()
    await planned(room)
    return room


async def project_of(room: Room) -> Project:
    async with room.store.work(write=False) as work:
        (project,) = await work.projects.of((await room.person("지민")).id)
    return project


async def shares(room: Room) -> list[Card]:
    """Give what stands of everybody's first share."""
    people = ("지민", "서준", "하은")
    return [
        next(card for card in await room.dms(who) if card.title.startswith(SHARE)) for who in people
    ]


async def take_back(room: Room) -> None:
    """Undo what was recorded last."""
    newest = (await room.history(await project_of(room)))[0]
    card = await room.say("지민", "undo", activity=str(newest.id))
    assert "되돌렸어요" in card.plain()


async def test_an_edit_of_a_task_is_seen_in_the_share_it_is_in(room: Room) -> None:
    task = (await last(room, "서준", SHARE)).rows[0][0]
    await room.say("지민", "task edit", task=task, title="새 제목")
    assert (await last(room, "서준", SHARE)).rows[0][1] == "새 제목"
    for row in (await last(room, "하은", SHARE)).rows:
        await room.say("하은", "task status", task=row[0], status="진행")
    assert "맡기 어려워요" not in labels(await last(room, "하은", SHARE))


async def test_a_task_given_to_another_is_seen_to_have_moved_and_to_come_back(room: Room) -> None:
    before = await shares(room)
    task = (await last(room, "서준", SHARE)).rows[0][0]
    await room.say("지민", "task assign", task=task, assignee="@하은")
    assert (await last(room, "서준", SHARE)).rows[0][4] == MOVED
    await take_back(room)
    assert await shares(room) == before


async def test_a_swap_that_is_taken_back_is_seen_by_both(room: Room) -> None:
    project = await project_of(room)
    before = await shares(room)
    mine, other = (await small(room, project, "서준"))[0], (await small(room, project, "하은"))[0]
    await room.say("서준", "task swap", task=mine, other=other)
    await room.press("하은", "바꿀게요", await last(room, "하은", SWAP))
    moved = [row[0] for card in await shares(room) for row in card.rows if row[4] == MOVED]
    assert sorted(moved) == sorted([mine, other])
    await take_back(room)
    assert await shares(room) == before


async def test_a_division_that_is_taken_back_leaves_nobody_with_what_they_lost(room: Room) -> None:
    for row in (await last(room, "하은", SHARE)).rows:
        await room.say("지민", "task assign", task=row[0], assignee="@서준")
    before = await shares(room)
    division = await room.say("지민", "project divide")
    adopted = await room.press("지민", "적용", division)
    new = await last(room, "하은", SHARE)
    assert all(row[4] == "" for row in new.rows)
    await room.press("지민", "되돌리기", adopted)
    assert await shares(room) == before
    left = await last(room, "하은", SHARE)
    assert [row[0] for row in left.rows] == [row[0] for row in new.rows]
    assert {row[4] for row in left.rows} == {MOVED}
    assert "지금 맡은 업무는 없어요" in left.text
    assert labels(left) == ("업무 목록",)


async def test_a_plan_that_is_taken_back_leaves_no_task_to_answer(room: Room) -> None:
    await take_back(room)
    for card in await shares(room):
        assert {row[1] for row in card.rows} == {"이제 없는 업무예요."}
        assert {row[4] for row in card.rows} == {""}
        assert labels(card) == ("업무 목록",)


async def test_whoever_leaves_is_seen_to_have_nothing_left(room: Room) -> None:
    await room.say("하은", "project leave")
    assert {row[4] for row in (await last(room, "하은", SHARE)).rows} == {MOVED}
