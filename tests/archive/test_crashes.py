"""Processes that die without warning, and databases shared over a fork."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time

import pytest

from archive import blob_gc, captures, submissions
from archive.archive import Archive, open_archive
from archive.tables import captures as capture_rows
from archive.threads import thread_list, threads
from domain.settings import Settings
from tests.archive.readings import CODEBOOK, paste, point, version

SPAWN = multiprocessing.get_context("spawn")


def write_for_ever(settings: Settings, ledger: str) -> None:
    """Receive and store, noting each promised id, until killed."""
    opened = open_archive(settings)
    with open(ledger, "a", buffering=1) as promised:
        for turn in range(1_000_000):
            text = f"{os.getpid()} {turn}"
            submission = submissions.receive(opened, capture=paste(text)).submission
            assert submission.capture_id
            stored = threads.store(opened, version(*(point(n) for n in range(1, 40))), [submission.capture_id], CODEBOOK)
            promised.write(f"{submission.id} {stored.thread_id}\n")


def keep_one(settings: Settings) -> str:
    opened = open_archive(settings)
    try:
        return captures.store(opened, paste())
    finally:
        opened.close()


def test_what_was_promised_survives_kill_nine(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    ledger = tmp_path_factory.mktemp("ledger") / "promised"
    ledger.touch()
    opened = open_archive(settings)
    for _ in range(3):
        writer = SPAWN.Process(target=write_for_ever, args=(settings, str(ledger)))
        before = ledger.stat().st_size
        writer.start()
        while ledger.stat().st_size == before:
            time.sleep(0.01)
        time.sleep(random.uniform(0.05, 0.4))  # so that the kill falls anywhere in a write
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    # A last line may have been cut short by the kill.
    promises = [line.split() for line in ledger.read_text().splitlines() if len(line.split()) == 2 and len(line) == 49]
    assert len(promises) >= 3
    for submission_id, thread_id in promises:
        submission = submissions.get(opened, submission_id)
        assert submission.capture_id
        assert captures.load(opened, submission.capture_id).body
        assert len(threads.load(opened, thread_id).version.points) == 39
    for thread in thread_list.list_recent(opened, 10_000):  # none is half there
        assert len(thread.points) == 39
    blob_gc.sweep(opened)
    with opened.database.read() as connection:
        referenced = set(connection.execute(capture_rows.select()).scalars(2))
    on_disk = {path.name for path in (settings.data / "blobs").glob("??/*")}
    assert on_disk == referenced
    opened.close()


def test_many_processes_keep_one_capture(settings: Settings) -> None:
    open_archive(settings).close()
    with SPAWN.Pool(4) as crowd:
        assert len(set(crowd.map(keep_one, [settings] * 20))) == 1


def test_an_archive_opened_before_a_fork_works_on_both_sides(archive: Archive) -> None:
    capture_id = captures.store(archive, paste())
    child = os.fork()
    if child == 0:
        status = 1
        try:
            captures.store(archive, paste("of the child"))
            status = int(captures.load(archive, capture_id) != paste())
        finally:
            os._exit(status)
    assert captures.load(archive, capture_id) == paste()
    assert os.waitpid(child, 0)[1] == 0
    assert captures.store(archive, paste("of the child")) != capture_id
    with archive.database.read() as connection:
        assert len(connection.execute(capture_rows.select()).all()) == 2
