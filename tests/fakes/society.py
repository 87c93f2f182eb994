"""Spaces, people, projects and tasks in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.errors import Stale
from core.model.people import (
    UNSAID,
    Account,
    Home,
    Identity,
    Person,
    PersonId,
    Profile,
    Space,
    SpaceDefaults,
    SpaceId,
)
from core.model.projects import Member, Project, ProjectId, Standing
from core.model.tasks import Task, TaskId
from core.ports.collections import ProjectDraft, TaskQuery
from tests.fakes.rows import Rows, View

ANY_TASK = TaskQuery()


class FakePeople:
    """Spaces, people, profiles."""

    def __init__(self, view: View, defaults: SpaceDefaults) -> None:
        self._view = view
        self._defaults = defaults

    async def join(
        self,
        home: Home,
        account: Account,
        name: str,
        identity: Identity = UNSAID,
        *,
        manages: bool = False,
    ) -> tuple[Space, Person]:
        """Give the space of `home` and the person of `account`, made if they are new."""
        space = self._titled(self._settle(home), home)
        known = self._view.rows.accounts.get((space.id, account))
        person = (
            self._welcome(space, account, name) if known is None else self._renamed(known, name)
        )
        said = identity.over(self._said(space.id, account))
        self._view.changing.identities[space.id, account] = said
        return space, self._promoted(person) if manages else person

    async def known(
        self, home: Home, account: Account, identity: Identity = UNSAID, *, manages: bool = False
    ) -> tuple[Space, Person] | None:
        """Give what `join` gives where it has nothing to keep but a person's name."""
        rows = self._view.rows
        space = rows.homes.get((home.platform, home.workspace))
        person = None if space is None else rows.accounts.get((space, account))
        if space is None or person is None or self._is_renamed(rows.spaces[space], home):
            return None
        said = self._said(space, account)
        if identity.over(said) != said:
            return None
        if manages and not _has_staff(rows, space):
            return None
        return rows.spaces[space], rows.people[person]

    async def space(self, space: SpaceId) -> Space:
        """Give a space that exists."""
        return self._view.rows.spaces[space]

    async def person(self, person: PersonId) -> Person:
        """Give a person who exists, or whom they were joined to."""
        rows = self._view.rows
        return rows.people[rows.former.get(person, person)]

    async def joined(self, person: PersonId) -> PersonId | None:
        """Give whom somebody who is no more was joined to, `None` for all others."""
        return self._view.rows.former.get(person)

    async def everyone(self, space: SpaceId) -> tuple[Person, ...]:
        """Give all people of a space by name."""
        held = (person for person in self._view.rows.people.values() if person.space == space)
        return tuple(sorted(held, key=lambda person: (person.name, person.id)))

    async def accounts(self, person: PersonId) -> tuple[Account, ...]:
        """Give a person's accounts, the oldest first."""
        return tuple(
            account for (_, account), owner in self._view.rows.accounts.items() if owner == person
        )

    async def users(self, space: SpaceId) -> tuple[tuple[PersonId, str, Identity], ...]:
        """Give the platforms' ids of everybody in a space: whose, and what else is said of them."""
        return tuple(
            (owner, account.user, self._said(at, account))
            for (at, account), owner in self._view.rows.accounts.items()
            if at == space
        )

    async def save(self, person: Person) -> None:
        """Keep a person's settings and `reminded_until`."""
        if person.id not in self._view.rows.people:
            raise Stale
        rows = self._view.changing
        rows.people[person.id] = replace(
            rows.people[person.id],
            locale=person.locale,
            timezone=person.timezone,
            quiet=person.quiet,
            reminded_until=person.reminded_until,
            reach=person.reach,
            spoke=person.spoke,
        )

    async def profile(self, person: PersonId) -> Profile:
        """Give a profile, an empty one where none was written."""
        return self._view.rows.profiles.get(person, Profile(person))

    async def save_profile(self, profile: Profile) -> None:
        """Keep a profile in place of the earlier one."""
        self._view.changing.profiles[profile.person] = profile

    def _said(self, space: SpaceId, account: Account) -> Identity:
        return self._view.rows.identities.get((space, account), UNSAID)

    def _settle(self, home: Home) -> Space:
        key = (home.platform, home.workspace)
        known = self._view.rows.homes.get(key)
        if known is not None:
            return self._view.rows.spaces[known]
        rows = self._view.changing
        made = SpaceId(rows.new_id())
        rows.homes[key] = made
        start = self._defaults
        rows.spaces[made] = Space(made, home.name, start.locale, start.timezone, start.quiet)
        return rows.spaces[made]

    def _welcome(self, space: Space, account: Account, name: str) -> Person:
        rows = self._view.changing
        person = Person(PersonId(rows.new_id()), space.id, name, staff=False)
        rows.people[person.id] = person
        rows.accounts[space.id, account] = person.id
        return person

    def _promoted(self, person: Person) -> Person:
        if _has_staff(self._view.rows, person.space):
            return person
        self._view.changing.people[person.id] = replace(person, staff=True)
        return self._view.rows.people[person.id]

    def _is_renamed(self, space: Space, home: Home) -> bool:
        names = (home.platform, home.workspace) not in self._view.rows.nameless
        return names and home.name not in ("", space.name)

    def _titled(self, space: Space, home: Home) -> Space:
        if not self._is_renamed(space, home):
            return space
        self._view.changing.spaces[space.id] = replace(space, name=home.name)
        return self._view.rows.spaces[space.id]

    def _renamed(self, known: PersonId, name: str) -> Person:
        person = self._view.rows.people[known]
        if person.name == name:
            return person
        self._view.changing.people[known] = replace(person, name=name)
        return self._view.rows.people[known]


