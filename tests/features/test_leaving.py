"""Changes of life: somebody leaves, comes, hands over; open tasks are divided again."""

import asyncio

from core.cards import Card
from core.model.projects import Project, Standing
from core.model.tasks import Status
from core.reminders import Reminders
from tests.features.harness import Room, field_of, labels


async def team(room: Room, *names: str) -> Project:
    """Open a project whose members each have three tasks; the first leads."""
    opened = await room.project(*(names or ("지민", "서준", "하은")))
    for name in names or ("지민", "서준", "하은"):
        for number in range(3):
            title = f"{name} {number}"
            await room.say("지민", "task add", title=title, assignee=f"@{name}", due="2026-12-20")
    await room.settle()
    return opened


async def now(room: Room, project: Project) -> Project:
    async with room.store.work(write=False) as work:
        found = await work.projects.get(project.space, project.id)
    assert found is not None
    return found


async def holders(room: Room, project: Project) -> dict[int, str | None]:
    """Give who has each task."""
    held = await now(room, project)
    tasks = await room.tasks(project)
    return {number: held.name_of(task.assignee) for number, task in tasks.items()}


def titled(cards: tuple[Card, ...], title: str) -> list[Card]:
    return [card for card in cards if card.title.startswith(title)]


async def proposal(room: Room, who: str) -> Card:
    """Give the newest division in somebody's DM."""
    return titled(await room.dms(who), "업무 다시 나누기")[-1]


async def test_whoever_leaves_leaves_open_tasks_that_are_proposed_to_the_others() -> None:
    room = Room()
    project = await team(room)
    await room.say("하은", "task status", task="#7", status="완료")
    await room.say("서준", "me profile", skills="React 4")
    left = await room.say("하은", "project leave")
    assert "업무 2개" in left.text
    assert [each.name for each in (await now(room, project)).members] == ["지민", "서준"]
    held = await holders(room, project)
    assert (held[8], held[9]) == (None, None)
    done = (await room.tasks(project))[7]
    assert (done.status, done.assignee) == (Status.DONE, (await room.person("하은")).id)
    card = await proposal(room, "지민")
    assert "하은 님이 팀에서 나갔어요" in card.text
    assert [row[0] for row in card.rows] == ["#8 하은 1", "#9 하은 2"]
    assert field_of(card, "적용하면 맡게 되는 열린 업무 수") == "지민 4개 · 서준 4개"
    assert await holders(room, project) == held
    adopted = await room.press("지민", "적용", card)
    assert "이대로 적용했어요" in adopted.text
    after = await holders(room, project)
    assert sorted((after[8] or "", after[9] or "")) == ["서준", "지민"]
    await room.press("지민", "되돌리기", adopted)
    assert await holders(room, project) == held


async def test_a_leader_hands_over_before_leaving_and_the_last_one_may_go() -> None:
    room = Room()
    project = await team(room, "지민", "서준")
    card = await room.say("지민", "project leave")
    assert labels(card) == ("팀장 넘기기",)
    assert len((await now(room, project)).members) == 2
    await room.say("지민", "project handover", person="@서준")
    asked = titled(await room.dms("서준"), "팀장")[-1]
    assert labels(asked) == ("맡을게요", "사양할게요")
    await room.press("서준", "맡을게요", asked)
    assert (await now(room, project)).standing_of((await room.person("서준")).id) is Standing.LEADER
    assert "서준 님이 팀장을 맡았어요" in titled(await room.dms("지민"), "팀장")[-1].text
    await room.say("지민", "project leave")
    await room.say("서준", "project leave")
    assert (await now(room, project)).members == ()
    assert set((await holders(room, project)).values()) == {None}


