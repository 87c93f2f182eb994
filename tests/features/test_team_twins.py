"""Two accounts of one person were both placed; then they become one person."""

from dataclasses import dataclass

import pytest

from core.cards import Card
from core.model.formation import Formation, TeamProblem
from core.model.team_proposals import TeamProposalState
from core.planning.teams.check import judged
from core.reports.files import render
from tests.features.harness import Room, field_of, labels
from tests.features.two_sides import Sides

STAFF = "조교"
HERE = ("지민", "서준", "하은", "도윤", "수아")
CODE = "CS1"


@dataclass
class Twins:
    """A class on two platforms; 지민 is in it as jimin as well, in another team."""

    sides: Sides
    proposed: Card

    @property
    def room(self) -> Room:
        """Give the side that most are on."""
        return self.sides.discord

    async def solved(self) -> tuple[TeamProblem, Formation]:
        """Give the class and its teams as they are kept."""
        space = (await self.room.person(STAFF)).space
        async with self.room.store.work(write=False) as work:
            (proposal,) = await work.team_proposals.all(space)
        assert proposal.problem is not None
        assert proposal.formation is not None
        return proposal.problem, proposal.formation

    async def teams(self) -> list[list[str]]:
        """Give the teams by name."""
        _, formation = await self.solved()
        async with self.room.store.work(write=False) as work:
            return [
                [(await work.people.person(each)).name for each in team.people]
                for team in formation.teams
            ]

    async def ask(self, command: str, **given: str) -> Card:
        """Let staff ask for something about the teams."""
        button = next(each for each in self.proposed.buttons if "teams" in each.answers)
        return await self.room.say(STAFF, command, **{**button.answers, **given})

    async def unite(self) -> None:
        """Let both accounts be one person."""
        await self.sides.one_person("지민", "jimin")


@pytest.fixture
async def twins() -> Twins:
    sides = Sides()
    await sides.one_space()
    await sides.discord.say(STAFF, "course add", code=CODE, name="캡스톤")
    for name in HERE:
        await sides.discord.say(name, "course join", course=CODE)
    await sides.slack.say("jimin", "course join", course=CODE)
    for room, name in ((sides.discord, "지민"), (sides.slack, "jimin")):
        await room.say(name, "me profile", skills="Python 4")
    card = await sides.discord.say(
        STAFF, "team form", course=CODE, least="3", most="3", apart="지민, jimin", skills="Python"
    )
    return Twins(sides, card)


async def test_the_proposal_shows_them_once_with_points_as_they_are_now(twins: Twins) -> None:
    await twins.unite()
    shown = await twins.ask("teams show")
    assert field_of(shown, "나눈 결과") == "2팀 · 5명"
    assert sorted(map(len, await twins.teams())) == [2, 3]
    problem, formation = await twins.solved()
    now = judged(problem, [team.people for team in formation.teams])
    assert now.quality != formation.quality
    assert field_of(shown, "전체 점수").startswith(f"{now.quality:.1f}점")


async def test_people_of_the_proposal_can_still_be_swapped(twins: Twins) -> None:
    await twins.unite()
    one, other = [team[-1] for team in await twins.teams()]
    offered = await twins.ask("teams swap", one=f"@{one}", other=f"@{other}")
    assert "점" in offered.text
    assert [field.name for field in offered.fields] == ["1팀", "2팀"]
    swapped = await twins.room.press(STAFF, "바꾸기", offered)
    assert "자리를 바꿨어요" in swapped.title
    first, second = await twins.teams()
    assert other in first
    assert one in second


async def test_the_proposal_is_adopted_with_each_person_once(twins: Twins) -> None:
    await twins.unite()
    adopted = await twins.ask("teams adopt")
    assert adopted.title == "팀을 만들었어요 · 캡스톤"
    space = (await twins.room.person(STAFF)).space
    async with twins.room.store.work(write=False) as work:
        projects = await work.projects.all(space)
        (proposal,) = await work.team_proposals.all(space)
    assert proposal.state is TeamProposalState.ADOPTED
    assert sorted(len(project.members) for project in projects) == [2, 3]
    source = f"teams:{space}:{proposal.id}:ko"
    assert len((await render(twins.room.ports, source)).splitlines()) == 1 + len(HERE)


async def test_after_adoption_classmates_still_change_places(twins: Twins) -> None:
    await twins.ask("teams adopt")
    await twins.unite()
    joined = (await twins.room.person("지민")).name
    one, other = (next(name for name in team if name != joined) for team in await twins.teams())
    asked = await twins.room.say(
        one, "team appeal", other=f"@{other}", line="가까워요", course=CODE
    )
    assert labels(asked) == ("부탁 취소",)
    for who, label in ((other, "동의하기"), (STAFF, "바꾸기")):
        card = [card for card in await twins.room.dms(who) if label in labels(card)][-1]
        await twins.room.press(who, label, card)
    first, second = await twins.teams()
    assert other in first
    assert one in second


async def test_who_becomes_one_with_whom_they_asked_can_only_take_it_back(twins: Twins) -> None:
    await twins.ask("teams adopt")
    other = f"person:{(await twins.room.person('지민')).id}"
    asked = await twins.sides.slack.say(
        "jimin", "team appeal", other=other, line="저예요", course=CODE
    )
    await twins.unite()
    card = [card for card in await twins.room.dms("지민") if "동의하기" in labels(card)][-1]
    assert "같은 사람이에요" in (await twins.room.press("지민", "동의하기", card)).text
    back = await twins.sides.slack.press("jimin", "부탁 취소", asked)
    assert field_of(back, "지금") == "부탁을 취소했어요"