class FakeProjects:
    """Projects; members bear the names they have now."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def open(self, draft: ProjectDraft, now: datetime) -> Project:
        """Keep a new project, each member once."""
        rows = self._view.changing
        made = ProjectId(rows.new_id())
        rows.projects[made] = Project(
            id=made,
            space=draft.space,
            topic=draft.topic,
            description=draft.description,
            goal=draft.goal,
            stack=draft.stack,
            start=draft.start,
            end=draft.end,
            members=tuple(
                Member(person, "", Standing.MEMBER if place else Standing.LEADER)
                for place, person in enumerate(dict.fromkeys(draft.members))
            ),
            created=now,
        )
        return named(rows, rows.projects[made])

    async def get(self, space: SpaceId, project: ProjectId) -> Project | None:
        """Give a project of `space`."""
        rows = self._view.rows
        kept = rows.projects.get(project)
        return named(rows, kept) if kept and kept.space == space else None

    async def of(self, person: PersonId) -> tuple[Project, ...]:
        """Give the projects a person belongs to, the newest first."""
        held = self._view.rows.projects.values()
        return self._newest(
            kept for kept in held if any(member.person == person for member in kept.members)
        )

    async def all(self, space: SpaceId) -> tuple[Project, ...]:
        """Give all projects of a space, the newest first."""
        return self._newest(
            kept for kept in self._view.rows.projects.values() if kept.space == space
        )

    async def change(self, project: Project) -> Project:
        """Keep all of `project` but its members if nobody changed it since."""
        kept = self._view.rows.projects.get(project.id)
        if kept is None or kept.version != project.version:
            raise Stale
        rows = self._view.changing
        rows.projects[project.id] = replace(
            project,
            space=kept.space,
            members=kept.members,
            created=kept.created,
            version=project.version + 1,
        )
        return named(rows, rows.projects[project.id])

    async def join(self, project: ProjectId, person: PersonId) -> bool:
        """Make somebody the last member of a project; tell whether they were none before."""
        kept = self._view.rows.projects[project]
        if kept.standing_of(person) is not Standing.OUTSIDER:
            return False
        standing = Standing.LEADER if kept.leader is None else Standing.MEMBER
        members = (*kept.members, Member(person, "", standing))
        self._view.changing.projects[project] = replace(kept, members=members)
        return True

    async def leave(self, project: ProjectId, person: PersonId) -> bool:
        """End somebody's membership; the first of the others leads where nobody does."""
        kept = self._view.rows.projects[project]
        rest = tuple(member for member in kept.members if member.person != person)
        if rest and all(member.standing is not Standing.LEADER for member in rest):
            rest = (replace(rest[0], standing=Standing.LEADER), *rest[1:])
        self._view.changing.projects[project] = replace(kept, members=rest)
        return len(rest) < len(kept.members)

    async def lead(self, project: ProjectId, person: PersonId) -> None:
        """Let a member lead, in the place of who led."""
        kept = self._view.rows.projects[project]
        members = tuple(
            replace(each, standing=Standing.LEADER if each.person == person else Standing.MEMBER)
            for each in kept.members
        )
        self._view.changing.projects[project] = replace(kept, members=members)

    async def hold(self, project: ProjectId) -> None:
        """Hold a project: writers go one after the other here."""

    def _newest(self, held: Iterable[Project]) -> tuple[Project, ...]:
        ordered = sorted(held, key=lambda kept: (kept.created, kept.id), reverse=True)
        return tuple(named(self._view.rows, kept) for kept in ordered)


