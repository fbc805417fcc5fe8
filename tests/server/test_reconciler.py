"""What is unfinished and in nobody's hands is enqueued again, on a real queue, whatever happened to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import URL

from archive import handouts, leases, submissions, work
from archive.archive import Archive
from archive.database import Database
from archive.work import HeldLease
from domain.jobs import QUEUE, RUN_SUBMISSION
from domain.retry_policy import SILENT_SECONDS
from server.queue import Queue
from server.reconciler import LeaseWatch, pause, reconcile
from tests.archive.readings import paste
from tests.redis_server import running_redis

SPAWN = get_context("spawn")


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


def nothing() -> int:
    return 0


def received(archive: Archive) -> str:
    return submissions.receive(archive, capture=paste()).submission.id


def queued(redis: Redis) -> list[str]:
    """The ids of the records for which there are jobs."""
    ids = [str(id_, "ascii") for id_ in redis.lrange(f"rq:queue:{QUEUE}", 0, -1)]
    jobs = [Job.fetch(id_, connection=redis, serializer=JSONSerializer) for id_ in ids]
    assert {job.func_name for job in jobs} <= {RUN_SUBMISSION}
    return [job.args[0] for job in jobs]


def test_what_was_never_enqueued_is(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    assert reconcile(archive, queue) == 1
    assert queued(redis) == [id_]


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


def test_a_job_too_many_is_as_good_as_another(archive: Archive, queue: Queue, redis: Redis) -> None:
    waiting = [received(archive) for _ in range(3)]
    for _ in waiting:
        queue.submission(waiting[0])
    assert reconcile(archive, queue) == 0
    assert len(queued(redis)) == 3


def test_a_claim_is_respected_until_its_holder_is_silent_for_too_long(archive: Archive, queue: Queue, redis: Redis) -> None:
    id_ = received(archive)
    claimed = submissions.claim(archive, id_)
    assert claimed
    seconds = 0.0
    watch = LeaseWatch(archive, clock=lambda: seconds)
    assert (watch.look(), reconcile(archive, queue)) == (0, 0)
    seconds = SILENT_SECONDS - 1
    assert watch.look() == 0
    submissions.renew(archive, claimed)
    seconds += SILENT_SECONDS - 1
    assert watch.look() == 0  # first seen with that beat
    seconds += SILENT_SECONDS
    assert (watch.look(), reconcile(archive, queue)) == (1, 1)
    assert queued(redis) == [id_]


def test_the_claim_of_a_killed_process_ends_at_the_next_look(archive: Archive) -> None:
    id_ = received(archive)
    process = SPAWN.Process(target=claim_for_ever, args=(archive.database.url, id_))
    process.start()
    wait_until(lambda: submissions.unclaimed(archive) == ())
    watch = LeaseWatch(archive)
    assert watch.look() == 0
    process.kill()
    process.join()
    assert watch.look() == 1
    assert submissions.unclaimed(archive) == (id_,)


def test_one_claim_that_cannot_be_ended_does_not_hinder_the_others(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for id_ in (ids := [received(archive) for _ in range(3)]):
        submissions.claim(archive, id_)
    expire = work.expire

    def fail_for_first(archive: Archive, held: HeldLease) -> bool:
        if held.lease.id == ids[0]:
            raise ValueError("Execution not found")
        return expire(archive, held)

    monkeypatch.setattr(work, "expire", fail_for_first)
    seconds = 0.0
    watch = LeaseWatch(archive, clock=lambda: seconds)
    watch.look()
    seconds = SILENT_SECONDS
    assert watch.look() == 2
    assert sorted(submissions.unclaimed(archive)) == sorted(ids[1:])


def claim_for_ever(url: URL, id_: str) -> None:
    """The main function of another process that claims and then does nothing."""
    database = Database(url)
    with database.write() as connection:
        assert leases.claim(connection, work.TABLES[RUN_SUBMISSION], id_, datetime.now(UTC))
    time.sleep(60)


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


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
    waiting = threading.Thread(target=pause, args=(stop := SimpleQueue[int](), queue, run_id, nothing))
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
    waiting = threading.Thread(target=pause, args=(stop := SimpleQueue[int](), queue, queue.run_id(), nothing))
    waiting.start()
    waiting.join(2.5)
    assert waiting.is_alive()
    stop.put(0)
    waiting.join(1)
    assert not waiting.is_alive()
