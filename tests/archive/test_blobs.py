from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.blobs import FileBlobs
from domain.digest import digest


def test_bytes_are_found_by_their_hash(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path / "blobs")
    sha256 = blobs.write(b"\x00bytes")
    assert sha256 == digest(b"\x00bytes")
    assert blobs.has(sha256)
    assert blobs.read(sha256) == b"\x00bytes"
    blobs.delete(sha256)
    blobs.delete(sha256)
    assert not blobs.has(sha256)
    with pytest.raises(FileNotFoundError):
        blobs.read(sha256)


def test_twenty_at_once_write_one_file_and_leave_no_other(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(blobs.write, [b"same" * 100_000] * 20))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest(b"same" * 100_000)]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        FileBlobs(tmp_path).write(b"body")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_killed_writer_left_is_tidied_away_and_a_living_ones_is_not(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    stored = blobs.write(b"kept")
    left, living = tmp_path / "unfinished" / "left", tmp_path / "unfinished" / "living"
    for path in (left, living):
        path.write_bytes(b"half")
    hour_ago = time.time() - 3600
    os.utime(left, (hour_ago, hour_ago))
    blobs.delete_abandoned_writes()
    assert (left.exists(), living.exists(), blobs.has(stored)) == (False, True, True)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_hash_opens_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        FileBlobs(tmp_path).read(name)
