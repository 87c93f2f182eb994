"""Recruiting posts and applications, in SQL."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.courses import CourseId
from core.model.people import PersonId
from core.model.posts import Application, Post, PostId
from storage.codec import cells_of
from storage.course_tables import applications, posts
from storage.insertion import put
from storage.reading import cell, every, first
from storage.schema import OPEN_POSTS
from storage.versions import advance

_ONE = select(posts).where(posts.c.id == bindparam("post"), posts.c.course == bindparam("course"))
_NEWEST = select(posts).order_by(posts.c.created.desc(), posts.c.id.desc())


@dataclass(frozen=True, slots=True)
class SqlPosts:
    """Recruiting posts and applications; see `core.ports.courses.Posts`."""

    connection: AsyncConnection

    async def add(self, post: Post) -> Post:
        """Keep a new post; `id` is given here."""
        adding = insert(posts).values(cells_of(post, "id")).returning(posts.c.id)
        return replace(post, id=PostId(await cell(self.connection, adding)))

    async def get(self, course: CourseId, post: PostId) -> Post | None:
        """Give a post of `course`."""
        return await first(self.connection, Post, _ONE, post=post, course=course)

    async def all(self, course: CourseId) -> tuple[Post, ...]:
        """Give all posts of a course, the newest first."""
        return await every(self.connection, Post, _NEWEST.where(posts.c.course == course))

    async def over(self, day: date) -> tuple[Post, ...]:
        """Give the open posts of all spaces whose last day was before `day`."""
        return await every(self.connection, Post, _NEWEST.where(OPEN_POSTS, posts.c.until < day))

    async def change(self, post: Post) -> Post:
        """Keep `post` if nobody changed it since; give it with its new version.

        Raises:
            Stale: `post.version` is no longer the kept one.
        """
        changed = replace(post, version=post.version + 1)
        cells = cells_of(changed, "id", "course", "created")
        await advance(self.connection, posts, post, cells)
        return changed

    async def apply(self, application: Application) -> None:
        """Keep an application over an earlier one of the same person."""
        await put(self.connection, applications, cells_of(application))

    async def application(self, post: PostId, person: PersonId) -> Application | None:
        """Give somebody's application to a post."""
        theirs = (applications.c.post == post, applications.c.person == person)
        return await first(self.connection, Application, select(applications).where(*theirs))

    async def applications(self, post: PostId) -> tuple[Application, ...]:
        """Give the applications to a post, the oldest first."""
        held = select(applications).where(applications.c.post == post)
        ordered = held.order_by(applications.c.at, applications.c.person)
        return await every(self.connection, Application, ordered)
