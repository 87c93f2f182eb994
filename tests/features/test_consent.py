"""What was given with a plan is accepted, declined or swapped by whom it was given to."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from core.cards import Card
from core.model.projects import Project
from core.model.tasks import Task
from tests.features.harness import Room, labels

SHARE, TAKING, SWAP = "맡은 업무가", "대신 맡을 사람", "업무 바꾸기"


async def planned(room: Room) -> Project:
    """Open a project of three whose plan is adopted; the first leads."""
    room.open(replace(room.ports, writer=None))
    opened = await room.project("지민", "서준", "하은")
    await room.say("서준", "me profile", skills="React 4")
    await room.press("지민", "적용", await room.say("지민", "project plan"))
    await room.settle()
    return opened


async def last(room: Room, who: str, title: str) -> Card:
    """Give the newest card of a title in somebody's DM."""
    return [card for card in await room.dms(who) if card.title.startswith(title)][-1]


async def count(room: Room, who: str, title: str) -> int:
    return sum(card.title.startswith(title) for card in await room.dms(who))


def number_of(card: Card) -> str:
    return card.subject.removeprefix("request:")


async def holder(room: Room, project: Project, number: str) -> str | None:
    task = (await room.tasks(project))[int(number[1:])]
    return project.name_of(task.assignee)


async def small(room: Room, project: Project, who: str) -> list[str]:
    """Give the tasks of somebody that have none below them."""
    tasks: list[Task] = list((await room.tasks(project)).values())
    parents = {task.parent for task in tasks}
    person = (await room.person(who)).id
    own = [task for task in tasks if task.assignee == person and task.id not in parents]
    return [f"#{task.number}" for task in own]


async def decline(room: Room, who: str, card: Card, task: str) -> Card:
    return await room.say(
        who, "share decline", request=number_of(card), task=task, reason="시험이 겹쳐요"
    )


async def choose(room: Room, who: str) -> Card:
    """Let the leader ask somebody to take the task that was declined last."""
    number = number_of(await last(room, "지민", TAKING))
    return await room.say("지민", "taking choose", request=number, assignee=f"@{who}")


async def decline_first(room: Room) -> str:
    """Let somebody decline the first of their tasks, and give it."""
    share = await last(room, "하은", SHARE)
    await decline(room, "하은", share, share.rows[0][0])
    return share.rows[0][0]


async def test_everybody_gets_one_message_with_their_tasks_and_the_reason_of_each() -> None:
    room = Room()
    project = await planned(room)
    for who in ("지민", "서준", "하은"):
        card = await last(room, who, SHARE)
        assert await count(room, who, SHARE) == 1
        assert await count(room, who, "새로 맡은") == 0
        assert [row[0] for row in card.rows] == await small(room, project, who)
        assert all(row[3] for row in card.rows)
        assert labels(card) == (
            "모두 수락",
            "하나만 수락",
            "맡기 어려워요",
            "업무 바꾸기",
            "업무 목록",
        )


async def test_a_leader_too_accepts_declines_and_swaps_what_they_got() -> None:
    room = Room()
    project = await planned(room)
    card = await last(room, "지민", SHARE)
    first, other = (row[0] for row in card.rows[:2])
    await room.say("지민", "share accept", request=number_of(card), task=first)
    await decline(room, "지민", await last(room, "지민", SHARE), other)
    assert [row[4] for row in (await last(room, "지민", SHARE)).rows[:2]] == [
        "수락함", "다른 사람을 찾는 중",
    ]  # fmt: skip
    await room.press("지민", "부탁하기", await last(room, "지민", TAKING))
    theirs = (await small(room, project, "서준"))[0]
    await room.say("지민", "task swap", task=first, other=theirs)
    await room.press("서준", "바꿀게요", await last(room, "서준", SWAP))
    assert await holder(room, project, theirs) == "지민"


async def test_a_division_brings_its_adopter_what_is_theirs_now() -> None:
    room = Room()
    project = await planned(room)
    before = set(await small(room, project, "지민"))
    await room.say("하은", "project leave")
    await room.press("지민", "적용", await last(room, "지민", "업무 다시 나누기"))
    assert await count(room, "지민", SHARE) == 2
    given = {row[0] for row in (await last(room, "지민", SHARE)).rows}
    assert given == set(await small(room, project, "지민")) - before


async def test_tasks_are_accepted_one_by_one_or_all_at_once_by_whom_they_were_given_to() -> None:
    room = Room()
    await planned(room)
    card = await last(room, "서준", SHARE)
    first = card.rows[0][0]
    one = await room.say("서준", "share accept", request=number_of(card), task=first)
    assert Counter(row[4] for row in one.rows) == {"수락함": 1, "": len(card.rows) - 1}
    stands = await last(room, "서준", SHARE)
    assert stands.rows == one.rows
    assert "찾지 못했어요" in (await room.press("하은", "모두 수락", card)).text
    assert (await last(room, "서준", SHARE)).rows == one.rows
    both = await asyncio.gather(*(room.press("서준", "모두 수락", card) for _ in range(2)))
    assert all({row[4] for row in each.rows} == {"수락함"} for each in both)
    assert "모두 수락" not in labels(await last(room, "서준", SHARE))


