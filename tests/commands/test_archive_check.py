"""A damaged database file is a sentence at the start, wherever the damage is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive import captures
from archive.archive import open_archive
from commands.archive_check import cannot_open
from domain.settings import Settings
from tests.archive.readings import paste

PAGE = 4096


@pytest.fixture
def settings(new_archive: Path, tmp_path: Path) -> Settings:
    shutil.copytree(new_archive, tmp_path / "data")
    settings = Settings(data=tmp_path / "data")
    archive = open_archive(settings)
    for number in range(20):
        captures.store(archive, paste(f"words {number}"))
    with archive.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()
    return settings


def test_a_sound_one_is_opened(settings: Settings) -> None:
    assert cannot_open(settings) is None


@pytest.mark.parametrize("place", [0, 1, 2, 9])
def test_an_overwritten_page_is_reported(settings: Settings, place: int) -> None:
    file = settings.data / "threadsheet.sqlite3"
    with file.open("r+b") as database:
        database.seek(place * PAGE)
        database.write(b"\xa5" * PAGE)
    before = file.read_bytes()
    fault = cannot_open(settings)
    assert fault
    assert fault.startswith("The database file is damaged (")
    assert "Traceback" not in fault
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_reported(settings: Settings) -> None:
    (settings.data / "threadsheet.sqlite3").write_bytes(b"words" * 10_000)
    assert (cannot_open(settings) or "").startswith("The database file is damaged (file is not a database")


def test_a_file_cut_short_is_reported(settings: Settings) -> None:
    file = settings.data / "threadsheet.sqlite3"
    file.write_bytes(file.read_bytes()[: 20 * PAGE])
    assert (cannot_open(settings) or "").startswith("The database file is damaged (")
