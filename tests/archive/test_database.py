"""The database: connections are not shared with forked children, and transactions do not leak."""

from __future__ import annotations

import gc
import os
import signal
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from archive.archive import Archive, open_archive
from archive.database import Database, database_url
from archive.disturbances import is_disturbance
from archive.postgres_connection import DeadlineConnection
from domain.settings import Settings
from tests.postgres import Postgres


@pytest.fixture
def settings(bare_settings: Settings) -> Settings:
    return bare_settings


def run_in_child(work: Callable[[], None]) -> int:
    """Runs `work` in a forked child and returns the child's exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def idle_connections(database: Database) -> int:
    return database.engine.pool.checkedin()  # type: ignore[attr-defined]


def test_no_connection_is_shared_with_a_forked_child(archive: Archive) -> None:
    """SQLite's locks do not pass to a child, and two processes on one PostgreSQL connection mix up answers."""
    with archive.database.read() as connection:
        connection.execute(text("SELECT 1"))
    assert idle_connections(archive.database) > 0

    def child_has_none() -> None:
        assert idle_connections(archive.database) == 0

    assert run_in_child(child_has_none) == 0


def test_parent_and_child_write_at_the_same_time_after_a_fork(archive: Archive) -> None:
    with archive.database.write() as connection:
        connection.execute(text("CREATE TABLE counters (number INTEGER)"))

    def write(number: int) -> None:
        for _ in range(20):
            with archive.database.write(alone=True) as connection:
                connection.execute(text("INSERT INTO counters VALUES (:number)"), {"number": number})

    child = os.fork()
    if child == 0:
        try:
            write(1)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    write(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with archive.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM counters")).scalar_one() == 40


def test_a_closed_database_is_not_kept_alive_by_the_fork_handler(tmp_path: Path) -> None:
    """The handler cannot be unregistered, so it must not hold the engine."""
    opened = open_archive(Settings(data=tmp_path))
    engine = weakref.ref(opened.database.engine)
    opened.close()
    del opened
    gc.collect()
    assert engine() is None


@pytest.mark.parametrize("alone", [False, True])
def test_a_failed_write_is_rolled_back(archive: Archive, alone: bool) -> None:
    def create_and_fail() -> None:
        with archive.database.write(alone=alone) as connection:
            connection.execute(text("CREATE TABLE never (number INTEGER)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        create_and_fail()
    with archive.database.write() as connection:
        connection.execute(text("CREATE TABLE never (number INTEGER)"))


def test_a_database_server_that_hangs_holds_nobody_for_ever(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeadlineConnection, "seconds", 0.3)
    database = Database(database_url(postgres.new_database(), tmp_path))
    with pytest.raises(OperationalError) as caught, database.read() as connection:
        ask_a_stopped_server(connection)
    assert is_disturbance(caught.value)
    with database.read() as connection:
        assert connection.execute(text("SELECT 2")).scalar_one() == 2
    database.close()


def ask_a_stopped_server(connection: Connection) -> None:
    server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(server, signal.SIGSTOP)
    try:
        connection.execute(text("SELECT 1"))
    finally:
        os.kill(server, signal.SIGCONT)
