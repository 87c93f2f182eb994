"""A member gathers people of a course; only who agrees is split into teams."""

import pytest

from core.cards import Card
from core.model.team_proposals import TeamProposalState
from tests.features.harness import field_of, labels
from tests.features.school import STAFF, School

ASKED = ("서준", "하은", "도윤", "수아")


@pytest.fixture
async def school() -> School:
    school = await School().open()
    people = " ".join(f"@{name}" for name in ASKED)
    await school.room.say("지민", "team gather", title="해커톤", people=people)
    return school


async def invitation(school: School, who: str) -> Card:
    """Give what somebody was asked."""
    return (await school.room.dms(who))[-1]


async def form(school: School, **wishes: str) -> Card:
    """Press the button of who gathered them and fill the form."""
    reply = await school.room.touch("지민", "이제 나누기", await invitation(school, "지민"))
    assert reply.form is not None
    given = {**reply.form.answers, "least": "2", "most": "2"} | wishes
    return await school.room.say("지민", reply.form.command, **given)


async def test_only_who_agrees_is_placed(school: School) -> None:
    for name in ASKED[:3]:
        await school.room.press(name, "함께할게요", await invitation(school, name))
    await school.room.press(ASKED[3], "이번엔 빠질게요", await invitation(school, ASKED[3]))
    assert field_of(await invitation(school, "지민"), "함께하는 사람") == "지민, 서준, 하은, 도윤"
    card = await form(school)
    assert "해커톤" in card.title
    assert sorted(name for team in await school.teams() for name in team) == sorted(
        ("지민", *ASKED[:3])
    )
    await school.room.press("지민", "적용", card)
    assert [project.topic for project in await school.projects()] == ["해커톤 1팀", "해커톤 2팀"]


async def test_whoever_left_the_course_reads_no_more_of_who_takes_part(school: School) -> None:
    await school.room.say("서준", "course leave")
    await school.room.press("하은", "함께할게요", await invitation(school, "하은"))
    assert field_of(await invitation(school, "도윤"), "함께하는 사람") == "지민, 하은"
    assert field_of(await invitation(school, "서준"), "함께하는 사람") == "지민"


async def test_somebody_may_change_their_mind_until_the_teams_are_formed(school: School) -> None:
    await school.room.press("서준", "함께할게요", await invitation(school, "서준"))
    await school.room.press("하은", "함께할게요", await invitation(school, "하은"))
    joined = await invitation(school, "서준")
    assert labels(joined) == ("빠질게요",)
    await school.room.press("서준", "빠질게요", joined)
    assert field_of(await invitation(school, "지민"), "함께하는 사람") == "지민, 하은"
    number = str((await school.proposal()).id)
    await form(school, least="1", most="1")
    late = await school.room.say("서준", "teams join", teams=number)
    assert "이미 팀을 나눴거나" in late.text


async def test_nobody_but_those_asked_takes_part_or_sees_who_does(school: School) -> None:
    number = str((await school.proposal()).id)
    for command in ("join", "leave", "show", "split", "drop"):
        reply = await school.room.say("예준", f"teams {command}", teams=number)
        assert "찾지 못했어요" in reply.text, command
    assert await school.room.dms("예준") == ()
    assert (await school.proposal()).state is TeamProposalState.GATHERING


async def test_who_gathered_alone_decides(school: School) -> None:
    await school.room.press("서준", "함께할게요", await invitation(school, "서준"))
    number = str((await school.proposal()).id)
    for command in ("show", "split", "drop", "adopt"):
        reply = await school.room.say("서준", f"teams {command}", teams=number)
        assert "찾지 못했어요" in reply.text, command


async def test_a_gathering_can_be_given_up(school: School) -> None:
    await school.room.press("지민", "버리기", await invitation(school, "지민"))
    assert (await school.proposal()).state is TeamProposalState.DROPPED
    shown = await invitation(school, "서준")
    assert "팀 제안을 버렸어요" in shown.title
    assert labels(shown) == ()


@pytest.mark.parametrize(
    ("people", "said"),
    [("@조교", "조교 님은 이 강의에 없어요"), ("@지민", "나 말고 한 명 이상")],
)
async def test_who_cannot_be_asked_is_refused(school: School, people: str, said: str) -> None:
    reply = await school.room.hear("지민", "team gather", title="둘째", people=people)
    assert reply.form is not None
    assert any(said in field.error for field in reply.form.fields)
    assert len(await school.proposals()) == 1


async def test_teams_are_not_formed_before_anybody_agrees(school: School) -> None:
    assert "나눌 사람이 두 명도 안 돼요" in (await form(school)).text
    gathered = await school.room.say(STAFF, "teams adopt", teams=str((await school.proposal()).id))
    assert "아직 팀을 나누지 않았어요" in gathered.text


async def test_who_left_the_course_is_left_out_and_the_rest_goes_on(school: School) -> None:
    for name in ASKED[:3]:
        await school.room.press(name, "함께할게요", await invitation(school, name))
    await school.room.say(ASKED[0], "course leave", course=school.code)
    card = await form(school, least="1", most="3")
    assert sorted(name for team in await school.teams() for name in team) == sorted(
        ("지민", *ASKED[1:3])
    )
    await school.room.say(ASKED[1], "course leave", course=school.code)
    refused = await school.room.press("지민", "적용", card)
    assert "하은 님이 그사이 강의에서 나갔어요. ‘다시 나누기’를 누르면" in refused.text
    reply = await school.room.touch("지민", "다시 나누기", card)
    assert reply.form is not None
    wishes = {**reply.form.answers, **{each.option: each.value for each in reply.form.fields}}
    again = await school.room.say("지민", reply.form.command, **wishes)
    await school.room.press("지민", "적용", again)
    teams = [project.members for project in await school.projects()]
    assert sorted(each.name for team in teams for each in team) == sorted(("지민", "도윤"))