async def test_an_offer_to_lead_is_answered_once_by_whom_it_is_for() -> None:
    room = Room()
    project = await team(room)
    await room.say("지민", "project handover", person="@서준")
    asked = titled(await room.dms("서준"), "팀장")[-1]
    for who, said in (("하은", "찾지 못했어요"), ("지민", "부탁했어요")):
        assert said in (await room.press(who, "맡을게요", asked)).text
    await room.say("지민", "project handover", person="@하은")
    stale = titled(await room.dms("서준"), "팀장")[-1]
    assert stale.buttons == ()
    assert "답하지 않아도" in (await room.press("서준", "맡을게요", asked)).text
    newer = titled(await room.dms("하은"), "팀장")[-1]
    both = await asyncio.gather(
        room.press("하은", "맡을게요", newer), room.press("하은", "사양할게요", newer)
    )
    assert {"팀장을 맡았어요" in card.text for card in both} == {True}
    leads = [each.name for each in (await now(room, project)).members
             if each.standing is Standing.LEADER]  # fmt: skip
    assert leads == ["하은"]


async def test_whoever_is_added_is_told_and_gets_a_fair_share_proposed() -> None:
    room = Room()
    project = await team(room, "지민", "서준")
    await room.say("서준", "task status", task="#4", status="진행")
    await room.person("도윤")
    added = await room.say("지민", "project add", person="@도윤")
    assert "도윤 님이 팀에 들어왔어요" in added.text
    assert any("챗봇" in card.text for card in await room.dms("도윤"))
    card = await proposal(room, "지민")
    assert {row[2] for row in card.rows} == {"도윤"}
    assert len(card.rows) == 1
    assert "#4" not in card.plain()
    again = await room.say("지민", "project add", person="@도윤")
    assert "이미 팀원" in again.text
    edited = await room.touch("지민", "한 줄 고치기", card)
    assert edited.form is not None
    changed = await room.say(
        "지민", "division edit", request=card.subject.removeprefix("request:"), task="#1",
        assignee="@도윤",
    )  # fmt: skip
    assert "#1 지민 0" in {row[0] for row in changed.rows}
    await room.press("지민", "적용", changed)
    assert (await holders(room, project))[1] == "도윤"


async def test_a_division_that_no_longer_fits_is_refused_and_one_dropped_changes_nothing() -> None:
    room = Room()
    project = await team(room)
    await room.say("하은", "project leave")
    card = await proposal(room, "지민")
    await room.say("지민", "task assign", task="#7", assignee="@서준")
    before = await holders(room, project)
    assert "#7 업무가 그사이 바뀌었어요" in (await room.press("지민", "적용", card)).text
    newer = await room.press("지민", "다시 나누기", card)
    assert "열린 업무를 다시" in newer.text
    dropped = await room.press("지민", "버리기", newer)
    assert labels(dropped) == ("다시 나누기",)
    assert "쓰지 않기로" in (await room.press("지민", "적용", newer)).text
    assert await holders(room, project) == before


async def test_a_division_survives_a_kill_and_is_proposed_once() -> None:
    room = Room()
    await team(room)
    await room.say("하은", "project leave")
    room.kill()
    assert len(titled(await room.dms("지민"), "업무 다시 나누기")) == 1


async def test_of_two_adoptions_at_once_one_changes_the_tasks() -> None:
    room = Room()
    project = await team(room)
    await room.say("하은", "project leave")
    card = await proposal(room, "지민")
    count = len(await room.history(project))
    both = await asyncio.gather(*(room.press("지민", "적용", card) for _ in range(2)))
    assert {"이대로 적용했어요" in each.text for each in both} == {True}
    assert len(await room.history(project)) == count + 1


