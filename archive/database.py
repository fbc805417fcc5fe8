"""Access to the database, SQLite or PostgreSQL, in short transactions for reading or for writing."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

BUSY_SECONDS = 20
# The number is arbitrary, but must be the same for every process on the database.
ALONE_LOCK = 7_430_117
NAMED_AT_ONCE = 500
T = TypeVar("T")


def database_url(setting: str | None, data: Path) -> URL:
    """The address of the database: a file in `data` unless the setting names another. PostgreSQL is always psycopg 3."""
    if setting is None:
        return URL.create("sqlite", database=str(data / "threadsheet.sqlite3"))
    url = make_url(setting.replace("postgres://", "postgresql://", 1))
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def in_parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at a time as a statement may name: databases limit its parameters."""
    for start in range(0, len(items), NAMED_AT_ONCE):
        yield items[start : start + NAMED_AT_ONCE]


class Database:
    """An engine and the two kinds of transaction. Safe to share between threads, and safe across a fork."""

    def __init__(self, url: URL, *, durable: bool = True) -> None:
        self.url = url
        self.engine = _engine(url, durable)
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = self.engine.execution_options(immediate=True)
        self._turn = threading.Lock()
        _close_connections_at_fork(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction, which sees one state of the database throughout."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """A write transaction; committed at its end, rolled back by any exception.

        `alone` excludes every other such transaction, of any process, for work that reads before it writes. SQLite has only
        one writer at a time anyway; on PostgreSQL an advisory lock does the same, released with the transaction.
        """
        with self._writing(), self._writer.begin() as connection:
            if alone and not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ALONE_LOCK})
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Lets the threads of this process write to SQLite one after the other: its own waiting is by chance, and unfair."""
        locked = self.is_sqlite and self._turn.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if locked:
                self._turn.release()

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: URL, durable: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        # An archive on SQLite does without the driver, which takes 5 MB of each process and a twentieth of its start.
        from archive.postgres_connection import connect_with_deadlines

        # REPEATABLE READ would turn races of writers into errors; they use single conditional statements, or run alone.
        engine = create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", max_overflow=27)
        event.listen(engine, "do_connect", connect_with_deadlines)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, max_overflow=27)
    event.listen(engine, "connect", partial(_prepare_sqlite, "FULL" if durable else "NORMAL"))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(synchronous: str, connection: Any, _record: object) -> None:
    """Sets the pragmas. With NORMAL a power cut may undo what was promised, with FULL not. WAL is set when migrating."""
    # None: the driver begins no transactions itself; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", f"synchronous={synchronous}", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begins writers as IMMEDIATE: a transaction that reads first and then writes fails at once if another one writes."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _close_connections_at_fork(engine: Engine) -> None:
    """Closes idle connections before every fork.

    SQLite's locks do not pass to the child, which would go on as if it had them; and two processes on one PostgreSQL
    connection mix up each other's answers.
    """
    reference = weakref.ref(engine)

    def close_idle() -> None:
        if engine := reference():
            engine.dispose()

    os.register_at_fork(before=close_idle)
