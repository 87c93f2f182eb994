from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Stale
from core.model.formation import (
    Formation,
    FormedTeam,
    Member,
    Parts,
    Proof,
    RoleNeed,
    TeamProblem,
)
from core.model.people import Person, PersonId, Role, Skill
from core.model.team_proposals import (
    Appeal,
    AppealId,
    AppealState,
    TeamProposal,
    TeamProposalId,
    TeamProposalState,
)
from core.ports.storage import Store
from tests.storage.samples import CLUB, NOW, Team, form, join, opening

PARTS = Parts(250, 120, 70, 100, 0, 50)


def problem(*people: PersonId) -> TeamProblem:
    one, other, last = people
    members = (
        Member(one, (Skill("Python", 4),), (Role.AI,), frozenset({0, 335}), frozenset({last})),
        Member(other, marked=True),
        Member(last, known=False),
    )
    return TeamProblem(
        members, 1, 2, roles=(RoleNeed(Role.AI, 2),), skills=("Python",),
        together=(frozenset({one, last}),), apart=((one, other),), earlier=((other, last),),
    )  # fmt: skip


def draft(team: Team) -> TeamProposal:
    people = tuple(person.id for person in team.people)
    one, other, last = people
    teams = (FormedTeam((one, last), PARTS), FormedTeam((other,), PARTS))
    return TeamProposal(
        TeamProposalId(0), team.space.id, None, one, "1분반", NOW, people, problem(*people),
        Formation(teams, 812.5, 900.0, Proof.SUPPLY, cut_short=True), NOW + timedelta(days=2),
        TeamProposalState.OPEN,
    )  # fmt: skip


async def proposed(store: Store, proposal: TeamProposal, job: str = "job") -> TeamProposal:
    async with store.work() as work:
        kept = await work.team_proposals.add(proposal, job)
        await work.commit()
    return kept


async def test_a_proposal_is_kept_whole_and_a_job_makes_one(store: Store) -> None:
    team = await form(store)
    kept = await proposed(store, draft(team))
    assert await proposed(store, replace(draft(team), title="다른 이름")) == kept
    club, _ = await join(store, "지민", CLUB)
    async with store.work(write=False) as work:
        assert await work.team_proposals.get(team.space.id, kept.id) == kept
        assert await work.team_proposals.get(club.id, kept.id) is None
        assert replace(kept, id=TeamProposalId(0)) == draft(team)


