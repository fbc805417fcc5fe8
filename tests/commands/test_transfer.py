"""`./threadsheet export`, `import` and `verify` as a person runs them."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from archive import captures
from archive.archive import open_archive
from archive.threads import threads
from commands import transfer
from domain.settings import Settings
from tests.archive.readings import CODEBOOK, paste, version


@pytest.fixture
def settings(tmp_path: Path, new_archive: Path) -> Settings:
    shutil.copytree(new_archive, tmp_path / "data")
    return Settings(data=tmp_path / "data")


def test_there_and_back(settings: Settings, tmp_path: Path, new_archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_archive(settings)) as archive:
        id_ = threads.store(archive, version(), [captures.store(archive, paste())], CODEBOOK).thread_id
    folder = tmp_path / "out"
    assert transfer.export(settings, folder) == 0
    assert (folder / "threads" / f"{id_}.txt").read_text().startswith("Hello\nSam\n")
    assert (folder / "README.md").read_text().startswith("# An export of Threadsheet")
    assert transfer.export(settings, folder) == 1
    shutil.copytree(new_archive, tmp_path / "empty")
    empty = Settings(data=tmp_path / "empty")
    assert transfer.import_(empty, folder) == 0
    assert [transfer.verify(empty, target) for target in (None, id_, str(folder), "nobody")] == [0, 0, 0, 2]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1 thread added, 0 there already." in printed.err


def test_faults_are_printed_one_a_line(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    transfer.export(settings, folder)
    (folder / "archive.json").write_text("{}")
    assert transfer.verify(settings, str(folder)) == 1
    assert capsys.readouterr().out == "archive.json  changed\n"
    assert transfer.import_(settings, folder) == 1
    assert transfer.import_(settings, tmp_path / "nothing") == 1
