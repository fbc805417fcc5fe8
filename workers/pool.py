"""The worker processes: load everything once, then fork them, so that they share its memory. Called by `serve` and `worker`.

The first one is forked as soon as it can work; when all is loaded and warm, others take its place.

RQ is met here and nowhere else on this side: one queue a worker, JSON only, and no job but ours.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

from redis import Redis
from redis.client import Pipeline
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from domain.jobs import QUEUE, RENDER_HANDOUT, RUN_SUBMISSION, TAG_THREAD
from domain.processes import block_signals, die_with_parent
from domain.settings import Settings
from workers import handouts, jobs

JOBS: Final[dict[str, Callable[[str], None]]] = {
    RUN_SUBMISSION: jobs.run_submission,
    RENDER_HANDOUT: jobs.render_handout,
    TAG_THREAD: jobs.tag_thread,
}
IDLE_TTL, MAINTENANCE_SECONDS, MONITOR_SECONDS = 60, 30, 10
RESTART_SECONDS = 1.0
GRACE_SECONDS = 6.0
STOPS, GRACE_OVER = (signal.SIGTERM, signal.SIGINT), signal.SIGALRM
HANDLED = (*STOPS, GRACE_OVER)


class OurJob(Job):
    """Runs only what stands in JOBS: whoever can write to Redis could otherwise name any function there is."""

    @property
    def func(self) -> Callable[[str], None]:
        return JOBS[str(self.func_name)]


class OurWorker(Worker):
    """An RQ worker that says once when it is listening, and keeps a press for its jobs."""

    job_class = OurJob
    max_connection_wait_time = 5.0
    """Seconds between two tries to reach a queue that is away."""
    announce: Callable[[], None] | None = None

    def execute_job(self, job: Job, queue: Queue) -> None:
        """The press is the worker's own: it outlives the job, but not a job that died over it."""
        jobs.press().keep()
        super().execute_job(job, queue)
        jobs.press().free()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Called now and then, when there is nothing to do as well."""
        super().heartbeat(timeout, pipeline)
        jobs.press().rest()

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the process of one job, which RQ gives a group of its own: it ends with its worker, whoever ends that."""
        die_with_parent(signal.SIGKILL)
        super().main_work_horse(job, queue)

    def register_birth(self) -> None:
        super().register_birth()  # type: ignore[no-untyped-call]  # RQ's own
        if self.announce:
            self.announce()


def main(settings: Settings, announce: Callable[[], None]) -> None:
    """Keep `settings.workers` workers alive until asked to stop. `announce` is called once, when the first one listens."""
    jobs.prepare(settings)
    Pool(settings, announce).run()


def _settle() -> None:
    """Before the fork: rubbish is thrown out and its memory given back, and what stays is nobody's rubbish ever again."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # glibc's; other systems give memory back by themselves
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()


class Pool:
    """Forks the workers and forks a new one for each that dies."""

    def __init__(self, settings: Settings, announce: Callable[[], None]) -> None:
        self._settings = settings
        self._announce = announce
        self._pids: set[int] = set()
        self._stopping = False

    def request_stop(self, *_: object) -> None:
        """Let each worker finish what it is doing, but not for ever: one that has lost its queue would wait for it."""
        self._stopping = True
        self._tell(signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def end(self, *_: object) -> None:
        """End those that did not stop in time; what they were doing is claimed again by others."""
        self._tell(signal.SIGKILL)

    def _tell(self, number: signal.Signals) -> None:
        for pid in self._pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def run(self) -> None:
        """Until asked to stop, and all have stopped. Called in a main thread."""
        for number in STOPS:
            signal.signal(number, self.request_stop)
        signal.signal(GRACE_OVER, self.end)
        self._fork()
        early = next(iter(self._pids), None)
        handouts.prepare()
        _settle()
        for _ in range(self._settings.workers):
            self._fork()
        if early:
            os.kill(early, signal.SIGTERM)  # it finishes what it is doing
        while self._pids:
            with contextlib.suppress(ChildProcessError):
                pid, _status = os.wait()
                self._pids.discard(pid)
                if not self._stopping and pid != early:
                    time.sleep(RESTART_SECONDS)
                    self._fork()

    def _fork(self) -> None:
        with block_signals(HANDLED):  # the newborn would take a stop for its pool's, or the pool would not know the newborn yet
            if self._stopping:
                return
            pid = os.fork()
            if pid:
                self._pids.add(pid)
                return
            for number in HANDLED:
                signal.signal(number, signal.SIG_DFL)
        status = 1
        try:
            status = self._work()
        finally:
            os._exit(status)

    def _work(self) -> int:
        connection: Redis = connect(self._settings)
        worker = OurWorker(
            [QUEUE],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=IDLE_TTL,
            maintenance_interval=MAINTENANCE_SECONDS,
            job_monitoring_interval=MONITOR_SECONDS,
            log_job_description=False,
            work_horse_killed_handler=lambda job, *_: jobs.abandon(str(job.id)),
        )
        worker.announce = self._announce
        worker.work(logging_level="WARNING")
        sys.stdout.flush()
        return 0


def connect(settings: Settings) -> Redis:
    """The queue's connection as a worker needs it: patient, because it has nothing else to do."""
    assert settings.redis_url is not None
    return Redis.from_url(settings.redis_url, health_check_interval=30)
