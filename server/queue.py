"""The queue, seen from the side that fills it: the only module that enqueues. The record is the truth, this is transport.

A queue that does not answer is no reason to refuse anything: what is not enqueued now, the reconciler enqueues.
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
PATIENCE: Final = 0.2  # seconds; a request must not wait for a queue that is down, the reconciler can
KEPT: Final = 60  # seconds that a job which failed outside our own code stays to be looked at


class Queue:
    """Jobs by name and id. `seconds` is how long one may take before RQ ends it."""

    def __init__(self, connection: Redis, seconds: int) -> None:
        self._connection = connection
        self._queue = rq.Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        self._seconds = seconds

    @classmethod
    def at(cls, url: str, seconds: int, patience: float = PATIENCE) -> Queue:
        """The queue at a Redis address; `patience` in seconds, for connecting and for each answer."""
        times = {"socket_connect_timeout": patience, "socket_timeout": patience}
        return cls(Redis.from_url(url, retry=Retry(NoBackoff(), 0), **times), seconds)

    def submission(self, id_: str) -> bool:
        """Let a worker take the submission. False when the queue does not answer."""
        return self._enqueue(RUN_SUBMISSION, id_)

    def handout(self, id_: str) -> bool:
        """Let a worker make the handout. False when the queue does not answer."""
        return self._enqueue(RENDER_HANDOUT, id_)

    def retagging(self, id_: str) -> bool:
        """Let a worker tag the thread. False when the queue does not answer."""
        return self._enqueue(TAG_THREAD, id_)

    def answers(self) -> bool:
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False

    def run_id(self) -> str | None:
        """Which run of the queue's server answers, by the name that it gives itself; None when none does."""
        try:
            return str(self._connection.info("server")["run_id"])
        except RedisError:
            return None

    def live(self) -> frozenset[str]:
        """Ids that wait, or that a worker which still gives signs of life is at. Raises RedisError."""
        working = {id_ for worker in Worker.all(queue=self._queue) if (id_ := worker.get_current_job_id())}
        started = StartedJobRegistry(queue=self._queue).get_job_ids(cleanup=False)
        return frozenset(self._queue.job_ids) | (working & set(started))

    def again(self, name: str, id_: str) -> bool:
        """Enqueue anew what was lost on the way, whatever Redis still remembers of it."""
        try:
            self._forget(id_)
        except RedisError:
            return False
        return self._enqueue(name, id_)

    def _enqueue(self, name: str, id_: str) -> bool:
        try:
            self._queue.enqueue(name, id_, job_id=id_, job_timeout=self._seconds, result_ttl=0, failure_ttl=KEPT)
        except RedisError as error:
            log.warning("the queue does not answer: %s", error)
            return False
        return True

    def _forget(self, id_: str) -> None:
        """An orphan's hash has no end of its own and would stand in the way of its id for ever."""
        try:
            Job.fetch(id_, connection=self._connection, serializer=JSONSerializer).delete()
        except NoSuchJobError:
            self._queue.remove(id_)
