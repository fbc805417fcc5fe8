"""The reconciler sees to it that every unfinished record is worked on: at start, every 30 s, and when the queue is back.

Every second it ends the claims of workers that have died or fallen silent, and lets the scheduler look what is due. It is a
supervised child process of its own, so that a busy web server cannot starve it. With it nothing that got a 202 is lost.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final

from redis.exceptions import RedisError

from archive import blob_gc, work
from archive.archive import Archive, open_archive
from archive.imports import records as imports
from archive.imports.retrying import retry_paused
from archive.threads import wastebasket
from archive.work import HeldLease
from domain.processes import has_ended
from domain.retry_policy import RECONCILER_SECONDS, SILENT_SECONDS
from domain.settings import Settings
from server.queue import Queue
from server.scheduler import Scheduler

log: Final = logging.getLogger(__name__)
POLL_SECONDS: Final = 1.0  # between two looks at claims and at the queue's server
BLOB_GC_SECONDS: Final = 3600.0
QUEUE_TIMEOUT: Final = 5.0  # seconds; no request waits for the reconciler

Stop = SimpleQueue[int]
"""Receives the signal to stop. An Event could deadlock: the `wait` that a signal interrupts may hold the lock of `set`."""


@dataclass(slots=True)
class LeaseWatch:
    """Ends the claims of holders that have ended, or that were silent for too long by this process's own clock."""

    archive: Archive
    clock: Callable[[], float] = time.monotonic
    _observed: dict[HeldLease, float] = field(default_factory=dict)

    def look(self) -> int:
        """Looks at all claims once, and returns how many were ended. One that cannot be ended does not hinder the others."""
        now = self.clock()
        self._observed = {held: self._observed.get(held, now) for held in work.held_leases(self.archive)}
        dead = [held for held, since in self._observed.items() if now - since >= SILENT_SECONDS or has_ended(held.lease.holder)]
        return sum(map(self._expire, dead))

    def _expire(self, held: HeldLease) -> bool:
        try:
            ended = work.expire(self.archive, held)
        except Exception:
            log.exception("the claim of %s could not be ended", held.lease.id)
            return False
        if ended:
            log.warning("the worker of %s is gone; another one does its work", held.lease.id)
        return ended


@dataclass(slots=True)
class QueueWatch:
    """Notices work that waits while no job is in the queue: what other jobs have added, such as the rows of an import."""

    archive: Archive
    queue: Queue
    _empty_before: bool = False

    def look(self) -> int:
        """Returns 1 when that was so twice in a row: a job may have been taken just before its record is claimed."""
        empty = self.queue.length() == 0 and work.is_waiting(self.archive)
        twice, self._empty_before = empty and self._empty_before, empty
        return int(twice)


def main(settings: Settings, announce: Callable[[], None]) -> None:
    """Reconciles until a signal asks to stop. `announce` is called when the archive is open."""
    stop: Stop = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stop.put(number))
    assert settings.redis_url is not None
    queue = Queue.at(settings.redis_url, settings.queue_seconds, QUEUE_TIMEOUT)
    last_gc = -BLOB_GC_SECONDS
    with closing(open_archive(settings)) as archive:
        watch, queue_watch = LeaseWatch(archive), QueueWatch(archive, queue)
        scheduler = Scheduler(archive, settings, queue)

        def look() -> int:
            _run_round(scheduler.look)
            return watch.look() or queue_watch.look()

        announce()
        while True:
            run_id = queue.run_id()
            _run_round(look)
            _run_round(lambda: retry_paused(archive))
            _run_round(lambda: reconcile(archive, queue))
            if time.monotonic() - last_gc >= BLOB_GC_SECONDS:
                last_gc = time.monotonic()
                _run_round(lambda: wastebasket.delete_expired(archive, settings.trash_days))
                _run_round(lambda: imports.remove_abandoned(archive))
                _run_round(lambda: blob_gc.sweep(archive))
            if pause(stop, queue, run_id, look):
                return


def pause(stop: Stop, queue: Queue, run_id: str | None, look: Callable[[], int]) -> bool:
    """Waits for the next round. It ends at once when claims were ended, or when the queue's server was restarted.

    Jobs sent while it was away are lost. Returns whether a signal asked to stop.
    """
    deadline = time.monotonic() + RECONCILER_SECONDS
    while time.monotonic() < deadline:
        with suppress(Empty):
            stop.get(timeout=POLL_SECONDS)
            return True
        current = queue.run_id()
        if current:
            with suppress(RedisError):
                queue.report_round()
        if (current and current != run_id) or _run_round(look):
            return False
        run_id = current
    return False


def reconcile(archive: Archive, queue: Queue) -> int:
    """Enqueues as many jobs as waiting records lack, and returns how many. Raises RedisError without an answer."""
    waiting = work.waiting_ids(archive)
    missing = len(waiting) - queue.length() if waiting else 0
    enqueued = sum(queue.enqueue(name, id_) for name, id_ in waiting[: max(missing, 0)])
    if enqueued:
        log.warning("%d of %d unfinished records had no job and got one", enqueued, len(waiting))
    return enqueued


def _run_round(step: Callable[[], int]) -> int:
    """Logs a failure instead of raising it: a database that restarts must not end the reconciler. Returns what `step` does."""
    try:
        return step()
    except RedisError as error:
        log.warning("the queue does not answer: %s", error)
    except Exception:
        log.exception("this round failed; the next comes in %.0f seconds", RECONCILER_SECONDS)
    return 0
