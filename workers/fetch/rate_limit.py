"""Manners: how often one host is asked, by all workers of this machine together, and for how long it wants to be left alone.

A host's turn is one number, the time by which all that was asked of it so far would have been asked at an even pace. It is kept
in a file that is locked for a moment, or in memory where there is no folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

SECONDS_APART: Final = 0.5
AT_ONCE: Final = 6  # a short burst does no harm: a thread's posts, its pictures
LONGEST_REST: Final = 24 * 3600.0


@dataclass(slots=True)
class Turn:
    """`asked` until when questions are booked, `rests` until when the host wants none; seconds of the wall clock."""

    asked: float = 0.0
    rests: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    folder: Path | None = None
    memory: dict[str, Turn] = field(default_factory=dict)

    def wait_for(self, host: str, now: float) -> float:
        """Book a turn, and say in how many seconds it comes; while the host rests none is booked."""
        with self._turn(host) as turn:
            if turn.rests > now:
                return turn.rests - now
            asked = min(turn.asked, now + LONGEST_REST)  # a clock that was set back must not stop us for ever
            turn.asked = max(asked, now) + SECONDS_APART
            return max(0.0, turn.asked - SECONDS_APART * AT_ONCE - now)

    def leave_alone(self, host: str, until: float) -> None:
        """The host said so."""
        with self._turn(host) as turn:
            turn.rests = until

    @contextmanager
    def _turn(self, host: str) -> Iterator[Turn]:
        if self.folder is None:
            yield self.memory.setdefault(host, Turn())
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(host.encode()).hexdigest()[:16]
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            turn = _read(os.read(descriptor, 100))
            yield turn
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{turn.asked} {turn.rests}".encode(), 0)
        finally:
            os.close(descriptor)


def _read(kept: bytes) -> Turn:
    try:
        asked, rests = kept.split()
        return Turn(float(asked), float(rests))
    except ValueError:  # new, or half written when the power went
        return Turn()


def rest_asked_for(header: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` asks for, as a number or a date; None when it says neither."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - now
        except ValueError:
            return None
    return min(max(seconds, 0.0), LONGEST_REST) if seconds == seconds else None
