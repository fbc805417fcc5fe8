"""The reconciler: at start, every 30 s and when the queue is back, what is unfinished and in nobody's hands is enqueued again.

A supervised child of its own, so that a busy web server cannot starve it. With it nothing that got a 202 is ever lost.
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
from domain.settings import Settings
from server.queue import Queue

log: Final = logging.getLogger(__name__)
PAUSE_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 1.0  # between two looks whether it is still the same queue
SWEEP_SECONDS: Final = 3600.0
PATIENCE: Final = 5.0  # seconds; nobody waits for it

Stop = SimpleQueue[int]
"""The signal that asks to stop. No Event: the `wait` that a signal interrupts may hold the lock that its `set` waits for."""
Stranded = Callable[[Archive], Sequence[str]]
WORK: Final[tuple[tuple[str, Stranded], ...]] = (
    (RUN_SUBMISSION, submissions.stranded),
    (RENDER_HANDOUT, handouts.stranded),
    (TAG_THREAD, retaggings.stranded),
)


def main(settings: Settings, announce: Callable[[], None]) -> None:
    """Reconcile until asked to stop."""
    stop: Stop = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stop.put(number))
    assert settings.redis_url is not None
    queue = Queue.at(settings.redis_url, settings.queue_seconds, PATIENCE)
    swept = -SWEEP_SECONDS
    with closing(open_archive(settings)) as archive:
        announce()
        while True:
            run_id = queue.run_id()
            _carefully(lambda: reconcile(archive, queue))
            if time.monotonic() - swept >= SWEEP_SECONDS:
                swept = time.monotonic()
                _carefully(lambda: blob_gc.sweep(archive))
            if pause(stop, queue, run_id):
                return


def pause(stop: Stop, queue: Queue, run_id: str | None) -> bool:
    """Until the next round, which comes at once when another run of the queue answers: what was sent meanwhile reached none.

    Returns whether it was asked to stop instead.
    """
    end = time.monotonic() + PAUSE_SECONDS
    while time.monotonic() < end:
        with suppress(Empty):
            stop.get(timeout=LOOK_SECONDS)
            return True
        now = queue.run_id()
        if now and now != run_id:
            return False
        run_id = now
    return False


def reconcile(archive: Archive, queue: Queue) -> int:
    """Enqueue again what is stranded; how many that were. Raises RedisError when the queue does not answer."""
    lost = [(name, id_) for name, stranded in WORK for id_ in stranded(archive)]
    if not lost:
        return 0
    live = queue.live()
    again = [queue.again(name, id_) for name, id_ in lost if id_ not in live]
    if any(again):
        log.warning("%d of %d unfinished records were in nobody's hands and are enqueued again", sum(again), len(lost))
    return sum(again)


def _carefully(work: Callable[[], object]) -> None:
    """A round that fails is told, and the next one comes: a database that restarts must not end the reconciler."""
    try:
        work()
    except RedisError as error:
        log.warning("the queue does not answer: %s", error)
    except Exception:
        log.exception("this round failed; the next comes in %.0f seconds", PAUSE_SECONDS)
