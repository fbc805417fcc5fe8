from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from archive import captures, submissions
from archive.archive import Archive, open_archive
from archive.database import Database, database_url
from archive.library.tables import SEARCH_TABLES
from archive.migrations import HEAD, MigrationError, migrate, revision
from archive.migrations.upgrade import configuration
from archive.tables import metadata
from domain.settings import Settings
from tests.archive.readings import paste
from tests.paths import ROOT

AS_BEFORE_THE_FIRST_REVISION = (
    "DELETE FROM alembic_version",
    *(f"DROP TABLE {table.name}" for table in reversed(metadata.sorted_tables) if table.name != "captures"),
    *(f"DROP TABLE {name}" for name in reversed(SEARCH_TABLES)),
    "ALTER TABLE captures RENAME TO old_captures",
    "DROP INDEX captures_sha256",
)
OPEN = "import sys; from archive.archive import open_archive; from domain.settings import Settings; open_archive(Settings())"


@pytest.fixture
def settings(bare_settings: Settings) -> Settings:
    return bare_settings


def environment(settings: Settings) -> dict[str, str]:
    ours = {"THREADSHEET_DATA": str(settings.data), "THREADSHEET_DATABASE_URL": settings.database_url or ""}
    return {**os.environ, **{name: value for name, value in ours.items() if value}}


def python(code: str, settings: Settings) -> subprocess.Popen[str]:
    command, env = [sys.executable, "-c", code], environment(settings)
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def test_the_newest_revision_is_the_one_that_is_known_without_alembic() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_the_migrations_make_the_tables_that_the_code_uses(archive: Archive) -> None:
    with archive.database.engine.connect() as connection:
        ours = {"include_name": lambda name, _kind, _parents: not str(name).startswith(SEARCH_TABLES)}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []
        others = {name for name in inspect(connection).get_table_names() if not name.startswith(SEARCH_TABLES)}
        assert others == {*metadata.tables, "alembic_version"}


def test_an_archive_is_migrated_once(settings: Settings) -> None:
    settings.data.mkdir()
    database = Database(database_url(settings.database_url, settings.data))
    assert revision(database) is None
    assert migrate(database, settings.data)
    assert revision(database) == HEAD
    assert not migrate(database, settings.data)
    database.close()


def test_opening_an_archive_that_is_up_to_date_loads_no_alembic(archive: Archive, settings: Settings) -> None:
    process = python(f"{OPEN}; print('alembic' in sys.modules)", settings)
    assert process.communicate(timeout=60)[0] == "False\n"


def test_several_may_open_a_new_archive_at_once(settings: Settings) -> None:
    several = [python(OPEN, settings) for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in several] == [""] * 4
    assert [process.returncode for process in several] == [0] * 4
    opened = open_archive(settings)
    assert captures.load(opened, captures.store(opened, paste())) == paste()
    opened.close()


def newer_tables(opened: Archive, oldest_reader: str) -> None:
    """Does what a later revision may do that processes of this one live to see, and notes who can work with the result."""
    with opened.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM oldest_readers"))
        connection.execute(text("INSERT INTO oldest_readers VALUES (:oldest)"), {"oldest": oldest_reader})
        for table in ("captures", "submissions", "threads", "versions", "points", "handouts", "unreferenced_blobs"):
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN added_later TEXT"))
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN counted_later INTEGER NOT NULL DEFAULT 0"))
        connection.execute(text("CREATE TABLE made_later (id TEXT PRIMARY KEY)"))


def test_processes_of_this_version_go_on_while_a_newer_one_only_added_to_the_tables(settings: Settings) -> None:
    before = open_archive(settings)
    newer_tables(before, HEAD)
    after = open_archive(settings)
    for opened in (before, after):
        id_ = captures.store(opened, paste())
        assert captures.load(opened, id_) == paste()
        with opened.database.write() as connection:
            submission_id = submissions.request_reading(connection, opened, id_, "anybody")
        assert submissions.claim(opened, submission_id)
        assert revision(opened.database) == "9999"
        opened.close()


def test_a_newer_archive_that_this_version_cannot_work_with_is_refused_with_a_sentence(settings: Settings) -> None:
    opened = open_archive(settings)
    newer_tables(opened, "9998")
    opened.close()
    with pytest.raises(MigrationError, match="newer Threadsheet"):
        open_archive(settings)


def test_sqlite_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    opened = open_archive(Settings(data=tmp_path))
    captures.store(opened, paste())
    with opened.database.write() as connection:
        for statement in AS_BEFORE_THE_FIRST_REVISION:
            connection.execute(text(statement))
    opened.close()
    open_archive(Settings(data=tmp_path)).close()
    copies = list(tmp_path.glob("*.before-*"))
    assert len(copies) == 1
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT count(*) FROM old_captures").fetchone() == (1,)


def test_sqlite_keeps_what_it_said_it_kept(tmp_path: Path) -> None:
    opened = open_archive(Settings(data=tmp_path))
    with opened.database.read() as connection:
        requested = ("journal_mode", "synchronous", "foreign_keys")
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in requested}
    opened.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_alembic_is_loaded_only_when_tables_have_to_change(tmp_path: Path) -> None:
    """It takes a third of a second and 16 MB."""
    program = f"""
import sys
from pathlib import Path
from archive.archive import open_archive
from domain.settings import Settings
open_archive(Settings(data=Path({str(tmp_path)!r}))).close()
print("alembic" in sys.modules)
"""
    runs = [subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True) for _ in range(2)]
    assert [run.stdout for run in runs] == ["True\n", "False\n"], runs
