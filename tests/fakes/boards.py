"""Recruiting posts, applications, proposed teams and appeals in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.errors import Stale
from core.model.courses import CourseId
from core.model.people import PersonId, SpaceId
from core.model.posts import Application, Post, PostId, PostState
from core.model.projects import ProjectId
from core.model.team_proposals import Appeal, AppealId, TeamProposal, TeamProposalId, renamed
from tests.fakes.rows import View


class FakePosts:
    """Recruiting posts of courses and the applications to them."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, post: Post) -> Post:
        """Keep a new post."""
        rows = self._view.changing
        made = PostId(rows.new_id())
        rows.posts[made] = replace(post, id=made)
        return rows.posts[made]

    async def get(self, course: CourseId, post: PostId) -> Post | None:
        """Give a post of `course`."""
        kept = self._view.rows.posts.get(post)
        return kept if kept is not None and kept.course == course else None

    async def all(self, course: CourseId) -> tuple[Post, ...]:
        """Give all posts of a course, the newest first."""
        return _newest(kept for kept in self._view.rows.posts.values() if kept.course == course)

    async def over(self, day: date) -> tuple[Post, ...]:
        """Give the open posts of all spaces whose last day was before `day`."""
        held = self._view.rows.posts.values()
        still = (kept for kept in held if kept.state is PostState.OPEN)
        return _newest(kept for kept in still if kept.until is not None and kept.until < day)

    async def change(self, post: Post) -> Post:
        """Keep `post` if nobody changed it since."""
        kept = self._view.rows.posts.get(post.id)
        if kept is None or kept.version != post.version:
            raise Stale
        place = {"course": kept.course, "created": kept.created}
        changed = replace(post, **place, version=post.version + 1)
        self._view.changing.posts[post.id] = changed
        return changed

    async def apply(self, application: Application) -> None:
        """Keep an application over an earlier one of the same person."""
        key = (application.post, application.person)
        self._view.changing.applications[key] = application

    async def application(self, post: PostId, person: PersonId) -> Application | None:
        """Give somebody's application to a post."""
        return self._view.rows.applications.get((post, person))

    async def applications(self, post: PostId) -> tuple[Application, ...]:
        """Give the applications to a post, the oldest first."""
        held = (kept for kept in self._view.rows.applications.values() if kept.post == post)
        return tuple(sorted(held, key=lambda kept: (kept.at, kept.person)))


class FakeTeamProposals:
    """Proposed teams of one's own space, and the appeals against them."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, proposal: TeamProposal, job: str) -> TeamProposal:
        """Keep a new proposal; the same `job` twice gives the first one."""
        known = self._view.rows.team_jobs.get(job)
        if known is not None:
            return _kept(self._view.rows.team_proposals[known])
        rows = self._view.changing
        made = TeamProposalId(rows.new_id())
        rows.team_jobs[job] = made
        rows.team_proposals[made] = replace(proposal, id=made)
        return rows.team_proposals[made]

    async def get(self, space: SpaceId, proposal: TeamProposalId) -> TeamProposal | None:
        """Give a proposal of `space`."""
        kept = self._view.rows.team_proposals.get(proposal)
        return _kept(kept) if kept is not None and kept.space == space else None

    async def all(self, space: SpaceId, course: CourseId | None = None) -> tuple[TeamProposal, ...]:
        """Give the proposals of a space, or of one of its courses, the newest first."""
        held = map(_kept, self._view.rows.team_proposals.values())
        here = (kept for kept in held if kept.space == space)
        within = (kept for kept in here if course in (None, kept.course))
        return tuple(sorted(within, key=lambda kept: (kept.created, kept.id), reverse=True))

    async def change(self, proposal: TeamProposal) -> TeamProposal:
        """Keep `proposal` if nobody changed it since."""
        kept = self._view.rows.team_proposals.get(proposal.id)
        if kept is None or kept.version != proposal.version:
            raise Stale
        changed = replace(proposal, version=proposal.version + 1)
        self._view.changing.team_proposals[proposal.id] = changed
        return changed

    async def became(self, proposal: TeamProposalId, team: int, project: ProjectId) -> None:
        """Note the project that a proposal's team became."""
        projects = self._view.changing.team_projects
        projects[proposal] = {**projects.get(proposal, {}), team: project}

    async def projects(self, proposal: TeamProposalId) -> tuple[ProjectId, ...]:
        """Give the projects that a proposal's teams became so far."""
        held = self._view.rows.team_projects.get(proposal, {})
        return tuple(project for _, project in sorted(held.items()))

    async def appeal(self, appeal: Appeal) -> Appeal:
        """Keep a new appeal."""
        rows = self._view.changing
        made = AppealId(rows.new_id())
        rows.appeals[made] = replace(appeal, id=made)
        return rows.appeals[made]

    async def appeals(self, proposal: TeamProposalId) -> tuple[Appeal, ...]:
        """Give the appeals against a proposal, the oldest first."""
        held = (kept for kept in self._view.rows.appeals.values() if kept.proposal == proposal)
        return tuple(sorted(held, key=lambda kept: (kept.at, kept.id)))

    async def get_appeal(self, proposal: TeamProposalId, appeal: AppealId) -> Appeal | None:
        """Give an appeal against `proposal`."""
        kept = self._view.rows.appeals.get(appeal)
        return kept if kept is not None and kept.proposal == proposal else None

    async def settle(self, appeal: Appeal) -> None:
        """Keep the state of an appeal."""
        rows = self._view.changing
        kept = rows.appeals[appeal.id]
        rows.appeals[appeal.id] = replace(kept, state=appeal.state)


def _kept(proposal: TeamProposal) -> TeamProposal:
    """Give a proposal without what its problem says of others than its people."""
    return renamed(proposal, {person: person for person in proposal.people})


def _newest(held: Iterable[Post]) -> tuple[Post, ...]:
    return tuple(sorted(held, key=lambda kept: (kept.created, kept.id), reverse=True))
