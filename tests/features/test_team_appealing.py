"""A member asks to change teams with somebody: the other agrees, staff decides, both move."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.cards import Card
from core.model.activity import Verb
from core.model.projects import Project, Standing
from core.model.tasks import Status
from core.model.team_proposals import AppealState
from tests.features.harness import field_of, labels
from tests.features.school import STAFF, School

STAYS = "바꾸지 않기로 정해져서 지금 팀 그대로예요"
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
async def school() -> School:
    school = await School().open()
    school.room.open(replace(school.room.ports, homes=frozenset({"console"})))
    await school.adopted()
    return school


async def pair(school: School) -> tuple[str, str]:
    """Give two people of different teams who do not lead them."""
    first, second, *_ = await school.projects()
    one, other = (
        next(m.name for m in project.members if m.standing is Standing.MEMBER)
        for project in (first, second)
    )
    return one, other


async def ask(school: School, one: str, other: str) -> Card:
    """Ask for a swap."""
    return await school.room.say(one, "team appeal", other=f"@{other}", line="집이 가까워요")


async def newest(school: School, who: str) -> Card:
    """Give the newest card about an appeal in somebody's DM."""
    cards = await school.room.dms(who)
    return [card for card in cards if card.subject.startswith("appeal:")][-1]


async def answer(school: School, who: str, label: str) -> Card:
    """Press a button on the newest card about an appeal."""
    return await school.room.press(who, label, await newest(school, who))


async def project_of(school: School, name: str) -> Project:
    """Give the project somebody is in."""
    (found,) = [each for each in await school.projects() if name in [m.name for m in each.members]]
    return found


async def test_a_swap_that_all_agree_to_moves_both(school: School) -> None:
    one, other = await pair(school)
    here, there = await project_of(school, one), await project_of(school, other)
    asked = await ask(school, one, other)
    assert labels(asked) == ("부탁 취소",)
    assert "점" in field_of(asked, "바꾸면")
    assert labels(await newest(school, other)) == ("동의하기", "그대로 있기")
    await answer(school, other, "동의하기")
    assert "팀을 정한 사람의 답을 기다리고 있어요" in (await newest(school, one)).plain()
    granted = await answer(school, STAFF, "바꾸기")
    assert field_of(granted, "지금") == "자리를 바꿨어요"
    assert (await project_of(school, one)).id == there.id
    assert (await project_of(school, other)).id == here.id
    assert one in (await school.teams())[1]
    assert other in (await school.teams())[0]
    homes = school.room.platform.homes
    assert one in homes[there.id].users
    assert one not in homes[here.id].users
    assert (await school.room.dms(one))[-1].title.startswith("팀이 정해졌어요 · 캡스톤 2팀")
    assert [appeal.state for appeal in await school.appeals()] == [AppealState.ACCEPTED]


async def test_open_tasks_stay_behind_and_leaders_are_told(school: School) -> None:
    room = school.room
    one, other = await pair(school)
    project = await project_of(school, one)
    here = {"project": f"project:{project.id}"}
    (leader,) = [m.name for m in project.members if m.standing is Standing.LEADER]
    await room.say(leader, "task add", title="열린 일", assignee=f"@{one}", **here)
    await room.say(leader, "task add", title="끝난 일", assignee=f"@{one}", **here)
    await room.say(one, "task status", task="#2", status="완료", **here)
    await ask(school, one, other)
    await answer(school, other, "동의하기")
    await answer(school, STAFF, "바꾸기")
    tasks = await room.tasks(project)
    assert tasks[1].assignee is None
    assert tasks[2].assignee is not None
    assert tasks[2].status is Status.DONE
    told = (await room.dms(leader))[-1]
    assert f"{one} 님이 다른 팀으로 가고 {other} 님이 들어왔어요." in told.text
    assert "열린 업무 1개는 맡은 사람이 없어요" in told.text
    verbs = [activity.draft.verb for activity in await room.history(project)]
    assert verbs[:3] == [Verb.JOINED, Verb.LEFT, Verb.ASSIGNED]


