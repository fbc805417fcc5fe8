"""The worker processes: loads everything once, then forks them, so that they share its memory. Called by `commands.worker`.

The first worker is forked as soon as it can work. When everything is loaded and warm, the others are forked and it ends.

This is the only module of `workers` that uses RQ: all workers take from one queue, JSON only, and no jobs but those of JOBS.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import mmap
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from archive.redis_connection import connect_to_redis
from domain.jobs import QUEUE
from domain.processes import block_signals, die_with_parent, machine_identity
from domain.settings import Settings
from workers import handouts, jobs
from workers.sandbox import killed_by_others
from workers.sources.prepare import prepare as prepare_reading

BATCH_SECONDS: Final = 10.0
"""How long the process of a job goes on with further jobs."""
IDLE_TTL, MAINTENANCE_SECONDS, MONITOR_SECONDS = 60, 30, 10
RESTART_SECONDS = 1.0
FINISH_SECONDS = 2.0
"""How long a worker that has to stop may go on with its job before it releases the job's record."""
KILL_SECONDS = 6.0
"""How long after the request to stop a worker is killed that has not ended; less than the supervisor waits."""
STOP_SIGNALS, INTERRUPT = (signal.SIGTERM, signal.SIGINT), signal.SIGUSR1
HANDLED_SIGNALS = (*STOP_SIGNALS, signal.SIGALRM)


class Batch:
    """The further jobs that the process of one job takes, so that a burst needs few processes. `stopping` is its worker's flag.

    What a job is about is not read: it only says that there is work.
    """

    def __init__(self, queue: Queue, seconds: int, stopping: mmap.mmap) -> None:
        self._queue, self._seconds, self._stopping = queue, seconds, stopping
        self._until = time.monotonic() + BATCH_SECONDS

    def take(self) -> bool:
        """Takes a job from the queue, with the time that it may take; False when this process has to end."""
        if self._stopping[0] or time.monotonic() > self._until or not jobs.render_process().is_ready():
            return False
        try:
            id_ = self._queue.connection.lpop(self._queue.key)
            if isinstance(id_, bytes):
                self._queue.connection.delete(Job.key_for(id_.decode()))
        except RedisError:
            return False
        signal.alarm(self._seconds)
        return id_ is not None


_batches: Final[list[Batch]] = []
"""The batch of this process, when it is that of a job."""


def _run(name: str, id_: str) -> None:
    jobs.run_waiting(name, id_, _batches[-1].take)


JOBS: Final[dict[str, Callable[[str], None]]] = {name: partial(_run, name) for name in jobs.RUN}


class AllowedJob(Job):
    """Runs only what stands in JOBS: whoever can write to Redis could otherwise name any function there is."""

    @property
    def func(self) -> Callable[[str], None]:
        return JOBS[str(self.func_name)]


