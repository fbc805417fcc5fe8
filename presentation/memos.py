"""Leaves the memos out of a thread that goes to others: they say why somebody set a theme, and are for who works on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.shapes.tag import Tag
from domain.shapes.thread import Thread


def without_memos(thread: Thread) -> Thread:
    """The same thread, no tag of it with a memo."""
    points = tuple(
        replace(point, tags=_without_memo(point.tags), rejected=_without_memo(point.rejected))
        for point in thread.version.points
    )
    return replace(thread, version=replace(thread.version, points=points))


def _without_memo(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(replace(tag, memo=None) for tag in tags)