async def test_a_declined_task_is_taken_by_whom_the_solver_proposes_once_they_agree() -> None:
    room = Room()
    project = await planned(room)
    before = await room.tasks(project)
    card = await last(room, "하은", SHARE)
    task = card.rows[0][0]
    declined = await decline(room, "하은", card, task)
    assert declined.rows[0][4] == "다른 사람을 찾는 중"
    proposed = await last(room, "지민", TAKING)
    assert "시험이 겹쳐요" in proposed.text
    other = "서준" if "서준" in proposed.text else "지민"
    if other == "지민":
        proposed = await room.say(
            "지민", "taking choose", request=number_of(proposed), assignee="@서준"
        )
    else:
        proposed = await room.press("지민", "부탁하기", proposed)
    assert "서준 님에게 부탁했어요" in proposed.text
    assert await holder(room, project, task) == "하은"
    asked = await last(room, "서준", TAKING)
    assert labels(asked) == ("맡을게요", "저도 어려워요")
    assert "부탁했어요" in (await room.press("하은", "맡을게요", asked)).text
    await room.press("서준", "맡을게요", asked)
    assert await holder(room, project, task) == "서준"
    after = await room.tasks(project)
    changed = {number for number in after if after[number].assignee != before[number].assignee}
    assert changed >= {int(task[1:])}
    assert "서준 님이 맡기로 했어요" in (await last(room, "하은", TAKING)).text
    assert (await last(room, "하은", SHARE)).rows[0][4] == "이제 이 사람의 업무가 아님"
    assert await count(room, "서준", "새로 맡은") == 0
    for parent in after.values():
        below = {each.assignee for each in after.values() if each.parent == parent.id}
        assert not below or parent.assignee in below


async def test_whoever_declines_too_is_not_asked_again_until_nobody_is_left() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    await choose(room, "서준")
    await room.press("서준", "저도 어려워요", await last(room, "서준", TAKING))
    second = await last(room, "지민", TAKING)
    assert labels(second)[0] == "제가 맡을게요"
    await room.press("지민", "그대로 두기", second)
    assert await holder(room, project, task) == "하은"
    assert "담당을 바꾸지 않기로" in (await last(room, "하은", TAKING)).text
    assert "담당을 바꾸지 않기로" in (await room.press("지민", "제가 맡을게요", second)).text


async def test_a_declined_task_that_stays_can_be_accepted_or_declined_again() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    asked = await choose(room, "서준")
    assert labels(asked) == ("다른 사람에게 부탁하기", "그대로 두기")
    await room.press("지민", "그대로 두기", asked)
    assert await holder(room, project, task) == "하은"
    share = await last(room, "하은", SHARE)
    assert share.rows[0][4] == ""
    assert (await decline(room, "하은", share, task)).rows[0][4] == "다른 사람을 찾는 중"
    again = await last(room, "지민", TAKING)
    await room.press("지민", "그대로 두기", again)
    kept = await room.press("하은", "모두 수락", await last(room, "하은", SHARE))
    assert {row[4] for row in kept.rows} == {"수락함"}


async def test_a_leader_is_asked_anew_when_who_was_asked_to_take_a_task_leaves() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    await choose(room, "서준")
    told = await count(room, "지민", TAKING)
    await room.say("서준", "project leave")
    assert await count(room, "지민", TAKING) == told + 1
    left = await last(room, "지민", TAKING)
    assert "더 찾지 못했어요" in left.text
    assert labels(left) == ("다른 사람에게 부탁하기", "그대로 두기")
    await choose(room, "지민")
    assert await holder(room, project, task) == "지민"


async def test_a_task_nobody_was_left_for_and_that_stays_is_no_longer_sought_for() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    await choose(room, "서준")
    await room.say("서준", "project leave")
    dropped = await room.press("지민", "그대로 두기", await last(room, "지민", TAKING))
    assert "담당을 바꾸지 않기로" in dropped.text
    assert labels(dropped) == ()
    assert await holder(room, project, task) == "하은"


async def test_a_leader_who_is_proposed_takes_it_at_once_after_a_kill_too() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    first = await last(room, "지민", TAKING)
    room.kill()
    chosen = await room.say("지민", "taking choose", request=number_of(first), assignee="@지민")
    assert "지민 님이 맡기로 했어요" in chosen.text
    assert await holder(room, project, task) == "지민"


