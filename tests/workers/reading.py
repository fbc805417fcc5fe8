"""A Capture of any kind through reading and unrolling, as the pipeline does it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.reading import Reading
from domain.shapes.thread import Version
from workers.sources.registry import source_for
from workers.unrolling import unroll

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def page(body: str | bytes, url: str | None = None) -> Capture:
    return Capture(body.encode() if isinstance(body, str) else body, Via.PAGE, MediaType.HTML, NOON, url)


def answer(body: Any, url: str | None = None) -> Capture:
    return Capture(json.dumps(body).encode(), Via.FETCH, MediaType.JSON, NOON, url)


def text(body: str | bytes, url: str | None = None) -> Capture:
    return Capture(body.encode() if isinstance(body, str) else body, Via.PASTE, MediaType.TEXT, NOON, url)


def source_of(capture: Capture) -> str:
    return source_for(capture).name


def read(capture: Capture) -> Reading:
    return source_for(capture).read(capture)


def thread(*captures: Capture) -> Version:
    return unroll([read(capture) for capture in captures])


def codes(version: Version) -> set[str]:
    return {reason.code for reason in version.completeness.reasons}


def ids(version: Version) -> list[str | None]:
    return [point.post_id for point in version.points]


def texts(version: Version) -> list[str]:
    return [point.text for point in version.points]
