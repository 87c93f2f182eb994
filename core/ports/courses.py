"""What is kept of courses, of their boards, and of teams that were proposed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from core.model.courses import (
    Course,
    CourseBoard,
    CourseId,
    Enrolment,
    RosterDraft,
    RosterEntry,
)
from core.model.people import PersonId, SpaceId
from core.model.posts import Application, Post, PostId
from core.model.projects import ProjectId
from core.model.team_proposals import Appeal, AppealId, TeamProposal, TeamProposalId


class Courses(Protocol):
    """Courses of one's own space, who takes them, their rosters, and where their posts stand."""

    async def add(self, space: SpaceId, code: str, name: str, now: datetime) -> tuple[Course, bool]:
        """Keep a course; tell whether it is new. One known by its code takes the new name."""
        ...

    async def admit_names(self, course: CourseId, *, names: bool) -> None:
        """Keep whether lines of the roster let in whoever goes by their names."""
        ...

    async def get(self, space: SpaceId, course: CourseId) -> Course | None:
        """Give a course of `space`; one that was united with another is that one."""
        ...

    async def all(self, space: SpaceId) -> tuple[Course, ...]:
        """Give all courses of a space, by code."""
        ...

    async def of(self, person: PersonId) -> tuple[Course, ...]:
        """Give the courses a person is enrolled in, by code."""
        ...

    async def hold(self, course: CourseId) -> None:
        """Keep all others from holding this course until this unit of work ends."""
        ...

    async def enrolment(self, course: CourseId, person: PersonId) -> Enrolment | None:
        """Give somebody's place in a course, `None` where they have none."""
        ...

    async def enrolments(self, course: CourseId) -> tuple[Enrolment, ...]:
        """Give all places in a course, whatever their state, in the order in which people came."""
        ...

    async def enrol(self, places: Sequence[Enrolment]) -> None:
        """Keep places in courses, each over an earlier one of the same person there."""
        ...

    async def leave(self, course: CourseId, people: Sequence[PersonId]) -> None:
        """Forget the places of people in a course; their roster entries let them in again."""
        ...

    async def roster(self, course: CourseId) -> tuple[RosterEntry, ...]:
        """Give the roster of a course, in the order of its list; empty where there is none."""
        ...

    async def set_roster(self, course: CourseId, entries: Sequence[RosterEntry]) -> None:
        """Keep a roster in place of the earlier one."""
        ...

    async def draft(self, course: CourseId) -> RosterDraft | None:
        """Give the roster that waits to be confirmed."""
        ...

    async def keep_draft(self, draft: RosterDraft) -> None:
        """Keep a roster to be confirmed, in place of an earlier one."""
        ...

    async def drop_draft(self, course: CourseId) -> None:
        """Forget the roster that waits to be confirmed."""
        ...

    async def boards(self, course: CourseId) -> tuple[CourseBoard, ...]:
        """Give the channels in which a course's posts stand, by platform and workspace."""
        ...

    async def put_board(self, board: CourseBoard) -> None:
        """Keep a channel for a course's posts, in place of the workspace's earlier one."""
        ...

    async def drop_board(self, course: CourseId, platform: str, workspace: str) -> None:
        """Forget a workspace's channel for a course's posts."""
        ...


class Posts(Protocol):
    """Recruiting posts of courses and the applications to them."""

    async def add(self, post: Post) -> Post:
        """Keep a new post; `id` is given here."""
        ...

    async def get(self, course: CourseId, post: PostId) -> Post | None:
        """Give a post of `course`."""
        ...

    async def all(self, course: CourseId) -> tuple[Post, ...]:
        """Give all posts of a course, the newest first."""
        ...

    async def over(self, day: date) -> tuple[Post, ...]:
        """Give the open posts of all spaces whose last day was before `day`."""
        ...

    async def change(self, post: Post) -> Post:
        """Keep `post` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `post.version` is no longer the kept one.
        """
        ...

    async def apply(self, application: Application) -> None:
        """Keep an application over an earlier one of the same person."""
        ...

    async def application(self, post: PostId, person: PersonId) -> Application | None:
        """Give somebody's application to a post."""
        ...

    async def applications(self, post: PostId) -> tuple[Application, ...]:
        """Give the applications to a post, the oldest first."""
        ...


class TeamProposals(Protocol):
    """Proposed teams of one's own space, and the appeals against them.

    Whoever a formation places is among the `people` of its proposal; what a problem says of
    others is not kept.
    """

    async def add(self, proposal: TeamProposal, job: str) -> TeamProposal:
        """Keep a new proposal; `id` is given here. The same `job` twice gives the first one."""
        ...

    async def get(self, space: SpaceId, proposal: TeamProposalId) -> TeamProposal | None:
        """Give a proposal of `space`."""
        ...

    async def all(self, space: SpaceId, course: CourseId | None = None) -> tuple[TeamProposal, ...]:
        """Give the proposals of a space, or of one of its courses, the newest first."""
        ...

    async def change(self, proposal: TeamProposal) -> TeamProposal:
        """Keep `proposal` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `proposal.version` is no longer the kept one.
        """
        ...

    async def became(self, proposal: TeamProposalId, team: int, project: ProjectId) -> None:
        """Note the project that a proposal's team, by its number from 0, became."""
        ...

    async def projects(self, proposal: TeamProposalId) -> tuple[ProjectId, ...]:
        """Give the projects that a proposal's teams became so far, in the order of the teams."""
        ...

    async def appeal(self, appeal: Appeal) -> Appeal:
        """Keep a new appeal; `id` is given here."""
        ...

    async def appeals(self, proposal: TeamProposalId) -> tuple[Appeal, ...]:
        """Give the appeals against a proposal, the oldest first."""
        ...

    async def get_appeal(self, proposal: TeamProposalId, appeal: AppealId) -> Appeal | None:
        """Give an appeal against `proposal`."""
        ...

    async def settle(self, appeal: Appeal) -> None:
        """Keep the state of an appeal."""
        ...
