"""What is unfinished and in nobody's hands is enqueued again, on a real queue, whatever happened to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job
from rq.serializers import JSONSerializer

from archive import handouts, submissions
from archive.archive import Archive
from domain.jobs import QUEUE
from server.queue import Queue
from server.reconciler import pause, reconcile
from tests.archive.readings import paste
from tests.redis_server import running_redis


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_redis(tmp_path_factory.mktemp("queue")) as address:
        yield address


@pytest.fixture
def redis(address: str) -> Iterator[Redis]:
    connection = Redis.from_url(address)
    connection.flushall()
    yield connection
    connection.close()


@pytest.fixture
def queue(address: str, redis: Redis) -> Queue:
    return Queue.at(address, 60)


def received(archive: Archive) -> str:
    return submissions.receive(archive, capture=paste()).submission.id


def queued(redis: Redis) -> list[str]:
    return [str(id_, "ascii") for id_ in redis.lrange(f"rq:queue:{QUEUE}", 0, -1)]


def test_what_was_never_enqueued_is(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    assert reconcile(archive, queue) == 1
    assert queued(redis) == [id_]
    job = Job.fetch(id_, connection=redis, serializer=JSONSerializer)
    assert (job.func_name, job.args) == ("workers.jobs.run_submission", [id_])


def test_what_waits_in_the_queue_is_left_alone(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    assert queue.submission(id_)
    assert reconcile(archive, queue) == 0
    assert queued(redis) == [id_]


def test_an_orphan_that_redis_still_remembers_is_enqueued_again(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    queue.submission(id_)
    redis.delete(f"rq:queue:{QUEUE}")  # popped by a worker that was killed before it began
    assert reconcile(archive, queue) == 1
    assert queued(redis) == [id_]


def test_a_wiped_queue_is_filled_again(archive: Archive, queue: Queue, redis: Redis) -> None:
    ids = [received(archive) for _ in range(5)]
    for id_ in ids:
        queue.submission(id_)
    redis.flushall()
    assert reconcile(archive, queue) == 5
    assert sorted(queued(redis)) == sorted(ids)


def test_a_held_lease_is_respected_and_one_that_ran_out_is_not(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    assert submissions.claim(archive, id_)
    assert reconcile(archive, queue) == 0
    later = archive.clock() + timedelta(seconds=61)
    assert reconcile(replace(archive, clock=lambda: later), queue) == 1
    assert queued(redis) == [id_]


def test_what_has_ended_is_left_alone(archive: Archive, queue: Queue, redis: Redis) -> None:
    submissions.cancel(archive, received(archive))
    assert reconcile(archive, queue) == 0
    assert queued(redis) == []
    assert handouts.unclaimed(archive) == ()


def test_a_queue_that_is_down_is_told_quickly_and_loses_nothing(archive: Archive, tmp_path: Path) -> None:
    id_ = received(archive)
    down = Queue.at(f"unix://{tmp_path}/nobody.sock", 60)
    began = time.monotonic()
    assert not down.submission(id_)
    assert not down.answers()
    assert time.monotonic() - began < 3  # the library alone would try again and again for longer
    with pytest.raises(RedisError):
        reconcile(archive, down)
    assert submissions.unclaimed(archive) == (id_,)


@pytest.mark.parametrize("away", [0, 2.5], ids=["back before anybody looked", "missed for a while"])
def test_the_next_round_comes_when_the_queue_is_back(tmp_path: Path, away: float) -> None:
    with running_redis(tmp_path) as at:
        queue = Queue.at(at, 60)
        run_id = queue.run_id()
    waiting = threading.Thread(target=pause, args=(stop := SimpleQueue[int](), queue, run_id))
    if away:
        waiting.start()
        waiting.join(away)
        assert waiting.is_alive()
    with running_redis(tmp_path):
        if not away:
            waiting.start()
        waiting.join(10)
        came = not waiting.is_alive()
        stop.put(0)
        waiting.join()
    assert came


def test_while_the_queue_stays_the_next_round_takes_its_time(queue: Queue) -> None:
    waiting = threading.Thread(target=pause, args=(stop := SimpleQueue[int](), queue, queue.run_id()))
    waiting.start()
    waiting.join(2.5)
    assert waiting.is_alive()
    stop.put(0)
    waiting.join(1)
    assert not waiting.is_alive()
