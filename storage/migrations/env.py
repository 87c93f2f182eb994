"""Alembic's entry: runs the steps inside the transaction of the connection it is given.

Alembic executes this file each time it needs it; nothing else imports it.
"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

import storage.schema
import storage.work  # pyright: ignore[reportUnusedImport]  declares every table
from storage.codec import Instant, Json


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write a column's type as what the database keeps, so that no step changes with our code."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Json):
        return "sa.Text()"
    return "sa.String(16)" if isinstance(item, Enum) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=storage.schema.metadata,
    render_item=render,
    render_as_batch=True,
)
context.run_migrations()
