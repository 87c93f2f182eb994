"""What platforms delivered, and accounts that can be linked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(16)


def upgrade() -> None:
    """Make the tables, and widen homes and people."""
    _arrivals()
    _links()
    _people()


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_at", "arrivals", ["at"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_links_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_links"),
    )
    op.create_index("ix_links_person", "links", ["person"])
    op.create_table(
        "link_tries",
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_link_tries_person"),
        sa.PrimaryKeyConstraint("person", name="pk_link_tries"),
    )


def _people() -> None:
    op.create_table(
        "former_people",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_former_people_person"),
        sa.PrimaryKeyConstraint("id", name="pk_former_people"),
    )
    op.create_index("ix_former_people_person", "former_people", ["person"])
    op.add_column("people", sa.Column("reach", WORD, server_default="first", nullable=False))
    op.add_column("people", sa.Column("spoke", sa.Text(), nullable=True))
    op.add_column(
        "homes", sa.Column("names", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