async def test_what_is_begun_or_declined_before_cannot_be_declined() -> None:
    room = Room()
    await planned(room)
    card = await last(room, "하은", SHARE)
    begun, other = (row[0] for row in card.rows[:2])
    await room.say("하은", "task status", task=begun, status="진행")
    for task, said in ((begun, "이미 시작했거나"), (other, ""), (other, "이미 어렵다고")):
        reply = await room.hear(
            "하은", "share decline", request=number_of(card), task=task, reason="바빠요"
        )
        assert said in str(reply)
    assert await count(room, "지민", TAKING) == 1


async def test_a_proposal_for_a_task_that_moved_on_is_shown_to_be_over() -> None:
    room = Room()
    project = await planned(room)
    task = await decline_first(room)
    await choose(room, "서준")
    await room.say("하은", "task status", task=task, status="진행")
    over = await room.press("서준", "맡을게요", await last(room, "서준", TAKING))
    assert "그사이 바뀐 업무예요" in over.text
    assert await holder(room, project, task) == "하은"


async def test_two_swap_their_tasks_at_once_and_both_know() -> None:
    room = Room()
    project = await planned(room)
    mine, other = (await small(room, project, "서준"))[0], (await small(room, project, "하은"))[0]
    for _ in range(2):
        offered = await room.say("서준", "task swap", task=mine, other=other)
        assert "부탁했어요" in offered.text
    assert await count(room, "하은", SWAP) == 1
    asked = await last(room, "하은", SWAP)
    assert "부탁했어요" in (await room.press("서준", "바꿀게요", asked)).text
    both = await asyncio.gather(*(room.press("하은", "바꿀게요", asked) for _ in range(2)))
    assert all("서로 바꿨어요" in each.text for each in both)
    assert (await holder(room, project, mine), await holder(room, project, other)) == (
        "하은", "서준",
    )  # fmt: skip
    assert "서로 바꿨어요" in (await last(room, "서준", SWAP)).text
    assert await count(room, "서준", "새로 맡은") == await count(room, "하은", "새로 맡은") == 0


async def test_an_offer_to_swap_ends_when_it_is_declined_or_a_task_moves_on() -> None:
    room = Room()
    project = await planned(room)
    mine, other = (await small(room, project, "서준"))[0], (await small(room, project, "하은"))[0]
    await room.say("서준", "task swap", task=mine, other=other)
    await room.press("하은", "그대로 할게요", await last(room, "하은", SWAP))
    assert "그대로 하기로" in (await last(room, "서준", SWAP)).text
    await room.say("서준", "task swap", task=mine, other=other)
    await room.say("서준", "task status", task=mine, status="진행")
    over = await room.press("하은", "바꿀게요", await last(room, "하은", SWAP))
    assert "이 부탁은 끝났어요" in over.text
    assert await holder(room, project, other) == "하은"


@pytest.mark.parametrize(
    ("whose", "said"),
    [(("하은", "하은"), "내가 맡은 업무가 아니에요"), (("서준", "서준"), "다른 팀원이")],
)
async def test_one_offers_ones_own_for_somebody_elses(whose: tuple[str, str], said: str) -> None:
    room = Room()
    project = await planned(room)
    mine, other = [(await small(room, project, who))[0] for who in whose]
    reply = await room.hear("서준", "task swap", task=mine, other=other)
    assert said in str(reply)


async def test_a_division_tells_everybody_once_what_they_got() -> None:
    room = Room()
    project = await planned(room)
    await room.say("하은", "project leave")
    await room.press("지민", "적용", await last(room, "지민", "업무 다시 나누기"))
    card = await last(room, "서준", SHARE)
    assert await count(room, "서준", SHARE) == 2
    assert await count(room, "서준", "새로 맡은") == 0
    assert {row[0] for row in card.rows} < set(await small(room, project, "서준"))
    everything = (await room.tasks(project)).values()
    assert all(task.assignee is not None for task in everything)


async def test_a_share_of_a_plan_that_was_taken_back_has_nothing_to_accept() -> None:
    room = Room()
    await planned(room)
    card = await last(room, "서준", SHARE)
    number = next(each.number for each in (await taken_back(room)).values())
    shown = await room.press("서준", "모두 수락", card)
    assert labels(shown) == ("업무 목록",)
    assert {row[1] for row in shown.rows} == {"이제 없는 업무예요."}
    reply = await room.hear("서준", "task swap", task=f"#{number}", other=f"#{number}")
    assert "내가 맡은 업무가 아니에요" in str(reply)


async def taken_back(room: Room) -> dict[int, Task]:
    """Take the plan back; give the tasks there are then."""
    async with room.store.work(write=False) as work:
        (project,) = await work.projects.of((await room.person("지민")).id)
    adoption = (await room.history(project))[0]
    await room.say("지민", "undo", activity=str(adoption.id))
    await room.say("지민", "task add", title="새 업무", assignee="@하은")
    return await room.tasks(project)
