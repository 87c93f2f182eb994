"""Bringing the tables to the newest form."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

STEPS = "storage:migrations"

ONE_AT_A_TIME = 7_364_312_019
"""The advisory lock under which a PostgreSQL database is migrated; any number of our own."""


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest form, inside the transaction of `connection`.

    The caller commits. Processes that migrate one database at once go one after the other,
    and all but the first find nothing to do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Give Alembic's configuration for a connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", STEPS)
    return config