async def test_a_leader_who_moves_leaves_the_lead(school: School) -> None:
    first, second, *_ = await school.projects()
    leader, other = first.members[0].name, second.members[1].name
    await ask(school, leader, other)
    await answer(school, other, "동의하기")
    await answer(school, STAFF, "바꾸기")
    first, second, *_ = await school.projects()
    assert [m.standing for m in first.members].count(Standing.LEADER) == 1
    assert second.standing_of((await school.room.person(leader)).id) is Standing.MEMBER


async def test_who_does_not_want_to_stays_and_is_not_asked_again(school: School) -> None:
    one, other = await pair(school)
    await ask(school, one, other)
    await answer(school, other, "그대로 있기")
    assert field_of(await newest(school, one), "지금") == STAYS
    assert all(not card.subject.startswith("appeal") for card in await school.room.dms(STAFF))
    reply = await school.room.hear(one, "team appeal", other=f"@{other}", line="제발요")
    assert reply.form is not None
    assert any("이미 부탁했고 답을 받았어요" in field.error for field in reply.form.fields)


async def test_staff_may_leave_both_where_they_are(school: School) -> None:
    one, other = await pair(school)
    before = await school.teams()
    await ask(school, one, other)
    await answer(school, other, "동의하기")
    await answer(school, STAFF, "그대로 두기")
    assert await school.teams() == before
    told = await newest(school, one)
    assert (field_of(told, "지금"), labels(told)) == (STAYS, ())


async def test_an_appeal_can_be_taken_back_and_made_anew(school: School) -> None:
    one, other = await pair(school)
    asked = await ask(school, one, other)
    again = await ask(school, one, other)
    assert "이미 답을 기다리는 부탁이 있어요" in again.text
    await school.room.press(one, "부탁 취소", asked)
    assert labels(await newest(school, other)) == ()
    await ask(school, one, other)
    states = [appeal.state for appeal in await school.appeals()]
    assert states == [AppealState.WITHDRAWN, AppealState.OPEN]


async def test_after_the_window_nobody_appeals(school: School) -> None:
    one, other = await pair(school)
    school.room.later(days=4)
    assert "기간이 지났어요" in (await ask(school, one, other)).text
    assert await school.appeals() == ()


async def test_the_window_is_open_until_its_last_day_ends(school: School) -> None:
    first, second, *_ = await school.teams()
    assert (await school.room.dms(first[0]))[-1].footer.startswith("12월 3일(목)까지")
    school.room.at(datetime(2026, 12, 3, 23, 59, tzinfo=SEOUL))
    assert labels(await ask(school, first[0], second[0])) == ("부탁 취소",)
    school.room.at(datetime(2026, 12, 4, tzinfo=SEOUL))
    assert "기간이 지났어요" in (await ask(school, first[1], second[1])).text


async def test_the_window_is_what_staff_set_from_adoption_on() -> None:
    school = await School().open()
    card = await school.form(appeals="1")
    school.room.later(days=5)
    await school.room.press(STAFF, "적용", card)
    one, other = await pair(school)
    school.room.later(hours=23)
    assert labels(await ask(school, one, other)) == ("부탁 취소",)


async def test_nobody_appeals_with_themselves_their_team_or_a_stranger(school: School) -> None:
    one, _ = await pair(school)
    mate = next(m.name for m in (await project_of(school, one)).members if m.name != one)
    for other, said in (
        (one, "같은 사람이에요"),
        (mate, "같은 팀이에요"),
        (STAFF, "어디에도 없어요"),
    ):
        reply = await school.room.hear(one, "team appeal", other=f"@{other}", line="부탁해요")
        assert reply.form is not None
        assert any(said in field.error for field in reply.form.fields), other


async def test_a_rule_that_forbids_a_swap_is_not_told(school: School) -> None:
    school = await School().open()
    await school.adopted(apart="지민, 서준")
    teams = await school.teams()
    (there,) = [team for team in teams if "서준" in team]
    other = next(name for name in there if name != "서준")
    reply = await school.room.hear("지민", "team appeal", other=f"@{other}", line="부탁해요")
    assert reply.form is not None
    (problem,) = [field.error for field in reply.form.fields if field.error]
    assert "강의의 조건 때문에 바꿀 수 없어요" in problem
    assert "서준" not in problem
    for name in school.students:
        for card in await school.room.dms(name):
            assert "조건" not in card.plain()


