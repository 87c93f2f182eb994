"""What the fake store keeps, and one unit of work's view of it."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from core.cards import Button, ButtonId
from core.model.activity import Activity, ActivityId, Notice, Spending
from core.model.courses import (
    Course,
    CourseBoard,
    CourseId,
    Enrolment,
    RosterDraft,
    RosterEntry,
)
from core.model.homes import ProjectHome
from core.model.jobs import Job, JobId
from core.model.links import Link
from core.model.messages import Message, MessageId
from core.model.notes import Note, NoteId
from core.model.people import Account, Identity, Person, PersonId, Profile, Space, SpaceId
from core.model.plans import Proposal, ProposalId
from core.model.posts import Application, Post, PostId
from core.model.projects import Project, ProjectId
from core.model.reports import Report, ReportId
from core.model.requests import Request, RequestId
from core.model.tasks import Task, TaskId
from core.model.team_proposals import Appeal, AppealId, TeamProposal, TeamProposalId
from tests.fakes.alarm import Alarm


@dataclass(slots=True)
class Rows:
    """Everything kept. Rows are frozen values or never changed in place."""

    last: dict[str, int] = field(default_factory=dict[str, int])
    """The last number given, by what it numbers."""
    spaces: dict[SpaceId, Space] = field(default_factory=dict[SpaceId, Space])
    homes: dict[tuple[str, str], SpaceId] = field(default_factory=dict[tuple[str, str], SpaceId])
    nameless: dict[tuple[str, str], None] = field(default_factory=dict[tuple[str, str], None])
    """Homes that do not name their space."""
    people: dict[PersonId, Person] = field(default_factory=dict[PersonId, Person])
    accounts: dict[tuple[SpaceId, Account], PersonId] = field(
        default_factory=dict[tuple[SpaceId, Account], PersonId]
    )
    identities: dict[tuple[SpaceId, Account], Identity] = field(
        default_factory=dict[tuple[SpaceId, Account], Identity]
    )
    """What platforms say of accounts."""
    former: dict[PersonId, PersonId] = field(default_factory=dict[PersonId, PersonId])
    """Whom those who are no more were joined to."""
    profiles: dict[PersonId, Profile] = field(default_factory=dict[PersonId, Profile])
    projects: dict[ProjectId, Project] = field(default_factory=dict[ProjectId, Project])
    project_homes: dict[tuple[ProjectId, str, str], ProjectHome] = field(
        default_factory=dict[tuple[ProjectId, str, str], ProjectHome]
    )
    notes: dict[NoteId, Note] = field(default_factory=dict[NoteId, Note])
    tasks: dict[TaskId, Task] = field(default_factory=dict[TaskId, Task])
    proposals: dict[ProposalId, Proposal] = field(default_factory=dict[ProposalId, Proposal])
    reports: dict[ReportId, Report] = field(default_factory=dict[ReportId, Report])
    activity: dict[ActivityId, Activity] = field(default_factory=dict[ActivityId, Activity])
    jobs: dict[JobId, Job] = field(default_factory=dict[JobId, Job])
    asked_later: dict[JobId, Alarm] = field(default_factory=dict[JobId, Alarm])
    steps: dict[tuple[JobId, str], str] = field(default_factory=dict[tuple[JobId, str], str])
    messages: dict[MessageId, Message] = field(default_factory=dict[MessageId, Message])
    subjects: dict[MessageId, str] = field(default_factory=dict[MessageId, str])
    buttons: dict[tuple[SpaceId, ButtonId], Button] = field(
        default_factory=dict[tuple[SpaceId, ButtonId], Button]
    )
    notices: dict[Notice, bool] = field(default_factory=dict[Notice, bool])
    """Planned notices, and whether they were given."""
    spendings: dict[str, Spending] = field(default_factory=dict[str, Spending])
    asks: dict[str, datetime] = field(default_factory=dict[str, datetime])
    arrivals: dict[tuple[str, str], datetime] = field(
        default_factory=dict[tuple[str, str], datetime]
    )
    links: dict[str, Link] = field(default_factory=dict[str, Link])
    tries: dict[PersonId, tuple[int, datetime]] = field(
        default_factory=dict[PersonId, tuple[int, datetime]]
    )
    courses: dict[CourseId, Course] = field(default_factory=dict[CourseId, Course])
    former_courses: dict[CourseId, CourseId] = field(default_factory=dict[CourseId, CourseId])
    """Which courses those that are no more were united with."""
    enrolments: dict[tuple[CourseId, PersonId], Enrolment] = field(
        default_factory=dict[tuple[CourseId, PersonId], Enrolment]
    )
    rosters: dict[CourseId, tuple[RosterEntry, ...]] = field(
        default_factory=dict[CourseId, tuple[RosterEntry, ...]]
    )
    drafts: dict[CourseId, RosterDraft] = field(default_factory=dict[CourseId, RosterDraft])
    boards: dict[tuple[CourseId, str, str], CourseBoard] = field(
        default_factory=dict[tuple[CourseId, str, str], CourseBoard]
    )
    posts: dict[PostId, Post] = field(default_factory=dict[PostId, Post])
    applications: dict[tuple[PostId, PersonId], Application] = field(
        default_factory=dict[tuple[PostId, PersonId], Application]
    )
    team_proposals: dict[TeamProposalId, TeamProposal] = field(
        default_factory=dict[TeamProposalId, TeamProposal]
    )
    team_jobs: dict[str, TeamProposalId] = field(default_factory=dict[str, TeamProposalId])
    team_projects: dict[TeamProposalId, dict[int, ProjectId]] = field(
        default_factory=dict[TeamProposalId, dict[int, ProjectId]]
    )
    appeals: dict[AppealId, Appeal] = field(default_factory=dict[AppealId, Appeal])
    requests: dict[RequestId, Request] = field(default_factory=dict[RequestId, Request])
    request_keys: dict[str, RequestId] = field(default_factory=dict[str, RequestId])

    def copied(self) -> "Rows":
        """Give a copy that can be changed without changing this one."""
        return replace(self, **{item.name: dict(getattr(self, item.name)) for item in fields(self)})

    def number(self, what: str) -> int:
        """Give the next number of `what`, from 1."""
        self.last[what] = self.last.get(what, 0) + 1
        return self.last[what]

    def new_id(self) -> int:
        """Give an identity; all kinds share them, so mixing two kinds up finds nothing."""
        return self.number("id")


class View:
    """One unit of work's sight of the rows: a snapshot, and its own copy once it changes any.

    `woken` collects who is to be woken when the changes are committed.
    """

    def __init__(self, kept: Rows, *, write: bool) -> None:
        self._rows: Rows | None = kept
        self._write = write
        self._changed = False
        self.woken: set[str] = set()

    @property
    def rows(self) -> Rows:
        """What to read from."""
        if self._rows is None:
            raise RuntimeError("this unit of work has ended")
        return self._rows

    @property
    def changing(self) -> Rows:
        """What to change."""
        if not self._write:
            raise RuntimeError("this unit of work only reads")
        if not self._changed:
            self._rows = self.rows.copied()
            self._changed = True
        return self.rows

    def end(self) -> None:
        """Let go of the rows; nothing can be read or changed from now on."""
        self._rows = None
