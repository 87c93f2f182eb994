import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Stale
from core.model.projects import Project, Standing
from core.model.tasks import Priority, Status, Task, TaskId
from core.ports.collections import TaskQuery
from core.ports.storage import Store
from tests.storage.samples import CLASS, CLUB, NOW, Team, account, form, give, join, opening, task


async def test_the_first_member_of_a_project_leads(store: Store) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    assert [member.name for member in team.project.members] == ["지민", "서준", "하은"]
    assert team.project.standing_of(jimin.id) is Standing.LEADER
    assert team.project.standing_of(seojun.id) is Standing.MEMBER
    assert team.project.standing_of(haeun.id) is Standing.MEMBER


async def test_a_project_is_found_as_it_was_opened_in_its_own_space_only(store: Store) -> None:
    team = await form(store)
    elsewhere, _ = await join(store, "도윤", CLUB)
    draft = opening(*team.people)
    async with store.work(write=False) as work:
        assert await work.projects.get(team.space.id, team.project.id) == team.project
        assert await work.projects.get(elsewhere.id, team.project.id) is None
        assert await work.projects.all(elsewhere.id) == ()
    assert team.project == Project(
        id=team.project.id,
        space=draft.space,
        topic=draft.topic,
        description=draft.description,
        goal=draft.goal,
        stack=draft.stack,
        start=draft.start,
        end=draft.end,
        members=team.project.members,
        created=NOW,
    )


async def test_projects_are_listed_newest_first_with_their_members(store: Store) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    async with store.work() as work:
        later = NOW + timedelta(hours=1)
        newer = await work.projects.open(opening(seojun, haeun, topic="게임"), later)
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.projects.all(team.space.id) == (newer, team.project)
        assert await work.projects.of(seojun.id) == (newer, team.project)
        assert await work.projects.of(jimin.id) == (team.project,)


async def test_a_changed_project_has_its_next_version_and_the_same_members(store: Store) -> None:
    team = await form(store)
    wanted = replace(
        team.project, topic="게임", description="고친다", goal="출시", stack=("Go", "SQL"),
        start=date(2027, 1, 1), end=date(2027, 2, 1),
    )  # fmt: skip
    async with store.work() as work:
        changed = await work.projects.change(replace(wanted, members=wanted.members[:1]))
        await work.commit()
    async with store.work(write=False) as work:
        kept = await work.projects.get(team.space.id, team.project.id)
    assert kept == replace(wanted, version=2)
    assert replace(changed, members=wanted.members) == kept


