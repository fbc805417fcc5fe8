"""Enqueues jobs; the only module of the server that does. The records are the truth, the queue is only transport.

No request is refused because the queue does not answer: the reconciler enqueues later what could not be enqueued now.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

import rq
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq.serializers import JSONSerializer
from rq.worker import Worker

from archive.redis_connection import connect_to_redis
from domain.jobs import CHANGE_THREADS, QUEUE, RENDER_HANDOUT, RUN_SUBMISSION, TAG_THREAD, TAKE_IN_IMPORT

log: Final = logging.getLogger(__name__)
TIMEOUT: Final = 0.2  # seconds; a request must not wait for a queue that is down
RECONCILER: Final = "threadsheet:reconciler"
SILENT_SECONDS: Final = 120  # after which a worker or the reconciler is taken for stopped; an idle worker reports every minute
FAILURE_TTL: Final = 60  # seconds that RQ keeps a job which failed outside our own code


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Jobs that wait, workers that gave a sign of life lately, and seconds since the reconciler looked; None if it does not."""

    jobs: int
    workers: int
    reconciler_seconds: float | None


class Queue:
    """Enqueues jobs by name and record id. `seconds` is how long a job may take before RQ ends it."""

    def __init__(self, connection: Redis, seconds: int) -> None:
        self._connection = connection
        self._queue = rq.Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        self._seconds = seconds

    @classmethod
    def at(cls, url: str, seconds: int, timeout: float = TIMEOUT) -> Queue:
        """The queue at a Redis address; `timeout` in seconds, for connecting and for each answer."""
        timeouts = {"socket_connect_timeout": timeout, "socket_timeout": timeout}
        return cls(connect_to_redis(url, retry=Retry(NoBackoff(), 0), **timeouts), seconds)

    def submission(self, id_: str) -> bool:
        """Enqueues the job of a submission. Returns False when the queue does not answer."""
        return self.enqueue(RUN_SUBMISSION, id_)

    def handout(self, id_: str) -> bool:
        """Enqueues the job of a handout. Returns False when the queue does not answer."""
        return self.enqueue(RENDER_HANDOUT, id_)

    def retagging(self, id_: str) -> bool:
        """Enqueues the job of a retagging. Returns False when the queue does not answer."""
        return self.enqueue(TAG_THREAD, id_)

    def batch(self, id_: str) -> bool:
        """Enqueues the job of a change of many threads. Returns False when the queue does not answer."""
        return self.enqueue(CHANGE_THREADS, id_)

    def import_(self, id_: str) -> bool:
        """Enqueues the job of an import. Returns False when the queue does not answer."""
        return self.enqueue(TAKE_IN_IMPORT, id_)

    def answers(self) -> bool:
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False

    def run_id(self) -> str | None:
        """Returns Redis' run id, which changes when its server restarts; None when it does not answer."""
        try:
            return str(self._connection.info("server")["run_id"])
        except RedisError:
            return None

    def report_round(self) -> None:
        """Notes that the reconciler works. Raises RedisError."""
        self._connection.set(RECONCILER, int(time.time()), ex=SILENT_SECONDS)

    def health(self) -> QueueHealth | None:
        """What the queue knows of those who work; None when it does not answer."""
        try:
            silences = [_seconds_since(worker.last_heartbeat) for worker in Worker.all(queue=self._queue)]
            reported = cast("bytes | None", self._connection.get(RECONCILER))
            return QueueHealth(
                jobs=int(self._queue.count),
                workers=sum(seconds < SILENT_SECONDS for seconds in silences),
                reconciler_seconds=max(time.time() - int(reported), 0.0) if reported else None,
            )
        except RedisError:
            return None

    def length(self) -> int:
        """The number of jobs that no worker has taken. Raises RedisError."""
        return int(self._queue.count)

    def enqueue(self, name: str, id_: str) -> bool:
        """Enqueues a job by its name. Returns False when the queue does not answer.

        A job only says that there is work: its worker does what comes next. So one too many does no harm, and the id under
        which the queue knows it is a new one each time: what it still knows of a lost job is in nobody's way.
        """
        try:
            self._queue.enqueue(name, id_, job_timeout=self._seconds, result_ttl=0, failure_ttl=FAILURE_TTL)
        except RedisError as error:
            log.warning("the queue does not answer: %s", error)
            return False
        return True


def _seconds_since(moment: datetime | None) -> float:
    if moment is None:
        return float("inf")
    return (datetime.now(UTC) - (moment if moment.tzinfo else moment.replace(tzinfo=UTC))).total_seconds()
