"""A course is split into teams: asked for, searched, stopped, refused, proposed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from core.cards import Card
from core.errors import Unavailable
from core.model.courses import RosterEntry
from core.model.formation import Formation, Headway, Proof, TeamProblem
from core.model.people import Profile
from core.model.placements import Placement
from core.model.team_proposals import TeamProposalState
from core.planning.teams.check import broken
from tests.fakes.former import FakeFormer
from tests.features.harness import Room, field_of, labels
from tests.features.school import NAMES, STAFF, School


@pytest.fixture
async def school() -> School:
    return await School().open()


class PatientFormer(FakeFormer):
    """Has found something at once, and goes on searching until it is stopped."""

    async def form(
        self,
        problem: TeamProblem,
        on_progress: Callable[[Headway], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> Formation:
        """Give the first teams once it is stopped."""
        formation = await super().form(problem, lambda _: None)
        on_progress(Headway(612.4, 930.9))
        while not stopped():  # noqa: ASYNC110  a question is all there is to wait on
            await asyncio.sleep(0)
        return replace(formation, proof=Proof.SUPPLY, cut_short=True)


class FaintFormer(FakeFormer):
    """Cannot be reached when it is first asked for reasons."""

    explained: int = 0

    async def explain(self, problem: TeamProblem, formation: Formation) -> tuple[Placement, ...]:
        """Give everybody's facts, the second time."""
        self.explained += 1
        if self.explained == 1:
            raise Unavailable("former", "process died")
        return await super().explain(problem, formation)


async def test_everybody_is_in_one_team_and_is_told_why_in_a_sentence(school: School) -> None:
    card = await school.form()
    assert sorted(name for team in await school.teams() for name in team) == sorted(NAMES[:12])
    assert (
        "백엔드를 맡을 사람이 3명뿐이라 팀마다 나눴고, 화·목 저녁에 모두 4시간이 겹쳐요."
        in card.plain()
    )
    assert field_of(card, "나눈 결과") == "3팀 · 12명"
    assert "이보다 좋게 나눌 수 없어요" in field_of(card, "전체 점수")
    assert labels(card)[:3] == ("적용", "날짜 정해서 적용", "둘 바꾸기")
    proposal = await school.proposal()
    assert proposal.problem is not None
    assert proposal.formation is not None
    assert broken(proposal.problem, proposal.formation) == ()


async def test_a_proposal_stands_in_the_dm_of_staff_alone(school: School) -> None:
    card = await school.form()
    assert card in await school.room.dms(STAFF)
    for name in school.students:
        assert await school.room.dms(name) == ()


async def test_the_same_seed_gives_the_same_teams(school: School) -> None:
    await school.form(seed="7")
    first = await school.teams()
    await school.form(seed="7")
    assert await school.teams() == first
    assert len(await school.proposals()) == 2


async def test_what_is_asked_twice_while_it_is_searched_is_searched_once(school: School) -> None:
    former = FakeFormer()
    school.room.open(replace(school.room.ports, former=former))
    for _ in range(2):
        await school.room.hear(STAFF, "team form", course=school.code)
    await school.room.settle()
    assert len(former.problems) == len(await school.proposals()) == 1


async def test_who_has_no_profile_is_placed_and_named(school: School) -> None:
    person = await school.room.person("지민")
    async with school.room.store.work() as work:
        await work.people.save_profile(Profile(person.id))
        await work.commit()
    card = await school.form()
    assert "프로필이 없어서 보통 실력으로 본 사람 1명: 지민" in card.plain()
    assert "**지민** 프로필이 아직 없어서 인원수를 맞추는 자리에 배정했어요." in card.plain()


