"""`./threadsheet reindex` builds the library from what is stored, whatever happens to it meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

from archive.archive import Archive, open_archive
from archive.library import index
from archive.library.tables import library
from archive.threads import wastebasket
from commands.reindex import reindex
from domain.settings import Settings
from tests.archive.library.shelves import shelve, thread, titles


@pytest.fixture
def settings(tmp_path: Path, new_archive: Path) -> Settings:
    shutil.copytree(new_archive, tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    with closing(open_archive(settings)) as opened:
        yield opened


def test_a_lost_index_is_built_again(settings: Settings, archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("a lighthouse", "a lantern"):
        shelve(archive, thread(words))
    wastebasket.put(archive, shelve(archive, thread("a ladder")), "owner")
    with archive.database.write() as connection:
        connection.execute(delete(library))
    assert titles(archive, "") == set()
    assert reindex(settings) == 0
    assert capsys.readouterr().err.endswith("2 threads in the index.\n")
    assert titles(archive, "") == {"a lighthouse", "a lantern"}
    assert titles(archive, "lighthouse") == {"a lighthouse"}


def test_an_empty_archive_has_an_empty_index(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert reindex(settings) == 0
    assert capsys.readouterr().err.endswith("0 threads in the index.\n")


def test_what_is_stored_and_deleted_while_it_runs_is_right_at_the_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "THREADS_PER_TRANSACTION", 1)
    ids = [shelve(archive, thread(f"number {number}")) for number in range(3)]
    steps = index.rebuild(archive)
    assert next(steps) == (0, 3)
    shelve(archive, thread("a newcomer"))
    wastebasket.put(archive, ids[2], "owner")
    assert list(steps) == [(1, 3), (2, 3), (3, 3)]
    assert titles(archive, "") == {"number 0", "number 1", "a newcomer"}
