"""The tables, the same on SQLite and PostgreSQL.

Columns are named as the fields of the values they keep. What must happen once rests on a
unique constraint. Where rows are removed, their ids are never given again (PostgreSQL's are
not anyway): old buttons and records still name them.
"""

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.cards import Button, Card
from core.model.activity import NoticeKind, TaskChange, Verb
from core.model.jobs import JobState
from core.model.messages import Delivery
from core.model.people import Locale, QuietHours, Role, Skill
from core.model.places import Place
from core.model.plans import Plan, ProposalState
from core.model.projects import Standing
from core.model.reports import Evidence, Facts, ReportKind, Section
from core.model.tasks import Priority, Status
from storage.codec import Instant, Json, word

UNSENT = text("revision > sent AND delivery <> 'refused'")
"""Messages that are not as wanted; worded as the index that finds them."""

UNFINISHED = text("state IN ('ready', 'running')")
"""Jobs that have not ended; worded as the index that finds them."""

WAITING = text("NOT given")
"""Notices that were asked for and not given; worded as the index that finds them."""

_WORDS = Json(TypeAdapter(tuple[str, ...]))
_ANSWERS = Json(TypeAdapter(Mapping[str, str]))
_QUIET = Json(TypeAdapter(QuietHours))
_PLACE = Json(TypeAdapter(Place))
_CARD = Json(TypeAdapter(Card))

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("locale", word(Locale), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("quiet", _QUIET, nullable=False),
)

homes = Table(
    "homes",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
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
    Column("quiet", _QUIET),
    Column("reminded_until", Instant),
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
    UniqueConstraint("space", "platform", "workspace", "user"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("skills", Json(TypeAdapter(tuple[Skill, ...])), nullable=False),
    Column("roles", Json(TypeAdapter(tuple[Role, ...])), nullable=False),
    Column("interests", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("stack", _WORDS, nullable=False),
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
    Column("skills", _WORDS, nullable=False),
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
    Column("actor", Integer, ForeignKey("people.id")),
    Column("verb", word(Verb), nullable=False),
    Column("subject", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("changes", Json(TypeAdapter(tuple[TaskChange, ...])), nullable=False),
    Column("proposal", Integer, ForeignKey("proposals.id")),
    Column("was", word(ProposalState)),
    Column("undone", Boolean, nullable=False),
    Index(None, "project", "at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("place", _PLACE, nullable=False),
    Column("card", _CARD, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("external", Text),
    Column("tried", Boolean, nullable=False),
    Column("delivery", word(Delivery), nullable=False),
    Column("created", Instant, nullable=False),
    Index(None, "external", "platform"),
    Index(
        "ix_messages_unsent",
        "platform",
        "id",
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    ),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("command", Text, nullable=False),
    Column("answers", _ANSWERS, nullable=False),
    Column("caller", Integer, ForeignKey("people.id"), nullable=False),
    Column("place", _PLACE, nullable=False),
    Column("message", Integer, ForeignKey("messages.id"), nullable=False),
    Column("state", word(JobState), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Index("ix_jobs_unfinished", "space", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
)

steps = Table(
    "steps",
    metadata,
    Column("job", Text, ForeignKey("jobs.id"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

buttons = Table(
    "buttons",
    metadata,
    Column("space", Integer, ForeignKey("spaces.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("button", Json(TypeAdapter(Button)), nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("task", Integer, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("kind", word(NoticeKind), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("given", Boolean, nullable=False),
    Index("ix_notices_waiting", "person", sqlite_where=WAITING, postgresql_where=WAITING),
)

spendings = Table(
    "spendings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("space", Integer, ForeignKey("spaces.id"), nullable=False),
    Column("person", Integer, ForeignKey("people.id"), nullable=False),
    Column("model", Text, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "person", "at"),
    Index(None, "space", "at"),
)

asks = Table(
    "asks",
    metadata,
    Column("ask", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)