async def test_the_proposals_of_a_course_are_among_those_of_its_space(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        course, _ = await work.courses.add(team.space.id, "CSE101", "자료구조", NOW)
        await work.commit()
    group = await proposed(store, draft(team))
    newer = replace(draft(team), course=course.id, created=NOW + timedelta(1))
    of_course = await proposed(store, newer, "other job")
    async with store.work(write=False) as work:
        assert await work.team_proposals.all(team.space.id) == (of_course, group)
        assert await work.team_proposals.all(team.space.id, course.id) == (of_course,)


async def test_people_gather_before_there_are_teams(store: Store) -> None:
    team = await form(store)
    whole = draft(team)
    gathering = replace(
        whole, people=whole.people[:1], problem=None, formation=None, appeals_until=None,
        state=TeamProposalState.GATHERING,
    )  # fmt: skip
    kept = await proposed(store, gathering)
    for people in (whole.people, whole.people[1:], ()):
        async with store.work() as work:
            kept = await work.team_proposals.change(replace(kept, people=people))
            await work.commit()
        async with store.work(write=False) as work:
            assert await work.team_proposals.get(team.space.id, kept.id) == kept
            assert kept.people == people


async def test_a_proposal_somebody_changed_first_stays_as_they_left_it(store: Store) -> None:
    team = await form(store)
    kept = await proposed(store, draft(team))
    async with store.work() as work:
        changed = await work.team_proposals.change(replace(kept, state=TeamProposalState.ADOPTED))
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.team_proposals.change(replace(kept, state=TeamProposalState.DROPPED))
    async with store.work(write=False) as work:
        assert await work.team_proposals.get(team.space.id, kept.id) == changed


async def test_the_projects_of_teams_are_known_in_the_order_of_the_teams(store: Store) -> None:
    team = await form(store)
    kept = await proposed(store, draft(team))
    async with store.work() as work:
        second = await work.projects.open(opening(*team.people, topic="둘째"), NOW)
        await work.team_proposals.became(kept.id, 1, team.project.id)
        await work.team_proposals.became(kept.id, 0, second.id)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.team_proposals.projects(kept.id) == (second.id, team.project.id)
        assert await work.team_proposals.projects(TeamProposalId(kept.id + 1000)) == ()


async def test_an_appeal_is_kept_and_settled(store: Store) -> None:
    team = await form(store)
    kept = await proposed(store, draft(team))
    jimin, seojun, _ = team.people
    asked = Appeal(AppealId(0), kept.id, jimin.id, seojun.id, "시간이 안 맞아요", NOW)
    async with store.work() as work:
        appeal = await work.team_proposals.appeal(asked)
        await work.team_proposals.settle(replace(appeal, state=AppealState.AGREED))
        await work.commit()
    agreed = replace(asked, id=appeal.id, state=AppealState.AGREED)
    async with store.work(write=False) as work:
        assert await work.team_proposals.appeals(kept.id) == (agreed,)
        assert await work.team_proposals.get_appeal(kept.id, appeal.id) == agreed
        other = TeamProposalId(kept.id + 1000)
        assert await work.team_proposals.get_appeal(other, appeal.id) is None


async def test_whoever_is_joined_to_another_is_named_so_throughout_a_proposal(
    store: Store,
) -> None:
    team = await form(store)
    kept = await proposed(store, draft(team))
    _, newcomer = await join(store, "도윤")
    jimin = team.people[0]
    async with store.work() as work:
        await work.links.join(replace(jimin, id=newcomer.id), jimin.id)
        await work.commit()
    async with store.work(write=False) as work:
        now = await work.team_proposals.get(team.space.id, kept.id)
    assert now is not None
    assert now.formation is not None
    one, other, last = (newcomer.id, *kept.people[1:])
    assert (now.people, now.author) == ((one, other, last), one)
    assert now.problem == problem(one, other, last)
    assert [formed.people for formed in now.formation.teams] == [(one, last), (other,)]


async def placed(store: Store, *teams: tuple[str, ...]) -> tuple[TeamProposal, dict[str, Person]]:
    """Give a proposal with these teams, and its people."""
    people = {name: (await join(store, name))[1] for team in teams for name in team}
    ids = {name: person.id for name, person in people.items()}
    class_of = TeamProblem(
        tuple(Member(each, known=name != "지민") for name, each in ids.items()), 1, 3,
        together=(frozenset({ids["지민"], ids["jimin"]}),),
        apart=((ids["지민"], ids["jimin"]), (ids["jimin"], ids["서준"])),
    )  # fmt: skip
    formed = tuple(FormedTeam(tuple(ids[name] for name in team), PARTS) for team in teams)
    proposal = TeamProposal(
        TeamProposalId(0), people["서준"].space, None, ids["서준"], "1분반", NOW,
        tuple(ids.values()), class_of, Formation(formed, 812.5, 900.0, Proof.BEST),
        state=TeamProposalState.OPEN,
    )  # fmt: skip
    return await proposed(store, proposal), people


@pytest.mark.parametrize(
    ("teams", "left"),
    [
        ((("지민", "서준"), ("jimin", "하은", "도윤")), (("지민", "서준"), ("하은", "도윤"))),
        ((("지민", "서준", "하은"), ("jimin", "도윤")), (("서준", "하은"), ("지민", "도윤"))),
        ((("지민", "jimin", "서준"), ("하은",)), (("지민", "서준"), ("하은",))),
        ((("지민",), ("jimin",), ("서준",)), (("지민",), ("서준",))),
    ],
)
async def test_two_who_become_one_have_one_place_the_one_in_the_smaller_team(
    store: Store, teams: tuple[tuple[str, ...], ...], left: tuple[tuple[str, ...], ...]
) -> None:
    kept, people = await placed(store, *teams)
    one = people["jimin"]
    async with store.work() as work:
        await work.links.join(replace(people["지민"], id=one.id), people["지민"].id)
        await work.commit()
    ids = {name: person.id for name, person in people.items()} | {"지민": one.id}
    async with store.work(write=False) as work:
        now = await work.team_proposals.get(kept.space, kept.id)
    assert now is not None
    assert now.problem is not None
    assert now.formation is not None
    assert [set(team.people) for team in now.formation.teams] == [
        {ids[name] for name in team} for team in left
    ]
    assert now.formation.proof is Proof.OUTDATED
    assert len(now.people) == len(set(now.people)) == len(now.problem.members)
    assert next(each for each in now.problem.members if each.person == one.id).known
    assert (now.problem.together, now.problem.apart) == ((), ((one.id, ids["서준"]),))
    async with store.work() as work:
        await work.team_proposals.change(now)
        await work.commit()
    async with store.work(write=False) as work:
        again = await work.team_proposals.get(kept.space, kept.id)
    assert again == replace(now, version=now.version + 1)
