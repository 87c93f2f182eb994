"""Homes of projects, notes, and messages that have an owner."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)
LINKED = sa.text("link <> ''")
UNTOLD = sa.text("delivery = 'refused' AND NOT told")


def upgrade() -> None:
    """Make the tables, and widen the messages."""
    _homes()
    _notes()
    _messages()


def _homes() -> None:
    op.create_table(
        "project_homes",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("near", sa.Text(), nullable=False),
        sa.Column("users", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_project_homes_project"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_project_homes_space"),
        sa.PrimaryKeyConstraint("project", "platform", "workspace", name="pk_project_homes"),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["keeper"], ["people.id"], name="fk_notes_keeper"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_notes_project"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_project_at", "notes", ["project", "at"])
    op.create_index(
        "uq_notes_project_link",
        "notes",
        ["project", "link"],
        unique=True,
        sqlite_where=LINKED,
        postgresql_where=LINKED,
    )


def _messages() -> None:
    # Written out because both databases take a reference with the column, and SQLite none later.
    op.execute(
        "ALTER TABLE messages ADD COLUMN owner INTEGER"
        " CONSTRAINT fk_messages_owner REFERENCES people (id)"
    )
    for name in ("pinned", "told"):
        op.add_column(
            "messages", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_index(
        "ix_messages_untold", "messages", ["owner"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )
