"""The tables of the bot's own work, beside those of the subject in `storage.tables`."""

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, false

from core.cards import Button
from core.model.activity import NoticeKind
from core.model.jobs import JobState
from core.model.links import LinkKind
from core.model.messages import Delivery
from storage.codec import Instant, Json, word
from storage.schema import (
    ANSWERS,
    CARD,
    PLACE,
    UNFINISHED,
    UNSENT,
    UNTOLD,
    WAITING,
    metadata,
)
from storage.tables import people, spaces, tasks

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("space", Integer, ForeignKey(spaces.c.id), nullable=False),
    Column("platform", Text, nullable=False),
    Column("place", PLACE, nullable=False),
    Column("card", CARD, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("external", Text),
    Column("tried", Boolean, nullable=False),
    Column("delivery", word(Delivery), nullable=False),
    Column("created", Instant, nullable=False),
    Column("owner", Integer, ForeignKey(people.c.id)),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("told", Boolean, nullable=False, server_default=false()),
    Index(None, "external", "platform"),
    Index("ix_messages_untold", "owner", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    Index("ix_messages_unsent", "platform", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("space", Integer, ForeignKey(spaces.c.id), nullable=False),
    Column("command", Text, nullable=False),
    Column("answers", ANSWERS, nullable=False),
    Column("caller", Integer, ForeignKey(people.c.id), nullable=False),
    Column("place", PLACE, nullable=False),
    Column("message", Integer, ForeignKey(messages.c.id), nullable=False),
    Column("state", word(JobState), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Index("ix_jobs_unfinished", "space", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
)

steps = Table(
    "steps",
    metadata,
    Column("job", Text, ForeignKey(jobs.c.id), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

buttons = Table(
    "buttons",
    metadata,
    Column("space", Integer, ForeignKey(spaces.c.id), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("button", Json(TypeAdapter(Button)), nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("task", Integer, ForeignKey(tasks.c.id, ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey(people.c.id), primary_key=True),
    Column("kind", word(NoticeKind), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("given", Boolean, nullable=False),
    Index("ix_notices_waiting", "person", sqlite_where=WAITING, postgresql_where=WAITING),
)

spendings = Table(
    "spendings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("space", Integer, ForeignKey(spaces.c.id), nullable=False),
    Column("person", Integer, ForeignKey(people.c.id), nullable=False),
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

arrivals = Table(
    "arrivals",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

links = Table(
    "links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", word(LinkKind), nullable=False),
    Column("person", Integer, ForeignKey(people.c.id), nullable=False, index=True),
    Column("expires", Instant, nullable=False),
    Column("used", Boolean, nullable=False),
)

link_tries = Table(
    "link_tries",
    metadata,
    Column("person", Integer, ForeignKey(people.c.id), primary_key=True, autoincrement=False),
    Column("made", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)
