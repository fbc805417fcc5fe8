"""A heartbeat that renews the lease of a job's record; called by everything in a job that takes long."""

from __future__ import annotations

import time
from collections.abc import Callable

from domain.retry_policy import LEASE_RENEWAL_SECONDS
from workers.sandbox import no_heartbeat

Heartbeat = Callable[[], None]


class LeaseRenewal:
    """A heartbeat that renews a lease when that is due. Long work calls it often, so that no thread is needed for it."""

    def __init__(self, renew: Callable[[], None], outer: Heartbeat = no_heartbeat) -> None:
        self._renew, self._outer = renew, outer
        self._due = time.monotonic() + LEASE_RENEWAL_SECONDS

    def __call__(self) -> None:
        if time.monotonic() >= self._due:
            self._renew()
            self._due = time.monotonic() + LEASE_RENEWAL_SECONDS
        self._outer()
