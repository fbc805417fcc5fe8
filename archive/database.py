"""The one way to the database, SQLite or PostgreSQL: short transactions to read in and to write in."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

BUSY_SECONDS = 20
# Any number will do, as long as every Threadsheet on a PostgreSQL server uses the same.
ALONE_LOCK = 7_430_117


def database_url(setting: str | None, data: Path) -> URL:
    """The address of the database: a file in `data` unless the setting names another. PostgreSQL is always psycopg 3."""
    if setting is None:
        return URL.create("sqlite", database=str(data / "threadsheet.sqlite3"))
    url = make_url(setting.replace("postgres://", "postgresql://", 1))
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


class Database:
    """An engine and the two kinds of transaction. Safe to share between threads and to carry over a fork."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = self.engine.execution_options(immediate=True)
        _forget_connections_at_fork(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of the database throughout."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction that writes; committed at its end, rolled back by any exception.

        `alone` holds out every other such transaction, of any process: for work that looks before it leaps. SQLite has only
        one writer at a time anyway; on PostgreSQL an advisory lock does the same, let go with the transaction.
        """
        with self._writer.begin() as connection:
            if alone and not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ALONE_LOCK})
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # For writers REPEATABLE READ would turn a race into an error; theirs are single guarded statements, or run alone.
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", max_overflow=27)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, max_overflow=27)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """FULL, because NORMAL may take back what a 202 promised when the power goes. WAL is set once, when migrating."""
    # None: the driver starts no transactions of its own; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers say so at once: a transaction that first reads and then writes is locked out, whatever its patience."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _forget_connections_at_fork(engine: Engine) -> None:
    """Close idle connections before a fork: SQLite's locks do not pass to the child, which would still think it had them."""
    held = weakref.ref(engine)

    def close_idle() -> None:
        if alive := held():
            alive.dispose()

    before: Callable[[], None] = close_idle
    os.register_at_fork(before=before)
