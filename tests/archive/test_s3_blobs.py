"""Blobs in a bucket of a real S3-compatible server: stored, collected, moved; away, refused, and across forks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from archive import blob_gc, captures
from archive.archive import Archive, open_archive
from archive.blobs import FileBlobs, StoreUnavailable
from archive.disturbances import is_disturbance
from archive.s3_blobs import S3Blobs
from archive.tables import unreferenced_blobs
from archive.transfer.blob_move import move_blobs
from archive.transfer.verify import verify_archive
from commands.__main__ import main
from domain.bucket import Bucket, parse_bucket
from domain.digest import digest
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from tests.s3_server import S3Server, free_ports, running_s3


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture
def bucket(server: S3Server) -> Bucket:
    return server.new_bucket()


@pytest.fixture
def stored(bucket: Bucket, settings: Settings) -> Iterator[Archive]:
    """An archive with its blobs in a bucket."""
    archive = open_archive(settings.model_copy(update={"blobs_url": bucket}))
    yield archive
    archive.close()


def paste(text: str) -> Capture:
    return Capture(text.encode(), Via.PASTE, MediaType.TEXT, datetime(2026, 11, 30, tzinfo=UTC))


def test_bytes_are_found_by_their_hash(bucket: Bucket) -> None:
    blobs = S3Blobs(bucket)
    bodies = [b"", b"\x00bytes", os.urandom(11 << 20)]
    names = [blobs.write(body) for body in bodies]
    assert names == [digest(body) for body in bodies]
    assert [blobs.read(name) for name in names] == bodies
    assert sorted(blobs.names()) == sorted(names)
    blobs.delete(*names[:2], digest(b"never there"))
    assert [blobs.has(name) for name in names] == [False, False, True]
    with pytest.raises(FileNotFoundError):
        blobs.read(names[0])
    with pytest.raises(ValueError, match="not a sha256"):
        blobs.read("../../etc/passwd")


@pytest.mark.slow
def test_more_than_a_page_of_names_is_listed_and_deleted(bucket: Bucket) -> None:
    blobs = S3Blobs(bucket)
    with ThreadPoolExecutor(16) as crowd:
        names = list(crowd.map(blobs.write, (str(number).encode() for number in range(1_050))))
    assert set(blobs.names()) == set(names)
    blobs.delete(*names)
    assert list(blobs.names()) == []


def test_two_archives_in_one_bucket_do_not_see_each_other(server: S3Server) -> None:
    one = server.new_bucket()
    S3Blobs(one).write(b"mine")
    other = S3Blobs(replace(one, prefix=one.prefix[:-1]))
    assert list(other.names()) == []
    assert not other.has(digest(b"mine"))
    S3Blobs(replace(one, prefix=f"{one.prefix}/deeper")).write(b"deeper")
    assert list(S3Blobs(one).names()) == [digest(b"mine")]


def test_processes_that_fork_do_not_share_a_connection(bucket: Bucket) -> None:
    blobs = S3Blobs(bucket)
    names = [blobs.write(str(number).encode() * 1000) for number in range(20)]
    children = []
    for _ in range(4):
        pid = os.fork()
        if pid == 0:
            right = all(digest(blobs.read(name)) == name for name in names for _ in range(3))
            os._exit(0 if right else 1)
        children.append(pid)
        assert all(digest(blobs.read(name)) == name for name in names)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4


def test_a_server_that_is_away_or_refuses_is_the_machines_trouble(server: S3Server, bucket: Bucket) -> None:
    (port,) = free_ports(1)
    for wrong in (
        replace(bucket, host=f"127.0.0.1:{port}"),
        replace(bucket, secret="another"),
        replace(bucket, name="no-such-bucket"),
    ):
        blobs = S3Blobs(wrong)
        for use in (partial(blobs.read, "a" * 64), partial(blobs.write, b"body"), blobs.check):
            with pytest.raises(StoreUnavailable) as raised:
                use()
            assert is_disturbance(raised.value)
            assert "another" not in str(raised.value)
        assert blobs.answers() == (wrong.host == bucket.host)


def test_a_machine_without_credentials_is_in_trouble(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"http://127.0.0.1:{free_ports(1)[0]}/")
    blobs = S3Blobs(replace(bucket, key=None, secret=None))
    for use in (blobs.check, partial(blobs.write, b"body"), partial(blobs.read, "a" * 64), partial(blobs.delete, "a" * 64)):
        with pytest.raises(StoreUnavailable):
            use()


def test_a_server_that_is_stopped_and_comes_back_is_waited_for(server: S3Server, bucket: Bucket) -> None:
    blobs = S3Blobs(bucket)
    blobs.write(b"before")
    server.process.send_signal(signal.SIGSTOP)
    try:
        while psutil.Process(server.process.pid).status() != psutil.STATUS_STOPPED:
            time.sleep(0.01)  # a busy machine takes its time, and the server would still answer
        assert not blobs.answers()
    finally:
        server.process.send_signal(signal.SIGCONT)  # all other tests need it
    assert blobs.read(digest(b"before")) == b"before"


def test_a_capture_is_written_before_its_row_and_garbage_is_collected(stored: Archive, bucket: Bucket) -> None:
    first = captures.store(stored, paste("a thread"))
    assert captures.store(stored, paste("a thread")) == first
    assert captures.load(stored, first).body == b"a thread"
    blob_gc.write_ahead(stored, b"its process was killed before the row")
    assert blob_gc.sweep(stored) == 1
    assert list(S3Blobs(bucket).names()) == [digest(b"a thread")]
    assert blob_gc.sweep(stored) == 0


def test_a_blob_that_was_swept_meanwhile_is_written_again(stored: Archive) -> None:
    blob_gc.write_ahead(stored, b"swept")
    blob_gc.sweep(stored)
    with stored.database.write(alone=True) as connection:
        blob_gc.reference_blob(connection, stored, b"swept")
    assert stored.blobs.read(digest(b"swept")) == b"swept"


def test_garbage_is_still_noted_when_the_store_is_away_while_it_is_collected(settings: Settings, bucket: Bucket) -> None:
    with_files = open_archive(settings)
    blob_gc.write_ahead(with_files, b"litter")
    away = replace(with_files, blobs=S3Blobs(replace(bucket, host=f"127.0.0.1:{free_ports(1)[0]}")))
    with pytest.raises(StoreUnavailable):
        blob_gc.sweep(away)
    with with_files.database.read() as connection:
        assert connection.execute(unreferenced_blobs.select()).one().sha256 == digest(b"litter")
    with_files.close()


def test_blobs_move_to_a_bucket_and_back(server: S3Server, bucket: Bucket, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    archive = open_archive(settings)
    bodies = [f"thread {number}".encode() for number in range(30)]
    for body in bodies:
        captures.store(archive, paste(body.decode()))
    target, seen = S3Blobs(bucket), []
    target.write(bodies[0])  # an earlier run was stopped
    moved = move_blobs(archive, target, lambda done, of: seen.append((done, of)))
    assert (moved.copied, moved.present, moved.deleted, moved.faults) == (29, 1, 0, [])
    assert seen[0] == (1, 30)
    assert seen[-1] == (30, 30)
    moved = move_blobs(archive, target, lambda *_: None, delete=True)
    assert (moved.copied, moved.present, moved.deleted) == (0, 30, 30)
    archive.close()

    archive = open_archive(settings.model_copy(update={"blobs_url": bucket}))
    assert [fault for _, fault in verify_archive(archive) if fault] == []
    moved = move_blobs(archive, FileBlobs(tmp_path / "data" / "blobs"), lambda *_: None, delete=True)
    assert (moved.copied, moved.deleted) == (30, 30)
    assert list(target.names()) == []
    archive.close()


def test_what_is_lost_or_changed_is_told_and_nothing_of_it_is_deleted(bucket: Bucket, tmp_path: Path) -> None:
    archive = open_archive(Settings(data=tmp_path))
    for text in ("lost", "changed", "changed there", "whole"):
        captures.store(archive, paste(text))
    target = S3Blobs(bucket)
    archive.blobs.delete(digest(b"lost"))
    (tmp_path / "blobs" / digest(b"changed")[:2] / digest(b"changed")).write_bytes(b"rotten")
    target._client.put_object(bucket.name, target._key(digest(b"changed there")), BytesIO(b"bad"), 3)
    moved = move_blobs(archive, target, lambda *_: None, delete=True)
    assert dict(moved.faults) == {digest(b"lost"): "missing", digest(b"changed"): "changed"}
    assert moved.deleted == 2
    assert target.read(digest(b"changed there")) == b"changed there"
    assert archive.blobs.has(digest(b"changed"))
    archive.close()


def test_the_command_names_what_it_did(
    server: S3Server, bucket: Bucket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = open_archive(Settings(data=tmp_path))
    captures.store(archive, paste("one"))
    archive.close()

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["blobs", "move", *arguments, "--data", str(tmp_path)], standalone_mode=False)
        return int(str(ended.value.code)), capsys.readouterr().err

    assert run(server.url(bucket)) == (0, "1 copied, 0 were there, 0 deleted, 0 faults.\n")
    assert run(server.url(bucket), "--delete") == (0, "0 copied, 1 were there, 1 deleted, 0 faults.\n")
    assert run("disk")[0] == 2
    assert run("ftp://somewhere")[0] == 2
    status, err = run(server.url(bucket).replace(f"@{bucket.name}/", "@no-such-bucket/"))
    assert status == 1
    assert "NoSuchBucket" in err


def test_the_address_is_read(server: S3Server, bucket: Bucket) -> None:
    assert parse_bucket(server.url(bucket)) == bucket
