"""Runs Alembic, which is loaded only when there is something to migrate."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, delete, insert

from archive.database import Database
from archive.postgres_connection import allow_any_time
from archive.tables import oldest_readers


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration in code: it needs no file of its own, and logs nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, target: str = "head", *, oldest_reader: str) -> None:
    """Runs all revisions up to `target` in one transaction, and notes which revision's code can still work with the tables."""
    with database.engine.connect() as connection:
        allow_any_time(connection)
        if database.is_sqlite:
            _suspend_foreign_keys(connection)
        with connection.execution_options(immediate=True).begin():
            command.upgrade(configuration(connection), target)
            connection.execute(delete(oldest_readers))
            connection.execute(insert(oldest_readers).values(revision=oldest_reader))
            if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration would break {len(broken)} references")
        # This connection has foreign keys off, or session settings of the migration: it must not be used again.
        connection.invalidate()


def _suspend_foreign_keys(connection: Connection) -> None:
    """Turns foreign keys off, before the transaction: a batch migration drops a table, which would cascade."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
