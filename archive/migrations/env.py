"""Alembic calls this for every command; the connection comes from `upgrade.py`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from archive.library import tables as _library_tables  # noqa: F401 - adds its tables to the metadata
from archive.tables import metadata


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Writes our column types as the SQLAlchemy types they are based on: a revision must not change with our code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    arguments = "timezone=True" if getattr(item.impl, "timezone", False) else ""
    return f"sa.{type(item.impl).__name__}({arguments})"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter tables; Alembic creates them again.
    render_as_batch=True,
    # Our SQLite connections begin transactions themselves, so its table changes roll back like PostgreSQL's.
    transactional_ddl=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
