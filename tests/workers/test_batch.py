"""The jobs that the process of one job takes after it."""

from __future__ import annotations

import mmap
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from domain.jobs import QUEUE, RUN_SUBMISSION
from tests.redis_server import running_redis
from workers import jobs, pool
from workers.pool import Batch
from workers.render_process import RenderProcess
from workers.sandbox import Limits


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """A queue with two jobs, and a render process that runs."""
    process = RenderProcess(Limits())
    process.start()
    monkeypatch.setattr(jobs, "render_process", lambda: process)
    with running_redis(tmp_path) as address:
        queue = Queue(QUEUE, connection=Redis.from_url(address), serializer=JSONSerializer)
        for id_ in "ab":
            queue.enqueue(RUN_SUBMISSION, id_)
        yield queue
    process.end()
    signal.alarm(0)


def batch(queue: Queue) -> Batch:
    return Batch(queue, 60, mmap.mmap(-1, 1))


def test_it_takes_what_waits_with_the_time_of_a_job_and_leaves_nothing(queue: Queue) -> None:
    taking = batch(queue)
    assert [taking.take() for _ in range(3)] == [True, True, False]
    assert signal.alarm(0) > 50
    assert list(queue.connection.scan_iter("rq:job:*")) == []


def test_it_takes_nothing_when_its_worker_has_to_stop(queue: Queue) -> None:
    stopping = mmap.mmap(-1, 1)
    stopping[0] = 1
    assert not Batch(queue, 60, stopping).take()
    assert queue.count == 2


def test_it_takes_nothing_after_its_time(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH_SECONDS", -1.0)
    assert not batch(queue).take()
    assert queue.count == 2


def test_it_takes_nothing_when_the_render_process_has_ended(queue: Queue) -> None:
    jobs.render_process().end()
    assert not batch(queue).take()
    assert queue.count == 2


def test_a_queue_that_is_away_gives_nothing(queue: Queue) -> None:
    away = Queue(QUEUE, connection=Redis.from_url("unix:///nowhere/at/all.sock"), serializer=JSONSerializer)
    assert not batch(away).take()
