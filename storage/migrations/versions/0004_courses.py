"""Courses with their rosters and boards, proposed teams, and the rest of the profile."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(16)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Make the tables, and widen the profiles."""
    op.add_column(
        "profiles", sa.Column("github", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("profiles", sa.Column("free", sa.Text(), nullable=True))
    _courses()
    _enrolments()
    _rosters()
    _posts()
    _applications()
    _team_proposals()
    _teams()
    _appeals()


def _courses() -> None:
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_courses_space"),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        sa.UniqueConstraint("space", "code", name="uq_courses_space_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "former_courses",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_former_courses_course"),
        sa.PrimaryKeyConstraint("id", name="pk_former_courses"),
    )
    op.create_index("ix_former_courses_course", "former_courses", ["course"])


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_enrolments_course"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_enrolments_person"),
        sa.PrimaryKeyConstraint("course", "person", name="pk_enrolments"),
    )
    op.create_index("ix_enrolments_person", "enrolments", ["person"])


def _rosters() -> None:
    op.create_table(
        "roster_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_roster_entries_course"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roster_entries_person"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_entries"),
    )
    op.create_index("ix_roster_entries_course", "roster_entries", ["course"])
    op.create_index("ix_roster_entries_person", "roster_entries", ["person"])
    op.create_table(
        "roster_drafts",
        sa.Column("course", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_roster_drafts_course"),
        sa.PrimaryKeyConstraint("course", name="pk_roster_drafts"),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("project", sa.Integer(), nullable=True),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_posts_author"),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_posts_course"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_posts_project"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_index("ix_posts_author", "posts", ["author"])
    op.create_index("ix_posts_course", "posts", ["course"])
    op.create_index("ix_posts_open", "posts", ["until"], sqlite_where=OPEN, postgresql_where=OPEN)


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("post", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_applications_person"),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_applications_post"),
        sa.PrimaryKeyConstraint("post", "person", name="pk_applications"),
    )
    op.create_index("ix_applications_person", "applications", ["person"])


def _team_proposals() -> None:
    op.create_table(
        "team_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=True),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("formation", sa.Text(), nullable=True),
        sa.Column("appeals_until", INSTANT, nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_team_proposals_author"),
        sa.ForeignKeyConstraint(["course"], ["courses.id"], name="fk_team_proposals_course"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_team_proposals_space"),
        sa.PrimaryKeyConstraint("id", name="pk_team_proposals"),
        sa.UniqueConstraint("job", name="uq_team_proposals_job"),
    )
    op.create_index("ix_team_proposals_course", "team_proposals", ["course"])
    op.create_index("ix_team_proposals_space", "team_proposals", ["space"])


def _teams() -> None:
    op.create_table(
        "candidates",
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_candidates_person"),
        sa.ForeignKeyConstraint(["proposal"], ["team_proposals.id"], name="fk_candidates_proposal"),
        sa.PrimaryKeyConstraint("proposal", "place", name="pk_candidates"),
    )
    op.create_index("ix_candidates_person", "candidates", ["person"])
    op.create_table(
        "team_projects",
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_team_projects_project"),
        sa.ForeignKeyConstraint(
            ["proposal"], ["team_proposals.id"], name="fk_team_projects_proposal"
        ),
        sa.PrimaryKeyConstraint("proposal", "team", name="pk_team_projects"),
    )
    op.create_index("ix_team_projects_project", "team_projects", ["project"])


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.ForeignKeyConstraint(["other"], ["people.id"], name="fk_appeals_other"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_appeals_person"),
        sa.ForeignKeyConstraint(["proposal"], ["team_proposals.id"], name="fk_appeals_proposal"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
    )
    op.create_index("ix_appeals_proposal", "appeals", ["proposal"])