async def test_a_silent_member_is_asked_and_their_tasks_are_divided_without_an_answer() -> None:
    room = Room()
    project = await team(room)
    soon = await room.say("지민", "project missing", person="@하은")
    assert "소식이 있었어요" in soon.text
    room.later(days=8)
    await room.say("서준", "task status", task="#4", status="진행")
    assert "소식이 있었어요" in (await room.say("지민", "project missing", person="@서준")).text
    await room.say("지민", "project missing", person="@하은")
    await room.say("지민", "project missing", person="@하은")
    asked = titled(await room.dms("하은"), "안부")
    assert [labels(card) for card in asked] == [("저 있어요",)]
    room.later(days=1, hours=23)
    await room.tick()
    assert titled(await room.dms("지민"), "업무 다시") == []
    room.kill()
    room.later(hours=2)
    await asyncio.gather(*(Reminders(room.ports).tick() for _ in range(3)))
    await room.tick()
    (card,) = titled(await room.dms("지민"), "업무 다시")
    assert "하은 님에게서 소식이 없어요" in card.text
    assert {row[1] for row in card.rows} == {"하은"}
    assert titled(await room.dms("하은"), "안부")[-1].buttons == ()
    assert "시간이 지났어요" in (await room.press("하은", "저 있어요", asked[0])).text
    await room.press("지민", "적용", card)
    assert "하은" not in (await holders(room, project)).values()
    assert "하은" in [each.name for each in (await now(room, project)).members]


async def test_whoever_answers_or_does_anything_keeps_their_tasks() -> None:
    room = Room()
    project = await team(room)
    before = await holders(room, project)
    room.later(days=8)
    for name in ("서준", "하은"):
        await room.say("지민", "project missing", person=f"@{name}")
    await room.press("서준", "저 있어요", titled(await room.dms("서준"), "안부")[-1])
    assert "소식이 있어요" in titled(await room.dms("지민"), "안부")[-1].text
    room.later(days=1)
    await room.say("하은", "task status", task="#7", status="진행")
    room.later(days=2)
    await room.tick()
    assert titled(await room.dms("지민"), "업무 다시") == []
    assert "하은 님에게서 소식이 있어요" in titled(await room.dms("지민"), "안부")[-1].text
    assert await holders(room, project) == before


async def test_nobody_is_told_in_quiet_hours_that_somebody_is_missing() -> None:
    room = Room()
    await team(room)
    room.later(days=8)
    await room.say("지민", "me settings", quiet_start="00:00", quiet_end="23:59")
    await room.say("지민", "project missing", person="@하은")
    room.later(days=3)
    await room.tick()
    assert titled(await room.dms("지민"), "업무 다시") == []
    await room.say("지민", "me settings", quiet_start="22:00", quiet_end="22:01")
    await room.tick()
    assert len(titled(await room.dms("지민"), "업무 다시")) == 1


async def test_an_offer_of_somebody_who_no_longer_leads_is_over() -> None:
    room = Room()
    await room.person("조교")
    project = await team(room)
    await room.say("지민", "project handover", person="@서준")
    async with room.store.work() as work:
        await work.projects.lead(project.id, (await room.person("하은")).id)
        await work.commit()
    late = await room.press("서준", "맡을게요", titled(await room.dms("서준"), "팀장")[-1])
    assert "답하지 않아도" in late.text
    assert (await now(room, project)).leader == (await room.person("하은")).id


async def test_nothing_is_proposed_while_all_is_even_and_a_change_is_seen() -> None:
    room = Room()
    await team(room, "지민", "서준")
    for _ in range(2):
        assert "그대로가 좋아요" in (await room.say("지민", "project divide")).text
    await room.say("지민", "task unassign", task="#1")
    card = await room.say("지민", "project divide")
    assert [row[:3] for row in card.rows] == [("#1 지민 0", "담당 없음", "지민")]


async def test_a_leader_is_told_whoever_staff_asked_to_lead_in_their_place() -> None:
    room = Room()
    await room.person("조교")
    await team(room)
    await room.say("조교", "project handover", person="@서준", project="챗봇")
    await room.press("서준", "맡을게요", titled(await room.dms("서준"), "팀장")[-1])
    for who in ("조교", "지민"):
        assert "서준 님이 팀장을 맡았어요" in titled(await room.dms(who), "팀장")[-1].text
