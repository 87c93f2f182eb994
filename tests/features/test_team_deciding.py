"""Staff decides on proposed teams: pages, swaps, the file, dropping."""

import csv
import io

import pytest

from core.cards import Card
from core.model.people import Profile, Skill
from core.model.team_proposals import TeamProposalState
from tests.features.harness import Room, labels
from tests.features.school import NAMES, STAFF, School


@pytest.fixture
async def school() -> School:
    return await School().open()


async def swap(school: School, one: str, other: str) -> Card:
    """Ask what it costs to swap two people of the newest proposal."""
    proposal = await school.proposal()
    number, course = str(proposal.id), f"course:{school.course.id}"
    return await school.room.say(
        STAFF, "teams swap", teams=number, course=course, one=f"@{one}", other=f"@{other}"
    )


async def test_a_swap_says_what_it_costs_and_changes_nothing_yet(school: School) -> None:
    await school.form()
    teams = await school.teams()
    card = await swap(school, teams[0][0], teams[1][1])
    assert "점 내려가요" in card.text
    assert "아직 바꾸지 않았어요" in card.footer
    assert await school.teams() == teams


async def test_a_confirmed_swap_keeps_the_numbers_of_the_teams_and_is_shown(
    school: School,
) -> None:
    await school.form()
    before = await school.teams()
    one, other = before[0][0], before[1][1]
    card = await school.room.press(STAFF, "바꾸기", await swap(school, one, other))
    assert card.title == f"{one} 님과 {other} 님의 자리를 바꿨어요."
    after = await school.teams()
    assert set(after[0]) == {*before[0], other} - {one}
    assert set(after[1]) == {*before[1], one} - {other}
    assert after[2] == before[2]
    shown = (await school.room.dms(STAFF))[-1]
    assert f"{one} 님과 {other} 님의 자리를 바꿨어요." in shown.text
    assert "적용" in labels(shown)


async def test_a_swap_of_teams_that_changed_meanwhile_is_refused(school: School) -> None:
    await school.form()
    teams = await school.teams()
    first = await swap(school, teams[0][0], teams[1][0])
    second = await swap(school, teams[0][1], teams[2][0])
    await school.room.press(STAFF, "바꾸기", second)
    after = await school.teams()
    assert (
        "그사이 다른 사람이 먼저 바꿨어요" in (await school.room.press(STAFF, "바꾸기", first)).text
    )
    assert await school.teams() == after


async def test_what_is_no_swap_is_refused(school: School) -> None:
    await school.form()
    teams = await school.teams()
    same = await school.room.hear(
        STAFF, "teams swap", teams=str((await school.proposal()).id),
        one=f"@{teams[0][0]}", other=f"@{teams[0][1]}",
    )  # fmt: skip
    assert same.form is not None
    (problem,) = [field.error for field in same.form.fields if field.error]
    assert "같은 팀이에요" in problem


async def test_a_swap_that_breaks_a_rule_names_it(school: School) -> None:
    await school.form(apart="지민, 서준")
    teams = await school.teams()
    (here,) = [team for team in teams if "지민" in team]
    (there,) = [team for team in teams if "서준" in team]
    other = next(name for name in there if name != "서준")
    reply = await school.room.hear(
        STAFF, "teams swap", teams=str((await school.proposal()).id),
        one="@지민", other=f"@{other}",
    )  # fmt: skip
    assert here != there
    assert reply.form is not None
    assert any("다른 팀: 지민, 서준" in field.error for field in reply.form.fields)


async def test_many_teams_are_paged(school: School) -> None:
    card = await school.form(least="2", most="2")
    assert card.footer == "1/2쪽"
    assert "다음 ▶" in labels(card)
    second = await school.room.press(STAFF, "다음 ▶", card)
    assert second.footer == "2/2쪽"
    assert "6팀" in second.plain()
    assert "1팀 ·" not in second.plain()


async def test_the_file_has_everybody_and_runs_nothing(school: School) -> None:
    person = await school.room.person("지민")
    async with school.room.store.work() as work:
        await work.people.save_profile(Profile(person.id, (Skill("=1+1", 3),)))
        await work.commit()
    await school.room.press(STAFF, "파일로 받기", await school.form())
    await school.room.settle()
    (file,) = [file for shown in school.room.platform.stands.values() for file in shown.files]
    assert file.name.endswith(".csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sorted(row[1] for row in rows[1:]) == sorted(NAMES[:12])
    assert next(row for row in rows if row[1] == "지민")[3] == "'=1+1 3"


async def test_dropped_teams_can_be_formed_again_and_not_adopted(school: School) -> None:
    card = await school.form()
    dropped = await school.room.press(STAFF, "버리기", card)
    assert labels(dropped) == ("다시 나누기",)
    assert (await school.proposal()).state is TeamProposalState.DROPPED
    reply = await school.room.say(STAFF, "teams adopt", teams=str((await school.proposal()).id))
    assert "버린 제안이에요" in reply.text
    assert await school.projects() == []


async def test_proposals_are_listed_for_who_decides_alone(school: School) -> None:
    await school.form()
    listed = await school.room.say(STAFF, "team proposals")
    assert len(listed.rows) == 1
    shown = await school.room.press(STAFF, listed.buttons[0].label, listed)
    assert "적용" in labels(shown)
    assert (await school.room.say("지민", "team proposals")).rows == ()


@pytest.mark.parametrize("command", ["show", "page", "export", "drop", "adopt", "split"])
@pytest.mark.parametrize("who", ["지민", "나그네"])
async def test_to_nobody_else_a_proposal_exists(school: School, command: str, who: str) -> None:
    await school.form()
    before = await school.proposals()
    number = str((await school.proposal()).id)
    reply = await school.room.hear(
        who, f"teams {command}", teams=number, course=f"course:{school.course.id}"
    )
    assert reply.card is not None
    assert reply.card.title == "다시 확인해 주세요"
    assert not set(NAMES[1:]) & set(reply.card.plain().split())
    assert await school.proposals() == before


async def test_another_course_of_the_space_sees_nothing() -> None:
    room = Room()
    first = await School(room).open()
    second = await School(room, ("하나", "두리", "세찬", "네오"), "MATH1").open()
    await first.form()
    number = str((await first.proposal()).id)
    for who in ("하나", STAFF):
        reply = await room.hear(
            who, "teams show", teams=number, course=f"course:{second.course.id}"
        )
        assert reply.card is not None
        assert "찾지 못했어요" in reply.card.text


async def test_adopted_teams_are_not_offered_to_be_formed_again(school: School) -> None:
    await school.adopted()
    number = str((await school.proposal()).id)
    assert labels(await school.room.say(STAFF, "teams show", teams=number)) == ("파일로 받기",)
