"""What is kept of the subject: one protocol per collection of a unit of work."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.model.activity import Activity, ActivityDraft, ActivityId
from core.model.notes import Note
from core.model.people import (
    UNSAID,
    Account,
    Home,
    Identity,
    Person,
    PersonId,
    Profile,
    Space,
    SpaceId,
)
from core.model.plans import Plan, Proposal, ProposalState
from core.model.projects import Project, ProjectId
from core.model.reports import Report, ReportId
from core.model.tasks import Status, Task, TaskId


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project to open; the first member leads."""

    space: SpaceId
    topic: str
    description: str
    goal: str
    stack: tuple[str, ...]
    start: date
    end: date
    members: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks of a project to list; `None` means any. Dates compare with `due`."""

    words: str = ""
    assignee: PersonId | None = None
    statuses: tuple[Status, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    parent: TaskId | None = None


class People(Protocol):
    """Spaces, people, profiles."""

    async def join(
        self,
        home: Home,
        account: Account,
        name: str,
        identity: Identity = UNSAID,
        *,
        manages: bool = False,
    ) -> tuple[Space, Person]:
        """Give the space of `home` and the person of `account`, made if they are new.

        The first person who `manages` the place becomes the staff of a space that has none. A
        new name of a known account or space is kept; an empty one of a space is not known. So is
        what is said of the account's `identity`.
        """
        ...

    async def known(
        self, home: Home, account: Account, identity: Identity = UNSAID, *, manages: bool = False
    ) -> tuple[Space, Person] | None:
        """Give what `join` gives where it has nothing to keep but a person's name (reads only)."""
        ...

    async def space(self, space: SpaceId) -> Space:
        """Give a space that exists."""
        ...

    async def person(self, person: PersonId) -> Person:
        """Give a person who exists, or whom they were joined to."""
        ...

    async def everyone(self, space: SpaceId) -> tuple[Person, ...]:
        """Give all people of a space by name."""
        ...

    async def accounts(self, person: PersonId) -> tuple[Account, ...]:
        """Give a person's accounts, the oldest first."""
        ...

    async def users(self, space: SpaceId) -> tuple[tuple[PersonId, str, Identity], ...]:
        """Give the platforms' ids of everybody in a space: whose, and what else is said of them."""
        ...

    async def save(self, person: Person) -> None:
        """Keep a person's settings and `reminded_until`.

        Raises:
            Stale: they were joined to somebody meanwhile.
        """
        ...

    async def joined(self, person: PersonId) -> PersonId | None:
        """Give whom somebody who is no more was joined to, `None` for all others."""
        ...

    async def profile(self, person: PersonId) -> Profile:
        """Give a profile, an empty one where none was written."""
        ...

    async def save_profile(self, profile: Profile) -> None:
        """Keep a profile in place of the earlier one."""
        ...


class Projects(Protocol):
    """Projects of one's own space; another space's are never found."""

    async def open(self, draft: ProjectDraft, now: datetime) -> Project:
        """Keep a new project."""
        ...

    async def get(self, space: SpaceId, project: ProjectId) -> Project | None:
        """Give a project of `space`."""
        ...

    async def of(self, person: PersonId) -> tuple[Project, ...]:
        """Give the projects a person belongs to, the newest first."""
        ...

    async def all(self, space: SpaceId) -> tuple[Project, ...]:
        """Give all projects of a space, the newest first."""
        ...

    async def change(self, project: Project) -> Project:
        """Keep all of `project` but its members as `Tasks.change` keeps a task.

        Raises:
            Stale: as there.
        """
        ...

    async def join(self, project: ProjectId, person: PersonId) -> bool:
        """Make somebody the last member of a project; tell whether they were none before.

        They lead where nobody does.
        """
        ...

    async def leave(self, project: ProjectId, person: PersonId) -> bool:
        """End somebody's membership; tell whether they were a member.

        Where they led, the first of the others leads from now on.
        """
        ...

    async def lead(self, project: ProjectId, person: PersonId) -> None:
        """Let a member lead, in the place of who led."""
        ...

    async def hold(self, project: ProjectId) -> None:
        """Keep all others from holding this project until this unit of work ends.

        What is read after it is what the last holder left: two children of one parent that
        change at once would otherwise each miss the other.
        """
        ...


