"""The reconciler enqueues unfinished records that have no live job: at start, every 30 s, and when the queue is back.

It is a supervised child process of its own, so that a busy web server cannot starve it. With it nothing that got a 202 is lost.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from queue import Empty, SimpleQueue
from typing import Final

from redis.exceptions import RedisError

from archive import blob_gc, handouts, submissions
from archive.archive import Archive, open_archive
from archive.tags import retaggings
from domain.jobs import RENDER_HANDOUT, RUN_SUBMISSION, TAG_THREAD
from domain.retry_policy import RECONCILER_SECONDS
from domain.settings import Settings
from server.queue import Queue

log: Final = logging.getLogger(__name__)
POLL_SECONDS: Final = 1.0  # between two checks whether the queue's server was restarted
BLOB_GC_SECONDS: Final = 3600.0
QUEUE_TIMEOUT: Final = 5.0  # seconds; no request waits for the reconciler

Stop = SimpleQueue[int]
"""Receives the signal to stop. An Event could deadlock: the `wait` that a signal interrupts may hold the lock of `set`."""
ListUnclaimed = Callable[[Archive], Sequence[str]]
"""Returns the ids of unfinished records that no job holds."""
WORK: Final[tuple[tuple[str, ListUnclaimed], ...]] = (
    (RUN_SUBMISSION, submissions.unclaimed),
    (RENDER_HANDOUT, handouts.unclaimed),
    (TAG_THREAD, retaggings.unclaimed),
)


def main(settings: Settings, announce: Callable[[], None]) -> None:
    """Reconciles until a signal asks to stop. `announce` is called when the archive is open."""
    stop: Stop = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stop.put(number))
    assert settings.redis_url is not None
    queue = Queue.at(settings.redis_url, settings.queue_seconds, QUEUE_TIMEOUT)
    last_gc = -BLOB_GC_SECONDS
    with closing(open_archive(settings)) as archive:
        announce()
        while True:
            run_id = queue.run_id()
            _run_round(lambda: reconcile(archive, queue))
            if time.monotonic() - last_gc >= BLOB_GC_SECONDS:
                last_gc = time.monotonic()
                _run_round(lambda: blob_gc.sweep(archive))
            if pause(stop, queue, run_id):
                return


def pause(stop: Stop, queue: Queue, run_id: str | None) -> bool:
    """Waits for the next round. It ends at once when the queue's server was restarted, since jobs sent meanwhile are lost.

    Returns whether a signal asked to stop.
    """
    deadline = time.monotonic() + RECONCILER_SECONDS
    while time.monotonic() < deadline:
        with suppress(Empty):
            stop.get(timeout=POLL_SECONDS)
            return True
        current = queue.run_id()
        if current and current != run_id:
            return False
        run_id = current
    return False


def reconcile(archive: Archive, queue: Queue) -> int:
    """Enqueues unfinished records that have no live job, and returns how many. Raises RedisError without an answer."""
    unfinished = [(name, id_) for name, list_unclaimed in WORK for id_ in list_unclaimed(archive)]
    if not unfinished:
        return 0
    live = queue.live_ids()
    enqueued = sum(queue.enqueue_again(name, id_) for name, id_ in unfinished if id_ not in live)
    if enqueued:
        log.warning("%d of %d unfinished records had no live job and are enqueued again", enqueued, len(unfinished))
    return enqueued


def _run_round(work: Callable[[], object]) -> None:
    """Logs a failure instead of raising it: a database that restarts must not end the reconciler."""
    try:
        work()
    except RedisError as error:
        log.warning("the queue does not answer: %s", error)
    except Exception:
        log.exception("this round failed; the next comes in %.0f seconds", RECONCILER_SECONDS)
