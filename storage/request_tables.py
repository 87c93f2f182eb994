"""The tables of what people of projects are asked."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from core.model.requests import Answer, RequestKind, RequestState
from storage.codec import Instant, word
from storage.schema import OPEN_REQUESTS, metadata
from storage.tables import people, projects

requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("project", Integer, ForeignKey(projects.c.id), nullable=False, index=True),
    Column("kind", word(RequestKind), nullable=False),
    Column("author", Integer, ForeignKey(people.c.id), nullable=False),
    Column("person", Integer, ForeignKey(people.c.id)),
    Column("created", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("until", Instant),
    Column("state", word(RequestState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Index("ix_requests_open", "until", sqlite_where=OPEN_REQUESTS, postgresql_where=OPEN_REQUESTS),
    sqlite_autoincrement=True,
)

request_lines = Table(
    "request_lines",
    metadata,
    Column("request", Integer, ForeignKey(requests.c.id), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("task", Integer, nullable=False),
    Column("was", Integer, ForeignKey(people.c.id)),
    Column("person", Integer, ForeignKey(people.c.id)),
    Column("reason", Text, nullable=False),
    Column("answer", word(Answer), nullable=False),
)