async def test_a_project_that_somebody_changed_first_is_stale(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        await work.projects.change(replace(team.project, topic="처음"))
        with pytest.raises(Stale):
            await work.projects.change(replace(team.project, topic="나중"))
        await work.commit()
    async with store.work(write=False) as work:
        (kept,) = await work.projects.all(team.space.id)
    assert (kept.topic, kept.version) == ("처음", 2)


async def test_where_the_leader_leaves_the_first_of_the_others_leads(store: Store) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    async with store.work() as work:
        assert await work.projects.leave(team.project.id, jimin.id)
        assert not await work.projects.leave(team.project.id, jimin.id)
        await work.commit()
    async with store.work(write=False) as work:
        left = await work.projects.get(team.space.id, team.project.id)
    assert left is not None
    assert [member.person for member in left.members] == [seojun.id, haeun.id]
    assert left.standing_of(seojun.id) is Standing.LEADER
    assert left.standing_of(haeun.id) is Standing.MEMBER


async def test_who_joins_a_project_that_nobody_is_left_in_leads_it(store: Store) -> None:
    team = await form(store)
    jimin, seojun, haeun = team.people
    async with store.work() as work:
        for person in team.people:
            await work.projects.leave(team.project.id, person.id)
        for person in (haeun, jimin):
            assert await work.projects.join(team.project.id, person.id)
        await work.commit()
    async with store.work(write=False) as work:
        left = await work.projects.get(team.space.id, team.project.id)
    assert left is not None
    standings = [left.standing_of(each.id) for each in (haeun, jimin, seojun)]
    assert standings == [Standing.LEADER, Standing.MEMBER, Standing.OUTSIDER]


async def test_who_joins_a_project_is_its_last_member_once(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    _, late = await join(processes[0], "도윤")

    async def come(store: Store) -> bool:
        async with store.work() as work:
            await work.projects.hold(team.project.id)
            joined = await work.projects.join(team.project.id, late.id)
            await work.commit()
        return joined

    came = await asyncio.gather(*(come(processes[turn % 2]) for turn in range(4)))
    assert sorted(came) == [False, False, False, True]
    async with processes[0].work(write=False) as work:
        project = await work.projects.get(team.space.id, team.project.id)
    assert project is not None
    assert [member.name for member in project.members] == ["지민", "서준", "하은", "도윤"]
    assert project.standing_of(late.id) is Standing.MEMBER
    assert project.standing_of(team.people[0].id) is Standing.LEADER


async def test_members_bear_the_names_they_have_now(store: Store) -> None:
    team = await form(store)
    async with store.work() as work:
        await work.people.join(CLASS, account("서준"), "이서준")
        await work.commit()
    async with store.work(write=False) as work:
        project = await work.projects.get(team.space.id, team.project.id)
    assert project is not None
    assert project.name_of(team.people[1].id) == "이서준"


async def test_a_task_comes_back_as_it_was_added(store: Store) -> None:
    team = await form(store)
    (parent,) = await give(store, task(team.project.id, "설계"))
    whole = Task(
        id=TaskId(0),
        project=team.project.id,
        number=0,
        title="로그인 화면",
        status=Status.PROGRESS,
        parent=parent.id,
        description="설명",
        done_when="끝",
        first_step="처음",
        skills=("React", "CSS"),
        priority=Priority.HIGH,
        start=date(2026, 12, 1),
        due=date(2026, 12, 4),
        assignee=team.people[1].id,
        reason="React 4",
    )
    (kept,) = await give(store, whole)
    assert kept == replace(whole, id=kept.id, number=2, version=1)
    async with store.work(write=False) as work:
        assert await work.tasks.get(team.project.id, 2) == kept
        assert await work.tasks.by_id(kept.id) == kept
        assert await work.tasks.get(team.project.id, 3) is None


async def test_tasks_are_numbered_within_their_project(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    kept = await give(store, *(task(each.project.id) for each in (team, other, team)))
    assert [each.number for each in kept] == [1, 1, 2]


async def test_tasks_added_at_once_get_different_numbers(processes: tuple[Store, Store]) -> None:
    team = await form(processes[0])
    adding = (give(processes[turn % 2], task(team.project.id)) for turn in range(8))
    numbers = [each.number for (each,) in await asyncio.gather(*adding)]
    assert sorted(numbers) == list(range(1, 9))


async def test_number_and_id_of_a_removed_task_are_not_given_again(store: Store) -> None:
    team = await form(store)
    (removed,) = await give(store, task(team.project.id))
    async with store.work() as work:
        await work.tasks.remove(removed)
        await work.commit()
    (added,) = await give(store, task(team.project.id))
    assert added.number == 2
    assert added.id != removed.id


async def test_a_changed_task_has_its_next_version(store: Store) -> None:
    team = await form(store)
    (kept,) = await give(store, task(team.project.id))
    async with store.work() as work:
        changed = await work.tasks.change(replace(kept, status=Status.DONE, due=date(2027, 1, 2)))
        await work.commit()
    assert changed == replace(kept, status=Status.DONE, due=date(2027, 1, 2), version=2)
    async with store.work(write=False) as work:
        assert await work.tasks.by_id(kept.id) == changed


async def test_a_task_that_somebody_changed_first_is_stale(store: Store) -> None:
    team = await form(store)
    (seen,) = await give(store, task(team.project.id))
    async with store.work() as work:
        changed = await work.tasks.change(replace(seen, title="처음"))
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.tasks.change(replace(seen, title="나중"))
        with pytest.raises(Stale):
            await work.tasks.remove(seen)
    async with store.work(write=False) as work:
        assert await work.tasks.by_id(seen.id) == changed


async def test_of_two_who_change_a_task_at_once_one_is_told(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])
    (seen,) = await give(processes[0], task(team.project.id))

    async def change(store: Store, title: str) -> str:
        try:
            async with store.work() as work:
                await work.tasks.change(replace(seen, title=title))
                await work.commit()
        except Stale:
            return "stale"
        return title

    told = await asyncio.gather(change(processes[0], "하나"), change(processes[1], "둘"))
    async with processes[0].work(write=False) as work:
        (kept,) = await work.tasks.all(team.project.id)
    assert sorted(told) == sorted(["stale", kept.title])


async def test_a_removed_task_is_gone_and_its_children_stay(store: Store) -> None:
    team = await form(store)
    (parent,) = await give(store, task(team.project.id))
    (child,) = await give(store, task(team.project.id, parent=parent.id))
    async with store.work() as work:
        await work.tasks.remove(parent)
        with pytest.raises(Stale):
            await work.tasks.change(parent)
        await work.commit()
    async with store.work() as work:
        assert await work.tasks.by_id(parent.id) is None
        assert [each.id for each in await work.tasks.all(team.project.id)] == [child.id]
        await work.tasks.remove(child)
        await work.commit()


async def test_who_holds_a_project_sees_what_the_last_holder_left(
    processes: tuple[Store, Store],
) -> None:
    team = await form(processes[0])

    async def add_after_all(store: Store) -> int:
        async with store.work() as work:
            await work.projects.hold(team.project.id)
            seen = len(await work.tasks.all(team.project.id))
            await work.tasks.add(task(team.project.id))
            await work.commit()
        return seen

    assert sorted(await asyncio.gather(*map(add_after_all, processes * 3))) == list(range(6))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (TaskQuery(), [1, 2, 3, 4]),
        (TaskQuery(words="api"), [1, 2]),
        (TaskQuery(words="로그인"), [3]),
        (TaskQuery(words="100%"), [3]),
        (TaskQuery(words="%"), [3]),
        (TaskQuery(statuses=(Status.DONE, Status.FEEDBACK)), [2, 3]),
        (TaskQuery(due_from=date(2026, 12, 3)), [2, 3]),
        (TaskQuery(due_to=date(2026, 12, 3)), [1, 2]),
        (TaskQuery(words="api", statuses=(Status.DONE,)), [2]),
    ],
)
async def test_a_query_finds_the_tasks_that_fit_all_of_it(
    store: Store, query: TaskQuery, numbers: list[int]
) -> None:
    team = await form(store)
    await listed(store, team)
    async with store.work(write=False) as work:
        found = await work.tasks.all(team.project.id, query)
    assert [each.number for each in found] == numbers


async def test_a_query_finds_tasks_by_assignee_and_by_parent(store: Store) -> None:
    team = await form(store)
    kept = await listed(store, team)
    (child,) = await give(store, task(team.project.id, parent=kept[0].id))
    async with store.work(write=False) as work:
        by_parent = await work.tasks.all(team.project.id, TaskQuery(parent=kept[0].id))
        assert by_parent == (child,)
        theirs = TaskQuery(assignee=team.people[1].id)
        assert await work.tasks.all(team.project.id, theirs) == (kept[3],)


async def listed(store: Store, team: Team) -> tuple[Task, ...]:
    project = team.project.id
    return await give(
        store,
        task(project, "API 설계", due=date(2026, 12, 1)),
        task(project, "구현", description="api 서버", due=date(2026, 12, 3), status=Status.DONE),
        task(project, "로그인 100%", due=date(2026, 12, 5), status=Status.FEEDBACK),
        task(project, "발표", assignee=team.people[1].id),
    )
