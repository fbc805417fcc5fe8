"""Enqueues jobs; the only module of the server that does. The records are the truth, the queue is only transport.

No request is refused because the queue does not answer: the reconciler enqueues later what could not be enqueued now.
"""

from __future__ import annotations

import logging
from typing import Final

import rq
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker import Worker

from domain.jobs import QUEUE, RENDER_HANDOUT, RUN_SUBMISSION, TAG_THREAD

log: Final = logging.getLogger(__name__)
TIMEOUT: Final = 0.2  # seconds; a request must not wait for a queue that is down
FAILURE_TTL: Final = 60  # seconds that RQ keeps a job which failed outside our own code


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
        return cls(Redis.from_url(url, retry=Retry(NoBackoff(), 0), **timeouts), seconds)

    def submission(self, id_: str) -> bool:
        """Enqueues the job of a submission. Returns False when the queue does not answer."""
        return self._enqueue(RUN_SUBMISSION, id_)

    def handout(self, id_: str) -> bool:
        """Enqueues the job of a handout. Returns False when the queue does not answer."""
        return self._enqueue(RENDER_HANDOUT, id_)

    def retagging(self, id_: str) -> bool:
        """Enqueues the job of a retagging. Returns False when the queue does not answer."""
        return self._enqueue(TAG_THREAD, id_)

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

    def live_ids(self) -> frozenset[str]:
        """Returns the ids of jobs that are queued, or that a worker with a heartbeat is running. Raises RedisError."""
        working = {id_ for worker in Worker.all(queue=self._queue) if (id_ := worker.get_current_job_id())}
        started = StartedJobRegistry(queue=self._queue).get_job_ids(cleanup=False)
        return frozenset(self._queue.job_ids) | (working & set(started))

    def enqueue_again(self, name: str, id_: str) -> bool:
        """Enqueues a job whose worker died, whatever Redis still stores of it. Returns False when the queue does not answer."""
        try:
            self._delete_job(id_)
        except RedisError:
            return False
        return self._enqueue(name, id_)

    def _enqueue(self, name: str, id_: str) -> bool:
        try:
            self._queue.enqueue(name, id_, job_id=id_, job_timeout=self._seconds, result_ttl=0, failure_ttl=FAILURE_TTL)
        except RedisError as error:
            log.warning("the queue does not answer: %s", error)
            return False
        return True

    def _delete_job(self, id_: str) -> None:
        """Deletes what Redis stores of a job. The hash of an orphaned job never expires and would block its id."""
        try:
            Job.fetch(id_, connection=self._connection, serializer=JSONSerializer).delete()
        except NoSuchJobError:
            self._queue.remove(id_)
