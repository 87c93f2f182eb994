"""The tables of courses, their boards, and the teams proposed in them.

Numbers that people see are ids here: where two courses become one, no two of them are the same.
"""

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, false
from sqlalchemy import UniqueConstraint as Unique

from core.model.courses import EnrolmentState, RosterEntry
from core.model.formation import Formation, TeamProblem
from core.model.people import Role
from core.model.posts import ApplicationState, PostState
from core.model.team_proposals import AppealState, TeamProposalState
from storage.codec import Instant, Json, word
from storage.schema import OPEN_POSTS, metadata
from storage.tables import people, projects, spaces

courses = Table(
    "courses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey(spaces.c.id), nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("names", Boolean, nullable=False, server_default=false()),
    Unique("space", "code"),
    sqlite_autoincrement=True,
)

former_courses = Table(
    "former_courses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("course", Integer, ForeignKey(courses.c.id), nullable=False, index=True),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("course", Integer, ForeignKey(courses.c.id), primary_key=True),
    Column("person", Integer, ForeignKey(people.c.id), primary_key=True, index=True),
    Column("state", word(EnrolmentState), nullable=False),
    Column("section", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

roster_entries = Table(
    "roster_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", Integer, ForeignKey(courses.c.id), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("person", Integer, ForeignKey(people.c.id), index=True),
)

course_boards = Table(
    "course_boards",
    metadata,
    Column("course", Integer, ForeignKey(courses.c.id), primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("channel", Text, nullable=False),
)

roster_drafts = Table(
    "roster_drafts",
    metadata,
    Column("course", Integer, ForeignKey(courses.c.id), primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("entries", Json(TypeAdapter(tuple[RosterEntry, ...])), nullable=False),
    Column("whole", Boolean, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", Integer, ForeignKey(courses.c.id), nullable=False, index=True),
    Column("author", Integer, ForeignKey(people.c.id), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("roles", Json(TypeAdapter(tuple[Role, ...])), nullable=False),
    Column("seats", Integer, nullable=False),
    Column("until", Date),
    Column("project", Integer, ForeignKey(projects.c.id)),
    Column("created", Instant, nullable=False),
    Column("state", word(PostState), nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_posts_open", "until", sqlite_where=OPEN_POSTS, postgresql_where=OPEN_POSTS),
)

applications = Table(
    "applications",
    metadata,
    Column("post", Integer, ForeignKey(posts.c.id), primary_key=True),
    Column("person", Integer, ForeignKey(people.c.id), primary_key=True, index=True),
    Column("line", Text, nullable=False),
    Column("state", word(ApplicationState), nullable=False),
    Column("at", Instant, nullable=False),
)

team_proposals = Table(
    "team_proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey(spaces.c.id), nullable=False, index=True),
    Column("course", Integer, ForeignKey(courses.c.id), index=True),
    Column("author", Integer, ForeignKey(people.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("problem", Json(TypeAdapter(TeamProblem))),
    Column("formation", Json(TypeAdapter(Formation))),
    Column("appeals_until", Instant),
    Column("state", word(TeamProposalState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("job", Text, nullable=False, unique=True),
)

candidates = Table(
    "candidates",
    metadata,
    Column("proposal", Integer, ForeignKey(team_proposals.c.id), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("person", Integer, ForeignKey(people.c.id), nullable=False, index=True),
)
"""Who is to be placed; inside the JSON of a proposal people are named by their `place`."""

team_projects = Table(
    "team_projects",
    metadata,
    Column("proposal", Integer, ForeignKey(team_proposals.c.id), primary_key=True),
    Column("team", Integer, primary_key=True),
    Column("project", Integer, ForeignKey(projects.c.id), nullable=False, index=True),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("proposal", Integer, ForeignKey(team_proposals.c.id), nullable=False, index=True),
    Column("person", Integer, ForeignKey(people.c.id), nullable=False),
    Column("other", Integer, ForeignKey(people.c.id), nullable=False),
    Column("line", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", word(AppealState), nullable=False),
)
