"""Who is to be put out of homes, where courses' boards stand, and what a roster knows people by."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "project_homes",
        sa.Column("gone", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
    )
    for column in ("handle", "email"):
        op.add_column(
            "accounts", sa.Column(column, sa.Text(), server_default=sa.text("''"), nullable=False)
        )
    op.add_column(
        "courses", sa.Column("names", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "course_boards",
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_course_boards_course"),
        sa.PrimaryKeyConstraint("course", "platform", "workspace", name="pk_course_boards"),
    )
