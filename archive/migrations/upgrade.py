"""Runs Alembic, which is loaded only when there is something to migrate."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from archive.database import Database


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration in code: it needs no file of its own, and logs nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, target: str = "head") -> None:
    """Run every revision up to `target` in one transaction: all of it happens, or nothing."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _suspend_foreign_keys(connection)
        with connection.execution_options(immediate=True).begin():
            command.upgrade(configuration(connection), target)
            if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration would break {len(broken)} references")
        # This connection's foreign keys are off, or its session holds what the migration set: nobody else may have it.
        connection.invalidate()


def _suspend_foreign_keys(connection: Connection) -> None:
    """A batch migration drops the old table, and with it, by cascade, what refers to it. Must come before the transaction."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
