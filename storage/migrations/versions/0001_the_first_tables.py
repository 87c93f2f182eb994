"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(16)
UNSENT = sa.text("revision > sent AND delivery <> 'refused'")
UNFINISHED = sa.text("state IN ('ready', 'running')")
WAITING = sa.text("NOT given")


def upgrade() -> None:
    """Make the first tables."""
    _people()
    _projects()
    _papers()
    _work()
    _notices()


def _people() -> None:
    """Who is who."""
    op.create_table(
        "spaces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", WORD, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_spaces"),
    )
    op.create_table(
        "homes",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_homes_space"),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_homes"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("locale", WORD, nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("reminded_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_people_space"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_space", "people", ["space"])
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_accounts_person"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_accounts_space"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint(
            "space",
            "platform",
            "workspace",
            "user",
            name="uq_accounts_space_platform_workspace_user",
        ),
    )
    op.create_index("ix_accounts_person", "accounts", ["person"])
    op.create_table(
        "profiles",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_profiles_person"),
        sa.PrimaryKeyConstraint("person", name="pk_profiles"),
    )


def _projects() -> None:
    """Projects and their tasks."""
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("stack", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_task", sa.Integer(), nullable=False),
        sa.Column("last_proposal", sa.Integer(), nullable=False),
        sa.Column("last_report", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_projects_space"),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
    )
    op.create_index("ix_projects_space", "projects", ["space"])
    op.create_table(
        "members",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", WORD, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_members_person"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_members_project"),
        sa.PrimaryKeyConstraint("project", "person", name="pk_members"),
    )
    op.create_index("ix_members_person", "members", ["person"])
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("done_when", sa.Text(), nullable=False),
        sa.Column("first_step", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("priority", WORD, nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("assignee", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee"], ["people.id"], name="fk_tasks_assignee"),
        sa.ForeignKeyConstraint(
            ["parent"], ["tasks.id"], name="fk_tasks_parent", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_tasks_project"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("project", "number", name="uq_tasks_project_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_assignee", "tasks", ["assignee"])
    op.create_index("ix_tasks_parent", "tasks", ["parent"])


def _papers() -> None:
    """What is written of a project."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_proposals_project"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("project", "job", name="uq_proposals_project_job"),
        sa.UniqueConstraint("project", "number", name="uq_proposals_project_number"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("by_ai", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_reports_author"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_reports_project"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("project", "job", name="uq_reports_project_job"),
        sa.UniqueConstraint(
            "project",
            "kind",
            "first",
            "last",
            "version",
            name="uq_reports_project_kind_first_last_version",
        ),
        sa.UniqueConstraint(
            "project", "number", "version", name="uq_reports_project_number_version"
        ),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("verb", WORD, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=True),
        sa.Column("was", WORD, nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["people.id"], name="fk_activity_actor"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_activity_project"),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_activity_proposal"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_activity_space"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
    )
    op.create_index("ix_activity_project_at", "activity", ["project", "at"])


def _work() -> None:
    """What the bot itself has to do."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("external", sa.Text(), nullable=True),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("delivery", WORD, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_messages_space"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("key", name="uq_messages_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_external_platform", "messages", ["external", "platform"])
    op.create_index("ix_messages_subject", "messages", ["subject"])
    op.create_index(
        "ix_messages_unsent",
        "messages",
        ["platform", "id"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("caller", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["caller"], ["people.id"], name="fk_jobs_caller"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_jobs_message"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_jobs_space"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index(
        "ix_jobs_unfinished",
        "jobs",
        ["space"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_table(
        "steps",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_steps_job"),
        sa.PrimaryKeyConstraint("job", "step", name="pk_steps"),
    )
    op.create_table(
        "buttons",
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("button", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_buttons_space"),
        sa.PrimaryKeyConstraint("space", "id", name="pk_buttons"),
    )
    op.create_table(
        "asks",
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("ask", name="pk_asks"),
    )
    op.create_index("ix_asks_at", "asks", ["at"])


def _notices() -> None:
    """What was told and what was spent."""
    op.create_table(
        "notices",
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_notices_person"),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name="fk_notices_task", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task", "person", "kind", "on", name="pk_notices"),
    )
    op.create_index(
        "ix_notices_waiting", "notices", ["person"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_table(
        "spendings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("space", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_spendings_person"),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name="fk_spendings_space"),
        sa.PrimaryKeyConstraint("key", name="pk_spendings"),
    )
    op.create_index("ix_spendings_person_at", "spendings", ["person", "at"])
    op.create_index("ix_spendings_space_at", "spendings", ["space", "at"])
