"""The scheduler makes work that comes again due: refreshes of threads, and the routines of follows, the bot and notifications.

Part of the reconciler's process. What is due stands in the database, and is requested by single conditional statements: any
number of schedulers, after a restart or on several machines, request it once. Workers claim it like all work.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from archive import follows, mentions, notices, routines, schedules
from archive.archive import Archive
from domain.jobs import RUN_ROUTINE, RUN_SUBMISSION
from domain.settings import Settings
from server.queue import Queue

PLAN_SECONDS: Final = 30.0


@dataclass(slots=True)
class Scheduler:
    """`look` is called every second."""

    archive: Archive
    settings: Settings
    queue: Queue
    clock: Callable[[], float] = time.monotonic
    _planned_at: float | None = None

    def look(self) -> int:
        """Requests what is due, and enqueues its jobs. Returns 0: what could not be enqueued is the reconciler's."""
        now = self.clock()
        if self._planned_at is None or now - self._planned_at >= PLAN_SECONDS:
            self._planned_at = now
            schedules.plan(self.archive)
            follows.plan(self.archive)
            mentions.plan(self.archive, {site: login.handle for site, login in self.settings.bots.items()})
            if self.settings.notify:
                notices.plan(self.archive, digest=self.settings.notify_digest)
        for id_ in schedules.request_due(self.archive):
            self.queue.enqueue(RUN_SUBMISSION, id_)
        for id_ in routines.request_due(self.archive):
            self.queue.enqueue(RUN_ROUTINE, id_)
        return 0
