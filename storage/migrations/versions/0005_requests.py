"""What people of projects are asked, and what the record is asked of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(16)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_requests_author"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_requests_person"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_requests_project"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("key", name="uq_requests_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_project", "requests", ["project"])
    op.create_index(
        "ix_requests_open", "requests", ["until"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "request_lines",
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("was", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", WORD, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_request_lines_person"),
        sa.ForeignKeyConstraint(["request"], ["requests.id"], name="fk_request_lines_request"),
        sa.ForeignKeyConstraint(["was"], ["people.id"], name="fk_request_lines_was"),
        sa.PrimaryKeyConstraint("request", "place", name="pk_request_lines"),
    )
    op.create_index("ix_activity_actor", "activity", ["actor"])
