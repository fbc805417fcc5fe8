"""The doctor checks the real thing, names what is wrong and how to fix it, and prints no passwords."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from commands import doctor
from domain.settings import Settings


def test_a_sound_machine_gets_nought(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.doctor(Settings(data=tmp_path / "new", port=0)) == 0
    out = capsys.readouterr().out
    assert "as locked" in out
    assert "\nNO" not in out
    assert not (tmp_path / "new").exists()


def test_a_database_and_a_redis_that_are_away_are_named_without_their_passwords(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(
        data=tmp_path,
        port=0,
        redis_url="redis://anna:hidden-one@127.0.0.1:1/0",
        database_url="postgresql://anna:hidden-two@127.0.0.1:1/threads",
    )
    assert doctor.doctor(settings) == 1
    out = capsys.readouterr().out
    assert "redis://anna:***@127.0.0.1:1/0 does not answer" in out
    assert "postgresql+psycopg://anna:***@127.0.0.1:1/threads does not answer" in out
    assert "hidden" not in out


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "threadsheet.sqlite3").write_text("This is a letter, and long enough to be read as one. " * 40)
    check = doctor.check_database(Settings(data=tmp_path))
    assert not check.ok
    assert "file is not a database" in check.result


def test_a_port_in_use_is_told_and_may_be_ours(tmp_path: Path) -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        check = doctor.check_port("127.0.0.1", occupied.getsockname()[1])
    assert not check.ok
    assert not check.required
    assert doctor.check_port("127.0.0.1", 0).ok


def test_a_package_in_another_version_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text(
        "click==1.0 \\\n    --hash=sha256:00\nnobody-made-this==2.0\nflask==9 ; python_full_version < '3'\n# via x\n"
    )
    check = doctor.check_packages(lock)
    assert check.result == "click==1.0 is not there, nobody-made-this==2.0 is not there"


def test_a_script_without_a_font_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.SCRIPTS, "Nobody's", "xx-nobody-writes-this")
    check = doctor.check_fonts()
    assert check.result == "none for Nobody's: handouts show boxes there"
    assert "font" in check.remedy


def test_a_data_folder_that_cannot_be_made_is_told() -> None:
    check = doctor.check_data_folder(Path("/proc/threads"))
    assert not check.ok
    assert "THREADSHEET_DATA" in check.remedy
