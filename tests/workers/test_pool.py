"""Stopping the workers, also while they are being made."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from rq.job import Job
from sqlalchemy import URL

from archive import leases, submissions, work
from archive.archive import open_archive
from archive.database import Database
from domain.jobs import RUN_SUBMISSION
from domain.settings import Settings
from domain.shapes.submission import State
from server.reconciler import LeaseWatch
from tests.archive.readings import paste
from workers import jobs
from workers import pool as module
from workers.pool import JobWorker, Pool


class Idle(Pool):
    """Its workers do nothing, for ever."""

    def _work(self) -> int:
        while True:
            signal.pause()


def led(pool: Pool) -> None:
    """It runs in a session of its own, so that nothing of it is left."""
    os.setsid()
    pool.run()


fork = os.fork


def fork_slowly() -> int:
    """The newborn comes to its senses half a second late, as on a busy machine."""
    pid = fork()
    if pid == 0:
        time.sleep(0.5)
    return pid


@pytest.mark.parametrize("after", [0.75, 2], ids=["while they are born", "when all are there"])
def test_a_stop_reaches_every_worker_however_young(monkeypatch: pytest.MonkeyPatch, after: float) -> None:
    monkeypatch.setattr(os, "fork", fork_slowly)
    monkeypatch.setattr(module.handouts, "prepare", lambda: None)
    pool = get_context("fork").Process(target=led, args=(Idle(Settings(workers=2), print),))
    pool.start()
    time.sleep(after)
    pool.terminate()
    pool.join(module.KILL_SECONDS - 2)
    in_time = pool.exitcode is not None
    with suppress(ProcessLookupError):
        os.killpg(pool.pid or 0, signal.SIGKILL)
    pool.join()
    assert in_time


def claim_and_end(url: URL, id_: str, number: int) -> None:
    """The main function of a job's process that claims its record and is ended by a signal."""
    with Database(url).write() as connection:
        assert leases.claim(connection, work.TABLES[RUN_SUBMISSION], id_, datetime.now(UTC))
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "attempts"), [(signal.SIGABRT, 1), (signal.SIGSEGV, 1), (signal.SIGKILL, 0)])
def test_a_job_that_ends_its_own_process_loses_an_attempt(tmp_path: Path, number: signal.Signals, attempts: int) -> None:
    settings = Settings(data=tmp_path)
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        id_ = submissions.receive(archive, capture=paste()).submission.id
        process = get_context("spawn").Process(target=claim_and_end, args=(archive.database.url, id_, number))
        process.start()
        process.join()
        worker = JobWorker.__new__(JobWorker)
        worker._job_started = time.monotonic()
        worker.handle_work_horse_killed(Job.__new__(Job), process.pid, number, None)
        LeaseWatch(archive).look()
        assert submissions.unclaimed(archive) == (id_,)
        assert submissions.get(archive, id_).attempts == attempts


def test_a_job_whose_record_another_worker_took_does_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    jobs.prepare(settings)
    with closing(open_archive(settings)) as archive:
        first, second, third = (
            submissions.receive(archive, capture=paste(f"1/2 {word}\n\n2/2 end")).submission.id for word in ("a", "b", "c")
        )
        next_work = work.next_work
        late = iter([(RUN_SUBMISSION, first)])
        monkeypatch.setattr(work, "next_work", lambda archive: next(late, None) or next_work(archive))
        assert submissions.claim(archive, first)
        jobs.run_waiting(RUN_SUBMISSION, first, lambda: False)
        assert submissions.get(archive, second).state is State.DONE
        assert submissions.unclaimed(archive) == (third,), "a job does one record"
