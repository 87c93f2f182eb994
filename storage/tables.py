"""The tables of the subject, the same on SQLite and PostgreSQL.

Columns are named as the fields of the values they keep. What must happen once rests on a
unique constraint. Where rows are removed, their ids are never given again (PostgreSQL's are
not anyway): old buttons and records still name them.
"""

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from core.model.activity import TaskChange, Verb
from core.model.free_time import FreeTime
from core.model.people import Locale, Reach, Role, Skill
from core.model.plans import Plan, ProposalState
from core.model.projects import Standing
from core.model.reports import Evidence, Facts, ReportKind, Section
from core.model.tasks import Priority, Status
from storage.codec import Instant, Json, word
from storage.schema import LINKED, QUIET, WORDS, metadata

spaces = Table(
    "spaces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("locale", word(Locale), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("quiet", QUIET, nullable=False),
)

homes = Table(
    "homes",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("names", Boolean, nullable=False, server_default=true()),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("staff", Boolean, nullable=False),
    Column("locale", word(Locale)),
    Column("timezone", Text),
    Column("quiet", QUIET),
    Column("reminded_until", Instant),
    Column("reach", word(Reach), nullable=False, server_default=Reach.FIRST.value),
    Column("spoke", Text),
)

former_people = Table(
    "former_people",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("handle", Text, nullable=False, server_default=text("''")),
    Column("email", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("space", "platform", "workspace", "user"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("skills", Json(TypeAdapter(tuple[Skill, ...])), nullable=False),
    Column("roles", Json(TypeAdapter(tuple[Role, ...])), nullable=False),
    Column("interests", Text, nullable=False),
    Column("github", Text, nullable=False, server_default=text("''")),
    Column("free", Json(TypeAdapter(FreeTime))),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("stack", WORDS, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("created", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_task", Integer, nullable=False),
    Column("last_proposal", Integer, nullable=False),
    Column("last_report", Integer, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("project", Integer, ForeignKey("projects.id"), primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    Column("standing", word(Standing), nullable=False),
)

project_homes = Table(
    "project_homes",
    metadata,
    Column("project", Integer, ForeignKey("projects.id"), primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("near", Text, nullable=False),
    Column("users", WORDS, nullable=False),
    Column("gone", WORDS, nullable=False, server_default=text("'[]'")),
    Column("external", Text),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("keeper", Integer, ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "project", "at"),
    Index(
        "uq_notes_project_link",
        "project",
        "link",
        unique=True,
        sqlite_where=LINKED,
        postgresql_where=LINKED,
    ),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", word(Status), nullable=False),
    Column("parent", Integer, ForeignKey("tasks.id", ondelete="SET NULL"), index=True),
    Column("description", Text, nullable=False),
    Column("done_when", Text, nullable=False),
    Column("first_step", Text, nullable=False),
    Column("skills", WORDS, nullable=False),
    Column("priority", word(Priority), nullable=False),
    Column("start", Date),
    Column("due", Date),
    Column("assignee", Integer, ForeignKey("people.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("project", "number"),
    sqlite_autoincrement=True,
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("job", Text, nullable=False),
    Column("plan", Json(TypeAdapter(Plan)), nullable=False),
    Column("state", word(ProposalState), nullable=False),
    Column("wish", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("project", "number"),
    UniqueConstraint("project", "job"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", word(ReportKind), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("facts", Json(TypeAdapter(Facts)), nullable=False),
    Column("sections", Json(TypeAdapter(tuple[Section, ...])), nullable=False),
    Column("evidence", Json(TypeAdapter(tuple[Evidence, ...])), nullable=False),
    Column("by_ai", Boolean, nullable=False),
    Column("author", Integer, ForeignKey("people.id"), nullable=False),
    Column("created", Instant, nullable=False),
    Column("job", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("project", "number", "version"),
    UniqueConstraint("project", "kind", "first", "last", "version"),
    UniqueConstraint("project", "job"),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    Column("actor", Integer, ForeignKey("people.id"), index=True),
    Column("verb", word(Verb), nullable=False),
    Column("subject", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("changes", Json(TypeAdapter(tuple[TaskChange, ...])), nullable=False),
    Column("proposal", Integer, ForeignKey("proposals.id")),
    Column("was", word(ProposalState)),
    Column("undone", Boolean, nullable=False),
    Index(None, "project", "at"),
)