async def test_only_those_asked_answer(school: School) -> None:
    one, other = await pair(school)
    await ask(school, one, other)
    proposal, (appeal,) = await school.proposal(), await school.appeals()
    third = next(name for name in school.students if name not in (one, other))
    for who, command in (
        (one, "agree"), (third, "agree"), (third, "refuse"), (other, "withdraw"),
        (third, "grant"), (other, "deny"),
    ):  # fmt: skip
        reply = await school.room.say(
            who, f"teams {command}", teams=str(proposal.id), appeal=str(appeal.id)
        )
        assert "찾지 못했어요" in reply.text, (who, command)
    assert await school.appeals() == (appeal,)


async def test_a_swap_with_somebody_who_moved_meanwhile_is_refused(school: School) -> None:
    first, second, third = await school.projects()
    one, two, three = (project.members[1].name for project in (first, second, third))
    await ask(school, one, two)
    await answer(school, two, "동의하기")
    await ask(school, two, three)
    await answer(school, three, "동의하기")
    await answer(school, STAFF, "바꾸기")
    cards = [card for card in await school.room.dms(STAFF) if "바꾸기" in labels(card)]
    await school.room.press(STAFF, "바꾸기", cards[0])
    names = [[m.name for m in project.members] for project in await school.projects()]
    assert (one in names[2]) is (two in names[0])


async def test_a_grant_shows_anew_what_other_appeals_change(school: School) -> None:
    first, second, *_ = await school.projects()
    (one, two), (three, four) = (
        [member.name for member in project.members[1:3]] for project in (first, second)
    )
    for person, other in ((one, three), (two, four)):
        await ask(school, person, other)
        await answer(school, other, "동의하기")
    cards = [card for card in await school.room.dms(STAFF) if "바꾸기" in labels(card)]
    before = [field_of(card, "바꾸면") for card in cards]
    await school.room.press(STAFF, "바꾸기", cards[0])
    (card,) = [card for card in await school.room.dms(STAFF) if "바꾸기" in labels(card)]
    shown = field_of(card, "바꾸면")
    assert shown not in before
    assert field_of(await newest(school, two), "바꾸면") == shown
    assert field_of(await school.room.press(STAFF, "바꾸기", card), "바꾸면") == shown


async def test_an_appeal_that_a_grant_made_impossible_speaks_of_no_change(school: School) -> None:
    first, second, *_ = await school.projects()
    one, two, three = first.members[1].name, first.members[2].name, second.members[1].name
    for person, other in ((one, three), (three, two)):
        await ask(school, person, other)
        await answer(school, other, "동의하기")
    cards = [card for card in await school.room.dms(STAFF) if "바꾸기" in labels(card)]
    await school.room.press(STAFF, "바꾸기", cards[0])
    (card,) = [card for card in await school.room.dms(STAFF) if "바꾸기" in labels(card)]
    assert [field.name for field in card.fields] == ["한마디", "지금"]
    assert "같은 팀이에요" in (await school.room.press(STAFF, "바꾸기", card)).plain()


async def test_two_who_are_alone_in_their_teams_lead_after_a_swap_too() -> None:
    school = await School(students=("지민", "서준")).open()
    await school.adopted(least="1", most="1")
    await ask(school, "지민", "서준")
    await answer(school, "서준", "동의하기")
    await answer(school, STAFF, "바꾸기")
    members = [project.members for project in await school.projects()]
    assert [(each.name, each.standing) for (each,) in members] == [
        ("서준", Standing.LEADER), ("지민", Standing.LEADER),
    ]  # fmt: skip


async def test_nobody_moves_before_all_teams_are_open() -> None:
    school = await School().open()
    await school.form()
    await school.begin_to_adopt()
    await school.give_up()
    (one, *_), (other, *_), _ = before = await school.teams()
    await ask(school, one, other)
    await answer(school, other, "동의하기")
    refused = await answer(school, STAFF, "바꾸기")
    assert "프로젝트를 아직 모두 열지 못했어요" in refused.text
    assert await school.teams() == before
    await school.room.say(STAFF, "teams adopt", teams=str((await school.proposal()).id))
    await answer(school, STAFF, "바꾸기")
    assert other in (await school.teams())[0]
    assert other in [member.name for member in (await school.projects())[0].members]
