"""A pasted text through reading and unrolling, as the pipeline does it."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.shapes.capture import Capture, Hints, MediaType, Via
from domain.shapes.reading import Reading
from domain.shapes.thread import Version
from domain.thread_limits import ThreadLimits
from workers.sources.registry import source_for
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def capture(body: str | bytes, hints: Hints | None = None) -> Capture:
    content = body.encode() if isinstance(body, str) else body
    return Capture(content, Via.PASTE, MediaType.TEXT, NOON, hints=hints or Hints())


def read(body: str | bytes, hints: Hints | None = None) -> Reading:
    pasted = capture(body, hints)
    return source_for(pasted).read(pasted)


def paste(body: str | bytes, max_points: int = 5000) -> Version:
    return unroll([read(body)], ThreadLimits(points=max_points))
