"""One deadline for everything a request takes: waiting for its turn, resolving, connecting, redirects, retries, reading."""

from __future__ import annotations

import time
from collections.abc import Callable

from domain.errors import FetchFailed


class Deadline:
    """`seconds` from now, by a clock that only goes forward."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at = clock() + seconds

    def remaining(self, host: str | None = None) -> float:
        """Seconds until the deadline. Raises FetchFailed, naming `host`, when it is over."""
        seconds = self._at - self._clock()
        if seconds <= 0:
            raise self.exceeded(host)
        return seconds

    def allows(self, seconds: float) -> bool:
        """Whether there is time to wait so long and still do something."""
        return self._at - self._clock() > seconds

    def exceeded(self, host: str | None = None) -> FetchFailed:
        return FetchFailed("too_slow", host=host) if host else FetchFailed("site_too_slow")