class Tasks(Protocol):
    """Tasks of a project."""

    async def add(self, task: Task) -> Task:
        """Keep a new task; `id` and `number` are given here, those of `task` are ignored."""
        ...

    async def get(self, project: ProjectId, number: int) -> Task | None:
        """Give the task `#number`."""
        ...

    async def by_id(self, task: TaskId) -> Task | None:
        """Give a task wherever it is."""
        ...

    async def all(self, project: ProjectId, query: TaskQuery = ...) -> tuple[Task, ...]:
        """Give the tasks that fit the query, by number."""
        ...

    async def change(self, task: Task) -> Task:
        """Keep `task` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `task.version` is no longer the kept one.
        """
        ...

    async def remove(self, task: Task) -> None:
        """Remove a task as `change` would change it.

        Raises:
            Stale: as in `change`.
        """
        ...


class Proposals(Protocol):
    """Saved suggestions of a project."""

    async def add(
        self, project: ProjectId, job: str, plan: Plan, wish: str, now: datetime
    ) -> Proposal:
        """Keep a plan; the same `job` twice gives the first one back."""
        ...

    async def get(self, project: ProjectId, number: int) -> Proposal | None:
        """Give a proposal by its number."""
        ...

    async def all(self, project: ProjectId) -> tuple[Proposal, ...]:
        """Give a project's proposals by number."""
        ...

    async def settle(self, proposal: Proposal, state: ProposalState) -> Proposal:
        """Change the state.

        Raises:
            Stale: somebody settled or edited it first.
        """
        ...

    async def edit(self, proposal: Proposal, plan: Plan) -> Proposal:
        """Replace the plan.

        Raises:
            Stale: somebody settled or edited it first.
        """
        ...


class Reports(Protocol):
    """Reports of a project; one per kind and period, in versions."""

    async def save(self, report: Report) -> Report:
        """Keep a report; `id`, `number` and `version` are given here.

        The same `job` twice gives the first one back; the same kind and period from
        another job makes the next version under the same number.
        """
        ...

    async def get(self, project: ProjectId, number: int) -> Report | None:
        """Give the latest version by number."""
        ...

    async def by_id(self, report: ReportId) -> Report | None:
        """Give one version by its id."""
        ...

    async def all(self, project: ProjectId) -> tuple[Report, ...]:
        """Give the latest versions, the newest period first."""
        ...


class Activities(Protocol):
    """The append-only record."""

    async def add(self, draft: ActivityDraft, at: datetime) -> ActivityId:
        """Record a change."""
        ...

    async def get(self, activity: ActivityId) -> Activity | None:
        """Give a recorded change."""
        ...

    async def recent(
        self, project: ProjectId, *, since: datetime | None = None, limit: int = 20
    ) -> tuple[Activity, ...]:
        """Give the latest changes of a project, the newest first."""
        ...

    async def latest(self, person: PersonId) -> datetime | None:
        """Give when somebody last changed anything, in whichever project; `None` for never."""
        ...

    async def mark_undone(self, activity: ActivityId) -> bool:
        """Mark a change as undone; tell whether it was not before."""
        ...


class Notes(Protocol):
    """Messages of a project kept for its minutes."""

    async def add(self, note: Note) -> tuple[Note, bool]:
        """Keep a note under an id given here; tell whether it is new.

        The same link again in a project gives the first one; without a link each is new.
        """
        ...

    async def all(self, project: ProjectId, since: datetime | None = None) -> tuple[Note, ...]:
        """Give a project's notes from `since` (inclusive) on, the newest first."""
        ...