class FakeTasks:
    """Tasks of a project."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, task: Task) -> Task:
        """Keep a new task under a new id and number."""
        rows = self._view.changing
        made = TaskId(rows.new_id())
        number = rows.number(f"task of {task.project}")
        rows.tasks[made] = replace(task, id=made, number=number, version=1)
        return rows.tasks[made]

    async def get(self, project: ProjectId, number: int) -> Task | None:
        """Give the task `#number`."""
        held = self._view.rows.tasks.values()
        found = (task for task in held if (task.project, task.number) == (project, number))
        return next(found, None)

    async def by_id(self, task: TaskId) -> Task | None:
        """Give a task wherever it is."""
        return self._view.rows.tasks.get(task)

    async def all(self, project: ProjectId, query: TaskQuery = ANY_TASK) -> tuple[Task, ...]:
        """Give the tasks that fit the query, by number."""
        held = self._view.rows.tasks.values()
        fitting = (task for task in held if task.project == project and _fits(task, query))
        return tuple(sorted(fitting, key=lambda task: task.number))

    async def change(self, task: Task) -> Task:
        """Keep `task` if nobody changed it since."""
        kept = self._check(task)
        rows = self._view.changing
        place = {"project": kept.project, "number": kept.number}
        rows.tasks[task.id] = replace(task, **place, version=task.version + 1)
        return rows.tasks[task.id]

    async def remove(self, task: Task) -> None:
        """Remove a task and its notices if nobody changed it since; children lose their parent."""
        self._check(task)
        rows = self._view.changing
        del rows.tasks[task.id]
        for child in [kept for kept in rows.tasks.values() if kept.parent == task.id]:
            rows.tasks[child.id] = replace(child, parent=None)
        for notice in [kept for kept in rows.notices if kept.task == task.id]:
            del rows.notices[notice]

    def _check(self, task: Task) -> Task:
        kept = self._view.rows.tasks.get(task.id)
        if kept is None or kept.version != task.version:
            raise Stale
        return kept


def named(rows: Rows, project: Project) -> Project:
    """Give a project with its members' names as they are now."""
    members = tuple(
        replace(member, name=rows.people[member.person].name) for member in project.members
    )
    return replace(project, members=members)


def _has_staff(rows: Rows, space: SpaceId) -> bool:
    return any(person.staff for person in rows.people.values() if person.space == space)


def _fits(task: Task, query: TaskQuery) -> bool:
    words = query.words.casefold()
    return (
        (words in task.title.casefold() or words in task.description.casefold())
        and query.assignee in (None, task.assignee)
        and (not query.statuses or task.status in query.statuses)
        and query.parent in (None, task.parent)
        and (query.due_from is None or (task.due is not None and task.due >= query.due_from))
        and (query.due_to is None or (task.due is not None and task.due <= query.due_to))
    )