async def test_staff_is_in_no_team_and_some_of_a_course_may_be_named(school: School) -> None:
    await school.form(people="@지민 @서준 @하은 @도윤", least="2", most="2")
    assert sorted(name for team in await school.teams() for name in team) == sorted(NAMES[:4])


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"least": "5", "most": "4"}, "최소 5명이 최대 4명보다 커요"),
        ({"together": "지민"}, "‘지민’에는 한 사람뿐이에요"),
        ({"apart": "지민, 조교"}, "조교 님은 이번에 나눌 사람이 아니에요"),
        ({"people": "@조교"}, "조교 님은 이 강의에 없어요"),
    ],
)
async def test_a_wish_that_cannot_be_read_is_refused_at_once(
    school: School, wishes: dict[str, str], said: str
) -> None:
    assert said in (await school.form(**wishes)).text
    assert await school.proposals() == ()


async def test_rules_that_clash_are_named_alone_with_the_next_step(school: School) -> None:
    card = await school.form(
        together="지민, 서준 / 하은, 도윤", apart="서준, 하은\n지민, @서준\n수아, 예준"
    )
    assert card.title == "이대로는 팀을 나눌 수 없어요"
    assert [line for line in card.text.splitlines() if line.startswith("- ")] == [
        "- 같은 팀: 지민, 서준",
        "- 다른 팀: 지민, 서준",
    ]
    assert "하나를 빼거나 바꿔서 다시 나눠 주세요" in card.text
    reply = await school.room.touch(STAFF, "고쳐서 다시 나누기", card)
    assert reply.form is not None
    asked = {field.option: field.value for field in reply.form.fields}
    assert asked["together"] == "지민, 서준 / 하은, 도윤"
    assert asked["apart"] == "서준, 하은 / 지민, 서준 / 수아, 예준"
    assert await school.proposals() == ()


async def test_people_who_all_keep_apart_are_named_once(school: School) -> None:
    card = await school.form(apart=", ".join(NAMES[:6]))
    sizes, crowd = (line for line in card.text.splitlines() if line.startswith("- "))
    assert sizes == "- 12명을 한 팀에 4명씩 나누기"
    assert crowd.startswith(f"- {', '.join(NAMES[:4])} 님은 모두 서로 떨어져야 하는데(4명)")
    assert crowd.endswith("팀은 3개까지만 만들 수 있어요")
    assert "더 줄여 보다가 멈췄어요" not in card.text


async def test_a_search_shows_how_far_it_is_and_ends_with_the_best_so_far(school: School) -> None:
    room = school.room
    room.open(replace(room.ports, former=PatientFormer()))
    seen: list[Card] = []

    async def stop() -> None:
        while not seen:
            shown = [event.shown.card for event in room.platform.events]
            seen.extend(card for card in shown if "중지" in labels(card))
            await asyncio.sleep(0)
        assert "곧 마무리해요" in (await room.press(STAFF, "중지", seen[-1])).title
        assert await room.press("지민", "중지", seen[-1]) is not None

    async with asyncio.TaskGroup() as group:
        group.create_task(stop())
        card = await school.form()
    assert any("612점 · 많아야 931점" in stage.detail for stage in seen[-1].stages)
    quality = field_of(card, "전체 점수")
    assert "3팀으로 나누면" in quality
    assert "찾다가 멈췄어요" in quality
    assert "중지" not in labels(card)


async def test_a_search_that_is_done_is_not_done_again_when_its_job_is(school: School) -> None:
    former = FaintFormer()
    school.room.open(replace(school.room.ports, former=former))
    card = await school.form()
    assert "적용" in labels(card)
    assert former.explained == 2
    assert len(await school.proposals()) == len(former.problems) == 1


