"""One deadline for all that an answer takes: waiting in line, resolving, connecting, redirects, retries, reading."""

from __future__ import annotations

import time
from collections.abc import Callable

from domain.errors import FetchFailed


class Deadline:
    """`seconds` from now, by a clock that only goes forward."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at = clock() + seconds

    def left(self, host: str = "The site") -> float:
        """Seconds that are left. Raises FetchFailed when none are."""
        left = self._at - self._clock()
        if left <= 0:
            raise self.over(host)
        return left

    def allows(self, seconds: float) -> bool:
        """Whether there is time to wait so long and still do something."""
        return self._at - self._clock() > seconds

    def over(self, host: str) -> FetchFailed:
        return FetchFailed(f"{host} took too long to answer. Trying again later may help.")