class JobWorker(Worker):
    """An RQ worker that announces once that it is listening, and keeps a render process for its jobs."""

    job_class = AllowedJob
    max_connection_wait_time = 5.0
    """Seconds between two tries to reach a queue that is away."""
    announce: Callable[[], None] | None = None
    _job_pid: int
    _job_started: float
    stopping: mmap.mmap
    """Shared with the processes of its jobs: 1 when they are to take no further one."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Runs one job in a forked process. The render process outlives it, unless the job died while waiting for it."""
        self._job_pid, self._job_started = 0, time.monotonic()
        jobs.render_process().start()
        super().execute_job(job, queue)
        jobs.render_process().end_if_abandoned()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Called every few seconds, also when there is nothing to do."""
        super().heartbeat(timeout, pipeline)
        jobs.render_process().forget_if_ended()

    def interrupt_job(self, *_: object) -> None:
        """Lets the process of the current job, if there is one, release its record and end."""
        if self.horse_pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, INTERRUPT)

    def request_force_stop(self, *_: object) -> None:
        """Ignores a second signal to stop, for which RQ would kill the job: the pool ends jobs that take too long."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Runs in the process of one job. RQ gives it a process group of its own, so it is made to die with its worker."""
        signal.signal(INTERRUPT, jobs.interrupt)
        die_with_parent(signal.SIGKILL)
        _batches[:] = [Batch(queue, int(job.timeout or 0), self.stopping)]
        super().main_work_horse(job, queue)

    def handle_warm_shutdown_request(self) -> None:
        """Called when the worker has to stop."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ's own
        self.stopping[0] = 1

    def kill_horse(self, sig: signal.Signals = signal.SIGKILL) -> None:
        self._job_pid = self.horse_pid
        super().kill_horse(sig)

    def handle_work_horse_killed(self, job: Job, retpid: int | None, ret_val: int | None, _rusage: object) -> None:
        """Counts it as a crash of the job when its own work ended the process, or it ran past its limit.

        A process that others killed is one whose holder has ended: the reconciler sees that, and it is an interruption.
        """
        overdue = retpid is None and time.monotonic() - self._job_started > float(job.timeout or 0)
        if overdue or (ret_val is not None and not killed_by_others(ret_val)):
            jobs.end_crashed(f"{machine_identity()}/{retpid or self._job_pid}/")

    def register_birth(self) -> None:
        super().register_birth()  # type: ignore[no-untyped-call]  # RQ's own
        if self.announce:
            self.announce()


def main(settings: Settings, announce: Callable[[], None]) -> None:
    """Keeps `settings.workers` workers running until asked to stop. Calls `announce` once, when the first one listens."""
    jobs.prepare(settings)
    Pool(settings, announce).run()


def _freeze_memory() -> None:
    """Before the fork: collects garbage, gives memory back, and excludes the rest from collection, so that it stays shared."""
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
        self._interrupted = False

    def request_stop(self, *_: object) -> None:
        """Lets each worker finish its job, for FINISH_SECONDS."""
        if self._stopping:
            return
        self._stopping = True
        self._signal_workers(signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, FINISH_SECONDS, KILL_SECONDS - FINISH_SECONDS)

    def end_jobs(self, *_: object) -> None:
        """First lets the workers release what they work on; the second time kills those that have not ended."""
        self._signal_workers(signal.SIGKILL if self._interrupted else INTERRUPT)
        self._interrupted = True

    def _signal_workers(self, number: signal.Signals) -> None:
        for pid in self._pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def run(self) -> None:
        """Returns when it was asked to stop and all workers have ended. Called in a main thread."""
        for number in STOP_SIGNALS:
            signal.signal(number, self.request_stop)
        signal.signal(signal.SIGALRM, self.end_jobs)
        self._fork()
        early = next(iter(self._pids), None)
        handouts.prepare()
        prepare_reading()
        _freeze_memory()
        for _ in range(self._settings.workers):
            self._fork()
        if early:
            os.kill(early, signal.SIGTERM)  # it finishes its job
        while self._pids:
            with contextlib.suppress(ChildProcessError):
                pid, _status = os.wait()
                self._pids.discard(pid)
                if not self._stopping and pid != early:
                    time.sleep(RESTART_SECONDS)
                    self._fork()

    def _fork(self) -> None:
        # Until it has handlers of its own, the child would run the pool's; and the pool must know the child before it stops it.
        with block_signals(HANDLED_SIGNALS):
            if self._stopping:
                return
            pid = os.fork()
            if pid:
                self._pids.add(pid)
                return
            for number in HANDLED_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(INTERRUPT, signal.SIG_IGN)
        status = 1
        try:
            status = self._work()
        finally:
            os._exit(status)

    def _work(self) -> int:
        connection: Redis = connect(self._settings)
        worker = JobWorker(
            [QUEUE],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=IDLE_TTL,
            maintenance_interval=MAINTENANCE_SECONDS,
            job_monitoring_interval=MONITOR_SECONDS,
            log_job_description=False,
        )
        worker.announce, worker.stopping = self._announce, mmap.mmap(-1, 1)
        signal.signal(INTERRUPT, worker.interrupt_job)
        worker.work(logging_level="WARNING")
        sys.stdout.flush()
        return 0


def connect(settings: Settings) -> Redis:
    """A connection to the queue that a worker can use: without limits on how long an answer may take."""
    assert settings.redis_url is not None
    return connect_to_redis(settings.redis_url, health_check_interval=30)
