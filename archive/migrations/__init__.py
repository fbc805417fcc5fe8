"""Brings a database's tables up to date: the same revisions for SQLite and PostgreSQL, one migrator at a time.

Processes of the version before go on with the tables of a newer one, as long as its revisions only add: tables, indexes,
columns that may be null or have a default of the server. Each database names the oldest revision whose code can work with it.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect, text

from archive.database import Database

# The newest revision in versions/, which a test checks. Written here so that a start does not load Alembic.
HEAD = "0001"
# The oldest revision whose code can work with the tables of HEAD. A revision that only adds leaves it as it is.
OLDEST_READER = "0001"
MIGRATION_LOCK = 7_430_118


class MigrationError(Exception):
    """The tables cannot be brought up to date; the message says why and what to do."""


def migrate(database: Database, data: Path) -> bool:
    """Brings the tables to `HEAD` and returns whether anything had to be done.

    An existing SQLite file is copied beside itself first. Tables of a newer Threadsheet are left as they are.
    Raises `MigrationError` when this one cannot work with them.
    """
    if revision(database) == HEAD:
        return False
    with _one_migrator(database, data):
        present = revision(database)
        if present == HEAD:
            return False
        if _is_newer(present):
            _refuse_unreadable(database, present)
            return False
        if database.is_sqlite:
            _prepare_file(database)
        _run(database)
    return True


def revision(database: Database) -> str | None:
    """The revision of the tables, None when there are none yet."""
    file = _file(database)
    if file and not file.exists():
        return None
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _is_newer(present: str | None) -> bool:
    available = {path.name.split("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*_*.py")}
    return present is not None and present not in available


def _refuse_unreadable(database: Database, present: str | None) -> None:
    with database.read() as connection:
        has_table = inspect(connection).has_table("oldest_readers")
        oldest = connection.execute(text("SELECT revision FROM oldest_readers")).scalar() if has_table else None
    if oldest is None or oldest > HEAD:
        raise MigrationError(
            f"The archive was made by a newer Threadsheet (tables {present}, this one has {HEAD}). Update Threadsheet."
        )


def _file(database: Database) -> Path | None:
    name = database.url.database
    return Path(name) if database.is_sqlite and name else None


def _prepare_file(database: Database) -> None:
    """Copies the file, then sets WAL mode, which persists and can only be set by the only connection."""
    file = _file(database)
    if file is None:
        return
    database.close()
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            with closing(sqlite3.connect(file.with_name(f"{file.name}.before-{HEAD}"))) as copy:
                connection.backup(copy)
        connection.execute("PRAGMA journal_mode=WAL")


def _run(database: Database) -> None:
    # Alembic takes longer to load than everything else at a start, and is needed only after an update.
    importlib.import_module("archive.migrations.upgrade").upgrade(database, oldest_reader=OLDEST_READER)


@contextmanager
def _one_migrator(database: Database, data: Path) -> Iterator[None]:
    """Holds the lock of migrators: on a file beside the SQLite file, on PostgreSQL an advisory lock of the session."""
    if not database.is_sqlite:
        from archive.postgres_connection import allow_any_time

        with database.engine.connect() as connection:
            allow_any_time(connection)
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": MIGRATION_LOCK})
                connection.commit()
                connection.invalidate()  # its statements have no deadline
        return
    descriptor = os.open(data / "migrating.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
