"""Limits how often all workers of this machine together ask one host, and keeps the times for which hosts asked for a pause.

The limit is a token bucket stored as one time for each host: the end of the last booked slot, if all requests so far had come
at an even pace. It is kept in a file that is locked for a moment, or in memory where there is no folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

SECONDS_APART: Final = 0.5
BURST: Final = 6  # a short burst does no harm: a thread's posts, its pictures
MAX_PAUSE_SECONDS: Final = 24 * 3600.0
RESET_HEADERS: Final = ("x-ratelimit-reset", "ratelimit-reset")
MOMENTS: Final = 1e9  # numbers above it are seconds since 1970


@dataclass(slots=True)
class HostState:
    """Until when requests are booked, and until when the host wants none; seconds of the wall clock."""

    booked_until: float = 0.0
    paused_until: float = 0.0


@dataclass(frozen=True, slots=True)
class RateLimit:
    folder: Path | None = None
    memory: dict[str, HostState] = field(default_factory=dict)

    def book(self, host: str, now: float) -> float:
        """Books the next request and returns the seconds until it may be sent. During a pause it books nothing."""
        with self._state(host) as state:
            if state.paused_until > now:
                return state.paused_until - now
            booked = min(state.booked_until, now + MAX_PAUSE_SECONDS)  # a clock that was set back must not stop us for ever
            state.booked_until = max(booked, now) + SECONDS_APART
            return max(0.0, state.booked_until - SECONDS_APART * BURST - now)

    def pause(self, host: str, until: float) -> None:
        """Books no requests until then, because the host asked for that."""
        with self._state(host) as state:
            state.paused_until = until

    @contextmanager
    def _state(self, host: str) -> Iterator[HostState]:
        if self.folder is None:
            yield self.memory.setdefault(host, HostState())
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(host.encode()).hexdigest()[:16]
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            state = _parse_state(os.read(descriptor, 100))
            yield state
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{state.booked_until} {state.paused_until}".encode(), 0)
        finally:
            os.close(descriptor)


def _parse_state(content: bytes) -> HostState:
    try:
        booked_until, paused_until = content.split()
        return HostState(float(booked_until), float(paused_until))
    except ValueError:  # new, or half written when the power went
        return HostState()


def parse_retry_after(header: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` asks for, as a number or a date; None when it is neither."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - now
        except ValueError:
            return None
    return min(max(seconds, 0.0), MAX_PAUSE_SECONDS) if seconds == seconds else None


def parse_rate_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until a limit is over that its headers name: a moment (Mastodon: ISO, Bluesky: seconds since 1970) or a span."""
    header = next((headers[name] for name in RESET_HEADERS if name in headers), "")
    try:
        number = float(header)
    except ValueError:
        try:
            return min(max(datetime.fromisoformat(header).timestamp() - now, 0.0), MAX_PAUSE_SECONDS)
        except ValueError:
            return None
    seconds = number - now if number > MOMENTS else number
    return min(max(seconds, 0.0), MAX_PAUSE_SECONDS) if seconds == seconds else None