async def test_teams_of_the_same_people_can_be_formed_again_with_other_wishes(
    school: School,
) -> None:
    card = await school.form(skills="Python, Figma", focus="hours", appeals="7")
    first = await school.proposal()
    reply = await school.room.touch(STAFF, "다시 나누기", card)
    assert reply.form is not None
    asked = {field.option: field.value for field in reply.form.fields}
    assert asked == {"least": "4", "most": "4", "together": "", "apart": "", "seed": "2"}
    given = {**reply.form.answers, **asked, "together": "지민, 서준"}
    await school.room.say(STAFF, "teams split", **given)
    again = await school.proposal()
    assert again.problem is not None
    assert first.problem is not None
    assert (again.problem.skills, again.problem.weights) == (
        first.problem.skills,
        first.problem.weights,
    )
    assert again.appeals_until is not None
    assert (again.appeals_until - again.created).days == 7
    assert any({"지민", "서준"} <= set(team) for team in await school.teams())
    states = [proposal.state for proposal in await school.proposals()]
    assert states == [TeamProposalState.OPEN, TeamProposalState.DROPPED]
    assert "다시 나눈 새 제안이 있어요" in (await school.room.dms(STAFF))[0].text


@pytest.mark.parametrize("repeat", ["never", "avoid"])
async def test_people_of_an_earlier_team_do_not_meet_again(school: School, repeat: str) -> None:
    await school.adopted(least="2", most="2")
    before = {frozenset(team) for team in await school.teams()}
    await school.form(least="2", most="2", repeat=repeat)
    assert not before & {frozenset(team) for team in await school.teams()}
    await school.form(least="2", most="2", repeat="allow")
    assert before == {frozenset(team) for team in await school.teams()}


async def test_who_is_on_the_list_and_has_not_come_is_counted() -> None:
    room = Room()
    school = await School(room).open()
    async with room.store.work() as work:
        entry = RosterEntry(school.course.id, "아직 안 온 사람")
        await work.courses.set_roster(school.course.id, (entry,))
        await work.commit()
    assert "아직 들어오지 않은 1명은 빠져 있어요" in (await school.form()).text


async def test_only_staff_splits_a_course(school: School) -> None:
    card = await school.room.say("지민", "team form", course=school.code)
    assert "운영진만" in card.text


async def test_forming_again_unchanged_reads_whatever_people_are_called() -> None:
    names = (
        "김민수/컴공", "이서연, 23", "@하은", "person:1", "Kim", "kim", "줄\n바꿈", "도윤",
    )  # fmt: skip
    school = await School(students=names).open()
    people = [f"person:{(await school.room.person(name)).id}" for name in names]
    apart = " / ".join(f"{people[at]}, {people[at + 1]}" for at in range(0, len(people), 2))
    card = await school.form(apart=apart)
    reply = await school.room.touch(STAFF, "다시 나누기", card)
    assert reply.form is not None
    typed = {field.option: field.value for field in reply.form.fields}
    assert "도윤" in typed["apart"]
    given = {**reply.form.answers, **typed}
    again = await school.room.hear(STAFF, reply.form.command, **given)
    assert again.form is None
    await school.room.settle()
    first, second = [proposal.problem for proposal in await school.proposals()]
    assert first is not None
    assert second is not None
    assert first.apart == second.apart


class MeanwhileFormer(FakeFormer):
    """Lets something happen while it searches."""

    def __init__(self, happening: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.happening = happening

    async def form(
        self,
        problem: TeamProblem,
        on_progress: Callable[[Headway], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> Formation:
        """Give the solver's teams, late."""
        formation = await super().form(problem, on_progress, stopped)
        await self.happening()
        return formation


async def test_two_who_become_one_while_teams_are_searched_are_one_in_them(school: School) -> None:
    first, second = [await school.room.person(name) for name in ("지민", "서준")]

    async def unite() -> None:
        async with school.room.store.work() as work:
            await work.links.join(replace(second, name="지민 서준"), first.id)
            await work.commit()

    school.room.open(replace(school.room.ports, former=MeanwhileFormer(unite)))
    card = await school.form()
    assert field_of(card, "나눈 결과") == "3팀 · 11명"
    placed = sorted(name for team in await school.teams() for name in team)
    assert placed == sorted(("지민 서준", *NAMES[2:12]))
